import EvidenceVault
import Foundation
import TransparencyLog
package import VaultStorage

/// A log in memory. It cannot keep others out while it is changed: like a store far away, it takes a change only where the log is still what
/// it was, and else has it made again.
package final class MemoryLog: StorePlace {
    package enum Flaw: CaseIterable, Sendable {
        case overwritesOthers, keepsWhatFailed, commitsInParts, showsWhatOthersAppend, appendsAnywhere
        case forgetsRows, countsNames, calledItDiskFault, losesCountOfWhatIsMovedAside
    }

    fileprivate struct Disk {
        var version = 0
        var entries: [Int64: [UInt8]] = [:]
        var nodes: [Place: Hash] = [:]
        var checkpoint: (note: [UInt8], cosignatures: [UInt8])?
        var rows: [[UInt8]: [UInt8]] = [:]
        var blobs: [BlobName: Int64] = [:]
        var aside: [[UInt8]] = []
    }

    fileprivate struct Place: Hashable {
        let level: Int
        let index: UInt64
    }

    private var disk = Disk()
    fileprivate let flaw: Flaw?
    private let lock = NSLock()
    private let steps = ScriptedSteps()

    package init(_ flaw: Flaw? = nil) { self.flaw = flaw }

    package func open() throws -> any LogStore { MemoryLogStore(self) }

    package func run(with fault: StoreFault?, _ body: () throws -> Void) -> StoreRun {
        steps.run(with: fault, body)
    }

    fileprivate var now: Disk { lock.withLock { disk } }

    /// False when the log is not what it was any more.
    fileprivate func commit(_ new: Disk, after version: Int, isLast: Bool = true) throws -> Bool {
        try lock.withLock {
            guard disk.version == version || flaw == .overwritesOthers else { return false }
            let full: StorageError =
                flaw == .calledItDiskFault
                ? .cannotWrite(path: "memory", errno: EIO) : .diskFull(path: "memory")
            var new = new
            new.version = version + (isLast ? 1 : 0)
            try steps.step(takesRoom: true, full: full) { disk = new }
            return true
        }
    }
}

private final class MemoryLogStore: LogStore {
    private let place: MemoryLog
    var obstacle: Int32? { nil }

    init(_ place: MemoryLog) { self.place = place }

    func read<R>(_ body: (any LogReading) throws -> R) throws -> R {
        try body(MemoryMoment(place, place.now))
    }

    func write<R>(usingReserve: Bool, _ body: (any LogWriting) throws -> R) throws -> R {
        while true {
            let before = place.now
            let moment = MemoryMoment(place, before)
            let result: R
            do {
                result = try body(moment)
            } catch {
                if place.flaw == .keepsWhatFailed { _ = try place.commit(moment.disk, after: before.version) }
                throw error
            }
            if place.flaw == .commitsInParts {
                var half = before
                half.entries = moment.disk.entries
                guard try place.commit(half, after: before.version, isLast: false) else { continue }
            }
            if try place.commit(moment.disk, after: before.version) { return result }
        }
    }
}

private final class MemoryMoment: LogWriting {
    private let place: MemoryLog
    private var own: MemoryLog.Disk
    private var isChanged = false

    init(_ place: MemoryLog, _ disk: MemoryLog.Disk) { (self.place, own) = (place, disk) }

    var disk: MemoryLog.Disk {
        get { place.flaw == .showsWhatOthersAppend && !isChanged ? place.now : own }
        set { (own, isChanged) = (newValue, true) }
    }

    func logSize() throws -> UInt64 { UInt64((disk.entries.keys.max() ?? -1) + 1) }

    private func stored(_ position: UInt64) -> [UInt8]? {
        Int64(exactly: position).flatMap { disk.entries[$0] }
    }

    func entry(at position: UInt64) throws -> [UInt8] {
        guard let bytes = stored(position) else { throw StorageError.damaged(.noEntry(at: position)) }
        return bytes
    }

    func entries(from start: UInt64, below end: UInt64, limits: EntryLimits) throws -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var size = 0
        for position in start..<max(start, end) where entries.count < limits.count && size < limits.bytes {
            guard let bytes = stored(position) else { break }
            entries.append(bytes)
            size += bytes.count
        }
        guard !entries.isEmpty else { throw StorageError.damaged(.noEntry(at: start)) }
        return entries
    }

    func forEachEntry(newestWithout zeros: Range<Int>, _ body: ([UInt8]) throws -> Bool) throws {
        for (_, bytes) in disk.entries.sorted(by: { $0.key > $1.key })
        where bytes.dropFirst(zeros.lowerBound).prefix(zeros.count)
            != ArraySlice(repeating: 0, count: zeros.count)
        {
            if try body(bytes) { return }
        }
    }

    private func isOutside(_ position: Int64, _ size: UInt64) -> Bool {
        position < 0 || UInt64(position) >= size
    }

    func countEntries(outside size: UInt64) throws -> Int {
        disk.entries.keys.count { isOutside($0, size) }
    }

    func firstGap(from start: UInt64) throws -> UInt64 {
        var position = start
        while stored(position) != nil { position += 1 }
        return position
    }

    func node(level: Int, index: UInt64) throws -> Hash {
        guard let hash = disk.nodes[.init(level: level, index: index)] else {
            throw StorageError.damaged(.treeNode(level: level, index: index))
        }
        return hash
    }

    func forEachNode(_ body: (Node) throws -> Void) throws {
        for (place, hash) in disk.nodes { try body(Node(level: place.level, index: place.index, hash: hash)) }
    }

    func checkpoint() throws -> (note: [UInt8], cosignatures: [UInt8]) {
        guard let checkpoint = disk.checkpoint else { throw StorageError.damaged(.noCheckpoint) }
        return checkpoint
    }

    func row(_ key: [UInt8]) throws -> [UInt8]? { disk.rows[key] }
    func forEachRow(_ body: (_ key: [UInt8], _ value: [UInt8]) throws -> Void) throws {
        for (key, value) in disk.rows { try body(key, value) }
    }
    func hasBlob(_ name: BlobName) throws -> Bool { disk.blobs[name] != nil }
    func blobCounts() throws -> [BlobName: Int64] { disk.blobs }
    func check(isThorough: Bool) throws {}

    func append(_ entry: [UInt8], at position: UInt64) throws {
        guard try position == logSize() || place.flaw == .appendsAnywhere else { throw StorageError.busy }
        disk.entries[Int64(position)] = entry
    }

    func moveAside(from position: UInt64) throws -> Int {
        let outside = disk.entries.filter { isOutside($0.key, position) }
        for (position, bytes) in outside {
            disk.entries[position] = nil
            disk.aside.append(bytes)
        }
        return place.flaw == .losesCountOfWhatIsMovedAside ? 0 : outside.count
    }

    func insert(_ nodes: [Node]) throws {
        for node in nodes { disk.nodes[.init(level: node.level, index: node.index)] = node.hash }
    }
    func removeNodes() throws { disk.nodes = [:] }
    func setCheckpoint(note: [UInt8], cosignatures: [UInt8]) throws { disk.checkpoint = (note, cosignatures) }
    func setRow(_ key: [UInt8], to value: [UInt8]) throws {
        if place.flaw != .forgetsRows { disk.rows[key] = value }
    }
    func removeRow(_ key: [UInt8]) throws { disk.rows[key] = nil }
    func removeRows() throws { disk.rows = [:] }
    func insertBlob(_ name: BlobName) throws { disk.blobs[name, default: 0] += 1 }
    func removeBlob(_ name: BlobName) throws {
        let left = place.flaw == .countsNames ? 0 : (disk.blobs[name] ?? 0) - 1
        disk.blobs[name] = left > 0 ? left : nil
    }
    func removeBlobs() throws { disk.blobs = [:] }
}
