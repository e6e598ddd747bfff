import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Presentation
import Sodium

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "What should be done about this vault and this computer.",
            id: "Periksa kesehatan: apa yang perlu dilakukan pada brankas dan komputer ini."),
        discussion: Words(
            """
            Looks at who can read your files, the clock, the disk, unfinished work, the age of the newest backup and of the last recovery \
            drill from this computer; and as a member of the vault at its people, cases, kits, consents and offices. It says what to do \
            about each. Signs nothing and settles nothing; of the vault it at most fills up the log's reserve.

            Without a vault it looks at the computer alone. Your identity is opened where it is unlocked or --passphrase-file is given; else \
            your passphrase is asked for, and Enter leaves out what needs it.

            Exit status: 0 when nothing is urgent, though there may be advice; 1 when something is to be done; 5 when the vault was altered, \
            lost or rolled back.
            """,
            id: """
                Memeriksa siapa dapat membaca berkas Anda, jam komputer, disk, pekerjaan yang terputus, umur salinan cadangan terbaru \
                dan latihan pemulihan terakhir dari komputer ini; dan sebagai anggota brankas: anggota, kasus, kotak titip, \
                persetujuan, dan instansinya. Untuk masing-masing dikatakan apa yang perlu dilakukan. Tidak menandatangani dan tidak \
                menyelesaikan apa pun; di brankas paling banyak hanya mengisi kembali ruang darurat log.

                Tanpa brankas hanya komputernya yang diperiksa. Kunci Anda dibuka bila sedang aktif atau --passphrase-file disebut; \
                kalau tidak, frasa sandi ditanyakan, dan Enter melewati yang memerlukannya.

                Status akhir: 0 bila tidak ada yang mendesak, walaupun mungkin ada saran; 1 bila ada yang harus dilakukan; 5 bila \
                brankas diubah, hilang sebagian, atau kembali ke salinan lama.
                """),
        examples: ["amanah doctor"])

    @OptionGroup var options: VaultOptions

    private struct View: Encodable {
        struct Found: Encodable {
            let area: String
            let urgent: Bool
            let finding, remedy: String
        }
        let vault: String?
        let inOrder, notLookedAt: [String]
        let findings: [Found]
        let version, time: String
        /// Where a member has looked.
        let timeZone: String?
    }

    func run() throws {
        let path: String?
        do {
            path = try VaultOptions.path(options.vault)
        } catch CommandError.noVault {
            path = nil
        }
        var checkup = Checkup(surroundings: VaultOptions.surroundings)
        let state = KnownVaults.stateFolder()
        checkup.lookAtComputer(ownFiles: [state] + (options.identity.path.map { [$0] } ?? []))
        if let path {
            try checkup.look(at: path)
            if let identity = try options.identity.openOrLeave() { try checkup.look(at: path, as: identity) }
        }
        if let zone = checkup.timeZone { OfficeClock.set(zone) }
        try show(checkup, path)
        let integrity = checkup.findings.contains { finding in
            if case .vault(let error) = finding { Problem(error)?.status == .integrity } else { false }
        }
        if integrity { throw ExitCode(ExitStatus.integrity.rawValue) }
        if checkup.findings.contains(where: \.isUrgent) { throw ExitCode(ExitStatus.other.rawValue) }
    }

    private func show(_ checkup: Checkup, _ path: String?) throws {
        let troubled = Set(checkup.findings.map(\.area))
        let inOrder = CheckupArea.allCases.filter { checkup.lookedAt.contains($0) && !troubled.contains($0) }
        let left = CheckupArea.allCases.filter { !checkup.lookedAt.contains($0) }
        // What cannot wait comes first.
        let findings = checkup.findings.filter(\.isUrgent) + checkup.findings.filter { !$0.isUrgent }
        if options.format.json {
            return try Output.json(
                View(
                    vault: path, inOrder: inOrder.map(\.rawValue), notLookedAt: left.map(\.rawValue),
                    findings: findings.map {
                        .init(
                            area: $0.area.rawValue, urgent: $0.isUrgent, finding: $0.words.what.english,
                            remedy: $0.words.remedy.english)
                    }, version: Amanah.configuration.version, time: Timestamp(Date()).description,
                    timeZone: checkup.timeZone?.name))
        }
        for finding in findings {
            let mark =
                finding.isUrgent ? Words("TO DO   ", id: "PERLU   ") : Words("advice  ", id: "saran   ")
            Output.line(mark + finding.words.what)
            Output.line(.data("        → ") + finding.words.remedy)
        }
        func list(_ areas: [CheckupArea]) -> Words? { areas.isEmpty ? nil : .list(areas.map(\.words)) }
        let isMember = checkup.lookedAt.contains(.members)
        Output.fields([
            (Words("in order", id: "baik"), list(inOrder)),
            (Words("not looked at", id: "tidak diperiksa"), isMember ? nil : list(left)),
            (
                Words("why", id: "sebab"),
                isMember || troubled.contains(.unfinished)
                    ? nil
                    : path == nil
                        ? Words("there is no vault here", id: "tidak ada brankas di sini")
                        : Words("your identity was not opened", id: "kunci pribadi Anda tidak dibuka")
            ),
        ])
    }
}

extension IdentityOptions {
    /// The identity where one was named and it can be opened: by what is unlocked, a passphrase file, or somebody who types the
    /// passphrase and not just Enter.
    func openOrLeave() throws -> MemberIdentity? {
        guard let path else { return nil }
        if passphraseFile != nil { return try open() }
        let (file, _) = try file()
        if let text = try Keeping.text(of: file) { return try MemberIdentity.open(text: text, path: path) }
        guard Terminal.canAsk, isatty(STDOUT_FILENO) == 1 else { return nil }
        let question = Words(
            "Passphrase of \(visible(path)), or Enter to leave out what needs it: ",
            id: "Frasa sandi \(visible(path)), atau Enter untuk melewati yang memerlukannya: ")
        let passphrase = try Terminal.askSecret(question.here)
        return passphrase.count == 0
            ? nil : try MemberIdentity.open(file, path: path, passphrase: passphrase)
    }
}
