import Archive
import Bytes
import Crypto
import Foundation
@testable import Ledger
@testable import Presentation
import Sodium
import TestSupport
import Testing

@testable import EvidenceVault

/// Bundles that go from vault to vault: from a village desk to the city's service, from there to LPSK. One chain, proven by each log.
@Suite struct BundleImportTests {
    private let ref = "TPPO-2026-0017"
    private static let words = ImportWords(
        obtained: { "paket dari \($0.vaultName), \($1.exhibit)" }, recordTitle: { _ in "riwayat" })

    /// A vault with a case, without documents.
    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        return office
    }

    /// The village: a chronology, a visum and a statement (1, 2, 3), each with a title that no other has; seen by its auditor.
    private func village() throws -> TestOffice {
        let office = try office()
        for (title, kind) in [
            ("Kronologi Melati", DocumentKind.chronology), ("Visum Melati", .visum),
            ("Rahasia Teratai", .statement),
        ] {
            let url = office.folder.appending(UUID().uuidString)
            try Data("isi \(title)".utf8).write(to: url)
            let vault = try office.open("coordinator")
            _ = try vault.deposit(
                [Submission(path: url.path, name: "\(title).pdf", kind: kind, title: title)],
                in: vault.caseFile(ref))
        }
        _ = try office.open("auditor").review()
        return office
    }

    /// Hands documents over to the coordinator of another office, as the lawyer does.
    private func hand(
        _ documents: [Int], of office: TestOffice, to receiver: TestOffice, as word: String
    ) throws -> (receipt: BundleReceipt, path: String) {
        if try office.open("coordinator").state.currentKeys(of: Office(word)).isEmpty {
            _ = try office.open("companion").proposeKey(
                of: Office(word), card: receiver.person("coordinator").card, how: "diserahkan")
            let coordinator = try office.open("coordinator")
            _ = try coordinator.confirm(coordinator.keyToConfirm(of: Office(word)))
        }
        let coordinator = try office.open("coordinator")
        _ = try coordinator.recordConsent(
            in: coordinator.caseFile(ref), purpose: .protection, to: Office(word), .documents(documents),
            givenBy: "Melati")
        let vault = try office.open("lawyer")
        let plan = try vault.planBundle(
            of: vault.caseFile(ref), to: Office(word), documents: documents)
        let path = office.folder.appending("\(UUID().uuidString).age").path
        return (try vault.createBundle(plan, at: path, page: IndexPage.pages), path)
    }

    @discardableResult
    private func take(
        _ path: String, into office: TestOffice, as name: String = "coordinator"
    ) throws -> ImportReceipt {
        let vault = try office.open(name)
        let bundle = try Bundle.check(at: path, identities: office.person("coordinator").bundleIdentities)
        return try vault.importBundle(bundle, into: vault.caseFile(ref), saying: Self.words)
    }

    /// - Parameter place: the office in whose folder it lies, as long as that is there.
    private func unpack(
        _ path: String, for office: TestOffice, in place: TestOffice? = nil
    ) throws -> UnpackedBundle {
        let out = (place ?? office).folder.appending(UUID().uuidString).path
        _ = try Bundle.open(at: path, identities: office.person("coordinator").bundleIdentities, to: out)
        return UnpackedBundle(out)
    }

    private func sign(_ folder: UnpackedBundle, _ receipt: BundleReceipt, _ office: TestOffice) throws {
        try folder.sign(as: office.person("lawyer"), comment: BundleFiles.trustedComment(receipt.custody))
    }

    private func problems(_ folder: UnpackedBundle) throws -> [BundleProblem] {
        try Bundle.verify(at: folder.url.path).problems
    }

    /// The same on a ground in law, and not on consent.
    private func handOnBasis(
        _ documents: [Int], of office: TestOffice, to word: String
    ) throws -> (receipt: BundleReceipt, path: String) {
        let vault = try office.open("lawyer")
        _ = try vault.proposeBasis(
            "KUHAP ps. 44", in: vault.caseFile(ref), to: Office(word),
            until: Timestamp(seconds: office.time.seconds + 3600), documents: documents)
        let coordinator = try office.open("coordinator")
        let file = try coordinator.caseFile(ref)
        let number = try coordinator.approveBasis(coordinator.basis(1, in: file), in: file).basis.number
        let again = try office.open("lawyer")
        let plan = try again.planBundle(of: again.caseFile(ref), to: Office(word), on: number)
        let path = office.folder.appending("\(UUID().uuidString).age").path
        return (try again.createBundle(plan, at: path, page: IndexPage.pages), path)
    }

    // MARK: What comes in

    @Test func whatComesInIsOfTheSameKindAndClassAndSaysWhereItIsFrom() throws {
        let (village, city) = (try village(), try office())
        let made = try hand([1, 2, 3], of: village, to: city, as: "social")
        let receipt = try take(made.path, into: city)
        #expect(receipt.documents.map(\.number) == [1, 2, 3] && receipt.records.map(\.number) == [4, 5])
        let vault = try city.open("coordinator")
        let file = try vault.caseFile(ref)
        let shown = try (1...5).map { try vault.show($0, in: file) }
        let records = shown.compactMap(\.details?.document)
        #expect(
            records.map(\.kind) == [.chronology, .visum, .statement, .custodyRecord, .custodyRecord])
        #expect(
            shown.map(\.deposit.confidentiality) == [.testimony, .medical, .testimony, .medical, .testimony])
        #expect(
            records[0].title == "Kronologi Melati" && records[0].obtained == "paket dari Yayasan Uji, P-1")
        let received = try #require(records[0].received)
        #expect(received.vault == made.receipt.custody.vault)
        #expect(received.handover == made.receipt.custody.logIndex)
        #expect(try city.read(1, as: "lawyer", in: ref) == "isi Kronologi Melati")
        #expect(records[3].received == nil && records[3].title == "riwayat")
        // Who reads one class reads nothing of what was proven of the other.
        let medical = try city.read(4, as: "health", in: ref)
        #expect(medical.contains("Visum Melati") && !medical.contains("Kronologi"))
        #expect(throws: VaultError.notPermitted(.cannotRead(.testimony))) {
            try city.read(5, as: "health", in: ref)
        }
        #expect(try city.findings() == [])
        #expect(try vault.verify(.full).findings == [])
    }

    @Test func whatMayNotComeInDoesNot() throws {
        let (village, city) = (try village(), try office())
        let made = try hand([1, 2], of: village, to: city, as: "social")
        let before = try city.blobs()
        // Not the member's case; not their kinds.
        #expect(throws: VaultError.notPermitted(.notOnTeam(caseRef: ref))) {
            try take(made.path, into: city, as: "auditor")
        }
        #expect(throws: VaultError.notPermitted(.cannotDeposit(.visum))) {
            try take(made.path, into: city, as: "lawyer")
        }
        // Where it was made.
        #expect(throws: VaultError.bundleImport(.ownBundle(caseRef: ref))) {
            let vault = try village.open("coordinator")
            let bundle = try Bundle.check(
                at: made.path, identities: city.person("coordinator").bundleIdentities)
            _ = try vault.importBundle(bundle, into: vault.caseFile(ref), saying: Self.words)
        }
        // Altered, and nobody's.
        let folder = try unpack(made.path, for: city)
        let genuine = try folder.read("data/P-1.pdf")
        try folder.write("data/P-1.pdf", Array("lain".utf8))
        #expect(throws: VaultError.self) { try take(folder.url.path, into: city) }
        try folder.write("data/P-1.pdf", genuine)
        for path in try folder.paths() where !path.hasPrefix("data/") { try folder.remove(path) }
        try folder.write(
            "bagit.txt", Array("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".utf8))
        try folder.write(
            "manifest-sha256.txt",
            Array(
                try ["data/P-1.pdf", "data/P-2.pdf"].map {
                    "\(hex(SHA256.bytes(of: try folder.read($0))))  \($0)\n"
                }.joined().utf8))
        #expect(throws: VaultError.bundleImport(.foreignBag)) { try take(folder.url.path, into: city) }
        #expect(try city.blobs() == before && city.open("lawyer").caseFile(ref).documentCount == 0)
        // Twice.
        try take(made.path, into: city)
        let at = city.time
        #expect(throws: VaultError.bundleImport(.importedAlready(caseRef: ref, at: at))) {
            try take(made.path, into: city)
        }
        #expect(try city.open("lawyer").caseFile(ref).documentCount == 4)
    }

    @Test func theSenderIsWhoWasAsked() throws {
        let (village, city) = (try village(), try office())
        let made = try hand([1], of: village, to: city, as: "social")
        let bundle = try Bundle.check(
            at: made.path, identities: city.person("coordinator").bundleIdentities)
        let words = Minisign.words(made.receipt.signer)
        try bundle.require(sender: SpokenDigest(words.joined(separator: " ")))
        try bundle.require(sender: SpokenDigest(Minisign.numbers(made.receipt.signer).joined(separator: " ")))
        let other = [words[1]] + words.dropFirst()
        #expect(throws: VaultError.bundleImport(.otherSender(words: [1]))) {
            try bundle.require(sender: SpokenDigest(other.joined(separator: " ")))
        }
    }

    /// The file is read twice: what was put in its place meanwhile is not taken.
    @Test func whatWasCheckedIsWhatComesIn() throws {
        let (village, city) = (try village(), try office())
        let made = try hand([1], of: village, to: city, as: "social")
        let folder = try unpack(made.path, for: city)
        let vault = try city.open("coordinator")
        let bundle = try Bundle.check(at: folder.url.path)
        try folder.write("data/P-1.pdf", Array("isi Kronologi Teratai".utf8))
        #expect(throws: VaultError.bundleInvalid(.archive(.changedSince("data/P-1.pdf")))) {
            _ = try vault.importBundle(bundle, into: vault.caseFile(ref), saying: Self.words)
        }
        #expect(try city.blobs().isEmpty)
    }

    // MARK: What goes on

    @Test func aReferralIsOneChainFromVillageToCityToLPSK() throws {
        let (village, city, lpsk) = (try village(), try office(), try office())
        try take(hand([1, 2, 3], of: village, to: city, as: "social").path, into: city)
        // One that the city has itself.
        try city.deposit("catatan kota", kind: .chronology)
        city.time = Timestamp(seconds: city.time.seconds + 86_400)
        lpsk.time = city.time
        let made = try hand([1, 2, 6], of: city, to: lpsk, as: "lpsk")
        let report = try Bundle.verify(
            at: made.path, identities: lpsk.person("coordinator").bundleIdentities)
        #expect(report.problems == [])
        #expect(report.earlier.map(\.folder) == ["chain/1"])
        #expect(report.earlier[0].custody.exhibits.map(\.title) == ["Kronologi Melati", "Visum Melati"])
        let chronology = report.exhibits[0].lines
        #expect(chronology.filter { $0.label == .depositedAt }.count == 2)
        let before = try #require(chronology.firstIndex { $0.label == .receivedFrom })
        // The village's auditor has seen who deposited it there, and that stands in the village's own proofs.
        let depositor = try #require(
            chronology[before...].first { $0.label == .depositedBy })
        #expect(depositor.value == "coordinator")
        guard case .proven(let files) = depositor.standing else {
            Issue.record("the village's depositor is not proven")
            return
        }
        #expect(files.contains("chain/1/proofs/P-1") && files.contains("chain/1/proofs/witness"))
        #expect(!report.exhibits[2].lines.contains { $0.label == .receivedFrom })
        // Of what stayed in the city nothing is there.
        let folder = try unpack(made.path, for: lpsk)
        for path in try folder.paths() {
            let text = String(decoding: try folder.read(path), as: UTF8.self)
            #expect(!text.contains("Teratai"), "\(path)")
            #expect(!path.contains("P-3") || path.hasPrefix("data/") || path.hasPrefix("proofs/"), "\(path)")
        }
        let table = String(decoding: try folder.read(BundleFiles.chain), as: UTF8.self)
        #expect(
            table.split(separator: "\r\n").map { $0.split(separator: ",")[4] } == [
                "event", "deposited", "handed-over", "received", "handed-over", "deposited", "handed-over",
                "received", "handed-over", "deposited", "handed-over",
            ])
        let pages = String(decoding: try folder.read(BundleFiles.index), as: UTF8.self)
        #expect(pages.contains("chain/1/proofs/P-1") && pages.contains("id=\"sebelumnya\""))
        #expect(String(decoding: try folder.read(BundleFiles.verification), as: UTF8.self).contains("chain"))
        let graph = try #require(
            try JSONSerialization.jsonObject(with: Data(folder.read(BundleFiles.caseGraph)))
                as? [String: Any])
        let nodes = try #require(graph["@graph"] as? [[String: Any]])
        let ids = Set(nodes.compactMap { $0["@id"] as? String })
        let informed = nodes.compactMap { $0["investigation:wasInformedBy"] as? [[String: String]] }.joined()
        #expect(informed.allSatisfy { ids.contains($0["@id"] ?? "") })

        // And once more: two vaults lie before what LPSK hands on, one in the other.
        try take(made.path, into: lpsk)
        let court = try office()
        court.time = lpsk.time
        let last = try hand([1, 3], of: lpsk, to: court, as: "court")
        let whole = try Bundle.verify(
            at: last.path, identities: court.person("coordinator").bundleIdentities)
        #expect(whole.problems == [])
        #expect(whole.earlier.flatMap(\.all).map(\.folder) == ["chain/1", "chain/1/chain/1"])
        #expect(whole.earlier[0].custody.exhibits.map(\.exhibit) == ["P-1", "P-3"])
        #expect(whole.earlier[0].earlier[0].custody.exhibits.map(\.exhibit) == ["P-1"])
        #expect(whole.exhibits[0].lines.filter { $0.label == .receivedFrom }.count == 2)
        #expect(whole.exhibits[1].lines.filter { $0.label == .receivedFrom }.count == 1)
        // What an office signs for can be made anew.
        let vault = try lpsk.open("lawyer")
        let file = try vault.caseFile(ref)
        let handover = try #require(file.handovers.last)
        #expect(
            try vault.custodyRecords(of: handover, in: file)
                == [CanonicalJSON.encodeFile(last.receipt.custody)])
    }

    @Test func whatIsDescribedAnewOrResealedKeepsWhereItIsFrom() throws {
        let (village, city, lpsk) = (try village(), try office(), try office())
        try take(hand([1], of: village, to: city, as: "social").path, into: city)
        let vault = try city.open("coordinator")
        _ = try vault.amend(1, in: vault.caseFile(ref), title: "Kronologi, dari desa")
        let custodian = try city.open("custodian")
        try custodian.end(custodian.member(named: "shelter"), isFinal: true)
        let coordinator = try city.open("coordinator")
        _ = try coordinator.reseal(coordinator.caseFile(ref))
        let made = try hand([1], of: city, to: lpsk, as: "lpsk")
        #expect(made.receipt.report.earlier.count == 1)
        #expect(made.receipt.custody.exhibits[0].title == "Kronologi, dari desa")
    }

    // MARK: Attacks of who hands on

    /// A bundle of the city with two exhibits from the village, unpacked: who signs it may change it.
    private func handedOn() throws -> (city: TestOffice, receipt: BundleReceipt, folder: UnpackedBundle) {
        let (village, city, lpsk) = (try village(), try office(), try office())
        try take(hand([1, 2, 3], of: village, to: city, as: "social").path, into: city)
        let made = try hand([1, 2], of: city, to: lpsk, as: "lpsk")
        let folder = try unpack(made.path, for: lpsk, in: city)
        try sign(folder, made.receipt, city)
        #expect(try problems(folder) == [])
        return (city, made.receipt, folder)
    }

    @Test func noFileOfAChainCanBeAlteredOrTakenAway() throws {
        let (city, receipt, folder) = try handedOn()
        let chain = try folder.paths().filter { $0.hasPrefix("chain/") }
        #expect(chain.count > 20)
        for path in chain {
            let genuine = try folder.read(path)
            var changed = genuine
            changed[changed.count / 2] ^= 1
            try folder.write(path, changed)
            try sign(folder, receipt, city)
            #expect(try !proves(folder), "\(path)")
            try folder.remove(path)
            try sign(folder, receipt, city)
            #expect(try !proves(folder), "\(path)")
            try folder.write(path, genuine)
        }
        try sign(folder, receipt, city)
        #expect(try proves(folder))
        // All of it.
        for path in chain { try folder.remove(path) }
        try sign(folder, receipt, city)
        #expect(try problems(folder) == [.chainMissing("P-1")])
    }

    /// Whether it is whole, and a name in the village is proven: what leads to the founder there can be left out, and then it is not.
    private func proves(_ folder: UnpackedBundle) throws -> Bool {
        let report = try Bundle.verify(at: folder.url.path)
        return report.isValid
            && report.exhibits.allSatisfy { exhibit in
                exhibit.lines.drop { $0.label != .receivedFrom }.contains {
                    $0.label == .depositedBy && $0.value == "coordinator" && $0.isProven
                }
            }
    }

    @Test func nothingStrangerIsInAChain() throws {
        let (city, receipt, folder) = try handedOn()
        let added = [
            "chain/1/index.html": BundleProblem.strayFile("chain/1/index.html"),
            "chain/1/proofs/P-3.entry": .strayFile("chain/1/proofs/P-3.entry"),
            "chain/3/custody.json": .strayFile("chain/3/custody.json"),
        ]
        for (path, problem) in added {
            try folder.write(path, Array("x".utf8))
            try sign(folder, receipt, city)
            #expect(try problems(folder) == [problem])
            try folder.remove(path)
        }
        // The same bundle once more.
        for path in try folder.paths() where path.hasPrefix("chain/1/") {
            try folder.write(path.replacing("chain/1/", with: "chain/2/"), folder.read(path))
        }
        try sign(folder, receipt, city)
        #expect(try problems(folder) == [.earlier("chain/2", .notInOrder)])
    }

    /// Proofs of another exhibit in the place of one: each is genuine, and of another file.
    @Test func proofsOfAnotherExhibitProveNothingOfThisOne() throws {
        let (city, receipt, folder) = try handedOn()
        for ending in ["entry", "opening", "details.json", "tlog-proof"] {
            let (one, two) = ("chain/1/proofs/P-1.\(ending)", "chain/1/proofs/P-2.\(ending)")
            let first = try folder.read(one)
            try folder.write(one, folder.read(two))
            try folder.write(two, first)
        }
        try sign(folder, receipt, city)
        let swapped = try problems(folder)
        #expect(swapped.count == 1)
        guard case .earlier("chain/1", _)? = swapped.first else {
            Issue.record("\(swapped)")
            return
        }
    }

    /// An excerpt that leaves an exhibit out, or has one that does not go on.
    @Test func aChainIsThatOfTheExhibitsThatAreThere() throws {
        let (city, receipt, folder) = try handedOn()
        let path = "chain/1/custody.json"
        let whole = try CanonicalJSON.decodeFile(CustodyRecord.self, from: folder.read(path))
        let one = whole.exhibits[0].logIndex
        var files = NamedFiles<[UInt8]>()
        for path in try folder.paths() where path.hasPrefix("chain/1/") {
            files[try SafePath(String(path.dropFirst("chain/1/".count)))] = try folder.read(path)
            try folder.remove(path)
        }
        for (name, contents) in try BundleExcerpt(files).holding([one]).files(in: "chain/1") {
            try folder.write(name, contents)
        }
        try sign(folder, receipt, city)
        #expect(try problems(folder) == [.chainMissing("P-2")])
    }

    /// The city has both, and says of one that it goes back to the other: with a client of its own it can sign that, and prove it of nothing.
    @Test func whatCameInIsHeldAgainstTheFileThatItWas() throws {
        let (village, city, lpsk) = (try village(), try office(), try office())
        let made = try hand([1, 2, 3], of: village, to: city, as: "social")
        let vault = try city.open("coordinator")
        var bundle = try Bundle.check(
            at: made.path, identities: city.person("coordinator").bundleIdentities)
        // It takes the statement in as if it had been the chronology.
        let custody = made.receipt.custody
        let (first, third) = (custody.exhibits[0].logIndex, custody.exhibits[2].logIndex)
        bundle = bundle.with(sources: [
            first: try #require(bundle.sources[third]), third: try #require(bundle.sources[first]),
            custody.exhibits[1].logIndex: try #require(bundle.sources[custody.exhibits[1].logIndex]),
        ])
        _ = try vault.importBundle(bundle, into: vault.caseFile(ref), saying: Self.words)
        #expect(throws: VaultError.self) { try hand([1], of: city, to: lpsk, as: "lpsk") }
    }

    /// The same of the digest of its details alone: another log of that vault may have something else in the same place.
    @Test func whatCameInGoesBackToThatVeryDeposit() throws {
        let (village, city, lpsk) = (try village(), try office(), try office())
        let made = try hand([1, 3], of: village, to: city, as: "social")
        let vault = try city.open("coordinator")
        let bundle = try Bundle.check(
            at: made.path, identities: city.person("coordinator").bundleIdentities)
        let positions = made.receipt.custody.exhibits.map(\.logIndex)
        let (one, other) = (
            try #require(bundle.sources[positions[0]]), try #require(bundle.sources[positions[1]])
        )
        let mixed = CustodyRecord.Exhibit.Source(
            position: one.position, statement: one.statement, deposit: other.deposit, details: one.details,
            amendment: nil)
        _ = try vault.importBundle(
            bundle.with(sources: [positions[0]: mixed, positions[1]: other]), into: vault.caseFile(ref),
            saying: Self.words)
        #expect(
            throws: VaultError.bundleInvalid(.problem(.earlier("chain/1", .otherChain("P-1"))))
        ) { try hand([1], of: city, to: lpsk, as: "lpsk") }
        #expect(try hand([2], of: city, to: lpsk, as: "lpsk").receipt.report.problems == [])
    }

    @Test func aChainIsFollowedSoFarAndNoFurther() throws {
        // In its folder lies what was unpacked.
        let (city, receipt, folder) = try handedOn()
        let custody = receipt.custody
        var (files, payload) = (NamedFiles<[UInt8]>(), NamedFiles<(size: Int64, sha256: String)>())
        for path in try folder.paths() where !path.hasPrefix("data/") {
            files[try SafePath(path)] = try folder.read(path)
        }
        for exhibit in custody.exhibits {
            payload[try SafePath(exhibit.path)] = (exhibit.size, exhibit.sha256.description)
        }
        withExtendedLifetime(city) {}
        // It is the last that is followed, or one more.
        for (depth, problems) in [
            (BundleFiles.longestChain - 1, []), (BundleFiles.longestChain, [BundleProblem.chainTooLong]),
        ] {
            let checks = ProofChecks(
                BundleMaterial(tagFiles: files, payload: payload), custody, signer: receipt.signer,
                part: .earlier(depth: depth))
            #expect(checks.problems == problems)
            if problems.isEmpty {
                _ = try BundleExcerpt(files, depth: depth)
            } else {
                #expect(throws: BundleProblem.chainTooLong) { _ = try BundleExcerpt(files, depth: depth) }
            }
        }
    }

    /// What an earlier vault handed over on a ground in law goes on with that ground, and by which consent it goes on is another matter.
    @Test func theGroundOfAnEarlierHandoverIsProvenAsWell() throws {
        let (village, city, court) = (try village(), try office(), try office())
        _ = try hand([1], of: village, to: city, as: "social")
        let made = try handOnBasis([1, 2], of: village, to: "social")
        try take(made.path, into: city)
        let path = try hand([1], of: city, to: court, as: "court").path
        let folder = try unpack(path, for: court)
        #expect(try problems(folder) == [])
        let report = try Bundle.verify(
            at: path, identities: court.person("coordinator").bundleIdentities)
        let earlier = try #require(report.earlier.first)
        #expect(earlier.custody.basis?.text == "KUHAP ps. 44" && earlier.custody.consents.isEmpty)
        #expect(earlier.lines.contains { $0.label == .basis && $0.isProven })
        try folder.write("chain/1/proofs/basis.details.json", Array("{}".utf8))
        #expect(try problems(folder) != [])
    }

    @Test func aClockThatContradictsTheChainIsToldOf() throws {
        let (village, city, lpsk) = (try village(), try office(), try office())
        village.time = Timestamp(seconds: city.time.seconds + 86_400)
        try take(hand([1], of: village, to: city, as: "social").path, into: city)
        let made = try hand([1], of: city, to: lpsk, as: "lpsk")
        #expect(made.receipt.report.warnings == [.receivedBeforeSent(exhibit: "P-1")])
    }
}

extension CheckedBundle {
    fileprivate func with(sources: [UInt64: CustodyRecord.Exhibit.Source]) -> CheckedBundle {
        CheckedBundle(
            report: report, bag: bag, sources: sources, bundle: bundle, identities: identities,
            passphrase: passphrase)
    }
}
