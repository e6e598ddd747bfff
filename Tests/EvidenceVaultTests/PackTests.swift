import Age
import Archive
import Bytes
import Crypto
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing
@testable import VaultStorage

@testable import EvidenceVault

/// Small documents that lie in one sealed file.
@Suite struct PackTests {
    private let ref = "TPPO-2026-0017"

    // MARK: What lies together

    @Test func smallDocumentsOfOneClassLieTogether() {
        let (small, large): (Int64, Int64) = (16 << 10, Pack.largestPacked + 1)
        func plan(_ sizes: [Int64], _ classes: [ConfidentialityClass]? = nil) -> [[Int]] {
            Pack.plan(sizes, classes: classes ?? sizes.map { _ in .testimony }, cores: 1)
        }
        #expect(plan([]) == [])
        #expect(plan([0]) == [[0]])
        #expect(plan([small, small, small]) == [[0, 1, 2]])
        #expect(plan([small, large, small]) == [[0, 2], [1]])
        #expect(plan([Pack.largestPacked, Pack.largestPacked]) == [[0, 1]])
        let classes: [ConfidentialityClass] = [.testimony, .medical, .testimony, .medical]
        #expect(plan([1, 1, 1, 1], classes) == [[0, 2], [1, 3]])
        let many = plan([Int64](repeating: 1, count: 2 * Pack.mostParts + 1))
        #expect(many.map(\.count) == [Pack.mostParts, Pack.mostParts, 1])
    }

    @Test func aPlanHasEachDocumentOnceAndKeepsItsLimits() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            let count = Int.random(in: 0..<400, using: &random)
            let sizes = (0..<count).map { _ in
                Int64.random(in: 0..<(1 << Int64.random(in: 1..<23, using: &random)), using: &random)
            }
            let classes = sizes.map { _ in ConfidentialityClass.documentClasses.randomElement(using: &random)!
            }
            let packs = Pack.plan(sizes, classes: classes, cores: .random(in: 1..<9, using: &random))
            #expect(packs.joined().sorted() == Array(0..<count))
            for pack in packs {
                #expect(pack == pack.sorted() && Set(pack.map { classes[$0] }).count == 1)
                #expect(pack.count <= Pack.mostParts)
                guard pack.count > 1 else { continue }
                #expect(pack.allSatisfy { sizes[$0] <= Pack.largestPacked })
                #expect(pack.reduce(0) { $0 + sizes[$1] } <= Pack.largest)
            }
        }
    }

    /// Documents of all kinds of sizes, of two classes.
    private func deposited(in office: TestOffice, sizes: [Int]) throws -> [[UInt8]] {
        let folder = office.folder.appending("in")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var contents: [[UInt8]] = []
        let submissions = try sizes.enumerated().map { index, size in
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ index) }
            contents.append(bytes)
            let name = index.isMultiple(of: 5) ? "Kesaksian Ibu Ratna – nomor \(index) é.txt" : "\(index).txt"
            let url = folder.appending(path: name)
            try Data(bytes).write(to: url)
            return try Submission(
                path: url.path, name: name, kind: index.isMultiple(of: 3) ? .visum : .statement)
        }
        let vault = try office.open("coordinator")
        let receipts = try vault.deposit(submissions, in: vault.caseFile(ref))
        #expect(receipts.map(\.ref) == sizes.indices.map { "\(ref)/\($0 + 1)" })
        #expect(receipts.map(\.size) == sizes.map(Int64.init))
        return contents
    }

    private static let sizes =
        [0, 1, 511, 512, 513, 1024, 65_535, 65_536, 70_000, 1 << 20, 3] + [(1 << 20) + 1, 3 << 20]

    @Test func eachIsReadByItselfAndInPieces() throws {
        let office = try TestOffice()
        try office.openCase()
        let contents = try deposited(in: office, sizes: Self.sizes)
        // Two that are large, and at least one pack of each class.
        let blobs = try office.blobs().count
        #expect((4...8).contains(blobs), "\(blobs)")
        let reader = try office.open("coordinator")
        let file = try reader.caseFile(ref)
        for (index, expected) in contents.enumerated() {
            var bytes: [UInt8] = []
            try reader.read(index + 1, in: file).forEachPiece { bytes += $0 }
            #expect(bytes == expected, "\(index)")
            let size = Int64(expected.count)
            for range in [0..<1, 0..<size + 9, size / 2..<size / 2 + 700, max(0, size - 1)..<size + 1] {
                guard range.lowerBound < max(size, 1) else { continue }
                var piece: [UInt8] = []
                try reader.read(index + 1, in: file, range: range).forEachPiece { piece += $0 }
                let clamped = range.clamped(to: 0..<size)
                #expect(
                    piece == Array(expected[Int(clamped.lowerBound)..<Int(clamped.upperBound)]),
                    "\(index) \(range)")
            }
        }
        let report = try reader.verify(.full)
        #expect(report.findings == [] && report.opened == contents.count)
        #expect(try office.openRecovery().verify(.full).findings == [])
    }

    @Test func stockToolsTakeAPackApart() throws {
        guard let age = stockTool("age"), let tar = stockTool("tar"), let sha256sum = stockTool("sha256sum")
        else { return }
        let office = try TestOffice()
        try office.openCase()
        let contents = try deposited(in: office, sizes: Self.sizes)
        var found: [[UInt8]] = []
        for (index, blob) in try office.blobs().enumerated() {
            let out = office.folder.appending("out-\(index)")
            try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
            let opened = office.folder.appending("out-\(index).tar").path
            let key = office.folder.appending("recovery.txt").path
            #expect(try run(age, ["-d", "-i", key, "-o", opened, blob.path]).status == 0)
            #expect(try run(tar, ["-x", "-f", opened], folder: out).status == 0)
            #expect(try run(sha256sum, ["-c", "--quiet", "SHA256SUMS"], folder: out).status == 0)
            for part in try FileManager.default.contentsOfDirectory(atPath: out.path)
            where part != "SHA256SUMS" {
                let names = try FileManager.default.contentsOfDirectory(
                    atPath: out.appending(path: "\(part)/document").path)
                #expect(names.count == 1)
                found.append(
                    [UInt8](try Data(contentsOf: out.appending(path: "\(part)/document/\(names[0])"))))
            }
        }
        func inOrder(_ files: [[UInt8]]) -> [[UInt8]] { files.sorted { $0.lexicographicallyPrecedes($1) } }
        #expect(inOrder(found) == inOrder(contents))
    }

    /// A file that has outgrown its pack while it waited for its turn is not sealed where nobody would read it.
    @Test func aFileThatGrowsMeanwhileIsNotPacked() throws {
        let office = try TestOffice()
        try office.openCase()
        let paths = ["a.txt", "b.txt"].map { office.folder.appending($0).path }
        for path in paths { try Data("sedikit".utf8).write(to: URL(fileURLWithPath: path)) }
        let vault = try office.open("coordinator")
        let submissions = try paths.map { try Submission(path: $0, name: "x.txt", kind: .statement) }
        #expect(throws: VaultError.changedWhileRead(path: paths[1])) {
            try vault.deposit(submissions, in: vault.caseFile(ref)) { _ in
                try? Data(repeating: 7, count: (1 << 20) + 1).write(to: URL(fileURLWithPath: paths[1]))
            }
        }
        #expect(try office.blobs().isEmpty && office.findings() == [])
    }

    // MARK: Places

    /// What a depositor's own program puts into a pack, and what it says of where.
    private struct Forgery: Sendable {
        let name: String
        /// What is said of the place of the second document, of three, given all of theirs.
        let place: @Sendable ([DocumentPlace]) -> DocumentPlace
        /// Whether it can be read all the same, and only who takes the pack apart would miss it.
        var isReadable = false
    }

    private static let forgeries = [
        Forgery(name: "another part", place: { $0[0] }),
        Forgery(
            name: "another number",
            place: { DocumentPlace(offset: $0[1].offset, length: $0[1].length, part: 3) }),
        Forgery(
            name: "in a file that looks like a part",
            // The third document is a file that holds a copy of the second one's part.
            place: {
                DocumentPlace(
                    offset: $0[2].offset + $0[2].length - $0[1].length, length: $0[1].length, part: 2)
            }, isReadable: true),
        Forgery(
            name: "past the end", place: { DocumentPlace(offset: 1 << 20, length: $0[1].length, part: 2) }),
        Forgery(
            name: "before the beginning",
            place: { DocumentPlace(offset: -512, length: $0[1].length, part: 2) }),
        Forgery(
            name: "far past the end",
            place: { DocumentPlace(offset: Int64.max - 511, length: $0[1].length, part: 2) }),
        Forgery(
            name: "shorter",
            place: { DocumentPlace(offset: $0[1].offset, length: $0[1].length - 512, part: 2) }),
        Forgery(
            name: "longer",
            place: { DocumentPlace(offset: $0[1].offset, length: $0[1].length + $0[2].length, part: 2) }),
        Forgery(
            name: "askew", place: { DocumentPlace(offset: $0[1].offset + 1, length: $0[1].length, part: 2) }),
    ]

    /// Deposits three documents in one pack as a member's own program may.
    ///
    /// - Parameters:
    ///   - lastID: the id that the third document says is its own.
    ///   - say: which documents are deposited, and where they are said to lie.
    private func deposit(
        in office: TestOffice, as name: String = "companion", lastID: HexBytes? = nil,
        _ say: ([DocumentPlace]) -> [(index: Int, place: DocumentPlace)]
    ) throws -> [Finding] {
        let vault = try office.open(name)
        let file = try vault.caseFile(ref)
        let compartment = try vault.compartment(.testimony, of: file)
        let key = try SealingKey(compartment.recipient)
        let name = CompartmentName(vault.id, file.id, .testimony, compartment.generation)
        func record(_ index: Int, _ size: Int, id: HexBytes? = nil) throws -> DocumentRecord {
            DocumentRecord(
                amanah: DocumentRecord.format, vault: vault.id, caseRef: ref,
                documentID: try id ?? HexBytes(randomBytes(16)), kind: .statement, title: "judul",
                name: "\(index).txt", mediaType: "text/plain", size: Int64(size), modified: office.time,
                obtained: nil, depositedBy: vault.identity.fingerprint, depositedAt: office.time)
        }
        var contents: [[UInt8]] = [Array("satu".utf8), Array("dua".utf8), []]
        var records = try [record(0, 4), record(1, 3)]
        // A stretch of a tar that reads as the second document's part.
        let copy = Collected()
        let tar = try TarWriter { copy.bytes += $0 }
        try tar.addFile(
            Pack.recordPath(of: 2), contents: CanonicalJSON.encode(records[1]) + [UInt8(ascii: "\n")],
            modified: office.time.seconds)
        try tar.addFile(
            Pack.path(of: 2, name: records[1].name), contents: contents[1], modified: office.time.seconds)
        contents[2] = copy.bytes
        records.append(try record(2, contents[2].count, id: lastID))

        let sealed = Collected()
        let writer = try Pack.Writer(
            recipients: DocumentStanzas.recipients(compartment: key, recovery: vault.recoveryKey())
        ) { sealed.bytes += $0 }
        var (places, digests): ([DocumentPlace], [HexBytes]) = ([], [])
        for (record, bytes) in zip(records, contents) {
            _ = try writer.begin(record)
            try bytes.withUnsafeBytes { try writer.write($0) }
            let (sha256, place) = try writer.end()
            places.append(place)
            digests.append(sha256)
        }
        try writer.finish()
        let batch = try vault.blobs.begin()
        let blob = try batch.newBlob()
        try sealed.bytes.withUnsafeBytes { try blob.write($0) }
        try blob.finish()
        let deposits = try say(places).map { index, place in
            let details = DocumentDetails(
                document: records[index], sha256: digests[index], salt: HexBytes(try randomBytes(32)))
            let json = try CanonicalJSON.encode(details)
            let id = records[index].documentID
            return Deposit(
                caseID: file.id, documentID: id, confidentiality: .testimony,
                generation: compartment.generation, blob: blob.name, blobSize: blob.size,
                details: Base64Bytes(try SealedText.seal(json, to: key, as: .details, in: name, of: id)),
                detailsDigest: HexBytes(SHA256.bytes(of: json)),
                place: Base64Bytes(
                    try SealedText.seal(CanonicalJSON.encode(place), to: key, as: .place, in: name, of: id)),
                kit: nil)
        }
        let before = file.documentCount
        try vault.log.append(after: { try batch.keep() }) { _ in
            deposits.map { .deposit($0) }
        }
        try batch.confirm()
        return deposits.indices.map {
            .sealedOtherwise(document: "\(ref)/\(before + $0 + 1)", by: .member(vault.me.name))
        }
    }

    private final class Collected { var bytes: [UInt8] = [] }

    @Test(arguments: PackTests.forgeries.indices)
    func aDocumentLiesWhereItIsSaidToLieOrIsNotShown(_ index: Int) throws {
        let forgery = PackTests.forgeries[index]
        let office = try TestOffice()
        try office.openCase()
        try office.deposit("yang benar", kind: .statement)
        let findings = try deposit(in: office) { places in
            [(0, places[0]), (1, forgery.place(places)), (2, places[2])]
        }
        let lawyer = try office.open("lawyer")
        let file = try lawyer.caseFile(ref)
        #expect(try office.read(2, as: "lawyer") == "satu")
        if forgery.isReadable {
            #expect(try office.read(3, as: "lawyer") == "dua")
        } else {
            #expect(throws: VaultError.altered(findings[1])) { try office.read(3, as: "lawyer") }
            #expect(throws: VaultError.altered(findings[1])) { try lawyer.read(3, in: file, range: 0..<2) }
        }
        #expect(try lawyer.verify().findings == [], "nothing is opened")
        let report = try lawyer.verify(.full)
        #expect(report.findings == [findings[1]], "\(forgery.name)")
    }

    @Test func nothingLiesInAPackUnseen() throws {
        let office = try TestOffice()
        try office.openCase()
        let smuggled = try deposit(in: office) { places in [(0, places[0]), (2, places[2])] }
        #expect(try office.open("lawyer").verify(.full).findings == [smuggled[0]])
        // Nor under the id of a document that was never there.
        let other = try TestOffice()
        try other.openCase()
        try other.deposit("yang benar", kind: .statement)
        let vault = try other.open("companion")
        let known = try vault.log.deposit(of: 1, in: vault.caseFile(ref)).deposit.documentID
        let disguised = try deposit(in: other, lastID: known) { places in [(0, places[0]), (1, places[1])] }
        #expect(try other.open("lawyer").verify(.full).findings == [disguised[0]])
        #expect(try office.read(1, as: "lawyer") == "satu")
    }

    @Test func noTwoDocumentsClaimOnePart() throws {
        let office = try TestOffice()
        try office.openCase()
        let twice = try deposit(in: office) { places in
            [(0, places[0]), (1, places[1]), (1, places[1]), (2, places[2])]
        }
        #expect(try office.open("lawyer").verify(.full).findings == [twice[2]])
    }

    /// Several who name one sealed file keep it there, whichever of them is looked at.
    @Test func aPackThatIsGoneIsMissedByAllInIt() throws {
        let office = try TestOffice()
        try office.openCase()
        _ = try deposited(in: office, sizes: [5, 6, 7])
        for url in try office.blobs() { try FileManager.default.removeItem(at: url) }
        let missing = try office.findings().compactMap {
            if case .blobMissing(let document, _) = $0 { document } else { nil }
        }
        #expect(missing == (1...3).map { "\(ref)/\($0)" })
    }

    /// A disk that gave every document and then not the pack: what was read is read, and the rest is looked at.
    @Test func aPackThatTheDiskDoesNotGiveEndsNothing() throws {
        let office = try TestOffice()
        try office.openCase()
        _ = try deposited(in: office, sizes: [5])
        try office.deposit("yang lain", kind: .statement)
        let vault = try office.open("coordinator")
        let store = BeforeKeeping(vault.blobs) {}
        vault.blobs = store
        _ = try vault.verify(.full)
        let opens = store.opens
        // The last two times packs were opened to be taken apart.
        for failing in [opens - 1, opens] {
            store.opens = 0
            store.failingOpen = failing
            let report = try vault.verify(.full)
            #expect(store.opens == opens && report.findings == [] && report.opened == 2)
        }
    }

    // MARK: Sealing again

    private func changeKeys(of office: TestOffice) throws {
        let coordinator = try office.open("coordinator")
        try coordinator.unassign(coordinator.member(named: "companion"), from: coordinator.caseFile(ref))
    }

    @Test func whatIsResealedLiesTogetherAgain() throws {
        let office = try TestOffice()
        try office.openCase()
        let contents = try deposited(in: office, sizes: Self.sizes)
        let before = Set(try office.blobs().map(\.lastPathComponent))
        try changeKeys(of: office)
        let coordinator = try office.open("coordinator")
        let file = try coordinator.caseFile(ref)
        // A companion read testimony, not the medical documents: every third is one.
        let due = contents.indices.filter { !$0.isMultiple(of: 3) }.count
        #expect(try coordinator.reseal(file).resealed == due)
        #expect(try coordinator.reseal(coordinator.caseFile(ref)).resealed == 0)
        let after = Set(try office.blobs().map(\.lastPathComponent))
        #expect(after.count <= before.count && !after.isSubset(of: before))
        for (index, expected) in contents.enumerated() {
            var bytes: [UInt8] = []
            try coordinator.read(index + 1, in: coordinator.caseFile(ref)).forEachPiece { bytes += $0 }
            #expect(bytes == expected, "\(index)")
        }
        let report = try coordinator.verify(.full)
        #expect(report.findings == [] && report.opened == contents.count)
        #expect(try office.openRecovery().verify(.full).findings == [])
    }

    @Test func aPackStaysOneHoweverManyLieInIt() throws {
        let office = try TestOffice()
        try office.openCase()
        let folder = office.folder.appending("in")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let submissions = try (0..<60).map { index in
            let url = folder.appending(path: "\(index).txt")
            try Data("nomor \(index)".utf8).write(to: url)
            return try Submission(path: url.path, name: "\(index).txt", kind: .statement)
        }
        let vault = try office.open("coordinator")
        _ = try vault.deposit(submissions, in: vault.caseFile(ref))
        #expect(try office.blobs().count == 1)
        try changeKeys(of: office)
        let coordinator = try office.open("coordinator")
        #expect(try coordinator.reseal(coordinator.caseFile(ref)).resealed == 60)
        #expect(try office.blobs().count == 1)
        #expect(try office.read(60, as: "lawyer") == "nomor 59")
    }

    /// One that is not what was deposited keeps its pack, and none of the others under the old key.
    @Test func aFaultyPartKeepsNoOtherUnderTheOldKey() throws {
        let office = try TestOffice()
        try office.openCase()
        let wrong = try deposit(in: office) { places in
            [(0, places[0]), (1, places[0]), (2, places[2])]
        }
        let old = try office.blobs().map(\.lastPathComponent)
        try changeKeys(of: office)
        let coordinator = try office.open("coordinator")
        let report = try coordinator.reseal(coordinator.caseFile(ref))
        #expect(report.resealed == 2 && report.faults == [wrong[1]])
        #expect(try office.read(1, as: "lawyer") == "satu")
        let blobs = try office.blobs().map(\.lastPathComponent)
        #expect(blobs.count == 2 && Set(old).isSubset(of: blobs))
        // What moved away and lies there still is no news to anybody.
        #expect(try office.open("lawyer").verify(.full).findings == [wrong[1]])
    }

    @Test func twoWhoResealAtOnceBothSucceed() throws {
        let office = try TestOffice()
        try office.openCase()
        let contents = try deposited(in: office, sizes: [3, 4, 5, 6, 7, 8])
        try office.enrol("second", [.coordinator])
        let first = try office.open("coordinator")
        try first.assign(first.member(named: "second"), to: first.caseFile(ref), as: .coordinator)
        try changeKeys(of: office)
        let (one, other) = (try office.open("coordinator"), try office.open("second"))
        let file = try other.caseFile(ref)
        // The other has looked at what is due, and sealed it, when this one is done.
        let store = BeforeKeeping(other.blobs) {
            let resealed = try one.reseal(one.caseFile(ref)).resealed
            #expect(resealed == 4)
        }
        other.blobs = store
        let report = try other.reseal(file)
        #expect(store.event == nil && report.resealed == 0, "all of it was done meanwhile")
        #expect(report.faults == [])
        for number in 1...contents.count { _ = try office.read(number, as: "lawyer") }
        #expect(try office.open("lawyer").verify(.full).findings == [])
    }
}

/// Does something once, when blobs are about to be kept; and fails to open one.
private final class BeforeKeeping: BlobStore {
    private let store: any BlobStore
    var event: (() throws -> Void)?
    /// How often a blob was opened, and which time the disk fails.
    var opens = 0
    var failingOpen: Int?

    init(_ store: any BlobStore, _ event: @escaping () throws -> Void) {
        self.store = store
        self.event = event
    }

    func begin() throws -> any BlobBatch { Late(try store.begin(), self) }
    func open(_ name: BlobName) throws -> any BlobReader {
        opens += 1
        if opens == failingOpen { throw StorageError.unreadable(path: "x", errno: EIO) }
        return try store.open(name)
    }
    func inventory() throws -> BlobInventory { try store.inventory() }

    private final class Late: BlobBatch {
        private let batch: any BlobBatch
        private let store: BeforeKeeping

        init(_ batch: any BlobBatch, _ store: BeforeKeeping) {
            self.batch = batch
            self.store = store
        }

        func keep(replacing replaced: [BlobName]) throws {
            let event = store.event
            store.event = nil
            try event?()
            try batch.keep(replacing: replaced)
        }

        var leftovers: Set<BlobName> { batch.leftovers }
        var kept: [BlobName] { batch.kept }
        func settle(keeping named: Set<BlobName>) throws { try batch.settle(keeping: named) }
        func newBlob() throws -> any NewBlob { try batch.newBlob() }
        func confirm(keeping named: Set<BlobName>) throws { try batch.confirm(keeping: named) }
        func discard(keeping named: Set<BlobName>) { batch.discard(keeping: named) }
    }
}
