import Age
import Bytes
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing
@testable import VaultStorage

@testable import EvidenceVault

/// Kits: they seal where there is no vault and open nothing; what comes back with them is taken once, or refused with a reason.
@Suite struct FieldKitTests {
    private let ref = "TPPO-2026-0017"
    private let day: Int64 = 86_400

    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        return office
    }

    /// A kit of the coordinator's, as its holder reads it from the file.
    private func kit(
        _ office: TestOffice, kinds: Set<DocumentKind> = [.statement, .electronic], days: Int64 = 10,
        as name: String = "coordinator", in ref: String = "TPPO-2026-0017"
    ) throws -> FieldKit {
        let vault = try office.open(name)
        let kit = try vault.makeKit(
            for: vault.caseFile(ref), kinds: kinds,
            until: Timestamp(seconds: office.time.seconds + days * day), holder: "Bu Ratna rahasia")
        return try UncheckedKit(json: kit.json()).checked(
            against: SpokenDigest(kit.digest.words.joined(separator: " ")))
    }

    /// Seals one file with a kit and returns where the sealed one lies.
    private func seal(
        _ text: String, with kit: FieldKit, _ office: TestOffice, kind: DocumentKind = .statement,
        at time: Timestamp? = nil
    ) throws -> String {
        let url = office.folder.appending("\(UUID().uuidString).txt")
        try Data(text.utf8).write(to: url)
        let submission = try Submission(
            path: url.path, name: "rekaman rahasia.txt", kind: kind, title: "judul rahasia")
        let receipts = try kit.seal(
            [submission], into: office.folder.appending("sealed-\(UUID().uuidString)").path,
            at: time ?? office.time)
        return receipts[0].sealedPath
    }

    /// Must be refused, for this reason, with the reason in the log and no document more in any case.
    private func expectRefused(
        _ path: String, _ problem: FieldDepositProblem, _ office: TestOffice,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let vault = try office.open("coordinator")
        let before = vault.state.allCases.map(\.documentCount)
        let blobs = try office.blobs()
        let outcome = try vault.collect([path])[0].outcome
        guard case .refused(problem) = outcome else {
            Issue.record("\(outcome), not \(problem)", sourceLocation: sourceLocation)
            return
        }
        let last = try #require(try office.open("auditor").notedTrail().last)
        #expect(last.statement?.act.name == "refusal", sourceLocation: sourceLocation)
        #expect(
            last.note?.hasSuffix(Refusal.fieldDeposit(problem).code) == true, "\(last.note ?? "")",
            sourceLocation: sourceLocation)
        #expect(vault.state.allCases.map(\.documentCount) == before, sourceLocation: sourceLocation)
        #expect(try office.blobs() == blobs, sourceLocation: sourceLocation)
        #expect(FileManager.default.fileExists(atPath: path), "what is refused stays where it is")
    }

    /// The parts of a field deposit, put together again with another record.
    private func repack(
        _ path: String, _ office: TestOffice, blob change: ([UInt8]) -> [UInt8] = { $0 },
        record: (FieldDeposit.Record) throws -> FieldDeposit.Record = { $0 }
    ) throws -> String {
        let folder = office.folder.appending("repack-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = try run("/bin/tar", ["-xf", path, "-C", folder])
        let changed = try record(FieldDeposit.Reader(path: path).record)
        try Data(CanonicalJSON.encode(changed)).write(to: URL(fileURLWithPath: folder + "/deposit.json"))
        let sealed = URL(fileURLWithPath: folder + "/document.age")
        try Data(change([UInt8](Data(contentsOf: sealed)))).write(to: sealed)
        let target = folder + ".amanah-deposit"
        _ = try run("/bin/tar", ["-cf", target, "-C", folder, "deposit.json", "document.age"])
        return target
    }

    @Test func whatCameInBeforeAFaultIsTold() throws {
        let office = try office()
        let kit = try kit(office)
        let paths = try ["satu", "dua"].map { try seal($0, with: kit, office) }
        let vault = try office.open("companion")
        var told: [String] = []
        #expect(throws: StorageError.self) {
            try vault.collect(paths) { collected in
                told.append(collected.path)
                try? FileManager.default.removeItem(atPath: paths[1])
            }
        }
        #expect(told == [paths[0]])
        #expect(try office.open("companion").caseFile(ref).documentCount == 1)
    }

    @Test func whatAKitSealsComesInOnceWithItsTimeAndSignature() throws {
        let office = try office()
        let kit = try kit(office)
        let sealedAt = Timestamp(seconds: office.time.seconds + 2 * day)
        let path = try seal("kesaksian di desa", with: kit, office, at: sealedAt)
        office.time = Timestamp(seconds: office.time.seconds + 5 * day)

        let vault = try office.open("companion")
        guard case .deposited(let receipt) = try vault.collect([path])[0].outcome else {
            Issue.record("not collected")
            return
        }
        #expect(receipt.ref == "\(ref)/1" && receipt.sealedAt == sealedAt)
        #expect(try office.read(1, as: "lawyer") == "kesaksian di desa")
        let summary = try vault.show(1, in: vault.caseFile(ref))
        #expect(summary.deposit.kit?.at == sealedAt && summary.depositedBy?.name == "companion")
        #expect(summary.details?.document.depositedBy == kit.digest.fingerprint)
        #expect(try office.findings(as: "lawyer").isEmpty)
        #expect(try office.openRecovery().verify(.full).opened == 1)

        try expectRefused(path, .collected, office)
        // Neither does the same document come in under another name of its file.
        try expectRefused(try repack(path, office), .collected, office)
    }

    @Test func aKitOpensNothingAndNamesNobody() throws {
        let office = try office()
        let kit = try kit(office)
        let file = try kit.json()
        let text = String(decoding: file, as: UTF8.self)
        for word in ["Ratna", "Melati", "coordinator", "Yayasan"] { #expect(!text.contains(word), "\(word)") }
        let path = try seal("kesaksian", with: kit, office)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        for word in ["rahasia", "rekaman", "Ratna", "kesaksian"] {
            #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)")
        }
        // Its own secret, taken for an age identity, opens nothing.
        struct Stored: Decodable { let seed: Base64Bytes }
        var seed = try CanonicalJSON.decodeLeniently(Stored.self, from: file).seed.bytes
        let identity = try OpeningKey(secret: Secret(moving: &seed), postQuantum: false).ageIdentity
        let folder = office.folder.appending("unpacked").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = try run("/bin/tar", ["-xf", path, "-C", folder])
        let blob = try Data(contentsOf: URL(fileURLWithPath: folder + "/document.age"))
        #expect(throws: AgeError.noMatch) { try AgeFile.open([UInt8](blob), with: [identity]) }
        // Nor does the team's list of kits tell those outside of the team whose it is.
        let lawyer = try office.open("lawyer")
        #expect(try lawyer.kits(of: lawyer.caseFile(ref)).map(\.details?.holder) == ["Bu Ratna rahasia"])
        #expect(try office.open("auditor").notedTrail().last?.statement?.act.name == "case.show")
        let custodian = try office.open("custodian")
        let (made, details) = try #require(try custodian.kits(of: custodian.caseFile(ref)).first)
        #expect(details == nil)
        // What all members read says neither whose it is nor what is to be sealed with it.
        let said = String(decoding: try CanonicalJSON.encode(made.made), as: UTF8.self)
        for word in DocumentKind.allCases.map(\.rawValue) + ["Ratna"] {
            #expect(!said.contains("\"\(word)"), "\(word)")
        }
        #expect(made.made.classes == [.testimony])
    }

    @Test func aKitThatSomebodyElseMadeIsNoKitOfTheVault() throws {
        let office = try office()
        #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator]))) {
            try kit(office, as: "companion")
        }
        // One that a member of the team made with a client of their own, and the log does not know.
        let real = try kit(office)
        let vault = try office.open("companion")
        let file = try vault.caseFile(ref)
        let forged = try FieldKit(
            vault: vault.id, file: file, kinds: [.statement], until: real.contents.until,
            compartments: [vault.compartment(.testimony, of: file)], recovery: vault.recoveryKey())
        try expectRefused(try seal("palsu", with: forged, office), .unknownKit, office)
    }

    @Test func whatAKitDidNotSealIsNotItsDeposit() throws {
        let office = try office()
        let path = try seal("kesaksian", with: kit(office), office)
        let file = try office.openCase("TPPO-2026-0018")
        let altered = try repack(path, office, blob: { $0.dropLast() + [$0[$0.count - 1] ^ 1] })
        try expectRefused(altered, .altered, office)
        // Moved to another case, to another class, or signed for another time.
        func changed(_ change: @escaping (Deposit) -> Deposit) throws -> String {
            try repack(
                path, office,
                record: { record in
                    FieldDeposit.Record(
                        amanah: record.amanah, vault: record.vault, deposit: change(record.deposit))
                })
        }
        func deposit(
            _ from: Deposit, caseID: HexBytes? = nil, class confidentiality: ConfidentialityClass? = nil,
            documentID: HexBytes? = nil
        ) -> Deposit {
            Deposit(
                caseID: caseID ?? from.caseID, documentID: documentID ?? from.documentID,
                confidentiality: confidentiality ?? from.confidentiality, generation: from.generation,
                blob: from.blob, blobSize: from.blobSize, details: from.details,
                detailsDigest: from.detailsDigest, place: from.place, kit: from.kit)
        }
        try expectRefused(try changed { deposit($0, caseID: file.id) }, .unknownKit, office)
        try expectRefused(
            try changed { deposit($0, class: .medical) }, .notSealedByKit, office)
        try expectRefused(
            try changed { deposit($0, documentID: HexBytes([UInt8](repeating: 7, count: 16))) },
            .notSealedByKit, office)
        try expectRefused(
            try changed { deposit($0, caseID: HexBytes([UInt8](repeating: 7, count: 16))) }, .unknownCase,
            office)
    }

    @Test func aKitOfAnotherVaultIsRefused() throws {
        let (office, other) = (try office(), try self.office())
        try expectRefused(try seal("lain", with: kit(other), other), .otherVault, office)
    }

    @Test func aCancelledKitAndAnExpiredOneAreRefused() throws {
        let office = try office()
        let (first, second) = (try kit(office), try kit(office, days: 3))
        let paths = try [first, second].map { try seal("kesaksian", with: $0, office) }
        var vault = try office.open("coordinator")
        #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator]))) {
            try office.open("companion").cancelKit(first.digest.description, of: vault.caseFile(ref))
        }
        try vault.cancelKit(first.digest.fingerprint.description, of: vault.caseFile(ref))
        try expectRefused(paths[0], .cancelled, office)

        // What was sealed in time may come in a month later; what was sealed late may not at all.
        let start = office.time
        office.time = Timestamp(seconds: start.seconds + 4 * day)
        #expect(throws: VaultError.kitExpired(until: second.contents.until)) {
            try seal("terlambat", with: second, office)
        }
        let late = try seal("terlambat", with: second, office, at: start)
        let early = try repack(
            late, office,
            record: { record in
                // The clock of the machine was set back: the kit signs whatever time that shows.
                let seal = try KitSeal(
                    of: record.deposit, at: Timestamp(seconds: start.seconds + 4 * day),
                    vaultID: record.vault, kit: second.digest, by: second.signingKey)
                return FieldDeposit.Record(
                    amanah: record.amanah, vault: record.vault, deposit: record.deposit.sealed(with: seal))
            })
        try expectRefused(early, .expired, office)
        office.time = Timestamp(seconds: second.contents.until.seconds + 31 * day)
        try expectRefused(paths[1], .expired, office)
        office.time = Timestamp(seconds: second.contents.until.seconds + 29 * day)
        vault = try office.open("coordinator")
        guard case .deposited = try vault.collect([paths[1]])[0].outcome else {
            Issue.record("what was sealed in time is not taken")
            return
        }
    }

    @Test func aKitTakesWhatItIsForAndFromWhomMayDeposit() throws {
        let office = try office()
        let kit = try kit(office)
        #expect(throws: VaultError.kit(.otherKind(.visum, takes: [.electronic, .statement]))) {
            try seal("visum", with: kit, office, kind: .visum)
        }
        // A health worker does not deposit testimony, with a kit or without.
        let path = try seal("kesaksian", with: kit, office)
        let health = try office.open("health")
        guard case .refused(.notEntitled) = try health.collect([path])[0].outcome else {
            Issue.record("collected")
            return
        }
        #expect(try office.open("companion").caseFile(ref).documentCount == 0)
        for bytes in [Data(), Data("bukan tar".utf8), Data(count: 2048)] {
            let url = office.folder.appending("x.amanah-deposit")
            try bytes.write(to: url)
            #expect(throws: VaultError.notAFieldDeposit(path: url.path)) { try health.collect([url.path]) }
        }
    }

    /// The clock there may have been wrong, and testimony is not refused for that; but nobody is told the time without it.
    @Test func aTimeBeforeTheKitIsMarked() throws {
        let office = try office()
        let kit = try kit(office)
        for (time, isBefore) in [(Timestamp(seconds: 0), true), (office.time, false)] {
            let path = try seal("pernyataan", with: kit, office, at: time)
            let vault = try office.open("coordinator")
            guard case .deposited(let receipt) = try vault.collect([path])[0].outcome else {
                Issue.record("refused")
                return
            }
            #expect(receipt.isBeforeKit == isBefore)
            let (file, number) = try vault.document(receipt.ref)
            #expect(try vault.show(number, in: file).isBeforeKit == isBefore)
        }
    }

    /// Keys may change while a kit is in the field: what it seals is still taken, and `reseal` brings it up to date.
    @Test func aKitOutlivesAChangeOfKeys() throws {
        let office = try office()
        let kit = try kit(office)
        let vault = try office.open("coordinator")
        try vault.unassign(vault.member(named: "companion"), from: vault.caseFile(ref))
        let path = try seal("kesaksian", with: kit, office)
        guard case .deposited = try vault.collect([path])[0].outcome else {
            Issue.record("not collected")
            return
        }
        #expect(try vault.reseal(vault.caseFile(ref)).resealed == 1)
        #expect(try office.read(1, as: "lawyer") == "kesaksian")
        #expect(try office.findings(as: "lawyer").isEmpty)
    }

    @Test func aCourtSeesWhatWasSealedInTheField() throws {
        let office = try office()
        let kit = try kit(office)
        let path = try seal("kesaksian", with: kit, office)
        office.time = Timestamp(seconds: office.time.seconds + day)
        let companion = try office.open("companion")
        _ = try companion.collect([path])
        _ = try companion.recordConsent(
            in: companion.caseFile(ref), purpose: .protection, to: Office("lpsk"),
            .kinds([.statement], later: false), givenBy: "Melati")
        try office.giveKey(of: "stranger")
        let lawyer = try office.open("lawyer")
        let target = office.folder.appending("bundle.age").path
        let receipt = try lawyer.createBundle(
            of: lawyer.caseFile(ref), to: Office("lpsk"),
            recipient: BundleRecipient(card: office.person("stranger").card), documents: [1], at: target)
        let exhibit = try #require(receipt.custody.exhibits.first)
        #expect(exhibit.sealedInField?.kit == kit.digest)
        #expect(exhibit.sealedInField.map { $0.at < exhibit.depositedAt } == true)
        #expect(
            try Bundle.verify(at: target, identities: office.person("stranger").bundleIdentities).problems
                == [])
    }
}
