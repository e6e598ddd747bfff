import Bytes
import Foundation
@testable import Ledger
import Sodium
import Testing

@testable import EvidenceVault
import TestSupport

/// What a kit signs, and how often that counts.
@Suite struct KitSealTests {
    private let ref = "TPPO-2026-0017"

    /// A deposit, and the same with one thing changed.
    private static let changes: [(String, Deposit)] = {
        let (case7, case8) = (
            HexBytes([UInt8](repeating: 7, count: 16)), HexBytes([UInt8](repeating: 8, count: 16))
        )
        func deposit(
            _ caseID: HexBytes = case7, document: HexBytes = case7,
            into confidentiality: ConfidentialityClass = .testimony, generation: UInt32 = 1, blob: UInt8 = 1,
            size: Int64 = 9, details: UInt8 = 2, digest: UInt8 = 3,
            place: UInt8 = 5
        ) -> Deposit {
            Deposit(
                caseID: caseID, documentID: document, confidentiality: confidentiality,
                generation: generation, blob: HexBytes([UInt8](repeating: blob, count: 32)), blobSize: size,
                details: Base64Bytes([details]),
                detailsDigest: HexBytes([UInt8](repeating: digest, count: 32)), place: Base64Bytes([place]),
                kit: nil)
        }
        return [
            ("nothing", deposit()), ("the case", deposit(case8)), ("the document", deposit(document: case8)),
            ("the class", deposit(into: .medical)), ("the generation", deposit(generation: 2)),
            ("the sealed file", deposit(blob: 4)), ("its size", deposit(size: 8)),
            ("the details", deposit(details: 4)), ("the digest of the details", deposit(digest: 4)),
            ("its place", deposit(place: 6)),
        ]
    }()

    /// Of the first of them.
    private func seal() throws -> (KitSeal, VaultID) {
        let digest = try JSONDecoder().decode(
            KitDigest.self, from: Data("\"\(String(repeating: "5", count: 64))\"".utf8))
        let vaultID = try #require(VaultID(String(repeating: "7", count: 64)))
        let seal = try KitSeal(
            of: KitSealTests.changes[0].1, at: Timestamp(seconds: 1_800_000_000), vaultID: vaultID,
            kit: digest, by: Ed25519.SigningKey())
        return (seal, vaultID)
    }

    /// All that decides what is taken for the document of whom is signed.
    @Test(arguments: changes.indices) func aKitSignsAllOfADeposit(_ index: Int) throws {
        let (changed, deposit) = KitSealTests.changes[index]
        let (seal, vaultID) = try seal()
        #expect(seal.isValid(for: deposit, vaultID: vaultID) == (index == 0), "\(changed)")
        let other = try #require(VaultID(String(repeating: "8", count: 64)))
        #expect(!seal.isValid(for: deposit, vaultID: other))
    }

    /// What decides who sealed it, and when.
    @Test(arguments: ["at", "key", "kit", "signature"]) func aKitSignsItsOwnWords(_ field: String) throws {
        let (seal, vaultID) = try seal()
        var json = try #require(
            try JSONSerialization.jsonObject(with: Data(CanonicalJSON.encode(seal))) as? [String: Any])
        switch field {
        case "at": json["at"] = "2020-01-01T00:00:00Z"
        case "key": json["key"] = hex(try Ed25519.SigningKey().publicKey.bytes)
        case "kit": json["kit"] = String(repeating: "6", count: 64)
        default: json["signature"] = Data(repeating: 7, count: 64).base64EncodedString()
        }
        let changed = try CanonicalJSON.decode(
            KitSeal.self,
            from: [UInt8](
                JSONSerialization.data(
                    withJSONObject: json, options: [.sortedKeys, .withoutEscapingSlashes])))
        #expect(changed != seal && !changed.isValid(for: KitSealTests.changes[0].1, vaultID: vaultID))
    }

    /// A kit's seal can be presented again by whoever has seen it, with a client that does not ask.
    @Test func whatAKitSealedIsTakenInOnce() throws {
        let office = try TestOffice.forKits()
        let kit = try office.kit()
        let sealed = try kit.seal(
            [office.submission()], into: office.folder.appending("usb").path, at: office.time)[0].sealedPath
        guard case .deposited = try office.open("companion").collect([sealed])[0].outcome else {
            Issue.record("not collected")
            return
        }
        let deposit = try FieldDeposit.Reader(path: sealed).record.deposit
        let size = try office.open("coordinator").state.head.size
        for name in ["companion", "coordinator"] {
            try office.forge(as: name) { _ in .deposit(deposit) }
        }
        let state = try office.open("coordinator").state
        #expect(state.voids.ranges == [size..<(size + 2)])
        #expect(try office.open("lawyer").caseFile(ref).documentCount == 1)
        let findings = try office.findings(as: "lawyer")
        for (offset, name) in ["companion", "coordinator"].enumerated() {
            #expect(
                findings.contains(
                    .voidEntry(
                        index: size + UInt64(offset), problem: .notEntitled(.collectedAlready), by: name)))
        }
    }

    /// The digest covers the key and not the seed: a kit with another seed would sign what nobody takes in.
    @Test func aKitWithAnotherSeedIsNone() throws {
        let office = try TestOffice.forKits()
        var stored = try #require(
            try JSONSerialization.jsonObject(with: Data(office.kit().json())) as? [String: Any])
        stored["seed"] = Data(repeating: 7, count: 32).base64EncodedString()
        let json = try JSONSerialization.data(
            withJSONObject: stored, options: [.sortedKeys, .withoutEscapingSlashes])
        #expect(throws: LedgerError.notAKit(.otherSeed)) {
            try UncheckedKit(json: [UInt8](json) + Array("\n".utf8))
        }
    }
}
