import Crypto
import EvidenceVault
import Foundation
package import VaultStorage

/// Blobs in memory: for tests, and to show what a store is. It can be made to break a promise, to show that the suite finds it.
package final class MemoryBlobs: StorePlace {
    /// What a bad store does. One of each promise.
    package enum Flaw: CaseIterable, Sendable {
        case forgetsWhatIsUnconfirmed, takesOthersForLeftOver, removesWhatIsNamed, removesReplacedEarly
        case showsUnfinished, overwrites, keepsHalf, unmarksBeforeRemoving, readsOnFromWhereItIs
        case discardsWhatOthersKept, calledItDiskFault, keepsUnfinished
    }

    /// What is there when nobody has it open.
    fileprivate struct Disk {
        var blobs: [BlobName: [UInt8]] = [:]
        /// Blobs that are unconfirmed, by batch.
        var lists: [Int: [BlobName]] = [:]
    }

    private var disk = Disk()
    fileprivate let flaw: Flaw?
    /// Held by whoever looks at the disk or changes it.
    private let lock = NSRecursiveLock()
    /// Batches that are under way, and whether one of them has yet to settle what others left.
    fileprivate var openBatches = 0
    fileprivate var isSettling = false
    private var number = 0
    private let steps = ScriptedSteps()

    package init(_ flaw: Flaw? = nil) { self.flaw = flaw }

    package func open() throws -> any BlobStore { MemoryBlobStore(self) }

    package func run(with fault: StoreFault?, _ body: () throws -> Void) -> StoreRun {
        steps.run(with: fault, body)
    }

    fileprivate func looking<R>(_ body: (Disk) throws -> R) rethrows -> R {
        try lock.withLock { try body(disk) }
    }
    fileprivate func exclusively<R>(_ body: () throws -> R) rethrows -> R { try lock.withLock(body) }

    fileprivate func newNumber() -> Int {
        lock.withLock {
            number += 1
            return number
        }
    }

    fileprivate func change(takesRoom: Bool, _ body: (inout Disk) -> Void) throws {
        try lock.withLock {
            let full: StorageError =
                flaw == .calledItDiskFault
                ? .cannotWrite(path: "memory", errno: EIO) : .diskFull(path: "memory")
            try steps.step(takesRoom: takesRoom, full: full) { body(&disk) }
        }
    }
}

private final class MemoryBlobStore: BlobStore {
    private let place: MemoryBlobs

    init(_ place: MemoryBlobs) { self.place = place }

    func begin() throws -> any BlobBatch {
        let end = ContinuousClock.now + .seconds(1)
        while ContinuousClock.now < end {
            let batch = place.exclusively { place.isSettling ? nil : MemoryBatch(place) }
            if let batch { return batch }
            usleep(100)
        }
        throw StorageError.busy
    }

    func open(_ name: BlobName) throws -> any BlobReader {
        guard let bytes = place.looking({ $0.blobs[name] }) else { throw StorageError.noBlob(name) }
        return MemoryReader(bytes, place.flaw)
    }

    func inventory() throws -> BlobInventory {
        place.looking {
            BlobInventory(blobs: Set($0.blobs.keys), unconfirmed: Set($0.lists.values.joined()))
        }
    }
}

private final class MemoryBatch: BlobBatch {
    private let place: MemoryBlobs
    private let number: Int
    private var blobs: [MemoryBlob] = []
    private var replaced: [BlobName] = []
    private(set) var kept: [BlobName] = []
    private var left: [Int: [BlobName]]
    /// Whether what became of the last step is not known.
    private var isUncertain = false

    init(_ place: MemoryBlobs) {
        self.place = place
        number = place.newNumber()
        let isAlone = place.openBatches == 0 || place.flaw == .takesOthersForLeftOver
        left = isAlone ? place.looking(\.lists) : [:]
        place.openBatches += 1
        if !left.isEmpty { place.isSettling = true }
    }

    deinit {
        place.exclusively {
            place.openBatches -= 1
            if !left.isEmpty { place.isSettling = false }
        }
    }

    var leftovers: Set<BlobName> { Set(left.values.joined()) }

    func settle(keeping named: Set<BlobName>) throws {
        defer {
            place.exclusively {
                left = [:]
                place.isSettling = false
            }
        }
        for (list, names) in left { try remove(names.filter { !named.contains($0) }, list: list) }
    }

    private func remove(_ names: [BlobName], list: Int) throws {
        if place.flaw == .unmarksBeforeRemoving {
            try place.change(takesRoom: false) { $0.lists[list] = nil }
        }
        for name in names { try place.change(takesRoom: false) { $0.blobs[name] = nil } }
        try place.change(takesRoom: false) { $0.lists[list] = nil }
    }

    func newBlob() throws -> any NewBlob {
        let blob = MemoryBlob(place)
        place.exclusively { blobs.append(blob) }
        return blob
    }

    func keep(replacing replaced: [BlobName]) throws {
        let new = blobs.filter { $0.isFinished || place.flaw == .keepsUnfinished }
        self.replaced = replaced
        if place.flaw != .forgetsWhatIsUnconfirmed {
            try place.change(takesRoom: true) { $0.lists[number] = new.map(\.name) + replaced }
        }
        for blob in new {
            isUncertain = true
            var isTaken = false
            try place.change(takesRoom: true) { disk in
                isTaken = disk.blobs[blob.name] != nil && place.flaw != .overwrites
                if !isTaken { disk.blobs[blob.name] = blob.bytes }
            }
            isUncertain = false
            if isTaken {
                if place.flaw == .discardsWhatOthersKept { kept.append(blob.name) }
                throw StorageError.busy
            }
            kept.append(blob.name)
            if place.flaw == .keepsHalf { break }
        }
        if place.flaw == .removesReplacedEarly {
            for name in replaced { try place.change(takesRoom: false) { $0.blobs[name] = nil } }
        }
    }

    func confirm(keeping named: Set<BlobName>) throws {
        let named = place.flaw == .removesWhatIsNamed ? [] : named
        try remove(replaced.filter { !named.contains($0) }, list: number)
    }

    func discard(keeping named: Set<BlobName>) {
        if isUncertain { return }
        try? remove(kept.filter { !named.contains($0) }, list: number)
    }
}

private final class MemoryBlob: NewBlob {
    private(set) var bytes: [UInt8] = []
    private(set) var name = BlobName([])
    private(set) var isFinished = false
    private let place: MemoryBlobs
    var size: Int64 { Int64(bytes.count) }

    init(_ place: MemoryBlobs) { self.place = place }

    func write(_ more: UnsafeRawBufferPointer) throws { bytes += more }

    func finish() throws {
        name = BlobName(Array(SHA256.hash(data: bytes)))
        isFinished = true
        if place.flaw == .showsUnfinished { try place.change(takesRoom: true) { $0.blobs[name] = bytes } }
    }

    func reopened() throws -> any BlobReader { MemoryReader(bytes, place.flaw) }
}

private final class MemoryReader: BlobReader {
    private let bytes: [UInt8]
    private let flaw: MemoryBlobs.Flaw?
    private var position: Int64 = 0
    var size: Int64 { Int64(bytes.count) }

    init(_ bytes: [UInt8], _ flaw: MemoryBlobs.Flaw?) { (self.bytes, self.flaw) = (bytes, flaw) }

    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let offset = flaw == .readsOnFromWhereItIs ? position : offset
        let piece = bytes.dropFirst(Int(offset)).prefix(buffer.count)
        buffer.copyBytes(from: piece)
        position = offset + Int64(piece.count)
        return piece.count
    }
}
