import Age
import Bytes
import Crypto
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing
@testable import VaultStorage

@testable import EvidenceVault

/// Documents whose sealed inside says otherwise than their deposit, by members and by whoever has a kit's seed.
@Suite struct ForgedDepositTests {
    private let ref = "TPPO-2026-0017"

    /// Each thing that a record says, by itself, for a member's deposit and a kit's.
    @Test func aRecordIsHeldAgainstItsDeposit() throws {
        let office = try TestOffice.forKits()
        let kit = try office.kit()
        let vault = try office.open("companion")
        let file = try vault.caseFile(ref)
        let author = vault.identity.fingerprint
        func deposit(_ seal: KitSeal?) -> Deposit {
            Deposit(
                caseID: file.id, documentID: HexBytes([1]), confidentiality: .testimony,
                generation: 1, blob: HexBytes([2]), blobSize: 1, details: Base64Bytes([]),
                detailsDigest: HexBytes([3]), place: Base64Bytes([]), kit: seal)
        }
        func check(
            _ seal: KitSeal?, format: String = DocumentRecord.format, vaultID: VaultID? = nil,
            caseRef: String? = nil, documentID: HexBytes = HexBytes([1]), kind: DocumentKind = .statement,
            by: Fingerprint? = nil, seconds: Int64 = 0, title: String = "t"
        ) -> RecordProblem? {
            let record = DocumentRecord(
                amanah: format, vault: vaultID ?? vault.id, caseRef: caseRef ?? ref, documentID: documentID,
                kind: kind, title: title, name: "n", mediaType: "text/plain", size: 0, modified: office.time,
                obtained: nil, depositedBy: by ?? seal?.fingerprint ?? author,
                depositedAt: Timestamp(seconds: office.time.seconds + seconds))
            let context = RecordContext(
                vault: vault.id, caseRef: ref, deposit: deposit(seal), author: author, at: office.time)
            do {
                try record.check(against: context)
                return nil
            } catch {
                return error
            }
        }
        let seal = try KitSeal(
            of: deposit(nil), at: office.time, vaultID: vault.id, kit: kit.digest, by: kit.signingKey)
        for seal in [nil, seal] {
            #expect(check(seal) == nil)
            #expect(check(seal, kind: .other) == nil, "can be of any class")
            #expect(check(seal, format: "document/0") == .otherFormat)
            #expect(check(seal, vaultID: VaultID(String(repeating: "7", count: 64))) == .otherVault)
            #expect(check(seal, caseRef: "TPPO-2026-0018") == .otherCase)
            #expect(check(seal, documentID: HexBytes([9])) == .otherDocument)
            #expect(check(seal, kind: .visum) == .otherClass)
            #expect(check(seal, by: try office.person("lawyer").card.fingerprint) == .otherDepositor)
        }
        // A path of any length may be a title; what floods a list may not.
        #expect(check(nil, title: String(repeating: "é", count: 2048)) == nil)
        #expect(check(nil, title: String(repeating: "é", count: 2048) + "a") == .tooLong)
        // Who collects is not who deposits; and a kit signs its own time, whatever its machine's clock shows.
        #expect(check(seal, by: author) == .otherDepositor)
        #expect(check(seal, seconds: -1) == .otherTime && check(seal, seconds: 1) == .otherTime)
        let week: Int64 = 7 * 86_400
        #expect(check(nil, seconds: -week) == nil && check(nil, seconds: -week - 1) == .otherTime)
        #expect(check(nil, seconds: 300) == nil && check(nil, seconds: 301) == .otherTime)
    }

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
            vaultID: forged.vaultID ?? vault.id, caseID: file.id, caseRef: forged.caseRef ?? file.ref,
            compartments: forged.compartments ?? vault.keys(of: file).compartments,
            recovery: vault.recoveryKey(), depositor: forged.depositor ?? depositor,
            time: forged.time ?? office.time, newBlob: newBlob, progress: { _ in }
        ).seal([office.submission(kind: forged.kind)])[0]
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
        let office = try TestOffice.forKits()
        let vault = try office.open("companion")
        for (number, forged) in try records(office).enumerated() {
            let file = try vault.caseFile(ref)
            let batch = try vault.blobs.begin()
            let sealed = try seal(
                forged.record, as: vault.identity.fingerprint, in: file, of: vault, office,
                to: batch.newBlob)
            try vault.log.append(after: { try batch.keep() }) { _ in
                [.deposit(sealed.deposit(in: file.id, kit: nil))]
            }
            try batch.confirm()
            let problem = try #require(RecordProblem(rawValue: forged.what))
            // Its key says which vault it is for.
            let finding = Finding.document(
                "\(ref)/\(number + 1)",
                problem: forged.record.vaultID == nil ? .record(problem) : .otherDetails)
            let lawyer = try office.open("lawyer")
            #expect(try lawyer.list(lawyer.caseFile(ref))[number].fault == finding)
            #expect(throws: VaultError.altered(finding)) { try office.read(number + 1, as: "lawyer") }
            #expect(try office.openRecovery().verify(.full).findings.first != nil)
        }
        try office.deposit("yang benar", kind: .statement)
        #expect(try office.read(6, as: "lawyer") == "yang benar")
        // Nor does any of it spoil a bundle.
        let reopened = try office.open("companion")
        _ = try reopened.recordConsent(
            in: reopened.caseFile(ref), purpose: .protection, to: Office("lpsk"),
            .documents([6]), givenBy: "Melati", until: nil)
        try office.giveKey(of: "stranger")
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

    /// Who sealed it is named, not the disk, of which no backup could say anything else; and nothing else goes unlooked at.
    @Test func whatIsSealedOtherwiseThanSaidIsItsSealers() throws {
        let office = try TestOffice.forKits()
        let vault = try office.open("companion")
        let file = try vault.caseFile(ref)
        func depose(_ change: (SealedDocument) throws -> Deposit) throws {
            let batch = try vault.blobs.begin()
            let sealed = try seal(
                Forged(), as: vault.identity.fingerprint, in: file, of: vault, office, to: batch.newBlob
            )
            let deposit = try change(sealed)
            try vault.log.append(after: { try batch.keep() }) { _ in [.deposit(deposit)] }
            try batch.confirm()
        }
        try depose { sealed in
            let honest = sealed.deposit(in: file.id, kit: nil)
            return Deposit(
                caseID: honest.caseID, documentID: honest.documentID, confidentiality: honest.confidentiality,
                generation: honest.generation, blob: honest.blob, blobSize: honest.blobSize + 1,
                details: honest.details, detailsDigest: honest.detailsDigest, place: honest.place, kit: nil)
        }
        try depose { sealed in
            let details = DocumentDetails(
                document: sealed.details.document, sha256: HexBytes([UInt8](repeating: 7, count: 32)),
                salt: sealed.details.salt)
            let json = try CanonicalJSON.encode(details)
            let (name, id) = (sealed.compartment, sealed.details.document.documentID)
            let honest = sealed.deposit(in: file.id, kit: nil)
            let box = try SealedText.seal(
                json, to: SealingKey(name.recipient), as: .details,
                in: CompartmentName(vault.id, file.id, name.confidentiality, name.generation), of: id)
            return Deposit(
                caseID: file.id, documentID: id, confidentiality: name.confidentiality,
                generation: name.generation, blob: sealed.blob.name, blobSize: sealed.blob.size,
                details: Base64Bytes(box), detailsDigest: HexBytes(SHA256.bytes(of: json)),
                place: honest.place, kit: nil)
        }
        try office.deposit("yang benar", kind: .statement)
        let by = Sealer.member(vault.me.name)
        let size = Finding.sealedOtherwise(document: "\(ref)/1", by: by)
        let contents = Finding.sealedOtherwise(document: "\(ref)/2", by: by)
        let lawyer = try office.open("lawyer")
        #expect(try lawyer.verify().findings == [size])
        let report = try lawyer.verify(.full)
        #expect(report.findings == [size, contents] && report.opened == 2)
        #expect(throws: VaultError.altered(contents)) { try office.read(2, as: "lawyer") }
        // What was changed since is the disk's, or somebody's who got at it.
        let blob = try lawyer.log.deposit(of: 2, in: lawyer.caseFile(ref)).deposit.blob.description
        let path = "\(office.vaultPath)/blobs/\(blob.prefix(2))/\(blob).age"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        let changed = Finding.blobChanged(document: "\(ref)/2", blob: blob)
        #expect(throws: VaultError.altered(changed)) { try office.read(2, as: "lawyer") }
        // The others are opened as before.
        let again = try lawyer.verify(.full)
        #expect(again.findings == [size, changed] && again.opened == 2)
        // Nobody has read what is not there to be read.
        #expect(lawyer.state.head.size == again.head.size + 2)
        // Sealed anew, a wrong size is gone.
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "companion"), isFinal: false)
        let coordinator = try office.open("coordinator")
        _ = try coordinator.reseal(coordinator.caseFile(ref))
        #expect(try coordinator.verify().findings == [changed])
    }

    /// Signs, as somebody does who has copied a kit's seed, for a blob and details of their own.
    private func deposit(
        _ blob: SealedDocument, _ details: SealedDocument, digest: [UInt8]? = nil, with kit: FieldKit,
        in file: CaseFile, _ office: TestOffice
    ) throws -> String {
        func body(_ seal: KitSeal?) -> Deposit {
            Deposit(
                caseID: file.id, documentID: details.details.document.documentID,
                confidentiality: details.compartment.confidentiality,
                generation: details.compartment.generation, blob: blob.blob.name,
                blobSize: blob.blob.size, details: Base64Bytes(details.sealedDetails),
                detailsDigest: HexBytes(digest ?? details.detailsDigest),
                place: Base64Bytes(details.sealedPlace), kit: seal)
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
        #expect(try bytes.withUnsafeMutableBytes { try source.read(at: 0, into: $0) } == bytes.count)
        try Data(bytes).write(to: URL(fileURLWithPath: target))
        let path = folder + ".amanah-deposit"
        _ = try run("/bin/tar", ["-cf", path, "-C", folder, "deposit.json", "document.age"])
        return path
    }

    @Test func whatASeedForgesIsNotTakenByWhoReadsIt() throws {
        let office = try TestOffice.forKits()
        let kit = try office.kit()
        let vault = try office.open("coordinator")
        let file = try vault.caseFile(ref)
        let own = try OpeningKey.generate(postQuantum: false).sealingKey.description
        let toMe = Forged(
            compartments: [Compartment(confidentiality: .testimony, generation: 1, recipient: own)])
        func sealed(_ forged: Forged) throws -> SealedDocument {
            try seal(forged, as: kit.digest.fingerprint, in: file, of: vault, office) {
                try FolderBlob(in: VaultFolder.open(office.folder.path))
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
            // Its text key says which vault it is for.
            forgeries.append((what, forged, forged, record.vaultID == nil ? .otherRecord : .sealedToOthers))
        }
        let chronology = try sealed(Forged(kind: .chronology))
        forgeries.append(("a kind that it is not for", chronology, chronology, .otherKind))
        for (what, blob, details, problem) in forgeries {
            let path = try deposit(blob, details, with: kit, in: file, office)
            let collector = try office.open("companion")
            let outcome = try collector.collect([path])[0].outcome
            guard case .refused(problem) = outcome else {
                Issue.record("\(what): \(outcome)")
                continue
            }
            #expect(problem.isForgery)
            let last = try #require(try office.open("auditor").notedTrail().last)
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

    /// A copied seed signs for another class than the kit's: nobody takes it in, and in the log it counts for nobody.
    @Test func aKitTakesItsClassesAlone() throws {
        let office = try TestOffice.forKits()
        let kit = try office.kit()
        let vault = try office.open("coordinator")
        let file = try vault.caseFile(ref)
        let visum = try seal(
            Forged(kind: .visum), as: kit.digest.fingerprint, in: file, of: vault, office
        ) { try FolderBlob(in: VaultFolder.open(office.folder.path)) }
        let path = try deposit(visum, visum, with: kit, in: file, office)
        guard case .refused(.otherKind) = try vault.collect([path])[0].outcome else {
            Issue.record("collected")
            return
        }
        let sealed = try FieldDeposit.Reader(path: path).record.deposit
        let size = try office.open("coordinator").state.head.size
        try office.forge(as: "coordinator") { _ in .deposit(sealed) }
        let problem = EntryProblem.notEntitled(.kitOfOtherClass)
        try office.expectVoid(at: size, problem, by: "coordinator")
    }

    /// A companion deposits medical documents and does not read them: the receipt says that nobody has looked.
    @Test func whoDoesNotReadTheClassIsToldThatNothingWasCheckedInside() throws {
        let office = try TestOffice.forKits()
        let kit = try office.kit(kinds: [.visum])
        let vault = try office.open("coordinator")
        let file = try vault.caseFile(ref)
        let forged = try seal(
            Forged(caseRef: "TPPO-2026-0018", kind: .visum), as: kit.digest.fingerprint, in: file, of: vault,
            office
        ) { try FolderBlob(in: VaultFolder.open(office.folder.path)) }
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
}
