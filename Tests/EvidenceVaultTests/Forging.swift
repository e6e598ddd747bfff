import Bytes
import Crypto
import Foundation
import GRDB
@testable import Ledger
import Sodium
import Testing
import TransparencyLog

@testable import EvidenceVault

/// Clients of members' own making: they append what is sealed, signed, cosigned and in the tree as it should be, and do not ask whether
/// its author may say it.
extension Log {
    /// Lends what forgers work with.
    func examine<T>(_ body: (StoredLog, MemberKeys, MemberIdentity) throws -> T) rethrows -> T {
        try body(store, keys, identity)
    }
}

extension TestOffice {
    /// What lies beside a statement in its entry.
    struct Beside {
        var slots: [[UInt8]] = []
        var previous: [UInt8] = []
        /// The keys that count from then on: the checkpoint is signed with them.
        var next: VaultKeys?
    }

    /// Signs a statement, to be put into the log whenever.
    ///
    /// - Parameter past: the past that it pins, instead of the newest.
    func sign(
        as name: String, pinning past: LogHead? = nil, offset: UInt64 = 0, _ make: (VaultState) throws -> Act
    ) throws -> StatementOpening {
        // A stranger has come by the vault's keys, but is nobody.
        let vault = try open(name == "stranger" ? "companion" : name)
        let identity = try person(name)
        let statement = Statement(
            by: HexBytes(identity.card.signingKey.bytes), at: time, after: past ?? vault.state.head,
            offset: offset, act: try make(vault.state))
        return try StatementOpening(statement, vaultID: vault.id, key: identity.signingKey)
    }

    /// Appends a statement, or any bytes in its place, in an entry with all that belongs to it.
    ///
    /// - Parameters:
    ///   - audience: instead of that of its act.
    ///   - beside: for acts that hand out keys. A rotation without has zeros where the keys of before should be.
    ///   - make: makes the stored entry, instead of what an honest client makes.
    func put(
        _ opening: StatementOpening, as name: String, for audience: Audience? = nil, beside: Beside? = nil,
        entry make: ((StatementOpening, VaultKeys, VaultState) throws -> Entry)? = nil
    ) throws {
        let vault = try open(name == "stranger" ? "companion" : name)
        let act = try? opening.verified(vaultID: vault.id).act
        let state = vault.state
        let isForAuditors = (audience ?? act?.audience) == .auditors && state.currentAuditKey != nil
        try vault.log.examine { index, memberKeys, identity in
            let keys = try #require(memberKeys.vault[state.keyGeneration])
            var beside = beside ?? Beside()
            if act?.rotation != nil, beside.previous.isEmpty {
                beside.previous = [UInt8](repeating: 0, count: KeySlot.previousSize)
            }
            let entry =
                try make.map { try $0(opening, keys, state) }
                ?? Entry(
                    opening, for: isForAuditors ? auditors(in: state) : nil, slots: beside.slots,
                    previous: beside.previous, generation: keys.generation, vaultKey: keys.vaultKey,
                    vaultID: vault.id, postQuantum: state.isPostQuantum)
            try index.write { transaction in
                let size = state.head.size
                let before = try Frontier(size: size, reading: transaction)
                var frontier = before
                try transaction.insert(frontier.append(entry.leafHash))
                try transaction.append(entry, at: size)
                // The rows that everybody's replay expects.
                var replay = try Replay(from: state, frontier: before, identity: identity, keys: memberKeys)
                try? replay.take(upTo: size + 1, of: transaction) { taken in
                    guard let statement = taken.statement, case .deposit = statement.act else { return }
                    try Projections(keys: memberKeys, vaultID: vault.id).record(
                        statement, number: taken.number, at: size, in: transaction)
                }
                try CheckpointNames(vault.id).store(
                    LogHead(size: size + 1, root: frontier.root), of: state, keys: beside.next ?? keys,
                    member: identity, at: time, forAuditors: isForAuditors, in: transaction)
            }
        }
    }

    /// Appends bytes that are no entry, with nodes and checkpoint as they should be.
    func putRaw(_ bytes: [UInt8], as name: String) throws {
        let vault = try open(name)
        let state = vault.state
        try putRow(bytes, at: state.head.size)
        try vault.log.examine { index, memberKeys, identity in
            let keys = try #require(memberKeys.vault[state.keyGeneration])
            try index.write { transaction in
                var frontier = try Frontier(size: state.head.size, reading: transaction)
                try transaction.insert(frontier.append(MerkleTree.leafHash(bytes)))
                try CheckpointNames(vault.id).store(
                    LogHead(size: frontier.size, root: frontier.root), of: state, keys: keys,
                    member: identity, at: time, forAuditors: false, in: transaction)
            }
        }
    }

    /// Signs a statement and appends it.
    ///
    /// - Parameter opening: is given the statement's opening, and may return another in its stead.
    func forge(
        as name: String, pinning past: LogHead? = nil, offset: UInt64 = 0, for audience: Audience? = nil,
        beside: Beside? = nil, opening change: (StatementOpening) throws -> StatementOpening = { $0 },
        entry: ((StatementOpening, VaultKeys, VaultState) throws -> Entry)? = nil,
        _ make: (VaultState) throws -> Act
    ) throws {
        let opening = try sign(as: name, pinning: past, offset: offset, make)
        try put(change(opening), as: name, for: audience, beside: beside, entry: entry)
    }

    func auditors(in state: VaultState) throws -> Entry.Auditors {
        let key = try #require(state.currentAuditKey)
        return Entry.Auditors(generation: key.generation, key: try SealingKey(key.recipient))
    }

    /// Writes a row behind the log, as somebody does who cannot sign a checkpoint.
    func putRow(_ bytes: [UInt8], at position: UInt64) throws {
        try tamper(
            "INSERT INTO log_entry (position, bytes) VALUES (?, ?)", [Int64(position), Data(bytes)])
    }

    /// A statement for all members that changes nothing.
    static let harmless = Act.repair(LogRepaired(from: 0, to: 0, reason: "dilihat"))

    // MARK: What comes of it

    /// An entry counts for nothing: for who knows the vault, for auditors, on a new computer. Nobody is kept from going on, and
    /// `verify` says it.
    func expectVoid(
        at index: UInt64, _ problem: EntryProblem, by author: String?,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        try forget("shelter")
        for name in ["coordinator", "auditor", "shelter"] {
            let state = try open(name).state
            #expect(
                state.voids.contains(index) != state.passedOverVoids.contains(index), "\(name)",
                sourceLocation: location)
            #expect(state.head.size > index, "\(name)", sourceLocation: location)
        }
        #expect(
            try findings(as: "lawyer") == [.voidEntry(index: index, problem: problem, by: author)],
            sourceLocation: location)
    }

    /// Rows that no checkpoint covers count for nothing, are said, and are taken out of the log by the next who appends, unless
    /// they hold.
    func expectMovedAside(
        _ count: Int, as name: String = "coordinator", _ location: SourceLocation = #_sourceLocation
    ) throws {
        let size = try open(name).state.head.size
        let before = (try? asideFiles().count) ?? 0
        #expect(try findings(as: "lawyer") == [.unacknowledged(count)], sourceLocation: location)
        try open(name).log.append { _ in [TestOffice.harmless] }
        #expect(try open(name).state.head.size == size + 1, sourceLocation: location)
        #expect(try asideFiles().count == before + count, sourceLocation: location)
        #expect(try findings(as: "lawyer") == [], sourceLocation: location)
    }

    func asideFiles() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: vaultPath + "/aside").sorted()
    }

    /// The stored checkpoint, to be put back.
    func storedCheckpoint() throws -> (note: Data, cosignatures: Data) {
        let queue = try DatabaseQueue(path: vaultPath + "/index.sqlite")
        defer { try? queue.close() }
        let row = try #require(
            try queue.read { try Row.fetchOne($0, sql: "SELECT note, cosignatures FROM checkpoint") })
        return (row[0], row[1])
    }

    func putBack(_ checkpoint: (note: Data, cosignatures: Data)) throws {
        try tamper(
            "UPDATE checkpoint SET note = ?, cosignatures = ?", [checkpoint.note, checkpoint.cosignatures])
    }
}

extension Deposit {
    func sealed(with seal: KitSeal) -> Deposit {
        Deposit(
            caseID: caseID, documentID: documentID, confidentiality: confidentiality,
            generation: generation, blob: blob, blobSize: blobSize, details: details,
            detailsDigest: detailsDigest, place: place, kit: seal)
    }

    /// Of a file that there is not.
    static func forged(
        in caseID: HexBytes, _ byte: UInt8 = 1, into confidentiality: ConfidentialityClass = .testimony,
        generation: UInt32 = 1
    ) -> Deposit {
        Deposit(
            caseID: caseID, documentID: HexBytes([UInt8](repeating: byte, count: 16)),
            confidentiality: confidentiality, generation: generation,
            blob: HexBytes([UInt8](repeating: byte &+ 1, count: 32)), blobSize: 1, details: Base64Bytes([]),
            detailsDigest: HexBytes([UInt8](repeating: 3, count: 32)), place: Base64Bytes([]), kit: nil)
    }
}
