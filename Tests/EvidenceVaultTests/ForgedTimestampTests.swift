import Bytes
import Crypto
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing
import TransparencyLog

@testable import EvidenceVault

/// Time-stamps in bundles: what they prove, to whom, and what is made of those that are of something else.
extension ForgedBundleTests {
    private func certificate(_ authority: TimestampAuthority) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: authority.certificate))
    }

    private func stamp(_ office: TestOffice, _ authority: TimestampAuthority) throws {
        let vault = try office.open("custodian")
        try vault.attachTimestamp(
            authority.reply(to: vault.requestTimestamp()), trusting: certificate(authority))
    }

    /// A bundle of documents, unpacked.
    private func unpacked(_ office: TestOffice, _ documents: [Int]) throws -> UnpackedBundle {
        let name = UUID().uuidString
        let (path, out) = (office.folder.appending(name).path, office.folder.appending(name + "-out"))
        let vault = try office.open("lawyer")
        _ = try vault.createBundle(
            of: vault.caseFile(ref), to: Office("lpsk"), documents: documents, at: path)
        _ = try Bundle.open(at: path, identities: office.person("officer").bundleIdentities, to: out.path)
        return UnpackedBundle(out)
    }

    /// When exhibits were there at the latest, and whether that is proven.
    private func existence(_ report: BundleReport) -> [Bool?] {
        report.exhibits.map { $0.lines.first { $0.label == .existedAt }?.isProven }
    }

    @Test func whatAnAuthorityStampedIsProvenToWhoHasItsCertificate() throws {
        guard let authority = try TimestampAuthority(), let other = try TimestampAuthority(name: "Other")
        else { return }
        let office = try office()
        try stamp(office, authority)
        try office.deposit("baru", kind: .chronology)
        try consent(office, .documents([3]))
        let folder = try unpacked(office, [1, 3])
        func report(_ certificates: [UInt8]?) throws -> BundleReport {
            try Bundle.verify(at: folder.url.path, identities: [], trusting: certificates)
        }
        for (certificates, name, proven) in [
            (nil, nil, false), (try certificate(authority), "CN=Test TSA", true),
            (try certificate(other), nil, false),
        ] {
            let report = try report(certificates)
            #expect(report.isValid)
            let lines = report.lines.filter { [.timestamp, .stampedAt, .stampedSize].contains($0.label) }
            #expect(lines.count == 3 && lines.allSatisfy { $0.isProven == proven })
            #expect(lines.first?.value == name)
            // The document that came later was not there.
            #expect(existence(report) == [proven, nil])
            let objections = report.warnings.filter {
                if case .timestampUntrusted("timestamp-1", _) = $0 { true } else { false }
            }
            #expect(objections.count == (certificates != nil && !proven ? 1 : 0))
        }
        // By stock tools as well, as the page says.
        func file(_ ending: String) -> URL { folder.url.appending(path: "proofs/timestamp-1.\(ending)") }
        #expect(try authority.accepts(file("tsr"), of: file("checkpoint")))
        #expect(try !authority.accepts(file("tsr"), of: folder.url.appending(path: "proofs/checkpoint.txt")))
        let page = String(decoding: try folder.read("index.html"), as: UTF8.self)
        #expect(page.contains("-data proofs/timestamp-1.checkpoint -in proofs/timestamp-1.tsr"))
        #expect(page.contains("belum diperiksa"))
    }

    @Test func eachExhibitHasTheEarliestStampBehindIt() throws {
        guard let authority = try TimestampAuthority(), let other = try TimestampAuthority(name: "Other")
        else { return }
        let office = try office()
        try stamp(office, authority)
        let first = try office.open("lawyer").timestamps()[0].head.size
        try stamp(office, authority)
        try office.deposit("baru", kind: .chronology)
        try consent(office, .documents([3]))
        // A member has an authority of their own, and puts in front of the good one what it stamps.
        let vault = try office.open("custodian")
        let note = String(decoding: try vault.checkpoint(), as: UTF8.self)
        let forged = try other.reply(to: vault.requestTimestamp())
        try office.forge(as: "custodian") { _ in
            .timestamp(TimestampKept(checkpoint: note, response: Base64Bytes(forged)))
        }
        try office.forge(as: "custodian") { _ in
            .timestamp(TimestampKept(checkpoint: note, response: Base64Bytes([1, 2, 3])))
        }
        let second = try office.open("lawyer").state.head.size
        try stamp(office, authority)
        let folder = try unpacked(office, [1, 3])
        let report = try Bundle.verify(
            at: folder.url.path, identities: [], trusting: certificate(authority))
        let sizes = report.lines.filter { $0.label == .stampedSize }.compactMap {
            $0.value.flatMap(UInt64.init)
        }
        #expect(sizes.first == first && sizes.count == 3 && sizes.last == second)
        #expect(existence(report) == [true, true])
        #expect(
            report.isValid && report.warnings.count == 2, "the forged one, and no witness: \(report.warnings)"
        )
    }

    @Test func stampsOfSomethingElseAreRefused() throws {
        guard let authority = try TimestampAuthority() else { return }
        let office = try office()
        try stamp(office, authority)
        try office.deposit("baru", kind: .chronology)
        try stamp(office, authority)
        let folder = try unpacked(office, [1])
        let custody = try #require(try Bundle.verify(at: folder.url.path, identities: []).custody)
        let vault = try office.open("lawyer")
        func problems(_ change: (UnpackedBundle) throws -> Void) throws -> [BundleProblem] {
            let copy = UnpackedBundle(office.folder.appending(UUID().uuidString))
            try FileManager.default.copyItem(at: folder.url, to: copy.url)
            try change(copy)
            try copy.sign(as: office.person("lawyer"), comment: BundleFiles.trustedComment(custody))
            return try Bundle.verify(at: copy.url.path, identities: []).problems
        }
        func proof(_ name: String, _ ending: String) -> String { "proofs/\(name).\(ending)" }
        let (one, two) = (BundleFiles.timestamp(0), BundleFiles.timestamp(1))
        let endings = ["checkpoint", "tsr", "consistency"]
        #expect(try problems { _ in } == [])
        // The answer to another question.
        #expect(
            try problems { try $0.write(proof(one, "tsr"), $0.read(proof(two, "tsr"))) } == [.notProven(one)])
        #expect(try problems { try $0.write(proof(one, "tsr"), [0x30]) } == [.notProven(one)])
        // Of the log at that size there is another.
        let stamped = try TakenCheckpoint(folder.read(proof(one, "checkpoint")), of: vault.id).head
        let strange = try Checkpoint(
            origin: "amanah/\(vault.id)", size: stamped.size, root: MerkleTree.emptyRoot)
        let note = Array((strange.text + "\n— x AAAAAAAA\n").utf8)
        let nonce = [UInt8](repeating: 0x41, count: 16)
        let answer = try authority.reply(
            to: TimestampResponse.request(digest: SHA256.bytes(of: note), nonce: nonce))
        #expect(
            try problems {
                try $0.write(proof(one, "checkpoint"), note)
                try $0.write(proof(one, "tsr"), answer)
            } == [.timestampOfOtherLog(one)])
        #expect(
            try problems {
                try $0.write(proof(one, "consistency"), $0.read(proof(two, "consistency")))
            } == [.timestampOfOtherLog(one)])
        // Twice the same, the wrong way round, and one that is not counted.
        for order in [[one, one], [two, one]] {
            #expect(
                try problems { copy in
                    let read = try order.map { name in try endings.map { try copy.read(proof(name, $0)) } }
                    for (name, files) in zip([one, two], read) {
                        for (ending, bytes) in zip(endings, files) {
                            try copy.write(proof(name, ending), bytes)
                        }
                    }
                } == [.notInOrder])
        }
        #expect(
            try problems { copy in for ending in endings { try copy.remove(proof(one, ending)) } }
                == endings.sorted().map { .strayFile(proof(two, $0)) })
    }
}
