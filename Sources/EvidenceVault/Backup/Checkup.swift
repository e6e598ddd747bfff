import Bytes
import Foundation
import Ledger
import VaultStorage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What can be looked at to say how a vault and its surroundings are doing.
public enum CheckupArea: String, CaseIterable, Sendable {
    case permissions, clock, disk, unfinished, backup, drill, members, cases, kits, consents, offices
}

/// Something that somebody should do something about.
public enum CheckupFinding: Equatable, Sendable {
    /// Others on this computer can read, or write, a file or folder that is one person's alone.
    case openToOthers(path: String)
    /// The clock is years away from any sensible time.
    case clockAbsurd(now: Timestamp)
    /// What is in the vault was made later than it is now.
    case clockBehind(seconds: Int64)
    case littleRoom(free: Int64)
    /// The disk was full, and the log lives on what was kept for it.
    case reserveInUse(kept: Int64)
    case leftovers(Int)
    case backup(BackupAge)
    case neverDrilled
    case drilled(days: Int)
    case oneCustodian(String)
    case noAuditor
    case waitingForNewKeys([String])
    case emergencies([String])
    case nobodyCanAssign([String])
    case oneCanAssign([String])
    /// Field kits that end soon, or have ended and were not cancelled, by case.
    case kitsEnd([String], by: Timestamp)
    case consentsEnd([String], by: Timestamp)
    /// Offices that survivors have consented to and that have no key yet.
    case officesWithoutKey([Office])
    case keysToConfirm([Office])
    /// The vault does not open, or does not hold.
    case vault(VaultError)

    public var area: CheckupArea {
        switch self {
        case .openToOthers: .permissions
        case .clockAbsurd, .clockBehind: .clock
        case .littleRoom, .reserveInUse: .disk
        case .leftovers, .vault: .unfinished
        case .backup: .backup
        case .neverDrilled, .drilled: .drill
        case .oneCustodian, .noAuditor: .members
        case .waitingForNewKeys, .emergencies, .nobodyCanAssign, .oneCanAssign: .cases
        case .kitsEnd: .kits
        case .consentsEnd: .consents
        case .officesWithoutKey, .keysToConfirm: .offices
        }
    }

    /// Whether it cannot wait; else it is advice.
    public var isUrgent: Bool {
        switch self {
        case .leftovers, .neverDrilled, .drilled, .oneCustodian, .noAuditor, .oneCanAssign, .kitsEnd,
            .consentsEnd, .officesWithoutKey, .keysToConfirm, .littleRoom:
            false
        default: true
        }
    }
}

/// Looks, and changes nothing: what each looks at is what its name says.
public struct Checkup: Sendable {
    public private(set) var findings: [CheckupFinding] = []
    public private(set) var lookedAt: Set<CheckupArea> = []
    /// Where the office's clock hangs, once a member has looked.
    public private(set) var timeZone: OfficeTimeZone?
    private let surroundings: Vault.Surroundings
    private var now: Timestamp { Timestamp(surroundings.clock()) }

    /// Recovery is to be tried once a year.
    private static let drillDays: Int64 = 365
    /// What ends within two weeks ends soon.
    private static let soon: Int64 = 14 * 86_400
    /// There was no Amanah before 2024, and a clock that is past 2090 was not set.
    private static let sane = Timestamp(seconds: 1_704_067_200)...Timestamp(seconds: 3_786_912_000)

    public init(surroundings: Vault.Surroundings = Vault.Surroundings()) {
        self.surroundings = surroundings
    }

    private mutating func look(_ area: CheckupArea, _ found: [CheckupFinding]) {
        lookedAt.insert(area)
        findings += found
    }

    /// What needs no vault: the clock, and who may read the files of a person's own.
    public mutating func lookAtComputer(ownFiles: [String]) {
        look(.clock, Checkup.sane.contains(now) ? [] : [.clockAbsurd(now: now)])
        look(.permissions, ownFiles.filter(Checkup.isOpenToOthers).map { .openToOthers(path: $0) })
    }

    /// Whether others may read or write a file or folder, and may pass all the folders that it lies in.
    private static func isOpenToOthers(_ path: String) -> Bool {
        func mode(_ path: String) -> mode_t? {
            var status = stat()
            return stat(path, &status) == 0 ? status.st_mode : nil
        }
        guard let real = PathBytes.resolved(path), let own = mode(real), own & 0o077 != 0 else {
            return false
        }
        var above = PathBytes.parent(of: real)
        while above != "/", above.hasPrefix("/") {
            if let mode = mode(above), mode & 0o011 == 0 { return false }
            above = PathBytes.parent(of: above)
        }
        return true
    }

    /// What a vault shows without any key.
    public mutating func look(at path: String) throws {
        let (path, folder, id) = try Vault.located(path)
        look(.permissions, Checkup.isOpenToOthers(path) ? [.openToOthers(path: path)] : [])
        let reserve = Reserve(folder)
        var disk: [CheckupFinding] =
            reserve.free < Reserve.littleRoom ? [.littleRoom(free: reserve.free)] : []
        if reserve.isBroached { disk.append(.reserveInUse(kept: reserve.kept)) }
        look(.disk, disk)
        let left = try FolderBlobStore(folder).leavings()
        look(.unfinished, left > 0 ? [.leftovers(left)] : [])
        let notes = surroundings.knownVaults.notes(of: id)
        let age = BackupAge(notes, now: now)
        look(.backup, age == .recent ? [] : [.backup(age)])
        if let drilled = notes.drilledAt {
            let days = (now.seconds - drilled.seconds) / 86_400
            look(.drill, days > Checkup.drillDays ? [.drilled(days: Int(clamping: days))] : [])
        } else {
            look(.drill, [.neverDrilled])
        }
    }

    /// What one member sees of it. Signs nothing and settles no duty.
    ///
    /// - Throws: what is neither a ``VaultError`` nor a ``StorageError``.
    public mutating func look(at path: String, as identity: MemberIdentity) throws {
        do {
            let (path, folder, id) = try Vault.located(path)
            _ = try surroundings.knownVaults.requireJoined(id, at: path, for: identity)
            var looking = surroundings
            looking.knownVaults = surroundings.knownVaults.readOnly
            looking.warn = { _ in }
            look(at: try Vault.open(id, at: path, in: folder, as: identity, surroundings: looking))
        } catch {
            guard let error = VaultError(error) else { throw error }
            look(.unfinished, [.vault(error)])
        }
    }

    private mutating func look(at vault: Vault) {
        let state = vault.state
        timeZone = state.timeZone
        let cases = state.allCases
        if let seconds = state.clockBehind(now) {
            look(.clock, [.clockBehind(seconds: seconds)])
        }
        let custodians = state.activeMembers.filter { $0.roles.contains(.custodian) }
        var people: [CheckupFinding] = custodians.count == 1 ? custodians.map { .oneCustodian($0.name) } : []
        if state.auditors.isEmpty { people.append(.noAuditor) }
        look(.members, people)

        func refs(_ isMeant: (CaseFile) -> Bool) -> [String] { cases.filter(isMeant).map(\.ref) }
        let byCase: [([String], ([String]) -> CheckupFinding)] = [
            (refs { state.emergencies.contains($0.id) }, { .emergencies($0) }),
            (refs { !state.rotationsDue(in: $0).isEmpty }, { .waitingForNewKeys($0) }),
            (refs { state.granters(of: $0).isEmpty }, { .nobodyCanAssign($0) }),
            (refs { state.granters(of: $0).count == 1 }, { .oneCanAssign($0) }),
        ]
        look(.cases, byCase.filter { !$0.0.isEmpty }.map { $0.1($0.0) })

        let end = Timestamp(seconds: now.seconds + Checkup.soon)
        let kits = cases.filter { file in
            file.kits.contains { !$0.isCancelled && now <= $0.made.until && $0.made.until <= end }
        }
        look(.kits, kits.isEmpty ? [] : [.kitsEnd(kits.map(\.ref), by: end)])
        let consents = cases.filter { file in
            file.consents.contains { consent in
                consent.isValid(at: now) && consent.given.until.map { $0 <= end } ?? false
            }
        }
        look(.consents, consents.isEmpty ? [] : [.consentsEnd(consents.map(\.ref), by: end)])

        let current = Set(state.offices.filter(\.isCurrent).map(\.office))
        let wanted = Set(
            cases.flatMap { $0.consents.filter { $0.isValid(at: now) }.map(\.given.office) }
        ).subtracting(current)
        let proposed = Set(state.offices.filter { $0.status == .proposed }.map(\.office))
        func sorted(_ offices: Set<Office>) -> [Office] {
            offices.sorted { $0.description < $1.description }
        }
        var offices: [CheckupFinding] = []
        let without = wanted.subtracting(proposed)
        if !without.isEmpty { offices.append(.officesWithoutKey(sorted(without))) }
        if !proposed.isEmpty { offices.append(.keysToConfirm(sorted(proposed))) }
        look(.offices, offices)
    }
}
