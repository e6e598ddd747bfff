import Age
import Bytes
import Crypto
import Foundation
@testable import Ledger
import Sodium
import Synchronization
import TestSupport
import Testing

@testable import EvidenceVault

/// Members with a client of their own who seal to others what does not open, or what was sealed for something else.
@Suite struct BoxAttackTests {
    private let ref = "TPPO-2026-0017"

    // MARK: Keys of other cases

    /// Mallory coordinates one case and is not on the other; Bob coordinates both. She makes the other's key a key of her own
    /// case, with the boxes that are there for Bob and the trustees, and lets Bob hand it out.
    @Test func aKeyOfAnotherCaseIsNotHandedOn() throws {
        let office = try TestOffice()
        try office.enrol("mallory", [.coordinator])
        let bob = try office.open("coordinator")
        let other = try bob.openCase(title: "yang lain", ref: "TPPO-2026-0099")
        let mallory = try office.open("mallory")
        let own = try mallory.openCase(title: "milik mallory", ref: ref)
        try mallory.assign(mallory.member(named: "coordinator"), to: own, as: .coordinator)

        let opening = try opening(of: other, in: mallory)
        let wanted = try #require(opening.compartments.first { $0.confidentiality == .testimony })
        let copied = opening.grants.filter { $0.confidentiality == .testimony }
        let junk = Grant(
            confidentiality: .testimony, generation: 2, key: try junk(for: office.person("mallory").card))
        try? office.forge(as: "mallory") { _ in
            .rekey(
                Rekeying(
                    caseID: own.id,
                    compartments: [
                        Compartment(
                            confidentiality: .testimony, generation: 2, recipient: wanted.recipient)
                    ],
                    grants: copied.map {
                        Grant(confidentiality: .testimony, generation: 2, key: $0.key)
                    } + [junk], title: nil))
        }
        let helper = try office.open("coordinator")
        try? helper.assign(helper.member(named: "lawyer"), to: helper.caseFile(ref), as: .lawyer)

        // Whatever was sealed to the lawyer, opened as libsodium does.
        guard case .x25519(let lawyer)? = try office.person("lawyer").openingKey(postQuantum: false)?.kind
        else { return }
        var found: [String] = []
        try office.open("lawyer").log.forEachEntry { entry in
            for grant in entry.statement?.grants(at: 0).map(\.grant) ?? [] {
                for drop in [0, 32] {
                    guard
                        let secret = try? SealedBox.openBytes(grant.key.sealed.bytes, with: lawyer.keyPair),
                        secret.count == drop + 32
                    else { continue }
                    var bytes = Array(secret.dropFirst(drop))
                    found.append(
                        try OpeningKey(secret: Secret(moving: &bytes), postQuantum: false).sealingKey
                            .description)
                }
            }
        }
        #expect(!found.contains(wanted.recipient), "the other case's key is with the lawyer")
    }

    // MARK: Junk

    /// A case whose opener keeps its keys from the trustees.
    private func caseWithoutTrustees(_ office: TestOffice) throws {
        try office.enrol("mallory", [.coordinator])
        let caseID = HexBytes(try randomBytes(16))
        try office.forge(as: "mallory") { state in
            let recovery = try #require(state.founding).recovery
            let mallory = try office.person("mallory").card
            var compartments: [Compartment] = []
            var grants: [Grant] = []
            var title: [UInt8] = []
            for confidentiality in ConfidentialityClass.allCases {
                let key = try OpeningKey.generate(postQuantum: false)
                let name = CompartmentName(state.vaultID, caseID, confidentiality, 1)
                compartments.append(
                    Compartment(
                        confidentiality: confidentiality, generation: 1,
                        recipient: key.sealingKey.description))
                for card in [mallory, recovery] {
                    grants.append(
                        Grant(
                            confidentiality: confidentiality, generation: 1,
                            key: card.fingerprint == recovery.fingerprint && confidentiality == .testimony
                                ? try junk(for: card) : try sealed(key, to: card, for: .grant(name))))
                }
                if confidentiality == .summary { title = try sealedTitle("judul", to: key, in: name) }
            }
            return .openCase(
                CaseOpening(
                    caseID: caseID, ref: ref, title: Base64Bytes(title), compartments: compartments,
                    grants: grants))
        }
    }

    @Test func whoKeepsACaseFromTheTrusteesIsFoundOut() throws {
        let office = try TestOffice()
        try caseWithoutTrustees(office)
        let mallory = try office.open("mallory")
        try mallory.assign(mallory.member(named: "lawyer"), to: mallory.caseFile(ref), as: .lawyer)
        try office.deposit("keterangan", kind: .statement, as: "mallory")
        let trustees = try office.openRecovery()
        #expect(try trustees.compartmentKey(.testimony, in: trustees.caseFile(ref)) == nil)

        let junk = Finding.junkBox(
            JunkBox(
                entry: try position(of: "case.open", in: trustees), by: "mallory",
                to: try #require(trustees.state.recovery).name, caseRef: ref, confidentiality: .testimony,
                generation: 1))
        #expect(try office.open("lawyer").verify(.full).findings == [junk])
        #expect(try drill(office) == [ref: [.key(.testimony)]])
        let told = try warnings(office, "lawyer") { lawyer in
            _ = try lawyer.read(1, in: lawyer.caseFile(ref))
            _ = try lawyer.read(1, in: lawyer.caseFile(ref))
        }
        #expect(told == ["\(VaultWarning.found(junk))"])

        // Another coordinator's next command gives them the key.
        try mallory.assign(mallory.member(named: "coordinator"), to: mallory.caseFile(ref), as: .coordinator)
        _ = try office.open("coordinator")
        let later = try office.openRecovery()
        #expect(try later.compartmentKey(.testimony, in: later.caseFile(ref)) != nil)
        #expect(try drill(office).isEmpty)
        #expect(try office.open("lawyer").verify(.full).findings.isEmpty)
    }

    @Test func whoIsGivenJunkIsNotTheOneWhoWasRefused() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.enrol("mallory", [.coordinator])
        let coordinator = try office.open("coordinator")
        try coordinator.assign(
            coordinator.member(named: "mallory"), to: coordinator.caseFile(ref), as: .coordinator)
        let file = try office.open("mallory").caseFile(ref)
        // New keys for everybody, but junk for the lawyer.
        try office.forge(as: "mallory") { state in
            let key = try OpeningKey.generate(postQuantum: false)
            let name = CompartmentName(state.vaultID, file.id, .testimony, 2)
            let cards =
                state.readers(of: .testimony, in: file).compactMap { number in
                    state.members.values.first { $0.number == number }?.card
                } + [try #require(state.founding).recovery]
            let lawyer = try office.person("lawyer").fingerprint
            return .rekey(
                Rekeying(
                    caseID: file.id,
                    compartments: [
                        Compartment(
                            confidentiality: .testimony, generation: 2, recipient: key.sealingKey.description)
                    ],
                    grants: try cards.map { card in
                        Grant(
                            confidentiality: .testimony, generation: 2,
                            key: card.fingerprint == lawyer
                                ? try junk(for: card) : try sealed(key, to: card, for: .grant(name)))
                    }, title: nil))
        }
        // Not by a coordinator, whose program would put it right.
        try office.deposit("keterangan", kind: .statement, as: "companion")

        let expected = JunkBox(
            entry: try position(of: "case.rekey", in: office.open("shelter")), by: "mallory", to: "lawyer",
            caseRef: ref, confidentiality: .testimony, generation: 2)
        #expect(throws: VaultError.altered(.junkBox(expected))) { try office.read(1, as: "lawyer") }
        let refusals = try office.open("auditor").auditTrail().filter {
            $0.statement?.act.name == "refusal"
        }
        #expect(refusals.isEmpty, "the lawyer was not refused: somebody kept a key from them")
        _ = try office.open("coordinator")
        #expect(try office.read(1, as: "lawyer") == "keterangan")
    }

    @Test func whoseOwnKeyIsJunkMakesTheNext() throws {
        let office = try TestOffice()
        try office.enrol("mallory", [.coordinator])
        let mallory = try office.open("mallory")
        let own = try mallory.openCase(title: "judul", ref: ref)
        try mallory.assign(mallory.member(named: "coordinator"), to: own, as: .coordinator)
        try office.forge(as: "mallory") { state in
            let key = try OpeningKey.generate(postQuantum: false)
            let name = CompartmentName(state.vaultID, own.id, .testimony, 2)
            let recovery = try #require(state.founding).recovery
            let mallory = try office.person("mallory").card
            return .rekey(
                Rekeying(
                    caseID: own.id,
                    compartments: [
                        Compartment(
                            confidentiality: .testimony, generation: 2, recipient: key.sealingKey.description)
                    ],
                    grants: try [mallory, recovery, office.person("coordinator").card].map { card in
                        Grant(
                            confidentiality: .testimony, generation: 2,
                            key: card.fingerprint == mallory.fingerprint
                                ? try sealed(key, to: card, for: .grant(name)) : try junk(for: card))
                    }, title: nil))
        }
        let bob = try office.open("coordinator")
        #expect(try bob.compartmentKey(.testimony, in: bob.caseFile(ref)) != nil)
        let trustees = try office.openRecovery()
        #expect(try trustees.compartmentKey(.testimony, in: trustees.caseFile(ref)) != nil)
        try office.deposit("keterangan", kind: .statement, as: "mallory")
        #expect(try office.read(1, as: "coordinator") == "keterangan")
    }

    @Test func anAuditorWhoIsGivenJunkMakesTheNextAuditKey() throws {
        let office = try TestOffice()
        try office.enrol("second", [.auditor])
        _ = try office.open("auditor")
        _ = try office.open("second")
        try office.openCase()
        try office.deposit("keterangan", kind: .statement)
        try office.forge(as: "auditor") { state in
            let own = try OpeningKey.generate(postQuantum: false)
            let generation = UInt32(state.auditKeys.count + 1)
            let (card, second) = (try office.person("auditor").card, try office.person("second").card)
            return .auditKey(
                AuditKeyMade(
                    generation: generation, recipient: own.sealingKey.description,
                    keys: [
                        try sealed(own, to: card, for: .audit(state.vaultID, generation)),
                        try junk(for: second),
                    ]))
        }
        let told = try warnings(office, "second") { _ in }
        _ = try office.read(1, as: "lawyer")
        let trail = try office.open("second").auditTrail()
        #expect(trail.last?.statement?.act.name == "document.read")
        #expect(told.count == 1, "\(told)")
        #expect(
            try office.open("auditor").auditTrail().contains { $0.statement?.act.name == "document.read" })
    }

    // MARK: Stanzas

    enum Stanzas: String, CaseIterable { case stranger, random, third, exchanged, alone }

    /// A deposit whose blob is sealed otherwise than by this program.
    @Test(arguments: Stanzas.allCases)
    func aDocumentThatTheTrusteesCannotOpenIsFoundOut(_ stanzas: Stanzas) throws {
        let office = try TestOffice()
        try office.openCase()
        try office.deposit("baik", kind: .statement)
        let stranger = X25519Recipient(try X25519.KeyPair().publicKey)
        try deposit("buruk", in: office, as: "companion") { compartment, recovery in
            guard case .x25519(let first) = compartment, case .x25519(let second) = recovery else {
                return []
            }
            let good = DocumentStanzas.recipients(compartment: compartment, recovery: recovery)
            return switch stanzas {
            case .stranger: [good[0], SealingKey.x25519(stranger).documentRecipient]
            case .random: [good[0], second]
            case .third: good + [stranger]
            case .exchanged: good.reversed()
            case .alone: [SealingKey.x25519(first).documentRecipient]
            }
        }
        let told = try warnings(office, "lawyer") { lawyer in
            var text: [UInt8] = []
            let file = try lawyer.caseFile(ref)
            try lawyer.read(1, in: file).forEachPiece { _ in }
            try lawyer.read(2, in: file).forEachPiece { text += $0 }
            #expect(String(decoding: text, as: UTF8.self) == "buruk", "the text is given all the same")
            try lawyer.read(2, in: file, range: 1..<3).forEachPiece { _ in }
        }
        let finding = Finding.stanzaDiffers(document: "\(ref)/2")
        #expect(told == ["\(VaultWarning.found(finding))"])
        #expect(try office.open("lawyer").verify(.full).findings == [finding])
        #expect(
            try drill(office)
                == ([.stranger, .alone].contains(stanzas) ? [ref: [.document(number: 2)]] : [:]))
        #expect(try office.open("lawyer").verify(.full).opened == 2)
        // Sealing it again mends it.
        let coordinator = try office.open("coordinator")
        #expect(try coordinator.reseal(coordinator.caseFile(ref)).resealed == 1)
        #expect(try office.open("lawyer").verify(.full).findings.isEmpty)
    }

    /// Their coins are random: a reader sees that there are two, and that the first is the compartment's.
    @Test(arguments: [Stanzas.third, .exchanged, .alone])
    func ofHybridStanzasNumberAndOrderAreSeen(_ stanzas: Stanzas) throws {
        let office = try TestOffice(postQuantum: true)
        try office.openCase()
        try office.deposit("baik", kind: .statement)
        try deposit("buruk", in: office, as: "companion") { compartment, recovery in
            let good = DocumentStanzas.recipients(compartment: compartment, recovery: recovery)
            return switch stanzas {
            case .third: good + [try OpeningKey.generate(postQuantum: true).sealingKey.documentRecipient]
            case .exchanged: good.reversed()
            default: [good[0]]
            }
        }
        let told = try warnings(office, "lawyer") { lawyer in
            for number in [1, 2] { _ = try lawyer.read(number, in: lawyer.caseFile(ref)) }
        }
        #expect(told == ["\(VaultWarning.found(.stanzaDiffers(document: "\(ref)/2")))"])
        #expect(try drill(office) == (stanzas == .alone ? [ref: [.document(number: 2)]] : [:]))
    }

    // MARK: Helpers

    private func deposit(
        _ text: String, in office: TestOffice, as name: String,
        recipients: (SealingKey, SealingKey) throws -> [any Recipient]
    ) throws {
        let vault = try office.open(name)
        let file = try vault.caseFile(ref)
        let compartment = try vault.compartment(.testimony, of: file)
        let key = try SealingKey(compartment.recipient)
        let record = DocumentRecord(
            amanah: DocumentRecord.format, vault: vault.id, caseRef: ref,
            documentID: HexBytes(try randomBytes(16)), kind: .statement, title: "judul", name: "berkas.txt",
            mediaType: "text/plain", size: Int64(text.utf8.count), modified: office.time, obtained: nil,
            depositedBy: vault.identity.fingerprint, depositedAt: office.time)
        let batch = try vault.blobs.begin()
        let blob = try batch.newBlob()
        let pack = try Pack.Writer(
            recipients: recipients(key, vault.recoveryKey()), output: { try blob.write($0) })
        let recordJSON = try pack.begin(record)
        try Array(text.utf8).withUnsafeBytes { try pack.write($0) }
        let (sha256, place) = try pack.end()
        try pack.finish()
        let details = DocumentDetails(
            document: record, sha256: sha256, salt: HexBytes(try randomBytes(32)))
        try blob.finish()
        let json = details.json(around: recordJSON)
        let name = CompartmentName(vault.id, file.id, .testimony, compartment.generation)
        let sealed = try sealedDetails(json, to: key, in: name, of: record.documentID)
        let sealedPlace = try SealedText.seal(
            CanonicalJSON.encode(place), to: key, as: .place, in: name, of: record.documentID)
        try vault.log.append(after: { try batch.keep() }) { _ in
            [
                .deposit(
                    Deposit(
                        caseID: file.id, documentID: record.documentID, confidentiality: .testimony,
                        generation: compartment.generation, blob: blob.name, blobSize: blob.size,
                        details: Base64Bytes(sealed), detailsDigest: HexBytes(SHA256.bytes(of: json)),
                        place: Base64Bytes(sealedPlace), kit: nil))
            ]
        }
        try batch.confirm()
    }

    /// What somebody is told while they do something.
    private func warnings(
        _ office: TestOffice, _ name: String, _ body: (Vault) throws -> Void
    ) throws -> [String] {
        let told = Told()
        try office.join(name)
        var surroundings = office.surroundings(name)
        surroundings.warn = { warning in told.errors.withLock { $0.append("\(warning)") } }
        let vault = try Vault.open(at: office.vaultPath, as: office.person(name), surroundings: surroundings)
        try vault.settleDuties()
        try body(vault)
        return told.errors.withLock { $0 }
    }

    private final class Told: Sendable { let errors = Mutex<[String]>([]) }

    private func drill(_ office: TestOffice) throws -> [String: [DrillReport.Failure]] {
        var text = [UInt8](try Data(contentsOf: office.folder.appending("recovery.txt")))
        let report = try Vault.drill(
            at: office.vaultPath, recoverySecret: RecoveryKey.secret(inFile: Secret(moving: &text)))
        return Dictionary(uniqueKeysWithValues: report.failures.map { ($0.caseRef, $0.failures) })
    }

    /// Of the newest statement of an act.
    private func position(of act: String, in vault: Vault) throws -> UInt64 {
        var newest: UInt64?
        try vault.log.forEachEntry { if $0.statement?.act.name == act { newest = $0.position } }
        return try #require(newest)
    }

    private func opening(of file: CaseFile, in vault: Vault) throws -> CaseOpening {
        var found: CaseOpening?
        try vault.log.forEachEntry { entry in
            if case .openCase(let opening)? = entry.statement?.act, opening.caseID == file.id {
                found = opening
            }
        }
        return try #require(found)
    }

    private func junk(for card: Card) throws -> SealedKey {
        SealedKey(to: card.fingerprint, sealed: Base64Bytes(try randomBytes(112)))
    }

    private func sealed(_ key: OpeningKey, to card: Card, for context: BoxContext) throws -> SealedKey {
        SealedKey(
            to: card.fingerprint,
            sealed: Base64Bytes(try card.sealingKey(postQuantum: false).seal(key.secret(), for: context)))
    }

    private func sealedTitle(
        _ title: String, to key: OpeningKey, in compartment: CompartmentName
    ) throws -> [UInt8] {
        try SealedText.seal(Array(title.utf8), to: key.sealingKey, as: .title, in: compartment)
    }

    private func sealedDetails(
        _ json: [UInt8], to key: SealingKey, in compartment: CompartmentName, of documentID: HexBytes
    ) throws -> [UInt8] {
        try SealedText.seal(json, to: key, as: .details, in: compartment, of: documentID)
    }
}
