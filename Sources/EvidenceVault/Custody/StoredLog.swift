import Ledger
import TransparencyLog
import VaultStorage

/// The log's store as a vault uses it: stored bytes are entries, and what is damaged in it is what the vault finds.
struct StoredLog {
    private let store: any LogStore

    init(_ store: @autoclosure () throws -> any LogStore) throws { self.store = try findingDamage(store) }

    /// As ``LogStore/obstacle``.
    var obstacle: Int32? { store.obstacle }

    /// As ``LogStore/read(_:)``.
    func read<R>(_ body: (LogRows) throws -> R) throws -> R {
        try findingDamage { try store.read { try body(LogRows($0)) } }
    }

    /// As ``LogStore/write(usingReserve:_:)``.
    func write<R>(usingReserve: Bool = false, _ body: (LogChange) throws -> R) throws -> R {
        try findingDamage { try store.write(usingReserve: usingReserve) { try body(LogChange($0)) } }
    }
}

/// A log at one moment, with the rows beside it. Throws ``VaultError/altered(_:)`` for what is damaged.
class LogRows: EntrySource {
    private let log: any LogReading

    init(_ log: any LogReading) { self.log = log }

    func logSize() throws -> UInt64 { try findingDamage { try log.logSize() } }

    func entry(at position: UInt64) throws -> Entry {
        let bytes = try findingDamage { try log.entry(at: position) }
        do {
            return try Entry(bytes)
        } catch {
            throw VaultError.altered(.entry(index: position, problem: error.problem))
        }
    }

    func entries(from start: UInt64, below end: UInt64, limits: EntryLimits) throws -> [[UInt8]] {
        try findingDamage { try log.entries(from: start, below: end, limits: limits) }
    }

    /// The newest entries that carry key slots, newest first.
    func forEachEntryWithSlots(_ body: (Entry) throws -> Bool) throws {
        try findingDamage {
            try log.forEachEntry(newestWithout: Entry.slotCount) { bytes in
                // What is malformed holds no keys; whether it matters the replay says.
                guard let entry = try? Entry(bytes) else { return false }
                return try body(entry)
            }
        }
    }

    /// How many rows lie where no log of this size has one.
    func countRows(outside size: UInt64) throws -> Int {
        try findingDamage { try log.countEntries(outside: size) }
    }

    /// The first position from `start` on at which there is no row.
    func firstGap(from start: UInt64) throws -> UInt64 { try findingDamage { try log.firstGap(from: start) } }

    func node(level: Int, index: UInt64) throws -> Hash {
        try findingDamage { try log.node(level: level, index: index) }
    }

    func forEachNode(_ body: (Node) throws -> Void) throws { try findingDamage { try log.forEachNode(body) } }

    /// Whether the stored nodes are at least these.
    func isTree(_ nodes: [Node]) -> Bool {
        nodes.allSatisfy { (try? node(level: $0.level, index: $0.index)) == $0.hash }
    }

    /// The signed note, and the sealed cosignatures beside it.
    func checkpoint() throws -> (note: [UInt8], cosignatures: [UInt8]) {
        try findingDamage { try log.checkpoint() }
    }

    // MARK: Projection

    func document(_ lookup: [UInt8]) throws -> [UInt8]? { try findingDamage { try log.row(lookup) } }

    func forEachDocument(_ body: (_ lookup: [UInt8], _ sealed: [UInt8]) throws -> Void) throws {
        try findingDamage { try log.forEachRow(body) }
    }

    /// Whether a document names it.
    func hasBlob(_ name: BlobName) throws -> Bool { try findingDamage { try log.hasBlob(name) } }

    /// How many documents name each.
    func blobCounts() throws -> [BlobName: Int64] { try findingDamage { try log.blobCounts() } }

    /// Holds all that the store has against each other, as far as it can.
    func checkIntegrity() throws { try findingDamage { try log.check(isThorough: true) } }

    /// The same in less time.
    func checkStructure() throws { try findingDamage { try log.check(isThorough: false) } }
}

/// A log that is being changed.
final class LogChange: LogRows {
    private let change: any LogWriting

    init(_ change: any LogWriting) {
        self.change = change
        super.init(change)
    }

    func append(_ entry: Entry, at position: UInt64) throws {
        try findingDamage { try change.append(entry.bytes, at: position) }
    }

    /// Moves the rows from a position on, and those before the first, out of the log. Returns how many.
    @discardableResult
    func moveAside(from position: UInt64) throws -> Int {
        try findingDamage { try change.moveAside(from: position) }
    }

    func insert(_ nodes: [Node]) throws { try findingDamage { try change.insert(nodes) } }
    func removeNodes() throws { try findingDamage { try change.removeNodes() } }

    func setCheckpoint(note: [UInt8], cosignatures: [UInt8]) throws {
        try findingDamage { try change.setCheckpoint(note: note, cosignatures: cosignatures) }
    }

    func insertDocument(_ lookup: [UInt8], sealed: [UInt8]) throws {
        try findingDamage { try change.setRow(lookup, to: sealed) }
    }

    func removeDocument(_ lookup: [UInt8]) throws { try findingDamage { try change.removeRow(lookup) } }
    func removeDocuments() throws { try findingDamage { try change.removeRows() } }

    /// Counts a document whose sealed file this is. Usually the only one; but a member can name the file of another document.
    func insertBlob(_ name: BlobName) throws { try findingDamage { try change.insertBlob(name) } }
    func removeBlob(_ name: BlobName) throws { try findingDamage { try change.removeBlob(name) } }
    func removeBlobs() throws { try findingDamage { try change.removeBlobs() } }
}
