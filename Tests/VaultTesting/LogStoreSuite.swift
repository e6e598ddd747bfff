import Bytes
import Crypto
import EvidenceVault
import Foundation
import Synchronization
import TransparencyLog
package import VaultStorage

/// What every ``LogStore`` must do, whatever happens to its disk.
///
///     #expect(try LogStoreSuite { MemoryLog() }.broken().isEmpty)
package struct LogStoreSuite {
    private let newPlace: () throws -> any StorePlace<any LogStore>

    /// - Parameter newPlace: makes an empty place.
    package init(_ newPlace: @escaping () throws -> any StorePlace<any LogStore>) { self.newPlace = newPlace }

    /// Tries everything. Returns what the store does not keep: nothing, of a good one.
    package func broken() throws -> [BrokenPromise] {
        let findings = Findings()
        findings.during("an empty log") { try empty(findings) }
        findings.during("reading") { try reading(findings) }
        findings.during("rows and names") { try rows(findings) }
        findings.during("what is moved aside") { try aside(findings) }
        findings.during("what comes to nothing") { try nothing(findings) }
        findings.during("two at once") { try two(findings) }
        findings.during("somebody reads meanwhile") { try meanwhile(findings) }
        findings.during("many at once") { try many(findings) }
        try faults(findings)
        return findings.broken
    }

    private static let blob = BlobName([UInt8](repeating: 0xab, count: 32))

    private static func entry(_ number: UInt64, of author: UInt8 = 0) -> [UInt8] {
        // Every third has something in its bytes 5 and 6.
        [author, 0, 0, 0, 0, 0, number % 3 == 0 ? 1 : 0] + Array("entry \(number)".utf8)
    }

    /// Appends so many entries with all that goes with them, and returns where.
    @discardableResult
    private static func append(_ count: Int, to store: any LogStore, of author: UInt8 = 0) throws -> Range<
        UInt64
    > {
        try store.write { log in
            let start = try log.logSize()
            var frontier = try Frontier(size: start, reading: log)
            for position in start..<(start + UInt64(count)) {
                let bytes = entry(position, of: author)
                try log.append(bytes, at: position)
                try log.insert(frontier.append(MerkleTree.leafHash(bytes)))
                try log.setRow(Array("row \(position)".utf8), to: Array("at \(position)".utf8))
                try log.insertBlob(blob)
            }
            try log.setCheckpoint(
                note: Array("\(frontier.size) \(frontier.root)".utf8), cosignatures: [UInt8(count)])
            return start..<frontier.size
        }
    }

    /// Whether a log is one that ``append(_:to:of:)`` made, as a whole; with its size.
    private static func isWhole(_ log: any LogReading) throws -> (isWhole: Bool, size: UInt64) {
        let size = try log.logSize()
        if size == 0 {
            let isEmpty = (try? log.checkpoint()) == nil
            return (try isEmpty && log.firstGap(from: 0) == 0 && log.blobCounts().isEmpty, 0)
        }
        var nodes = MemoryNodes()
        var position: UInt64 = 0
        while position < size {
            for bytes in try log.entries(from: position, below: size) {
                nodes.append(leaf: MerkleTree.leafHash(bytes))
                position += 1
            }
        }
        let root = try MerkleTree.root(ofTreeOf: size, reading: nodes)
        var rows = 0
        try log.forEachRow { _, _ in rows += 1 }
        let isWhole =
            try log.checkpoint().note == Array("\(size) \(root)".utf8)
            && MerkleTree.root(ofTreeOf: size, reading: log) == root && log.firstGap(from: 0) == size
            && log.countEntries(outside: size) == 0 && rows == Int(size)
            && log.row(Array("row \(size - 1)".utf8)) == Array("at \(size - 1)".utf8)
            && log.blobCounts() == [blob: Int64(size)]
        return (isWhole, size)
    }

    private func expectWhole(
        _ place: any StorePlace<any LogStore>, size: Set<UInt64>, _ findings: Findings
    ) throws {
        let found = try place.open().read { try LogStoreSuite.isWhole($0) }
        findings.expect(found.isWhole, "the log has parts of what was done")
        findings.expect(
            size.contains(found.size), "the log has \(found.size) entries and not \(size.sorted())")
    }

    // MARK: Without faults

    private func empty(_ findings: Findings) throws {
        try newPlace().open().read { log in
            findings.expect(try log.logSize() == 0 && log.firstGap(from: 0) == 0, "it is not empty")
            findings.expect(try log.countEntries(outside: 0) == 0, "it is not empty")
            expectDamage(.noEntry(at: 0), findings) { _ = try log.entry(at: 0) }
            expectDamage(.noEntry(at: 0), findings) { _ = try log.entries(from: 0, below: 10) }
            expectDamage(.treeNode(level: 0, index: 0), findings) { _ = try log.node(level: 0, index: 0) }
            expectDamage(.noCheckpoint, findings) { _ = try log.checkpoint() }
        }
    }

    private func expectDamage(_ damage: StorageError.Damage, _ findings: Findings, _ body: () throws -> Void)
    {
        do {
            try body()
            findings.expect(false, "does not say that there is \(damage)")
        } catch {
            findings.expect(
                (error as? StorageError) == .damaged(damage), "says \(error) where there is \(damage)")
        }
    }

    private func reading(_ findings: Findings) throws {
        let place = try newPlace()
        try LogStoreSuite.append(10, to: place.open())
        try expectWhole(place, size: [10], findings)
        try place.open().read { log in
            for position in 0..<10 as Range<UInt64> {
                findings.expect(
                    try log.entry(at: position) == LogStoreSuite.entry(position),
                    "another entry at \(position)")
            }
            let few = try log.entries(from: 3, below: 9, limits: EntryLimits(count: 4))
            findings.expect(few == (3..<7).map { LogStoreSuite.entry($0) }, "other entries from 3 on")
            let small = try log.entries(from: 3, below: 9, limits: EntryLimits(bytes: 1))
            findings.expect(small == [LogStoreSuite.entry(3)], "more than fits, or not even one")
            findings.expect(try log.entries(from: 8, below: 100).count == 2, "other entries up to the end")
            expectDamage(.noEntry(at: 10), findings) { _ = try log.entries(from: 10, below: 12) }
            expectDamage(.noEntry(at: .max), findings) { _ = try log.entry(at: .max) }
            var found: [[UInt8]] = []
            try log.forEachEntry(newestWithout: 5..<7) { bytes in
                found.append(bytes)
                return found.count == 3
            }
            findings.expect(
                found == [9, 6, 3].map { LogStoreSuite.entry($0) }, "other entries that have these bytes")
            findings.expect(try log.countEntries(outside: 7) == 3, "counts other entries outside")
            try log.check(isThorough: true)
            try log.check(isThorough: false)
        }
    }

    private func rows(_ findings: Findings) throws {
        let place = try newPlace()
        let store = try place.open()
        let (a, b, other) = (Array("a".utf8), Array("b".utf8), BlobName([UInt8](repeating: 1, count: 32)))
        try store.write { log in
            try log.setRow(a, to: [1])
            try log.setRow(a, to: [2])
            try log.setRow(b, to: [])
            findings.expect(try log.row(a) == [2], "a row that was set is not seen")
            for name in [LogStoreSuite.blob, LogStoreSuite.blob, other] { try log.insertBlob(name) }
        }
        try place.open().read { log in
            findings.expect(
                try log.row(a) == [2] && log.row(b) == [] && log.row([]) == nil, "other rows than were set")
            findings.expect(
                try log.blobCounts() == [LogStoreSuite.blob: 2, other: 1], "counts names otherwise")
        }
        try store.write { log in
            try log.removeRow(b)
            try log.removeBlob(LogStoreSuite.blob)
            try log.removeBlob(other)
        }
        try place.open().read { log in
            findings.expect(try log.row(b) == nil && log.row(a) == [2], "a row stays, or another goes")
            findings.expect(
                try log.hasBlob(LogStoreSuite.blob) && !log.hasBlob(other),
                "a name goes while something has it")
        }
        try store.write { log in
            try log.removeRows()
            try log.removeBlobs()
            try log.insert([Node(level: 3, index: 5, hash: MerkleTree.emptyRoot)])
            try log.removeNodes()
        }
        try place.open().read { log in
            findings.expect(try log.row(a) == nil && log.blobCounts().isEmpty, "not all rows go")
            try log.forEachNode { _ in findings.expect(false, "not all nodes go") }
        }
    }

    private func aside(_ findings: Findings) throws {
        let place = try newPlace()
        try LogStoreSuite.append(5, to: place.open())
        let moved = try place.open().write { try $0.moveAside(from: 2) }
        findings.expect(moved == 3, "says that \(moved) were moved")
        try place.open().read { log in
            findings.expect(
                try log.logSize() == 2 && log.entry(at: 1) == LogStoreSuite.entry(1), "other entries stay")
        }
        // A hole, which no store makes by itself.
        try place.open().write { log in
            _ = try log.moveAside(from: 0)
            for position in 0..<4 as Range<UInt64> {
                try log.append(LogStoreSuite.entry(position), at: position)
            }
            findings.expect(try log.firstGap(from: 1) == 4, "a gap where there is none")
        }
    }

    private struct Nothing: Error {}

    private func nothing(_ findings: Findings) throws {
        let place = try newPlace()
        try LogStoreSuite.append(3, to: place.open())
        do {
            try place.open().write { log in
                try log.append(LogStoreSuite.entry(3), at: 3)
                try log.setRow([1], to: [1])
                throw Nothing()
            }
        } catch is Nothing {}
        try expectWhole(place, size: [3], findings)
        for position in [2, 4, 100] as [UInt64] {
            do {
                try place.open().write { try $0.append([1], at: position) }
                findings.expect(false, "appends at \(position) to a log of 3")
            } catch StorageError.busy {}
        }
        try expectWhole(place, size: [3], findings)
    }

    private func two(_ findings: Findings) throws {
        nonisolated(unsafe) let place = try newPlace()
        let (one, other) = (try place.open(), try place.open())
        try LogStoreSuite.append(2, to: one)
        try LogStoreSuite.append(2, to: other)
        try LogStoreSuite.append(2, to: one)
        try expectWhole(place, size: [6], findings)
        // The second comes while the first is at it: it waits, or the first is asked again.
        let failure = Mutex<String?>(nil)
        let hasEnded = DispatchSemaphore(value: 0)
        var isFirst = true
        try one.write { log in
            let size = try log.logSize()
            if isFirst {
                // A thread of its own: where many tests are at work none of the pool may be free. A store that keeps others out costs the
                // whole wait, any other as long as the second takes.
                Thread {
                    do {
                        // Safe: nobody else uses this place meanwhile.
                        try LogStoreSuite.append(3, to: place.open())
                    } catch {
                        failure.withLock { $0 = "the second throws \(error)" }
                    }
                    hasEnded.signal()
                }.start()
                _ = hasEnded.wait(timeout: .now() + 3)
            }
            isFirst = false
            // Something that is not to be lost, and says where it saw the end.
            try log.setRow([0], to: Array("\(size)".utf8))
        }
        _ = hasEnded.wait(timeout: .now() + 10)
        if let failure = failure.withLock({ $0 }) { findings.expect(false, failure) }
        try place.open().read { log in
            let seen = try log.row([0])
            findings.expect(try log.logSize() == 9, "what the second appended is lost")
            findings.expect(
                seen == Array("6".utf8) || seen == Array("9".utf8), "what the first did is lost")
        }
    }

    private func meanwhile(_ findings: Findings) throws {
        let place = try newPlace()
        let other = try place.open()
        try LogStoreSuite.append(2, to: place.open())
        try place.open().read { log in
            findings.expect(try LogStoreSuite.isWhole(log) == (true, 2), "it does not begin whole")
            try LogStoreSuite.append(3, to: other)
            findings.expect(try LogStoreSuite.isWhole(log) == (true, 2), "a moment changes while one looks")
        }
        try expectWhole(place, size: [5], findings)
    }

    private func many(_ findings: Findings) throws {
        nonisolated(unsafe) let place = try newPlace()
        let failures = Mutex<[String]>([])
        let taken = Mutex<[Range<UInt64>]>([])
        // Safe: each thread opens a store of its own.
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            do {
                let store = try place.open()
                for number in 0..<10 {
                    if thread == 3 {
                        let found = try store.read { try LogStoreSuite.isWhole($0) }
                        if !found.isWhole {
                            failures.withLock { $0.append("a reader sees parts of what is done") }
                        }
                    } else {
                        let range = try LogStoreSuite.append(1 + number % 3, to: store, of: UInt8(thread + 1))
                        taken.withLock { $0.append(range) }
                    }
                }
            } catch {
                failures.withLock { $0.append("throws \(error)") }
            }
        }
        for failure in failures.withLock({ $0 }) { findings.expect(false, failure) }
        let ranges = taken.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
        let isInARow = zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }
        findings.expect(
            isInARow && ranges.first?.lowerBound == 0, "two were given the same place, or a place none")
        try expectWhole(place, size: [ranges.last?.upperBound ?? 0], findings)
    }

    // MARK: With faults

    private func faults(_ findings: Findings) throws {
        var steps = 0
        findings.during("an append") { steps = try self.steps(with: nil, findings) }
        for kind in StoreFault.Kind.allCases {
            for step in stride(from: 1, through: steps, by: 1) {
                let fault = StoreFault(kind, at: step)
                findings.during("an append, \(fault)") { _ = try self.steps(with: fault, findings) }
            }
        }
    }

    private func steps(with fault: StoreFault?, _ findings: Findings) throws -> Int {
        let place = try newPlace()
        try LogStoreSuite.append(3, to: place.open())
        let run = place.run(with: fault) { try LogStoreSuite.append(4, to: place.open()) }
        findings.expect(run, after: fault)
        // What was acknowledged is there; what failed is there as a whole or not at all.
        try expectWhole(place, size: run.error == nil ? [7] : [3, 7], findings)
        let next = try LogStoreSuite.append(1, to: place.open())
        try expectWhole(place, size: [next.upperBound], findings)
        return run.steps
    }
}
