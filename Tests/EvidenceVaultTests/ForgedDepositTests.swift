import Age
import Foundation
import SLIP39
import Sodium
import TestSupport
import Testing

@testable import EvidenceVault

/// Kits that were changed on their way, and documents whose sealed inside says otherwise than their deposit.
@Suite struct ForgedDepositTests {
    private let ref = "TPPO-2026-0017"
    private let day: Int64 = 86_400

    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        return office
    }

    private func kit(
        _ office: TestOffice, kinds: Set<DocumentKind> = [.statement, .electronic]
    ) throws -> FieldKit {
        let vault = try office.open("coordinator")
        return try vault.makeKit(
            for: vault.caseFile(ref), kinds: kinds,
            until: Timestamp(seconds: office.time.seconds + day))
    }

    private func submission(
        _ office: TestOffice, _ text: String = "kesaksian", kind: DocumentKind = .statement
    ) throws -> Submission {
        let url = office.folder.appending("\(UUID().uuidString).txt")
        try Data(text.utf8).write(to: url)
        return try Submission(path: url.path, name: "a.txt", kind: kind)
    }

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
        let office = try office()
        let kit = try kit(office)
        let unchecked = try UncheckedKit(json: changed(kit, field, office))
        // By its holder, before anything is sealed.
        for said in [kit.digest.description, kit.digest.words.joined(separator: " ")] {
            do {
                _ = try unchecked.checked(against: SpokenDigest(said))
                Issue.record("taken for the kit")
            } catch VaultError.notAKit(.otherDigest) {}
        }
        // And where the holder has compared nothing, by whoever collects.
        let digest = try KitDigest(of: unchecked.contents)
        let evil = try unchecked.checked(against: SpokenDigest(digest.description))
        let sealed = try evil.seal(
            [submission(office)], into: office.folder.appending("usb").path, at: office.time)[0].sealedPath
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
        let office = try office()
        let unchecked = try UncheckedKit(json: changed(kit(office), "compartments", office))
        let evil = try unchecked.checked(
            against: SpokenDigest(KitDigest(of: unchecked.contents).description))
        let sealed = try evil.seal(
            [submission(office)], into: office.folder.appending("usb").path, at: office.time)[0].sealedPath
        let deposit = try FieldDeposit.Reader(path: sealed).record.deposit.numbered(1)
        let size = try office.open("companion").state.head.size
        try office.forge(as: "companion") { _ in .deposit(deposit) }
        let problem = EntryProblem.notEntitled("there is no such kit")
        #expect(throws: VaultError.altered(.entry(index: size, problem: problem))) {
            try office.open("coordinator")
        }
    }

    @Test func aKitFileIsWrittenInOneWay() throws {
        let office = try office()
        let text = String(decoding: try kit(office).json(), as: UTF8.self)
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
            #expect(throws: VaultError.notAKit(.otherFormat), "\(other.prefix(80))") {
                try UncheckedKit(json: Array(other.utf8))
            }
        }
    }

    // MARK: What is inside

    /// A document sealed with another record, or to others, than its deposit says.
    private struct Forged {
        var vaultID: VaultID?
        var caseRef: String?
        var depositor: Fingerprint?
        var time: Timestamp?
        /// Instead of the case's.
        var compartments: [Compartment]?
        var kind = DocumentKind.statement
    }

    private func seal(
        _ forged: Forged, as depositor: Fingerprint, in file: CaseFile, of vault: Vault, _ office: TestOffice,
        to newBlob: @escaping () throws -> any NewBlob
    ) throws -> SealedDocument {
        try DocumentSealer(
            vaultID: forged.vaultID ?? vault.id, caseRef: forged.caseRef ?? file.ref,
            compartments: forged.compartments ?? vault.keys(of: file).compartments,
            recovery: vault.recoveryKey(), depositor: forged.depositor ?? depositor,
            time: forged.time ?? office.time, newBlob: newBlob, progress: { _ in }
        ).seal(submission(office, kind: forged.kind))
    }

    private func records(_ office: TestOffice) throws -> [(what: String, record: Forged)] {
        [
            ("another vault", Forged(vaultID: VaultID(String(repeating: "7", count: 64)))),
            ("another case", Forged(caseRef: "TPPO-2026-0018")),
            ("another depositor", Forged(depositor: try office.person("lawyer").card.fingerprint)),
            ("another time", Forged(time: Timestamp(seconds: 1_000_000_000))),
            ("another time", Forged(time: Timestamp(seconds: office.time.seconds + 3600))),
        ]
    }

    /// Such as a statement of one's own that bears a colleague's name.
    @Test func aMembersRecordSaysWhatItsDepositSays() throws {
        let office = try office()
        let vault = try office.open("companion")
        for (number, forged) in try records(office).enumerated() {
            let file = try vault.caseFile(ref)
            try vault.blobs.beginDeposit { _ in false }
            let sealed = try seal(
                forged.record, as: vault.identity.fingerprint, in: file, of: vault, office,
                to: vault.blobs.newBlob)
            try vault.log.append(after: { try vault.blobs.keep([sealed.blob]) }) { _ in
                [.deposit(sealed.deposit(in: file.id, number: number + 1, kit: nil))]
            }
            vault.blobs.confirm()
            let finding = Finding.document(
                "\(ref)/\(number + 1)", problem: "its record says \(forged.what) than its deposit")
            let lawyer = try office.open("lawyer")
            #expect(try lawyer.list(lawyer.caseFile(ref))[number].fault == finding)
            #expect(throws: VaultError.altered(finding)) { try office.read(number + 1, as: "lawyer") }
            #expect(try office.openRecovery().verify(.full).findings.first != nil)
        }
        try office.deposit("yang benar", kind: .statement)
        #expect(try office.read(6, as: "lawyer") == "yang benar")
        // Nor does any of it spoil a bundle.
        _ = try vault.recordConsent(
            in: vault.caseFile(ref), purpose: .protection, recipient: Office("lpsk"), kinds: [.statement],
            givenBy: "Melati", until: nil)
        let lawyer = try office.open("lawyer")
        let target = office.folder.appending("bundle.age").path
        let receipt = try lawyer.createBundle(
            of: lawyer.caseFile(ref), to: Office("lpsk"),
            recipient: BundleRecipient(card: office.person("stranger").card), documents: nil, at: target)
        #expect(receipt.custody.exhibits.map(\.ref) == ["\(ref)/6"])
        let report = try Bundle.verify(
            at: target, identities: office.person("stranger").bundleIdentities)
        #expect(report.problems == [])
    }

    /// Signs, as somebody does who has copied a kit's seed, for a blob and details of their own.
    private func deposit(
        _ blob: SealedDocument, _ details: SealedDocument, digest: [UInt8]? = nil, with kit: FieldKit,
        in file: CaseFile, _ office: TestOffice
    ) throws -> String {
        func body(_ seal: KitSeal?) -> Deposit {
            Deposit(
                caseID: file.id, number: 0, documentID: details.details.document.documentID,
                confidentiality: details.compartment.confidentiality,
                generation: details.compartment.generation, blob: blob.blob.name,
                blobSize: blob.blob.size, details: Base64Bytes(details.sealedDetails),
                detailsDigest: HexBytes(digest ?? details.detailsDigest), kit: seal)
        }
        let seal = try KitSeal(
            of: body(nil), at: office.time, vaultID: kit.contents.vault, kit: kit.digest, by: kit.signingKey)
        let record = FieldDeposit.Record(
            amanah: FieldDeposit.Record.format, vault: kit.contents.vault, deposit: body(seal))
        let folder = office.folder.appending("forged-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(CanonicalJSON.encode(record)).write(to: URL(fileURLWithPath: folder + "/deposit.json"))
        let (source, target) = (try blob.blob.reopened(), folder + "/document.age")
        var bytes = [UInt8](repeating: 0, count: Int(blob.blob.size))
        #expect(try bytes.withUnsafeMutableBytes { try source.read(into: $0) } == bytes.count)
        try Data(bytes).write(to: URL(fileURLWithPath: target))
        let path = folder + ".amanah-deposit"
        _ = try run("/bin/tar", ["-cf", path, "-C", folder, "deposit.json", "document.age"])
        return path
    }

    @Test func whatASeedForgesIsNotTakenByWhoReadsIt() throws {
        let office = try office()
        let kit = try kit(office)
        let vault = try office.open("coordinator")
        let file = try vault.caseFile(ref)
        let own = try OpeningKey.generate(postQuantum: false).sealingKey.description
        let toMe = Forged(
            compartments: [Compartment(confidentiality: .testimony, generation: 1, recipient: own)])
        func sealed(_ forged: Forged) throws -> SealedDocument {
            try seal(forged, as: kit.digest.fingerprint, in: file, of: vault, office) {
                try FolderBlob(incoming: office.folder.appending("").path)
            }
        }
        let (right, mine) = (try sealed(Forged()), try sealed(toMe))
        var forgeries: [(what: String, blob: SealedDocument, details: SealedDocument, FieldDepositProblem)] =
            [
                ("all is sealed to others", mine, mine, .sealedToOthers),
                ("the document is", mine, right, .sealedToOthers),
                ("the details are", right, mine, .sealedToOthers),
                ("another document", try sealed(Forged()), right, .otherRecord),
            ]
        for (what, record) in try records(office) {
            let forged = try sealed(record)
            forgeries.append((what, forged, forged, .otherRecord))
        }
        let chronology = try sealed(Forged(kind: .chronology))
        forgeries.append(("a kind that it is not for", chronology, chronology, .otherKind))
        for (what, blob, details, problem) in forgeries {
            let path = try deposit(blob, details, with: kit, in: file, office)
            let collector = try office.open("companion")
            guard case .refused(problem) = try collector.collect([path])[0].outcome else {
                Issue.record("\(what) is collected, or refused for another reason")
                continue
            }
            #expect(problem.isForgery)
            let last = try #require(try office.open("auditor").auditTrail().last)
            #expect(last.note == "kit.collect: \(problem.rawValue)")
        }
        #expect(try office.open("companion").caseFile(ref).documentCount == 0)
        #expect(try office.blobs().isEmpty)
        let otherDigest = try deposit(right, right, digest: mine.detailsDigest, with: kit, in: file, office)
        guard case .refused(.otherRecord) = try office.open("companion").collect([otherDigest])[0].outcome
        else {
            Issue.record("details that the log would have another digest of are collected")
            return
        }
        // What is as it should be comes in, after the forgeries.
        let path = try deposit(right, right, with: kit, in: file, office)
        guard case .deposited(let receipt) = try office.open("companion").collect([path])[0].outcome else {
            Issue.record("not collected")
            return
        }
        #expect(receipt.notCheckedInside == nil)
        #expect(try office.read(1, as: "lawyer") == "kesaksian")
    }

    /// A companion deposits medical documents and does not read them: the receipt says that nobody has looked.
    @Test func whoDoesNotReadTheClassIsToldThatNothingWasCheckedInside() throws {
        let office = try office()
        let kit = try kit(office, kinds: [.visum])
        let vault = try office.open("coordinator")
        let file = try vault.caseFile(ref)
        let forged = try seal(
            Forged(caseRef: "TPPO-2026-0018", kind: .visum), as: kit.digest.fingerprint, in: file, of: vault,
            office
        ) { try FolderBlob(incoming: office.folder.appending("").path) }
        let path = try deposit(forged, forged, with: kit, in: file, office)
        guard case .deposited(let receipt) = try office.open("companion").collect([path])[0].outcome else {
            Issue.record("not collected")
            return
        }
        #expect(receipt.notCheckedInside == .medical)
        // Who reads it finds out with the first look.
        let health = try office.open("health")
        #expect(try health.list(health.caseFile(ref))[0].fault != nil)
    }

    // MARK: What is said aloud

    @Test func aDigestIsSaidInWordsNumbersOrDigits() throws {
        let digest = try KitDigest(of: kit(office()).contents)
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
