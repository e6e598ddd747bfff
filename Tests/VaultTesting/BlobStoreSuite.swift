import Bytes
import Crypto
import EvidenceVault
import Foundation
import Synchronization
package import VaultStorage

/// What every ``BlobStore`` must do, whatever happens to its disk.
///
///     #expect(try BlobStoreSuite { MemoryBlobs() }.broken().isEmpty)
package struct BlobStoreSuite {
    private let newPlace: () throws -> any StorePlace<any BlobStore>

    /// - Parameter newPlace: makes an empty place.
    package init(_ newPlace: @escaping () throws -> any StorePlace<any BlobStore>) {
        self.newPlace = newPlace
    }

    /// Tries everything. Returns what the store does not keep: nothing, of a good one.
    package func broken() throws -> [BrokenPromise] {
        let findings = Findings()
        findings.during("bytes") { try bytes(findings) }
        findings.during("two at once") { try two(findings) }
        findings.during("the same blob twice at once") { try same(findings) }
        findings.during("many at once") { try many(findings) }
        findings.during("somebody reads meanwhile") { try reading(findings) }
        for dance in Dance.all { try faults(in: dance, findings) }
        return findings.broken
    }

    // MARK: Blobs and what names them

    /// Stands for the log: what names blobs, and is written after they are kept.
    private final class Names { var all: Set<BlobName> = [] }

    private static func name(of bytes: [UInt8]) -> BlobName { BlobName(Array(SHA256.hash(data: bytes))) }

    /// Sealed bytes of some size, which differ by their first byte.
    private static func blob(_ number: UInt8, size: Int = 1000) -> [UInt8] {
        [number] + [UInt8](repeating: 7, count: size - 1)
    }

    private static let old = [blob(1), blob(2, size: 70_000)]
    private static let new = [blob(3), blob(4, size: 70_000)]

    @discardableResult
    private static func write(_ bytes: [UInt8], to batch: any BlobBatch) throws -> any NewBlob {
        let blob = try batch.newBlob()
        for piece in [bytes.prefix(10), bytes.dropFirst(10)] {
            try Array(piece).withUnsafeBytes { try blob.write($0) }
        }
        try blob.finish()
        return blob
    }

    /// All that whoever brings blobs in does, in the order in which they do it.
    private static func bringIn(
        _ new: [[UInt8]], replacing old: [[UInt8]] = [], to store: any BlobStore, named names: Names,
        comesToNothing: Bool = false
    ) throws {
        let batch = try store.begin()
        if !batch.leftovers.isEmpty { try batch.settle(keeping: batch.leftovers.intersection(names.all)) }
        do {
            for bytes in new { try write(bytes, to: batch) }
            try batch.keep(replacing: old.map(name))
            if comesToNothing { throw Nothing() }
        } catch {
            batch.discard(keeping: names.all.intersection(batch.kept))
            throw error
        }
        names.all.formUnion(new.map(name))
        names.all.subtract(old.map(name))
        try batch.confirm()
    }

    private struct Nothing: Error {}

    private static func contents(of name: BlobName, in store: any BlobStore) throws -> [UInt8] {
        let reader = try store.open(name)
        var bytes = [UInt8](repeating: 0, count: Int(reader.size) + 1)
        var count = 0
        while true {
            let more = try bytes[count...].withUnsafeMutableBytes {
                try reader.read(at: Int64(count), into: $0)
            }
            if more == 0 { return Array(bytes[..<count]) }
            count += more
        }
    }

    // MARK: Without faults

    private func bytes(_ findings: Findings) throws {
        let place = try newPlace()
        var generator = SystemRandomNumberGenerator()
        let all = [0, 1, 10, 65_536, 300_001].map { size in
            (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }
        let batch = try place.open().begin()
        findings.expect(batch.leftovers.isEmpty, "leftovers in an empty store")
        for bytes in all {
            let blob = try BlobStoreSuite.write(bytes, to: batch)
            findings.expect(
                blob.name == BlobStoreSuite.name(of: bytes) && blob.size == Int64(bytes.count),
                "a new blob of \(bytes.count) bytes has another name or size")
            findings.expect(
                try blob.reopened().digest() == blob.name,
                "a new blob of \(bytes.count) bytes reads otherwise")
        }
        // Not finished, so not kept.
        let unfinished = try batch.newBlob()
        try [9].withUnsafeBytes { try unfinished.write($0) }
        try batch.keep()
        findings.expect(Set(batch.kept) == Set(all.map(BlobStoreSuite.name)), "kept says otherwise")
        try batch.confirm()
        let store = try place.open()
        for bytes in all {
            let name = BlobStoreSuite.name(of: bytes)
            findings.expect(
                try BlobStoreSuite.contents(of: name, in: store) == bytes,
                "\(bytes.count) bytes read otherwise")
            let reader = try store.open(name)
            findings.expect(try reader.digest() == name, "\(bytes.count) bytes have another digest")
            // Any piece, in any order; nothing behind the end.
            for _ in 0..<20 {
                let start = Int.random(in: 0...bytes.count + 10)
                var piece = [UInt8](repeating: 0, count: 100)
                let count = try piece.withUnsafeMutableBytes { try reader.read(at: Int64(start), into: $0) }
                let expected = bytes.dropFirst(start).prefix(100)
                findings.expect(
                    (count > 0 || expected.isEmpty) && count <= expected.count
                        && piece.prefix(count).elementsEqual(expected.prefix(count)),
                    "a piece from \(start) of \(bytes.count) bytes reads otherwise")
            }
        }
        let inventory = try store.inventory()
        findings.expect(
            inventory.blobs == Set(all.map(BlobStoreSuite.name)) && inventory.unconfirmed.isEmpty
                && inventory.strangers.isEmpty && inventory.litter.isEmpty && !inventory.isGone
                && inventory.unread.isEmpty, "the inventory says otherwise")
        do {
            _ = try store.open(BlobStoreSuite.name(of: [1]))
            findings.expect(false, "opens what is not there")
        } catch StorageError.noBlob {}
    }

    private func two(_ findings: Findings) throws {
        let place = try newPlace()
        let (one, other) = (try place.open(), try place.open())
        let (first, second) = (try one.begin(), try other.begin())
        let (a, b) = (BlobStoreSuite.blob(1), BlobStoreSuite.blob(2))
        try BlobStoreSuite.write(a, to: first)
        try BlobStoreSuite.write(b, to: second)
        try first.keep()
        let third = try place.open().begin()
        findings.expect(third.leftovers.isEmpty, "takes what another is bringing in for left over")
        findings.expect(
            try place.open().inventory().unconfirmed == [BlobStoreSuite.name(of: a)],
            "does not say that what another is bringing in is unconfirmed")
        try second.keep()
        try first.confirm()
        second.discard()
        let inventory = try place.open().inventory()
        findings.expect(
            inventory.blobs == [BlobStoreSuite.name(of: a)] && inventory.unconfirmed.isEmpty,
            "one batch confirmed and one discarded leave \(inventory.blobs.count) blobs")
        withExtendedLifetime((first, second, third)) {}
    }

    private func same(_ findings: Findings) throws {
        let place = try newPlace()
        let (first, second) = (try place.open().begin(), try place.open().begin())
        let (bytes, other) = (BlobStoreSuite.blob(1), BlobStoreSuite.blob(2))
        try BlobStoreSuite.write(bytes, to: first)
        try BlobStoreSuite.write(other, to: second)
        try BlobStoreSuite.write(bytes, to: second)
        try first.keep()
        do {
            try second.keep()
            findings.expect(false, "keeps a blob that is there")
        } catch StorageError.busy {}
        findings.expect(
            !second.kept.contains(BlobStoreSuite.name(of: bytes)), "says that it has kept what another has")
        second.discard()
        try first.confirm()
        findings.expect(
            try place.open().inventory().blobs == [BlobStoreSuite.name(of: bytes)],
            "what one has kept goes, or stays, with what the other gave up")
        withExtendedLifetime((first, second)) {}
    }

    private func many(_ findings: Findings) throws {
        nonisolated(unsafe) let place = try newPlace()
        let failures = Mutex<[String]>([])
        // Safe: each thread opens a store of its own.
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            let names = Names()
            do {
                for number in 0..<10 {
                    // Some come to nothing.
                    let comesToNothing = number % 3 == 2
                    do {
                        try BlobStoreSuite.bringIn(
                            [BlobStoreSuite.blob(UInt8(thread * 10 + number))], to: place.open(),
                            named: names,
                            comesToNothing: comesToNothing)
                    } catch is Nothing {}
                }
            } catch {
                failures.withLock { $0.append("throws \(error)") }
            }
        }
        for failure in failures.withLock({ $0 }) { findings.expect(false, failure) }
        let expected = (0..<40).filter { $0 % 10 % 3 != 2 }.map {
            BlobStoreSuite.name(of: BlobStoreSuite.blob(UInt8($0)))
        }
        let inventory = try place.open().inventory()
        findings.expect(
            inventory.blobs == Set(expected) && inventory.unconfirmed.isEmpty,
            "\(inventory.blobs.count) blobs are there instead of \(expected.count)")
    }

    private func reading(_ findings: Findings) throws {
        let place = try newPlace()
        let (old, new) = (BlobStoreSuite.blob(1), BlobStoreSuite.blob(2))
        let (oldName, newName) = (BlobStoreSuite.name(of: old), BlobStoreSuite.name(of: new))
        let names = Names()
        try BlobStoreSuite.bringIn([old], to: place.open(), named: names)
        let store = try place.open()
        let reader = try store.open(oldName)
        func isThere(_ name: BlobName) throws -> Bool {
            do {
                let isWhole =
                    try BlobStoreSuite.name(of: BlobStoreSuite.contents(of: name, in: store)) == name
                findings.expect(isWhole, "a blob can be read that is not whole")
                findings.expect(try store.inventory().blobs.contains(name), "a blob is in no inventory")
                return true
            } catch StorageError.noBlob {
                findings.expect(
                    try !store.inventory().blobs.contains(name), "a blob is in the inventory alone")
                return false
            }
        }
        let batch = try place.open().begin()
        try BlobStoreSuite.write(new, to: batch)
        findings.expect(try isThere(oldName) && !isThere(newName), "a blob is there before it is kept")
        try batch.keep(replacing: [oldName])
        findings.expect(try isThere(oldName), "what is replaced goes before that is confirmed")
        findings.expect(try isThere(newName), "a blob that was kept is not there")
        findings.expect(try reader.digest() == oldName, "what is being read changes")
        try batch.confirm()
        findings.expect(
            try !isThere(oldName) && isThere(newName), "what is replaced stays, or what was kept goes")
        // Who has it open may go on, or is told that it is gone; they never read anything else.
        if let digest = try? reader.digest() {
            findings.expect(digest == oldName, "what is being read changes when it is replaced")
        }
        // What something else names stays all the same.
        let next = try place.open().begin()
        try BlobStoreSuite.write(old, to: next)
        try next.keep(replacing: [newName])
        try next.confirm(keeping: [newName])
        findings.expect(
            try isThere(newName) && isThere(oldName), "what something else names goes with its batch")
        let last = try place.open().begin()
        try BlobStoreSuite.write(BlobStoreSuite.blob(3), to: last)
        try last.keep()
        last.discard(keeping: Set(last.kept))
        findings.expect(
            try isThere(BlobStoreSuite.name(of: BlobStoreSuite.blob(3))),
            "what something names all the same goes with what came to nothing")
    }

    // MARK: With faults

    /// Something that is done, and what was there before.
    private struct Dance {
        let name: String
        /// Done without a fault.
        let before: (any BlobStore, Names) throws -> Void
        let steps: (any BlobStore, Names) throws -> Void

        static var all: [Dance] {
            [
                Dance(name: "a batch that replaces", before: begun) { store, names in
                    try bringIn(new, replacing: [old[0]], to: store, named: names)
                },
                Dance(name: "a batch that comes to nothing", before: begun) { store, names in
                    do {
                        try bringIn(new, replacing: [old[0]], to: store, named: names, comesToNothing: true)
                    } catch is Nothing {}
                },
                Dance(
                    name: "a batch after one that was cut off before it was named",
                    before: { store, names in
                        try begun(store, names)
                        let batch = try store.begin()
                        try write(new[0], to: batch)
                        try batch.keep(replacing: [name(of: old[0])])
                    }
                ) { store, names in try bringIn([new[1]], to: store, named: names) },
                Dance(
                    name: "a batch after one that was cut off after it was named",
                    before: { store, names in
                        try begun(store, names)
                        let batch = try store.begin()
                        try write(new[0], to: batch)
                        try batch.keep(replacing: [name(of: old[0])])
                        names.all.insert(name(of: new[0]))
                        names.all.remove(name(of: old[0]))
                    }
                ) { store, names in try bringIn([new[1]], to: store, named: names) },
            ]
        }

        private static func begun(_ store: any BlobStore, _ names: Names) throws {
            try bringIn(old, to: store, named: names)
        }
        private static var old: [[UInt8]] { BlobStoreSuite.old }
        private static var new: [[UInt8]] { BlobStoreSuite.new }
        private static func name(of bytes: [UInt8]) -> BlobName { BlobStoreSuite.name(of: bytes) }
        private static func write(_ bytes: [UInt8], to batch: any BlobBatch) throws {
            try BlobStoreSuite.write(bytes, to: batch)
        }
        private static func bringIn(
            _ new: [[UInt8]], replacing old: [[UInt8]] = [], to store: any BlobStore, named names: Names,
            comesToNothing: Bool = false
        ) throws {
            try BlobStoreSuite.bringIn(
                new, replacing: old, to: store, named: names, comesToNothing: comesToNothing)
        }
    }

    /// Does it once for each fault at each of its steps.
    private func faults(in dance: Dance, _ findings: Findings) throws {
        var steps = 0
        findings.during(dance.name) { steps = try self.steps(of: dance, with: nil, findings) }
        for kind in StoreFault.Kind.allCases {
            for step in stride(from: 1, through: steps, by: 1) {
                let fault = StoreFault(kind, at: step)
                findings.during("\(dance.name), \(fault)") {
                    _ = try self.steps(of: dance, with: fault, findings)
                }
            }
        }
    }

    private func steps(of dance: Dance, with fault: StoreFault?, _ findings: Findings) throws -> Int {
        let place = try newPlace()
        let names = Names()
        try dance.before(place.open(), names)
        let run = place.run(with: fault) { try dance.steps(place.open(), names) }
        findings.expect(run, after: fault)
        try expect(names.all, in: place, findings)
        return run.steps
    }

    /// What is named is there and whole; what is not is known to be unconfirmed, and goes with the next batch; which succeeds.
    private func expect(
        _ names: Set<BlobName>, in place: any StorePlace<any BlobStore>, _ findings: Findings
    ) throws {
        let found = try place.open().inventory()
        for name in names {
            findings.expect(
                (try? BlobStoreSuite.name(of: BlobStoreSuite.contents(of: name, in: place.open()))) == name,
                "a blob that is named is not there, or not whole")
        }
        let unnamed = found.blobs.subtracting(names)
        findings.expect(unnamed.isSubset(of: found.unconfirmed), "a blob that nothing names is not marked so")
        findings.expect(found.strangers.isEmpty && !found.isGone, "something is there that is no blob")
        do {
            let batch = try place.open().begin()
            findings.expect(
                unnamed.isSubset(of: batch.leftovers), "a blob that nothing names is not left over")
            findings.expect(
                batch.leftovers.isSubset(of: found.unconfirmed), "more is left over than is unconfirmed")
            if !batch.leftovers.isEmpty { try batch.settle(keeping: batch.leftovers.intersection(names)) }
            // From then on others may begin, and find nothing any more.
            let other = try place.open().begin()
            findings.expect(other.leftovers.isEmpty, "what was settled is left over all the same")
            withExtendedLifetime((batch, other)) {}
        }
        let next = Names()
        next.all = names
        try BlobStoreSuite.bringIn([BlobStoreSuite.blob(99)], to: place.open(), named: next)
        let after = try place.open().inventory()
        findings.expect(
            after.blobs == next.all, "\(after.blobs.count) blobs where \(next.all.count) are named")
        findings.expect(after.unconfirmed.isEmpty, "something stays unconfirmed")
    }
}
