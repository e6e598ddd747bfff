import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Presentation
import Synchronization

/// Makes a vault in which nine people have worked on twenty cases for three months, with some things among it that a report should
/// find. For looking at `amanah audit report`:
///
///     workbench quarter /tmp/office
///     amanah audit report -o report.html --vault /tmp/office/vault --identity /tmp/office/auditor.identity \
///         --passphrase-file /tmp/office/passphrase
struct Quarter: ParsableCommand {
    @Argument var folder: String
    @Option var days = 98

    func run() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data((Workbench.passphrase + "\n").utf8).write(to: URL(fileURLWithPath: "\(folder)/passphrase"))
        let office = try WorkingOffice(folder: folder, days: days)
        try office.work()
        print("\(office.entries) entries in \(folder)/vault")
    }
}

private final class OfficeClock: Sendable {
    private let seconds = Mutex<Int64>(0)
    var now: Int64 {
        get { seconds.withLock { $0 } }
        set { seconds.withLock { $0 = newValue } }
    }
}

/// The people, their open vaults, and the clock that is set before each act.
private final class WorkingOffice {
    static let people: [(key: String, name: String, role: Role)] = [
        ("custodian", "Sri Wahyuni", .custodian), ("auditor", "Agus Hartono", .auditor),
        ("maria", "Maria Ndun", .coordinator), ("yohanes", "Yohanes Tukan", .coordinator),
        ("siti", "Siti Rahma", .companion), ("lidya", "Lidya Bria", .companion),
        ("dewi", "Dewi Lestari", .lawyer), ("ratna", "dr. Ratna Sari", .health),
        ("frans", "Frans Kolo", .shelter),
    ]

    private let clock = OfficeClock()
    private let start: Int64
    private let days: Int
    private let surroundings: Vault.Surroundings
    private let path: String
    private var vaults: [String: Vault] = [:]
    private var recoveryFile: String
    private var submission: String
    private var random = SystemRandomNumberGenerator()
    /// What will happen, by time; done in that order.
    private var plan: [(at: Int64, act: () throws -> Void)] = []
    private let refs = (1...20).map { "TPPO-2026-\(1000 + $0)".replacingOccurrences(of: "-1", with: "-0") }

    var entries: UInt64 { vaults["auditor"]?.state.head.size ?? 0 }

    init(folder: String, days: Int) throws {
        self.days = days
        // Midnight in Jakarta, so many days ago.
        let today = (Int64(Date().timeIntervalSince1970) + 7 * 3600) / 86_400 * 86_400 - 7 * 3600
        start = today - Int64(days) * 86_400
        clock.now = start + 8 * 3600
        let clock = clock
        surroundings = Vault.Surroundings(
            knownVaults: KnownVaults(folder: "\(folder)/state/known_vaults"),
            clock: { Date(timeIntervalSince1970: TimeInterval(clock.now)) })
        path = "\(folder)/vault"
        recoveryFile = "\(folder)/recovery.txt"
        submission = "\(folder)/document.txt"
        try Data("isi\n".utf8).write(to: URL(fileURLWithPath: submission))
        for (index, person) in WorkingOffice.people.enumerated() {
            let identity = try MemberIdentity.generate(name: person.name)
            try Data(identity.sealed(passphrase: Workbench.secret(), workFactor: 2))
                .write(to: URL(fileURLWithPath: "\(folder)/\(person.key).identity"))
            if index == 0 {
                vaults[person.key] = try Vault.create(
                    at: path, name: "Yayasan Rumah Perempuan (contoh)", founder: identity,
                    recoveryFile: recoveryFile, surroundings: surroundings)
            } else {
                guard let custodian = vaults["custodian"] else { continue }
                try custodian.enrol(identity.card, roles: [person.role])
                _ = try Vault.join(
                    at: path, as: identity, phrase: custodian.id.phrase, surroundings: surroundings)
                let vault = try Vault.open(at: path, as: identity, surroundings: surroundings)
                try vault.settleDuties()
                vaults[person.key] = vault
            }
        }
    }

    /// On a day from the first, by the clock in Jakarta.
    private func at(
        _ day: Int, _ hour: Int, _ minute: Int, _ who: String, _ act: @escaping (Vault) throws -> Void
    ) {
        let time = start + Int64(day) * 86_400 + Int64(hour) * 3600 + Int64(minute) * 60
        plan.append(
            (
                time,
                { [self] in
                    guard let vault = vaults[who] else { return }
                    _ = try vault.newAuditLines(after: [])
                    try act(vault)
                }
            ))
    }

    private func isWorkday(_ day: Int) -> Bool {
        let weekday = ((start + 7 * 3600) / 86_400 + Int64(day) + 3) % 7
        return weekday < 5 && !(61...68).contains(day)
    }

    func work() throws {
        planCases()
        planDays()
        planOddities()
        for (time, act) in plan.sorted(by: { $0.at < $1.at }) {
            // One after the other, as people work; but for the one whose clock is late.
            clock.now = max(time, clock.now + 20)
            try act()
        }
        _ = try vaults["auditor"]?.newAuditLines(after: [])
    }

    private func planCases() {
        for (index, ref) in refs.enumerated() {
            let (day, lead) = (index * 2, index.isMultiple(of: 3) ? "yohanes" : "maria")
            at(day, 8, 30 + index, lead) { vault in
                let file = try vault.openCase(title: "Kasus \(index)", ref: ref)
                for person in WorkingOffice.people.dropFirst(4)
                where index.isMultiple(of: 2) == (person.key == "siti") || person.role != .companion {
                    if person.role == .shelter && !index.isMultiple(of: 4) { continue }
                    try vault.assign(vault.member(named: person.name), to: file, as: person.role)
                }
            }
        }
    }

    private func deposit(_ kind: DocumentKind, in ref: String, _ vault: Vault) throws {
        let submission = try Submission(
            path: submission, name: "rahasia.txt", kind: kind, title: "judul rahasia")
        _ = try vault.deposit([submission], in: vault.caseFile(ref))
    }

    /// What the role reads of a case, up to so many documents.
    private func read(_ count: Int, of ref: String, _ vault: Vault) throws {
        let file = try vault.caseFile(ref)
        let readable = try vault.list(file).filter { $0.details != nil }.prefix(count)
        for document in readable {
            guard let number = Int(document.ref.split(separator: "/")[1]) else { continue }
            clock.now += Int64.random(in: 40...400, using: &random)
            _ = try vault.read(number, in: file)
        }
    }

    private func planDays() {
        for day in 1..<days where isWorkday(day) {
            let open = Array(refs.prefix(day / 2))
            guard !open.isEmpty else { continue }
            for person in WorkingOffice.people.dropFirst(2)
            where (person.key != "frans" || day < 5) && (person.key != "ratna" || day < days - 2) {
                for _ in 0..<Int.random(in: 0...3, using: &random) {
                    let index = Int.random(in: 0..<open.count, using: &random)
                    let (hour, minute) = (
                        Int.random(in: 8...16, using: &random), Int.random(in: 0...59, using: &random)
                    )
                    let isOn =
                        switch person.role {
                        case .companion: index.isMultiple(of: 2) == (person.key == "siti")
                        case .coordinator: index.isMultiple(of: 3) == (person.key == "yohanes")
                        default: true
                        }
                    guard isOn, person.key != "frans" || index.isMultiple(of: 4) else { continue }
                    let count = Int.random(in: 1...5, using: &random)
                    let deposits = person.role == .companion || Int.random(in: 0...5, using: &random) == 0
                    at(day, hour, minute, person.key) { [self] vault in
                        if deposits, let kind = kind(for: person.role) {
                            try deposit(kind, in: open[index], vault)
                        }
                        try read(count, of: open[index], vault)
                    }
                }
            }
        }
    }

    private func kind(for role: Role) -> DocumentKind? {
        switch role {
        case .companion: [.chronology, .statement, .caseNote, .identityDocument].randomElement()
        case .coordinator: .assessment
        case .lawyer: [.policeReport, .powerOfAttorney].randomElement()
        case .health: .medicalRecord
        case .shelter: .shelter
        default: nil
        }
    }

    private func planOddities() {
        // A lawyer's Saturday night.
        at(54, 22, 41, "dewi") { [self] vault in
            for ref in refs.prefix(12) {
                let file = try vault.caseFile(ref)
                for document in try vault.list(file).filter({ $0.details != nil }).prefix(5) {
                    guard let number = Int(document.ref.split(separator: "/")[1]) else { continue }
                    clock.now += 5
                    _ = try vault.read(number, in: file)
                }
            }
        }
        for (day, hour) in [(17, 20), (33, 5), (47, 19), (72, 23), (88, 21)] {
            at(day, hour, 12, "lidya") { [self] in try read(3, of: refs[1], $0) }
        }
        // Trying doors.
        for minute in 0..<5 {
            at(38, 14, 3 * minute, "ratna") { [self] vault in
                _ = try? vault.read(1, in: vault.caseFile(refs[2]))
            }
        }
        // Emergencies, one allowed, one not; and consents.
        at(58, 16, 20, "lidya") { [self] vault in
            try vault.requestEmergency(
                in: vault.caseFile(refs[4]), as: .companion, reason: "Melati dibawa ke rumah sakit",
                duration: 86_400)
        }
        at(58, 16, 44, "maria") { [self] vault in
            _ = try vault.approveEmergency(
                of: vault.member(named: "Lidya Bria"), in: vault.caseFile(refs[4]))
        }
        at(58, 18, 5, "lidya") { [self] in try read(4, of: refs[4], $0) }
        at(83, 9, 2, "siti") { [self] vault in
            try vault.requestEmergency(
                in: vault.caseFile(refs[3]), as: .companion, reason: "telepon dari korban", duration: 3600)
        }
        for (minute, office) in ["police", "lpsk", "prosecutor", "embassy"].enumerated() {
            at(20, 9, 10 + minute, "dewi") { vault in
                _ = try vault.proposeKey(
                    of: Office(office), card: MemberIdentity.generate(name: office).card, how: "by hand")
            }
            at(20, 14, 10 + minute, "maria") { vault in
                _ = try vault.confirm(vault.keyToConfirm(of: Office(office)))
            }
        }
        func consent(_ day: Int, _ who: String, _ ref: String, _ office: String) {
            at(day, 10, 5, who) { vault in
                _ = try vault.recordConsent(
                    in: vault.caseFile(ref), purpose: office == "police" ? .police : .protection,
                    to: Office(office), .kinds(Set(DocumentKind.allCases), later: true), givenBy: "Melati")
            }
        }
        func handOver(_ day: Int, _ who: String, _ ref: String, _ office: String) {
            at(day, 11, 30, who) { [self] vault in
                let name = "\(path)-\(ref)-\(office).age"
                _ = try vault.createBundle(
                    vault.planBundle(of: vault.caseFile(ref), to: Office(office)), at: name,
                    page: IndexPage.pages)
                try FileManager.default.removeItem(atPath: name)
            }
        }
        for (day, ref, office) in [
            (24, 0, "police"), (40, 2, "lpsk"), (57, 5, "prosecutor"), (79, 8, "lpsk"),
        ] {
            consent(day, ref.isMultiple(of: 2) ? "siti" : "lidya", refs[ref], office)
            handOver(day + 1, "dewi", refs[ref], office)
        }
        consent(86, "dewi", refs[7], "embassy")
        handOver(86, "dewi", refs[7], "embassy")
        // Whose clock is three hours late.
        at(75, 15, 0, "siti") { [self] vault in
            clock.now -= 3 * 3600
            try read(2, of: refs[6], vault)
            clock.now += 3 * 3600
        }
        // Somebody leaves, and no coordinator of her cases has opened the vault since.
        at(days - 2, 16, 50, "custodian") { vault in
            try vault.end(vault.member(named: "dr. Ratna Sari"), isFinal: true)
        }
    }

}
