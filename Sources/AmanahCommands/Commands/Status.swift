import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Presentation

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Which vault this is, who you are in it, and what is waiting to be done.",
            id: "Keadaan brankas: brankas apa ini, siapa Anda di dalamnya, dan apa yang menunggu dikerjakan."),
        discussion: Words(
            """
            The phrase stands for the vault: read it to whoever joins it ('amanah join').
            """,
            id: """
                Frasa brankas mewakili brankas ini: bacakan kepada yang akan masuk ('amanah join').
                """),
        examples: ["amanah status"])

    @OptionGroup var options: VaultOptions

    private struct View: Encodable {
        let vault, id, phrase, member, fingerprint, timeZone: String
        let phraseDigits: [String]
        let roles, waitingForNewKeys, waitingForApproval, emergencies, withOneKeyHolder,
            withoutKeyHolder: [String]
        let entries: UInt64
        /// When this computer made the newest good backup.
        let backup: String?
    }

    func run() throws {
        let vault = try options.open()
        let state = vault.state
        let cases = state.allCases
        let now = Timestamp(Date())
        let notes = KnownVaults.standard().notes(of: vault.id)
        let view = View(
            vault: state.vaultName, id: vault.id.description, phrase: vault.id.phrase.description,
            member: vault.me.name, fingerprint: vault.me.fingerprint.description,
            timeZone: state.timeZone.name,
            phraseDigits: vault.id.phrase.digits, roles: vault.me.roles.sorted().map(\.rawValue),
            waitingForNewKeys: cases.filter { !state.rotationsDue(in: $0).isEmpty }.map(\.ref),
            waitingForApproval: cases.filter { file in
                file.bases.contains { $0.approved == nil && $0.proposed.until >= now }
            }.map(\.ref),
            emergencies: cases.filter { state.emergencies.contains($0.id) }.map(\.ref),
            withOneKeyHolder: cases.filter { state.granters(of: $0).count == 1 }.map(\.ref),
            withoutKeyHolder: cases.filter { state.granters(of: $0).isEmpty }.map(\.ref),
            entries: state.head.size,
            backup: notes.backedUpAt?.description)
        if options.format.json { return try Output.json(view) }
        Output.fields([
            (.vault, .data(view.vault)), (.phrase, .data(view.phrase)),
            (.phraseNumbers, .digits(of: vault.id.phrase)),
            (Words("id", id: "nomor brankas"), .data(view.id)),
            (
                .you,
                .data("\(view.member)  \(vault.me.fingerprint.spoken)  ") + vault.me.roles.sorted().said
            ),
            (.timeZone, .data(view.timeZone)), (.log, .entries(view.entries)),
            (Words("backup", id: "salinan cadangan"), notes.backup(of: view.entries)),
        ])
        if let warning = BackupAge(notes, now: now).words { Output.line(warning) }
        func tell(_ refs: [String], _ what: Words) {
            if !refs.isEmpty {
                let shown =
                    refs.prefix(5).joined(separator: ", ") + (refs.count > 5 ? " (+\(refs.count - 5))" : "")
                Output.line(what + .data(": \(shown)"))
            }
        }
        tell(
            view.emergencies,
            Words(
                "EMERGENCY ACCESS in force or to be taken back",
                id: "AKSES DARURAT masih berlaku atau belum diakhiri"))
        tell(
            view.waitingForApproval,
            Words(
                "a legal basis waits for a second member, see 'amanah case show'",
                id: "dasar hukum menunggu persetujuan anggota kedua, lihat 'amanah case show'"))
        tell(
            view.waitingForNewKeys,
            Words(
                "keys change with a coordinator's next command; until then who left can open new deposits",
                id:
                    "kunci berganti pada perintah berikut dari koordinator; sampai saat itu yang sudah keluar masih dapat membuka dokumen baru"
            ))
        tell(
            view.withoutKeyHolder,
            Words(
                "nobody can assign members; see 'amanah recover --help'",
                id: "tidak ada yang dapat menugaskan anggota; lihat 'amanah recover --help'"))
        tell(
            view.withOneKeyHolder,
            Words(
                "only one member can assign others; a second coordinator would be safer",
                id: "hanya satu anggota yang dapat menugaskan orang lain; koordinator kedua lebih aman"))
    }
}
