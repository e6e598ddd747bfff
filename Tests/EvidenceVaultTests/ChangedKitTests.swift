import Bytes
import Foundation
@testable import Ledger
import SLIP39
import Sodium
import TestSupport
import Testing

@testable import EvidenceVault

/// Kits that somebody changed on their way, and the digest that tells.
@Suite struct ChangedKitTests {
    private let ref = "TPPO-2026-0017"

    /// A kit file in which somebody who carries it has changed one member of the kit, or its own secret too.
    private func changed(_ kit: FieldKit, _ field: String, _ office: TestOffice) throws -> [UInt8] {
        var stored = try #require(
            try JSONSerialization.jsonObject(with: Data(kit.json())) as? [String: Any])
        var contents = try #require(stored["kit"] as? [String: Any])
        let mine = try OpeningKey.generate(postQuantum: false).sealingKey.description
        func exchangeCompartments() {
            contents["compartments"] = (contents["compartments"] as? [[String: Any]] ?? []).map {
                $0.merging(["recipient": mine]) { $1 }
            }
        }
        switch field {
        case "compartments": exchangeCompartments()
        case "recovery": contents["recovery"] = mine
        case "compartments and recovery":
            exchangeCompartments()
            contents["recovery"] = mine
        case "caseRef": contents["caseRef"] = "TPPO-2026-0018"
        case "caseID": contents["caseID"] = String(repeating: "7", count: 32)
        case "vault", "salt": contents[field] = String(repeating: "7", count: 64)
        case "kinds": contents["kinds"] = ["bap", "statement"]
        case "until": contents["until"] = "2099-01-01T00:00:00Z"
        case "key":
            let own = try Ed25519.SigningKey()
            contents["key"] = hex(own.publicKey.bytes)
            stored["seed"] = try own.seed().withUnsafeBytes { Data($0).base64EncodedString() }
        default: Issue.record("no such field")
        }
        stored["kit"] = contents
        return try [UInt8](
            JSONSerialization.data(
                withJSONObject: stored, options: [.sortedKeys, .withoutEscapingSlashes]))
            + Array("\n".utf8)
    }

    /// Whoever carries a kit, and has neither vault nor identity, makes it seal to themselves.
    @Test(arguments: [
        ("compartments", FieldDepositProblem.otherKit), ("recovery", .otherKit),
        ("compartments and recovery", .otherKit), ("caseRef", .otherKit), ("kinds", .otherKit),
        ("until", .otherKit), ("salt", .otherKit), ("vault", .otherVault), ("caseID", .unknownCase),
        ("key", .unknownKit),
    ])
    func aKitThatWasChangedOnItsWayIsFound(_ field: String, _ problem: FieldDepositProblem) throws {
        let office = try TestOffice.forKits()
        let kit = try office.kit()
        let unchecked = try UncheckedKit(json: changed(kit, field, office))
        // By its holder, before anything is sealed.
        for said in [kit.digest.description, kit.digest.words.joined(separator: " ")] {
            do {
                _ = try unchecked.checked(against: SpokenDigest(said))
                Issue.record("taken for the kit")
            } catch LedgerError.notAKit(.otherDigest) {}
        }
        // And where the holder has compared nothing, by whoever collects.
        let digest = try KitDigest(of: unchecked.contents)
        let evil = try unchecked.checked(against: SpokenDigest(digest.description))
        let sealed = try evil.seal(
            [office.submission()], into: office.folder.appending("usb").path, at: office.time)[0].sealedPath
        let vault = try office.open("companion")
        guard case .refused(problem) = try vault.collect([sealed])[0].outcome else {
            Issue.record("collected")
            return
        }
        #expect(try office.open("companion").caseFile(ref).documentCount == 0)
        #expect(try office.blobs().isEmpty)
    }

    /// With a client of their own, a member puts into the log what a changed kit has sealed.
    @Test func whatAChangedKitSealedDoesNotReplay() throws {
        let office = try TestOffice.forKits()
        let unchecked = try UncheckedKit(json: changed(office.kit(), "compartments", office))
        let evil = try unchecked.checked(
            against: SpokenDigest(KitDigest(of: unchecked.contents).description))
        let sealed = try evil.seal(
            [office.submission()], into: office.folder.appending("usb").path, at: office.time)[0].sealedPath
        let deposit = try FieldDeposit.Reader(path: sealed).record.deposit
        let size = try office.open("companion").state.head.size
        try office.forge(as: "companion") { _ in .deposit(deposit) }
        let problem = EntryProblem.notEntitled(.noSuchKit)
        try office.expectVoid(at: size, problem, by: "companion")
    }

    /// Who makes kits with a client of their own does not make one that is known by another's digest.
    @Test func aDigestIsOneKits() throws {
        let office = try TestOffice.forKits()
        let kit = try office.kit()
        let vault = try office.open("coordinator")
        let file = try vault.caseFile(ref)
        let size = vault.state.head.size
        let made = try #require(file.kits.first).made
        #expect(made.digest == kit.digest)
        try office.forge(as: "coordinator") { _ in
            .makeKit(
                KitMade(
                    caseID: file.id, key: HexBytes(try Ed25519.SigningKey().publicKey.bytes),
                    digest: made.digest, classes: made.classes, until: made.until,
                    generation: made.generation, details: made.details))
        }
        try office.expectVoid(at: size, .notEntitled(.kitExists), by: "coordinator")
    }

    /// A kit's digest stands in the log for every member to read. It makes nobody's own key the kit's.
    @Test func whoKnowsTheDigestHasNotTheKit() throws {
        let office = try TestOffice.forKits()
        let kit = try office.kit()
        let vault = try office.open("companion")
        let unsealed = Deposit.forged(in: try vault.caseFile(ref).id)
        let seal = try KitSeal(
            of: unsealed, at: office.time, vaultID: vault.id, kit: kit.digest, by: Ed25519.SigningKey())
        let size = vault.state.head.size
        try office.forge(as: "companion") { _ in .deposit(unsealed.sealed(with: seal)) }
        try office.expectVoid(at: size, .notEntitled(.noSuchKit), by: "companion")
    }

    @Test func aKitFileIsWrittenInOneWay() throws {
        let office = try TestOffice.forKits()
        let text = String(decoding: try office.kit().json(), as: UTF8.self)
        _ = try UncheckedKit(json: Array(text.utf8))
        let others = [
            String(text.dropLast()), text + "\n", " " + text,
            text.replacingOccurrences(of: "{\"kit\":", with: "{\"kit\": "),
            text.replacingOccurrences(of: "\"caseRef\":", with: "\"caseRef\":\"X\",\"caseRef\":"),
            text.replacingOccurrences(of: "\"caseRef\"", with: "\"cas\\u0065Ref\""),
            text.replacingOccurrences(of: "\"seed\":", with: "\"a\":1,\"seed\":"),
            text.replacingOccurrences(of: "kit/2", with: "kit/1"),
        ]
        for other in others {
            #expect(throws: LedgerError.notAKit(.otherFormat), "\(other.prefix(80))") {
                try UncheckedKit(json: Array(other.utf8))
            }
        }
    }

    // MARK: What is said aloud

    @Test func aDigestIsSaidInWordsNumbersOrDigits() throws {
        let digest = try KitDigest(of: TestOffice.forKits().kit().contents)
        let numbers = digest.words.map { word in
            String(String(10_000 + (WordList.index(of: word) ?? 0)).dropFirst())
        }
        let grouped = stride(from: 0, to: 64, by: 4).map {
            String(digest.description.dropFirst($0).prefix(4))
        }
        for said in [
            digest.words.joined(separator: " "), digest.words.joined(separator: ", ").uppercased(),
            digest.words.map { String($0.prefix(4)) }.joined(separator: "-"),
            numbers.joined(separator: " "), (digest.words[..<5] + numbers[5...]).joined(separator: " "),
            digest.description, grouped.joined(separator: " "),
        ] {
            #expect(try SpokenDigest(said).difference(from: digest.bytes) == nil, "\(said)")
        }
        var other = digest.words
        other[4] = other[4] == "acid" ? "acne" : "acid"
        other[11] = other[11] == "acid" ? "acne" : "acid"
        #expect(
            try SpokenDigest(other.joined(separator: " ")).difference(from: digest.bytes) == [5, 12])
        #expect(
            try SpokenDigest(String(repeating: "0", count: 64)).difference(from: digest.bytes) == [])
        // All 64 digits count, not the 120 bits of the words alone.
        let last = digest.description.hasSuffix("0") ? "1" : "0"
        #expect(
            try SpokenDigest(digest.description.dropLast() + last).difference(from: digest.bytes) == [])
        other[6] = "1024"
        #expect(throws: SpokenDigest.Problem.noWord(position: 7, "1024")) {
            try SpokenDigest(other.joined(separator: " "))
        }
        for count in [0, 1, 11, 13] {
            #expect(throws: SpokenDigest.Problem.count(count)) {
                try SpokenDigest(Array(repeating: "acid", count: count).joined(separator: " "))
            }
        }
    }
}

extension TestOffice {
    /// With an auditor who has an audit key, and a case.
    static func forKits() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        return office
    }

    /// A kit of the coordinator's for a day.
    func kit(kinds: Set<DocumentKind> = [.statement, .electronic]) throws -> FieldKit {
        let vault = try open("coordinator")
        return try vault.makeKit(
            for: vault.caseFile("TPPO-2026-0017"), kinds: kinds,
            until: Timestamp(seconds: time.seconds + 86_400))
    }

    func submission(kind: DocumentKind = .statement) throws -> Submission {
        let url = folder.appending("\(UUID().uuidString).txt")
        try Data("kesaksian".utf8).write(to: url)
        return try Submission(path: url.path, name: "a.txt", kind: kind)
    }
}
