import Age
import Archive
import Bytes
import Foundation
@testable import Presentation
@testable import Ledger
import Sodium
import TestSupport
import Testing
import TransparencyLog
@testable import VaultStorage

@testable import EvidenceVault

/// Bundles that an insider makes with a client of their own: signed, with true keys of the log, and in the tree. What they say is proven
/// or marked, or the bundle is refused.
@Suite struct ForgedBundleTests {
    let ref = "TPPO-2026-0017"

    /// Two documents, a consent to both for LPSK, which has a key, and an auditor who has looked at all of it.
    func office(witness: Bool = true) throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology, as: "companion")
        try office.deposit("visum", kind: .visum)
        try office.giveKey()
        try consent(office, .documents([1, 2]))
        if witness { _ = try office.open("auditor").review() }
        return office
    }

    func consent(
        _ office: TestOffice, _ scope: Vault.ConsentScope, to name: String = "lpsk", until: Timestamp? = nil
    ) throws {
        let vault = try office.open("coordinator")
        _ = try vault.recordConsent(
            in: vault.caseFile(ref), purpose: .protection, to: Office(name), scope, givenBy: "Melati",
            until: until)
    }

    /// A bundle of the first document, by a client of the lawyer's own, which is as it should be.
    ///
    /// - Parameter handover: changes what the log says of it.
    func compose(
        _ office: TestOffice,
        handover: (BundleMade) throws -> BundleMade = { $0 }
    ) throws -> ComposedBundle {
        let vault = try office.open("lawyer")
        let file = try vault.caseFile(ref)
        let deposit = try #require(file.deposits[1]).position
        let made = try handover(
            BundleMade(
                caseID: file.id, office: Office("lpsk"),
                sealing: .keys([office.person("officer").card.recipient.description]),
                documents: [.init(number: 1, deposit: deposit, amend: nil)], consents: [1]))
        try office.forge(as: "lawyer") { _ in .bundle(made) }
        return ComposedBundle(
            office: office, name: "lawyer", handover: vault.state.head.size,
            exhibits: [.init(deposit: deposit, number: 1, contents: "kronologi")],
            consents: [(1, try #require(file.consents.first).position)], witness: vault.state.witness)
    }

    func problems(_ bundle: ComposedBundle) throws -> [BundleProblem] {
        let report = try Bundle.verify(at: bundle.write(), identities: [])
        if !report.isValid {
            // Nothing of it is shown as if it were so.
            #expect(report.custody == nil && report.lines.isEmpty && report.exhibits.isEmpty)
            #expect(report.signer != nil)
        }
        return report.problems
    }

    private func key(_ name: String, _ office: TestOffice) throws -> HexBytes {
        HexBytes(try office.person(name).card.signingKey.bytes)
    }

    func member(_ name: String, _ office: TestOffice) throws -> String {
        BundleFiles.member(try key(name, office))
    }

    private func report(_ bundle: ComposedBundle) throws -> BundleReport {
        let report = try Bundle.verify(at: bundle.write(), identities: [])
        #expect(report.problems == [])
        return report
    }

    private func lines(_ label: BundleLine.Label, _ report: BundleReport) -> [BundleLine] {
        (report.lines + report.exhibits.flatMap(\.lines)).filter { $0.label == label }
    }

    // MARK: What is as it should be

    @Test func whatIsComposedAsItShouldBeIsWhole() throws {
        let office = try office()
        let report = try report(compose(office))
        #expect(lines(.preparedBy, report).map(\.value) == ["lawyer"])
        #expect(lines(.depositedBy, report).map(\.value) == ["companion"])
        #expect(lines(.witness, report).map(\.value) == ["auditor"])
        for label in [
            BundleLine.Label.preparedBy, .depositedBy, .depositedAt, .title, .kind, .sha256, .file, .office,
            .recipient, .caseRef, .consent, .preparedAt, .witness, .entry,
        ] { #expect(lines(label, report).allSatisfy { $0.isProven }, "\(label)") }
        for label in [BundleLine.Label.vault, .logKey, .ref, .notWithdrawn] {
            #expect(lines(label, report).count == 1, "\(label)")
            #expect(lines(label, report).allSatisfy { !$0.isProven }, "\(label)")
        }
        #expect(report.warnings == [])
    }

    // MARK: Who

    /// Whoever sends it can sign enrolments, and be witnessed by people of their own invention: only the founding makes names of them.
    @Test func whomTheFoundingDoesNotLeadToHasNoName() throws {
        let office = try office()
        var rootless = try compose(office)
        rootless.unproven = ["custodian"]
        let report = try report(rootless)
        for label in [BundleLine.Label.preparedBy, .depositedBy, .recordedBy] {
            #expect(!lines(label, report).isEmpty, "\(label)")
            #expect(lines(label, report).allSatisfy { $0.value?.hasSuffix("…") ?? false }, "\(label)")
        }
        for label in [BundleLine.Label.calledBySender, .witness, .entry, .phrase] {
            #expect(!lines(label, report).isEmpty, "\(label)")
            #expect(lines(label, report).allSatisfy { !$0.isProven }, "\(label)")
        }
    }

    /// Enrolled by somebody who was no custodian.
    @Test func anEnrolmentByTheSenderMakesNoName() throws {
        let office = try TestOffice()
        let stranger = try MemberIdentity.generate(name: "Hakim Agung")
        try office.forge(as: "lawyer") { _ in
            .enrol(
                Enrolment(
                    card: stranger.card, roles: [.companion],
                    slots: HexBytes([UInt8](repeating: 0, count: 32))))
        }
        let vault = try office.open("lawyer")
        let position = vault.state.head.size - 1
        var proofs = BundleProofs()
        let key = HexBytes(stranger.card.signingKey.bytes)
        try proofs.add(vault.me, from: vault.log)
        let located = try vault.log.examine { index, keys, _ in
            try index.read { transaction -> Log.Located in
                let entry = try transaction.entry(at: position)
                guard let keys = keys.vault[entry.generation],
                    case .opening(let opening) = try entry.open(vaultKey: keys.vaultKey, vaultID: vault.id)
                else {
                    throw StorageError.busy
                }
                return Log.Located(
                    position: position, entry: entry, opening: opening,
                    statement: try opening.verified(vaultID: vault.id))
            }
        }
        proofs.add(BundleFiles.member(key), located)
        let (files, logKey) = try proofs.files(from: vault.log)
        var tagFiles = NamedFiles<[UInt8]>()
        for (path, contents) in files { tagFiles[try SafePath(path)] = contents }
        let material = BundleMaterial(tagFiles: tagFiles, payload: NamedFiles())
        let reader = try ProofReader(
            material, vault: vault.id, logKey: CheckpointNames(vault.id).verifier(logKey: logKey).vkey)
        var people = ProvenPeople(reader)
        let (forged, own) = (
            try #require(try reader.enrolment(of: key)),
            try #require(try reader.enrolment(of: HexBytes(vault.me.card.signingKey.bytes)))
        )
        let verdicts = (
            people.leads(to: forged), people.leads(to: own),
            people.isCustodian(forged.proven.statement.by, before: .max)
        )
        #expect(verdicts == (false, true, false))
    }

    /// Finding 3a: an outsider takes the victim's name and whatever else is known of them.
    @Test func anOutsiderWithAVictimsNameHasOtherWords() throws {
        let office = try office()
        let outsiders = try self.office()
        let forged = try compose(outsiders)
        let report = try report(forged)
        // All fits, in a vault of their own, where somebody is called like the victim: what is compared is another.
        #expect(lines(.preparedBy, report).map(\.value) == ["lawyer"])
        let victim = try office.person("lawyer").card.signingKey
        let signer = try #require(report.signer)
        #expect(Minisign.words(signer) != Minisign.words(victim))
        // The victim's key under the outsider's signature.
        var claimed = forged
        let key = HexBytes(victim.bytes).description
        claimed.changeCustody = { $0["preparedBy"] = ["key": key, "name": "lawyer"] }
        #expect(try problems(claimed) == [.custodyDiffers("handover")])
        // The victim's enrolment, out of a bundle of theirs.
        let stolen = try UnpackedBundle(compose(office).write())
        var carried = forged
        let (own, theirs) = (try member("lawyer", outsiders), try member("lawyer", office))
        carried.changeFiles = { files in
            for kind in ["entry", "opening", "tlog-proof"] {
                files["proofs/\(own).\(kind)"] = try stolen.read("proofs/\(theirs).\(kind)")
            }
        }
        #expect(try problems(carried) == [.notProven(own)])
    }

    /// Finding 3b: who makes the log makes all that is in it.
    @Test func inALogThatNobodyWitnessedEveryNameIsTheSendersWord() throws {
        let office = try office(witness: false)
        let report = try report(compose(office))
        #expect(report.witness == nil)
        #expect(lines(.witness, report).map(\.value) == [nil])
        #expect(lines(.witness, report).allSatisfy { !$0.isProven })
        for label in [BundleLine.Label.preparedBy, .depositedBy] {
            #expect(lines(label, report).allSatisfy { $0.value?.hasSuffix("…") ?? false }, "\(label)")
        }
        let called = lines(.calledBySender, report)
        #expect(called.map(\.value) == ["lawyer", "companion"])
        #expect(called.allSatisfy { !$0.isProven })
        #expect(lines(.entry, report).allSatisfy { !$0.isProven })
        let page = try page(office)
        #expect(page.contains("disaksikan oleh") && page.contains("<b>tidak ada</b>"))
    }

    private func page(_ office: TestOffice) throws -> String {
        let vault = try office.open("lawyer")
        let path = office.folder.appending(UUID().uuidString).path
        _ = try vault.createBundle(of: vault.caseFile(ref), to: Office("lpsk"), documents: [1], at: path)
        let out = office.folder.appending(UUID().uuidString).path
        _ = try Bundle.open(at: path, identities: office.person("officer").bundleIdentities, to: out)
        return String(decoding: try UnpackedBundle(out).read(BundleFiles.index), as: UTF8.self)
    }

    /// Finding 3d.
    @Test func aDepositorIsWhoSignedTheDeposit() throws {
        let office = try office()
        var swapped = try compose(office)
        let health = try key("health", office).description
        swapped.changeCustody = { custody in
            var exhibits = custody["exhibits"] as? [[String: Any]] ?? []
            exhibits[0]["depositedBy"] = ["key": health, "name": "health"]
            custody["exhibits"] = exhibits
        }
        #expect(try problems(swapped) == [.custodyDiffers("P-1")])
        var renamed = try compose(office)
        renamed.names = ["companion": "health"]
        #expect(try problems(renamed) == [.otherName(try member("companion", office))])
        // Where nothing says whose the key is, it is shown, and the name is somebody's word.
        renamed.unproven = ["companion"]
        let report = try report(renamed)
        let companion = try key("companion", office)
        #expect(lines(.depositedBy, report).map(\.key) == [companion])
        #expect(lines(.depositedBy, report).allSatisfy { $0.value?.hasSuffix("…") ?? false })
        #expect(!lines(.calledBySender, report).isEmpty)
        #expect(lines(.calledBySender, report).allSatisfy { !$0.isProven })
        // One key has one name.
        var twice = try compose(office)
        twice.changeCustody = { $0["preparedBy"] = ["key": health] }
        #expect(try problems(twice) != [])
    }

    /// Somebody enrols themselves once more, under another name. Returns where the log has that.
    private func forgeEnrolment(
        of person: String, called name: String, _ office: TestOffice
    ) throws -> UInt64 {
        let own = try office.person(person)
        let card = try Card(
            name: name, recipient: own.card.recipient, hybrid: own.card.hybrid, signedBy: own.signingKey)
        let position = try office.open(person).state.head.size
        try office.forge(as: person) { _ in
            .enrol(
                Enrolment(card: card, roles: [.companion], slots: HexBytes([UInt8](repeating: 0, count: 32))))
        }
        return position
    }

    /// A card proves a key; an enrolment that holds proves a name.
    @Test func aSecondCardOfOneKeyGivesItNoOtherName() throws {
        let office = try office(witness: false)
        let position = try forgeEnrolment(of: "companion", called: "Kartini", office)
        try office.deposit("kedua", kind: .chronology, as: "companion")
        try consent(office, .documents([3]))
        _ = try office.open("auditor").review()
        let file = try office.open("lawyer").caseFile(ref)
        let deposit = try #require(file.deposits[3]).position
        var forged = try compose(office) {
            BundleMade(
                caseID: $0.caseID, office: $0.office, sealing: $0.sealing,
                documents: [.init(number: 3, deposit: deposit, amend: nil)], consents: [2])
        }
        forged.exhibits = [.init(deposit: deposit, number: 3, contents: "kedua")]
        forged.consents = [(2, file.consents[1].position)]
        forged.names = ["companion": "Kartini"]
        forged.enrolments = ["companion": position]
        #expect(try problems(forged) == [.void(try member("companion", office), position: position)])
        // Before anybody looked: a name that its sender gives.
        forged.witness = nil
        let report = try report(forged)
        #expect(lines(.depositedBy, report).map(\.value) != ["Kartini"])
        #expect(lines(.calledBySender, report).contains { $0.value == "Kartini" && !$0.isProven })
    }

    @Test func oneNameIsNotThatOfTwoKeys() throws {
        let office = try office(witness: false)
        let position = try forgeEnrolment(of: "lawyer", called: "companion", office)
        var forged = try compose(office)
        forged.enrolments = ["lawyer": position]
        forged.names = ["lawyer": "companion"]
        #expect(try problems(forged) == [.nameTaken(try member("companion", office))])
    }

    @Test func whatABundleWasHandedToIsAKey() throws {
        let forged = try compose(office()) {
            BundleMade(
                caseID: $0.caseID, office: $0.office, sealing: .keys(["age1qqqq"]), documents: $0.documents,
                consents: $0.consents)
        }
        #expect(try problems(forged) == [.noRecipient])
    }

    @Test func somebodysEnrolmentIsNoOneElses() throws {
        let office = try office()
        var forged = try compose(office)
        let health = try #require(
            try office.open("lawyer").members.first { $0.name == "health" }?.enrolledAt)
        forged.enrolments = ["companion": health]
        #expect(try problems(forged) == [.notProven(try member("companion", office))])
    }

    // MARK: What

    /// Finding 3c: what the log says of the handover is what is in the bag.
    @Test func aHandoverIsOfWhatIsInTheBag() throws {
        let office = try office()
        let coordinator = try office.open("coordinator")
        let other = try coordinator.openCase(title: "Lain", ref: "TPPO-2026-0018")
        let second = try #require(try office.open("lawyer").caseFile(ref).deposits[2]).position
        func changed(
            caseID: HexBytes? = nil, office name: String = "lpsk", number: Int = 1, deposit: UInt64? = nil,
            consents: [Int] = [1]
        ) throws -> ComposedBundle {
            try compose(office) {
                BundleMade(
                    caseID: caseID ?? $0.caseID, office: try Office(name), sealing: $0.sealing,
                    documents: [
                        .init(number: number, deposit: deposit ?? $0.documents[0].deposit, amend: nil)
                    ],
                    consents: consents)
            }
        }
        #expect(try problems(changed(caseID: other.id)).first == .otherCase("P-1"))
        #expect(try problems(changed(number: 99)).first == .custodyDiffers("P-1"))
        var number = try changed(number: 99)
        number.exhibits[0].number = 99
        #expect(try problems(number) == [.consents(.notCovered(document: 99))])
        #expect(try problems(changed(deposit: second)) == [.otherDocuments])
        #expect(try problems(changed(consents: [])) == [.custodyDiffers("handover")])
        var without = try changed(consents: [])
        without.consents = []
        #expect(try problems(without) == [.consents(.none)])
        #expect(try problems(changed(office: "police")) == [.consents(.otherOffice)])
        for (label, value) in [
            ("preparedAt", "2020-01-01T00:00:00Z"), ("office", "police"), ("caseRef", "TPPO-2026-0099"),
            ("recipient", "age1nobody"), ("caseID", other.id.description),
        ] {
            var said = try compose(office)
            said.changeCustody = { $0[label] = value }
            #expect(try problems(said) != [], "\(label)")
        }
        var purpose = try compose(office)
        purpose.changeCustody = { custody in
            var consents = custody["consents"] as? [[String: Any]] ?? []
            consents[0]["purpose"] = "prosecution"
            custody["consents"] = consents
        }
        #expect(try problems(purpose) == [.custodyDiffers("consent-1")])
        for (label, value) in [
            ("title", "judul lain"), ("kind", "statement"), ("depositedAt", "2020-01-01T00:00:00Z"),
            ("ref", "\(ref)/7"), ("obtained", "dari polisi"), ("mediaType", "text/html"),
        ] {
            var said = try compose(office)
            said.changeCustody = { custody in
                var exhibits = custody["exhibits"] as? [[String: Any]] ?? []
                exhibits[0][label] = value
                custody["exhibits"] = exhibits
            }
            #expect(try problems(said) == [.custodyDiffers("P-1")], "\(label)")
        }
        var replaced = try compose(office)
        replaced.exhibits[0].contents = "lain sama sekali"
        #expect(try problems(replaced) == [.otherFile("P-1")])
    }

    @Test func consentsAreHeldAgainstWhatIsInTheBag() throws {
        let office = try office()
        let start = office.time
        try consent(office, .documents([2]))
        try consent(office, .documents([1]), to: "police")
        try consent(office, .documents([1]), until: Timestamp(seconds: start.seconds + 60))
        let consents = try office.open("lawyer").caseFile(ref).consents
        office.time = Timestamp(seconds: start.seconds + 61)
        for (number, problem) in [
            (2, BundleProblem.consents(.notCovered(document: 1))), (3, .consents(.otherOffice)),
            (4, .consents(.ended)),
        ] {
            var forged = try compose(office) {
                BundleMade(
                    caseID: $0.caseID, office: $0.office, sealing: $0.sealing, documents: $0.documents,
                    consents: [number])
            }
            forged.consents = [(number, consents[number - 1].position)]
            #expect(try problems(forged) == [problem], "consent \(number)")
        }
        // A consent's statement under another number.
        var renumbered = try compose(office)
        renumbered.consents = [(1, consents[1].position)]
        #expect(try problems(renumbered) == [.consents(.notCovered(document: 1))])
    }

    @Test func twoCasesAreTwoBundles() throws {
        let office = try office()
        let coordinator = try office.open("coordinator")
        let other = try coordinator.openCase(title: "Lain", ref: "TPPO-2026-0018")
        try coordinator.assign(coordinator.member(named: "lawyer"), to: other, as: .lawyer)
        try office.deposit("lain", kind: .chronology, in: "TPPO-2026-0018")
        let second = try #require(
            try office.open("lawyer").caseFile("TPPO-2026-0018").deposits[1]
        ).position
        var forged = try compose(office) {
            BundleMade(
                caseID: $0.caseID, office: $0.office, sealing: $0.sealing,
                documents: $0.documents + [.init(number: 2, deposit: second, amend: nil)],
                consents: $0.consents)
        }
        forged.exhibits.append(.init(deposit: second, number: 2, contents: "lain"))
        #expect(try problems(forged) == [.otherCase("P-2")])
    }

    @Test func aDocumentIsAnExhibitOnce() throws {
        let office = try office()
        var forged = try compose(office) {
            BundleMade(
                caseID: $0.caseID, office: $0.office, sealing: $0.sealing,
                documents: $0.documents + $0.documents, consents: $0.consents)
        }
        forged.exhibits += forged.exhibits
        #expect(try problems(forged) == [.notInOrder])
        var doubled = try compose(office) {
            BundleMade(
                caseID: $0.caseID, office: $0.office, sealing: $0.sealing, documents: $0.documents,
                consents: [1, 1])
        }
        doubled.consents += doubled.consents
        #expect(try problems(doubled) == [.notInOrder])
    }

    /// A deposit of somebody who may not deposit is in the tree, and counts for nothing.
    @Test func aVoidDepositIsNoExhibit() throws {
        let office = try office(witness: false)
        let lawyer = try office.open("lawyer")
        let file = try lawyer.caseFile(ref)
        guard case .deposit(let deposit) = try lawyer.log.deposit(of: 1, in: file).located.statement.act
        else {
            Issue.record("no deposit")
            return
        }
        let position = lawyer.state.head.size
        try office.forge(as: "auditor") { _ in .deposit(deposit) }
        _ = try office.open("auditor").review()
        func forged() throws -> ComposedBundle {
            var forged = try compose(office) {
                BundleMade(
                    caseID: $0.caseID, office: $0.office, sealing: $0.sealing,
                    documents: [.init(number: 1, deposit: position, amend: nil)], consents: $0.consents)
            }
            forged.exhibits[0].deposit = position
            return forged
        }
        #expect(try problems(forged()) == [.void("P-1", position: position)])
    }

    @Test func anAmendmentIsOfItsExhibit() throws {
        let office = try office(witness: false)
        let coordinator = try office.open("coordinator")
        _ = try coordinator.amend(1, in: coordinator.caseFile(ref), title: "Kronologi Melati")
        try office.deposit("kronologi kedua", kind: .chronology)
        let again = try office.open("coordinator")
        _ = try again.amend(3, in: again.caseFile(ref), title: "Kronologi orang lain")
        let amends = try office.open("lawyer").caseFile(ref).amends
        let (first, second) = (try #require(amends[1]), try #require(amends[3]))
        func composed(_ position: UInt64) throws -> ComposedBundle {
            var composed = try compose(office) {
                BundleMade(
                    caseID: $0.caseID, office: $0.office, sealing: $0.sealing,
                    documents: [.init(number: 1, deposit: $0.documents[0].deposit, amend: position)],
                    consents: $0.consents)
            }
            composed.exhibits[0].amend = position
            return composed
        }
        let report = try report(composed(first))
        #expect(lines(.title, report).map(\.value) == ["Kronologi Melati"])
        #expect(lines(.amendedAt, report).count == 1)
        #expect(try problems(composed(second)) == [.notProven("P-1.amend")])
        // One that the handover does not name, or that is left out.
        var added = try compose(office)
        added.exhibits[0].amend = first
        #expect(try problems(added) == [.custodyDiffers("P-1")])
        var dropped = try composed(first)
        dropped.exhibits[0].amend = nil
        #expect(try problems(dropped) == [.notProven("P-1.amend")])
    }

    // MARK: Files

    @Test func aCustodyRecordIsWrittenInOneWay() throws {
        let office = try office()
        var doubled = try compose(office)
        doubled.changeFiles = { files in
            let text = String(decoding: files[BundleFiles.custody] ?? [], as: UTF8.self)
            files[BundleFiles.custody] = Array(
                text.replacing(#""office":"lpsk""#, with: #""office":"police","office":"lpsk""#).utf8)
        }
        #expect(try problems(doubled) == [.noCustody])
        for name in ["catatan", "preparedFor"] {
            var unknown = try compose(office)
            unknown.changeCustody = { $0[name] = "Kartini" }
            #expect(try problems(unknown) == [.noCustody])
        }
    }

    @Test func aFileThatNothingCallsForIsRefused() throws {
        let office = try office()
        for path in ["BACA-INI.html", "proofs/P-2.details.json", "proofs/member-0011223344556677.opening"] {
            var forged = try compose(office)
            forged.changeFiles = { $0[path] = Array("x".utf8) }
            #expect(try problems(forged) == [.strayFile(path)])
        }
    }

    @Test func theCommentThatMinisignShowsIsHeldAgainstTheRecord() throws {
        let office = try office()
        let folder = UnpackedBundle(try compose(office).write())
        try folder.sign(as: office.person("lawyer"), comment: "TPPO-2026-0099 for police")
        #expect(try Bundle.verify(at: folder.url.path, identities: []).problems == [.otherComment])
    }

    // MARK: Witnesses

    @Test func aWitnessIsAnAuditorOfThisLogWhoHasSeenIt() throws {
        let office = try office()
        let others = try self.office()
        let other = try others.open("auditor").log.statement(
            at: try #require(others.open("auditor").state.witness))
        guard case .witness(let theirs) = other.statement.act else {
            Issue.record("no witness")
            return
        }
        /// A checkpoint of this log, as somebody cosigns it or nobody does.
        func note(_ vault: Vault, size: UInt64? = nil, by name: String? = nil) throws -> String {
            try vault.log.examine { _, keys, _ in
                let key = try #require(keys.vault[vault.state.keyGeneration])
                let head = vault.state.head
                let checkpoint = try Checkpoint(
                    origin: CheckpointNames(vault.id).origin, size: size ?? head.size,
                    root: Hash(head.root.bytes))
                var note = SignedNote(text: checkpoint.text)
                try note.sign(name: checkpoint.origin, with: key.logKey)
                if let name {
                    let person = try office.person(name)
                    try note.cosign(
                        name: CheckpointNames(vault.id).cosignerName(person.fingerprint),
                        with: person.signingKey, at: 1_790_000_000)
                }
                return String(decoding: note.encoded, as: UTF8.self)
            }
        }
        func problemsWith(_ name: String, _ checkpoint: String) throws -> [BundleProblem] {
            let position = try office.open("lawyer").state.head.size
            try office.forge(as: name) { _ in .witness(WitnessMade(checkpoint: checkpoint, void: [])) }
            var forged = try compose(office)
            forged.witness = position
            return try problems(forged)
        }
        #expect(try problemsWith("auditor", theirs.checkpoint) == [.witness(.otherLog)])
        #expect(try problemsWith("auditor", note(office.open("lawyer"))) == [.witness(.notCosigned)])
        #expect(
            try problemsWith("auditor", note(office.open("lawyer"), by: "companion"))
                == [.witness(.notCosigned)])
        #expect(
            try problemsWith("companion", note(office.open("lawyer"), by: "companion"))
                == [.witness(.notAnAuditor)])
        let larger = try office.open("lawyer").state.head.size + 5
        #expect(
            try problemsWith("auditor", note(office.open("lawyer"), size: larger, by: "auditor"))
                == [.witness(.largerThanLog)])
        // Taken out of a bundle of the other log.
        let stolen = try UnpackedBundle(compose(others).write())
        var carried = try compose(office)
        carried.changeFiles = { files in
            for file in ["entry", "opening", "tlog-proof", "consistency"] {
                files["proofs/witness.\(file)"] = try stolen.read("proofs/witness.\(file)")
            }
        }
        #expect(try problems(carried) == [.notProven("witness")])
        for change in ["old 1\n\n", "", "old 00"] {
            var inconsistent = try compose(office)
            inconsistent.changeFiles = { files in
                let note = files[BundleFiles.checkpoint] ?? []
                files[BundleFiles.consistency(BundleFiles.witness)] = Array(change.utf8) + note
            }
            #expect(try problems(inconsistent) == [.witness(.inconsistent)])
        }
    }

    /// The true auditor cosigns what they were shown, which is another past.
    @Test func aLogThatDoesNotContinueWhatTheWitnessSawIsRefused() throws {
        let office = try office(witness: false)
        let position = try office.open("auditor").state.head.size
        let vault = try office.open("auditor")
        let checkpoint = try vault.log.examine { _, keys, identity in
            let key = try #require(keys.vault[vault.state.keyGeneration])
            let head = LogHead(size: position, root: try Hash([UInt8](repeating: 7, count: 32)))
            return try CheckpointNames(vault.id).note(
                of: head, keys: key, cosignedBy: identity, at: office.time)
        }
        try office.forge(as: "auditor") { _ in
            .witness(WitnessMade(checkpoint: String(decoding: checkpoint.encoded, as: UTF8.self), void: []))
        }
        var forged = try compose(office)
        forged.witness = position
        #expect(try problems(forged) == [.witness(.inconsistent)])
    }

    @Test func whatNoWitnessHasSeenIsSaid() throws {
        let office = try office()
        try office.deposit("baru", kind: .chronology)
        try consent(office, .documents([3]))
        let vault = try office.open("lawyer")
        let path = office.folder.appending("b").path
        _ = try vault.createBundle(of: vault.caseFile(ref), to: Office("lpsk"), documents: [1, 3], at: path)
        let report = try Bundle.verify(at: path, identities: office.person("officer").bundleIdentities)
        #expect(report.problems == [] && report.warnings == [.newerThanWitness(exhibit: "P-2")])
        #expect(report.exhibits[0].lines.filter { $0.label == .entry }.allSatisfy { $0.isProven })
        #expect(report.exhibits[1].lines.filter { $0.label == .entry }.allSatisfy { !$0.isProven })
    }

    /// Who became an auditor later, and a log key that changed since.
    @Test func aWitnessMayHaveBeenMadeAnAuditorLaterAndTheLogKeyMayChange() throws {
        let office = try office(witness: false)
        let custodian = try office.open("custodian")
        try office.enrol("kedua", [.registrar])
        try office.open("custodian").setRoles(of: custodian.member(named: "registrar"), to: [.auditor])
        _ = try office.open("registrar").review()
        let again = try office.open("custodian")
        try again.end(again.member(named: "shelter"), isFinal: true)
        let vault = try office.open("lawyer")
        let path = office.folder.appending("b").path
        _ = try vault.createBundle(of: vault.caseFile(ref), to: Office("lpsk"), documents: [1], at: path)
        let identities = try office.person("officer").bundleIdentities
        let report = try Bundle.verify(at: path, identities: identities)
        #expect(report.problems == [] && report.witness?.name == "registrar")
        let out = office.folder.appending("out").path
        _ = try Bundle.open(at: path, identities: identities, to: out)
        let folder = UnpackedBundle(out)
        let custody = try #require(report.custody)
        for kind in ["entry", "opening", "tlog-proof"] { try folder.remove("proofs/witness-roles.\(kind)") }
        try folder.sign(as: office.person("lawyer"), comment: BundleFiles.trustedComment(custody))
        #expect(try Bundle.verify(at: out, identities: []).problems == [.witness(.notAnAuditor)])
    }

    // MARK: Keys

    @Test func aBundleThatWasSealedToAnotherThanItWasHandedToIsWarnedOf() throws {
        let office = try office()
        let folder = UnpackedBundle(try compose(office).write())
        let stranger = try office.person("stranger")
        let path = office.folder.appending("b").path
        try folder.seal(to: stranger.card.recipient, at: path)
        let recipient = try office.person("officer").card.recipient.description
        #expect(
            try Bundle.verify(at: path, identities: stranger.bundleIdentities).warnings == [
                .otherSealing(.keys([recipient]))
            ])
        try folder.seal(to: office.person("officer").card.recipient, at: path)
        #expect(
            try Bundle.verify(at: path, identities: office.person("officer").bundleIdentities).warnings == [])
        try folder.seal(to: office.person("officer").card.recipient, stranger.card.recipient, at: path)
        #expect(
            try Bundle.verify(at: path, identities: office.person("officer").bundleIdentities).warnings == [
                .sealedToOthers(1)
            ])
    }

    /// Programs for bags show it to whoever asks who sent this.
    @Test func whatTheBagSaysOfItselfIsHeldAgainstTheRecord() throws {
        let office = try office()
        let folder = UnpackedBundle(try compose(office).write())
        let custody = try #require(try Bundle.verify(at: folder.url.path, identities: []).custody)
        let honest = BundleFiles.info(custody)
        #expect(honest.map(\.0).contains("Contact-Name"))
        try folder.sign(
            as: office.person("lawyer"), comment: BundleFiles.trustedComment(custody),
            info: honest.map { $0.0 == "Contact-Name" ? ($0.0, "Hakim Agung") : $0 })
        #expect(
            try Bundle.verify(at: folder.url.path, identities: []).problems == [
                .otherThanRecord(BundleFiles.bagInfo)
            ])
    }

    @Test func theNumbersOfTheSignersKeyCanBeHadWithoutAmanah() throws {
        let office = try office()
        let folder = UnpackedBundle(try compose(office).write())
        let key = try office.person("lawyer").card.signingKey
        let words = Minisign.words(key)
        #expect(words.count == 12)
        let numbers = Minisign.numbers(key).joined(separator: " ")
        #expect(try SpokenDigest(words.joined(separator: " ")) == SpokenDigest(numbers))
        guard stockTool("python3") != nil else { return }
        let result = try run("/bin/sh", ["-c", IndexPage.numbersCommand], folder: folder.url)
        #expect(result.output == Minisign.numbers(key).joined(separator: " ") + "\n", "\(result.errors)")
    }

    @Test func thePageSaysOfEachThingWhatProvesIt() throws {
        let office = try office()
        let page = try page(office)
        let key = try office.person("lawyer").card.signingKey
        #expect(page.contains(Minisign.words(key).joined(separator: " ")))
        #expect(page.contains("Halaman ini baru kata pengirim"))
        #expect(page.contains("companion <small>✓ proofs/P-1, proofs/"))
        #expect(page.contains("\(ref)/1 <small><b>(pengirim)</b>"))
        #expect(!page.contains("fingerprint") && !page.contains("<script"))
    }
}
