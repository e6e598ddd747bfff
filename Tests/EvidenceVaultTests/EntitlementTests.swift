import Crypto
import Foundation
import Sodium
import TestSupport
import Testing
import TransparencyLog

@testable import EvidenceVault

/// Members with the vault's keys and a client of their own: they append statements that are sealed, signed, cosigned and in the
/// tree as they should be, and that they may not make. Nobody's replay believes one of them.
@Suite struct EntitlementTests {
    /// One forged statement, well formed but for one thing.
    struct Forgery: CustomTestStringConvertible, Sendable {
        let author: String
        /// What the replay must say: so that it is this rule that holds, and not another.
        let why: String
        let act: @Sendable (TestOffice, VaultState) throws -> Act
        var testDescription: String { "\(author): \(why)" }
    }

    static let noSlots = HexBytes(SHA256.bytes(of: []))

    static let forgeries: [Forgery] = [
        Forgery(author: "stranger", why: "its author is no member") { _, _ in Access.to(.list) },
        Forgery(author: "custodian", why: "a vault is founded once, by its first statement") { _, state in
            .found(try #require(state.founding))
        },

        Forgery(author: "companion", why: "only a custodian enrols") { office, _ in
            .enrol(Enrolment(card: try office.person("stranger").card, roles: [.custodian], slots: noSlots))
        },
        Forgery(author: "custodian", why: "the key slots are not those signed") { office, _ in
            .enrol(
                Enrolment(
                    card: try office.person("stranger").card, roles: [.lawyer], slots: HexBytes([1, 2])))
        },
        Forgery(author: "custodian", why: "the member is enrolled already") { office, _ in
            .enrol(Enrolment(card: try office.person("lawyer").card, roles: [.coordinator], slots: noSlots))
        },
        Forgery(author: "custodian", why: "an auditor holds no other role") { office, _ in
            .enrol(
                Enrolment(
                    card: try office.person("stranger").card, roles: [.auditor, .lawyer], slots: noSlots))
        },
        Forgery(author: "custodian", why: "a member has a role") { office, _ in
            .enrol(Enrolment(card: try office.person("stranger").card, roles: [], slots: noSlots))
        },
        Forgery(author: "custodian", why: "an example key is not valid outside the walk-through") { _, _ in
            let url = Vectors.packageFolder.appending(path: "keys-example/lawyer.card")
            let card = try Card(json: [UInt8](Data(contentsOf: url)))
            return .enrol(Enrolment(card: card, roles: [.lawyer], slots: noSlots))
        },

        Forgery(author: "custodian", why: "the signing key is another member's") { office, _ in
            let lawyer = try office.person("lawyer")
            let card = try Card(
                name: "tiruan", recipient: office.person("stranger").card.recipient, hybrid: nil,
                signedBy: lawyer.signingKey)
            return .enrol(Enrolment(card: card, roles: [.lawyer], slots: noSlots))
        },
        Forgery(author: "coordinator", why: "only a custodian gives roles") { office, _ in
            .setRoles(
                RolesSet(member: try office.person("coordinator").fingerprint, roles: [.custodian]))
        },
        Forgery(author: "custodian", why: "there is no such active member") { office, _ in
            .setRoles(RolesSet(member: try office.person("stranger").fingerprint, roles: [.custodian]))
        },
        Forgery(author: "custodian", why: "a vault has a custodian") { office, _ in
            .setRoles(RolesSet(member: try office.person("custodian").fingerprint, roles: [.companion]))
        },
        Forgery(author: "custodian", why: "an auditor holds no other role") { office, _ in
            .setRoles(
                RolesSet(member: try office.person("lawyer").fingerprint, roles: [.auditor, .lawyer]))
        },
        Forgery(author: "companion", why: "only a custodian ends a membership") { office, state in
            .end(try ending(of: "lawyer", office, generation: state.keyGeneration + 1))
        },
        Forgery(author: "custodian", why: "the vault's keys are not the next") { office, state in
            .end(try ending(of: "lawyer", office, generation: state.keyGeneration))
        },
        Forgery(author: "custodian", why: "the vault's keys are not the next") { office, state in
            // The next by its number, in an entry under the old key.
            .end(try ending(of: "lawyer", office, generation: state.keyGeneration + 1))
        },
        Forgery(author: "custodian", why: "the membership has ended already") { office, state in
            .end(try ending(of: "stranger", office, generation: state.keyGeneration + 1))
        },
        Forgery(author: "lawyer", why: "only a custodian restores a membership") { office, _ in
            .restore(Restoration(member: try office.person("companion").fingerprint, slots: noSlots))
        },
        Forgery(author: "custodian", why: "the member is not suspended") { office, _ in
            .restore(Restoration(member: try office.person("companion").fingerprint, slots: noSlots))
        },
        Forgery(author: "coordinator", why: "only a custodian sets the policy") { _, _ in
            .setPolicy(PolicySet(policy: .standard))
        },
        Forgery(author: "custodian", why: "the policy cannot be") { _, _ in
            var policy = Policy.standard
            policy.rules[.custodian] = Policy.Rule(reads: [.testimony])
            return .setPolicy(PolicySet(policy: policy))
        },

        Forgery(author: "custodian", why: "only an auditor makes the audit key") { office, state in
            .auditKey(
                AuditKeyMade(
                    generation: UInt32(state.auditKeys.count + 1),
                    recipient: try office.person("custodian").card.recipient.description, keys: []))
        },
        Forgery(author: "auditor", why: "the generation of the audit key is not the next") { office, state in
            .auditKey(
                AuditKeyMade(
                    generation: 7, recipient: try office.person("auditor").card.recipient.description,
                    keys: []))
        },
        Forgery(author: "auditor", why: "the audit key is of the kind that the vault uses") { _, state in
            .auditKey(
                AuditKeyMade(
                    generation: UInt32(state.auditKeys.count + 1),
                    recipient: try OpeningKey.generate(postQuantum: true).sealingKey.description, keys: []))
        },
        Forgery(author: "custodian", why: "only an auditor hands on the audit key") { _, _ in
            .auditGrant(AuditKeyGranted(generation: 1, keys: []))
        },
        Forgery(author: "auditor", why: "the audit key is for auditors only") { office, _ in
            let card = try office.person("custodian").card
            return .auditGrant(
                AuditKeyGranted(generation: 1, keys: [try sealedKey(to: card)]))
        },

        Forgery(author: "lawyer", why: "only a coordinator opens a case") { office, state in
            .openCase(try opening(office, state, ref: "NEW-1"))
        },
        Forgery(author: "coordinator", why: "a case has an id and a reference") { office, state in
            .openCase(try opening(office, state, ref: String(repeating: "A", count: 300)))
        },
        Forgery(author: "coordinator", why: "a case has an id and a reference") { office, state in
            let whole = try opening(office, state, ref: "NEW-1")
            return .openCase(
                CaseOpening(
                    caseID: HexBytes([1, 2]), ref: whole.ref, title: whole.title,
                    compartments: whole.compartments, grants: whole.grants))
        },
        Forgery(author: "coordinator", why: "the case exists already") { office, state in
            .openCase(try opening(office, state, ref: try caseFile(state).ref))
        },
        Forgery(author: "coordinator", why: "the case exists already") { office, state in
            let whole = try opening(office, state, ref: "NEW-1")
            return .openCase(
                CaseOpening(
                    caseID: try caseFile(state).id, ref: "NEW-1", title: Base64Bytes([]),
                    compartments: whole.compartments, grants: whole.grants))
        },
        Forgery(author: "coordinator", why: "a new case has one compartment for each class") {
            office, state in
            let whole = try opening(office, state, ref: "NEW-1")
            return .openCase(
                CaseOpening(
                    caseID: whole.caseID, ref: whole.ref, title: whole.title,
                    compartments: whole.compartments.dropLast() + [whole.compartments[0]],
                    grants: whole.grants))
        },
        Forgery(author: "coordinator", why: "a compartment's key is of the kind that the vault uses") {
            office, state in
            let hybrid = try OpeningKey.generate(postQuantum: true).sealingKey.description
            return .openCase(try opening(office, state, ref: "NEW-1", recipient: hybrid))
        },
        Forgery(author: "coordinator", why: "first keys are the opener's and the recovery key's") {
            office, state in
            let whole = try opening(office, state, ref: "NEW-1")
            return .openCase(
                CaseOpening(
                    caseID: whole.caseID, ref: whole.ref, title: whole.title,
                    compartments: whole.compartments,
                    grants: whole.grants.dropLast() + [try grant(.summary, to: "shelter", office)]))
        },
        Forgery(author: "coordinator", why: "first keys are the opener's and the recovery key's") {
            office, state in
            // Without the recovery key nobody could restore access.
            let whole = try opening(office, state, ref: "NEW-1")
            let own = try office.person("coordinator").fingerprint
            return .openCase(
                CaseOpening(
                    caseID: whole.caseID, ref: whole.ref, title: whole.title,
                    compartments: whole.compartments, grants: whole.grants.filter { $0.key.to == own }))
        },

        Forgery(author: "companion", why: "only a coordinator of the case assigns") { office, state in
            try assignment(of: "lawyer", as: .lawyer, grants: [], office, state)
        },
        Forgery(author: "custodian", why: "only a coordinator of the case assigns") { office, state in
            try assignment(of: "lawyer", as: .lawyer, grants: [], office, state)
        },
        Forgery(author: "coordinator", why: "the keys of a class that the role reads are missing") {
            office, state in
            try assignment(of: "companion", as: .companion, grants: [], office, state)
        },
        Forgery(author: "lawyer", why: "only a coordinator of the case unassigns") { office, state in
            .unassign(
                Unassignment(
                    caseID: try caseFile(state).id, member: try office.person("companion").fingerprint,
                    role: nil))
        },
        Forgery(author: "coordinator", why: "the member has no such role there") { office, state in
            .unassign(
                Unassignment(
                    caseID: try caseFile(state).id, member: try office.person("companion").fingerprint,
                    role: .lawyer))
        },
        Forgery(author: "coordinator", why: "a case has somebody who can grant") { office, state in
            .unassign(
                Unassignment(
                    caseID: try caseFile(state).id, member: try office.person("coordinator").fingerprint,
                    role: nil))
        },
        // Somebody swaps the public key of a compartment for one that they can open.
        Forgery(author: "companion", why: "only a coordinator of the case changes its keys") {
            office, state in
            .rekey(
                try rekeying(.medical, to: ["companion", "coordinator", "health", "lawyer"], office, state))
        },
        Forgery(author: "coordinator", why: "a new key is for those who read the class, and for all of them")
        {
            office, state in
            .rekey(try rekeying(.medical, to: ["coordinator", "health", "lawyer", "shelter"], office, state))
        },
        Forgery(author: "coordinator", why: "a new key is for those who read the class, and for all of them")
        {
            office, state in
            .rekey(try rekeying(.medical, to: ["coordinator"], office, state))
        },
        Forgery(author: "coordinator", why: "the generation of a compartment is not the next") {
            office, state in
            .rekey(
                try rekeying(
                    .medical, to: ["coordinator", "health", "lawyer"], generation: 1, office, state))
        },
        Forgery(author: "coordinator", why: "a compartment's key is of the kind that the vault uses") {
            office, state in
            .rekey(
                try rekeying(
                    .medical, to: ["coordinator", "health", "lawyer"],
                    recipient: OpeningKey.generate(postQuantum: true).sealingKey.description, office, state))
        },
        Forgery(author: "coordinator", why: "the title goes with the key of the summary") { office, state in
            .rekey(try rekeying(.summary, to: TestOffice.team, office, state))
        },
        Forgery(author: "coordinator", why: "a grant goes beyond what the member reads") { office, state in
            .rekey(
                Rekeying(
                    caseID: try caseFile(state).id, compartments: [],
                    grants: [try grant(.medical, to: "companion", office)], title: nil))
        },
        Forgery(author: "coordinator", why: "a grant is to nobody") { office, state in
            .rekey(
                Rekeying(
                    caseID: try caseFile(state).id, compartments: [],
                    grants: [try grant(.medical, to: "stranger", office)], title: nil))
        },

        Forgery(author: "companion", why: "the member does not hold that role") { _, state in
            .requestEmergency(
                EmergencyRequest(
                    caseID: try caseFile(state).id, role: .health, reason: "malam ini", duration: 60))
        },
        Forgery(author: "companion", why: "the member has that role there already") { _, state in
            .requestEmergency(
                EmergencyRequest(
                    caseID: try caseFile(state).id, role: .companion, reason: "malam ini", duration: 60))
        },
        Forgery(author: "coordinator", why: "there is no such request") { _, state in
            .approveEmergency(
                EmergencyApproval(
                    caseID: try caseFile(state).id, request: 3,
                    until: Timestamp(seconds: 1_790_000_100), grants: []))
        },
        Forgery(author: "companion", why: "only a coordinator of the case hands out a kit") { office, state in
            .makeKit(try kit(key: HexBytes(Ed25519.SigningKey().publicKey.bytes), state))
        },
        Forgery(author: "coordinator", why: "the kit's key is taken") { office, state in
            .makeKit(try kit(key: HexBytes(office.person("lawyer").card.signingKey.bytes), state))
        },
        Forgery(author: "coordinator", why: "there is no such kit") { _, state in
            .cancelKit(KitCancelled(caseID: try caseFile(state).id, key: HexBytes([1, 2])))
        },
        Forgery(author: "companion", why: "there is no such kit") { _, state in
            let unsealed = try deposit(state, into: .testimony)
            let seal = try KitSeal(
                of: unsealed, at: Timestamp(seconds: 1_790_000_000), vaultID: state.vaultID,
                by: Ed25519.SigningKey())
            return .deposit(unsealed.sealed(with: seal))
        },
        Forgery(author: "companion", why: "only a coordinator of the case reseals") { _, state in
            .reseal(try resealing(state))
        },
        Forgery(author: "coordinator", why: "the compartment is not the current one") { _, state in
            .reseal(try resealing(state, generation: 2))
        },
        Forgery(author: "coordinator", why: "there is no such document") { _, state in
            .reseal(try resealing(state, number: 2))
        },

        Forgery(author: "coordinator", why: "the member does not hold that role") { office, state in
            try assignment(of: "lawyer", as: .health, grants: [], office, state)
        },
        Forgery(author: "coordinator", why: "the assigned is no active member") { office, state in
            try assignment(of: "stranger", as: .lawyer, grants: [], office, state)
        },
        Forgery(author: "coordinator", why: "a grant goes beyond what the role reads") { office, state in
            try assignment(
                of: "companion", as: .companion, grants: [try grant(.medical, to: "companion", office)],
                office, state)
        },
        Forgery(author: "coordinator", why: "a grant goes beyond what the role reads") { office, state in
            try assignment(
                of: "health", as: .health, grants: [try grant(.medical, to: "shelter", office)], office,
                state)
        },

        Forgery(author: "shelter", why: "the author does not deposit this class in this case") { _, state in
            .deposit(try deposit(state, into: .testimony))
        },
        Forgery(author: "custodian", why: "the author does not deposit this class in this case") { _, state in
            .deposit(try deposit(state, into: .testimony))
        },
        Forgery(author: "companion", why: "the document number is not the next") { _, state in
            .deposit(try deposit(state, into: .testimony, number: 1))
        },
        Forgery(author: "companion", why: "the compartment is not the current one") { _, state in
            .deposit(try deposit(state, into: .testimony, generation: 2))
        },

        Forgery(author: "shelter", why: "the author does not record consent in this case") { _, state in
            .consent(try consent(state, number: 2))
        },
        Forgery(author: "companion", why: "the consent number is not the next") { _, state in
            .consent(try consent(state, number: 1))
        },
        Forgery(author: "companion", why: "the author does not hand over in this case") { _, state in
            .bundle(try bundle(state))
        },
        Forgery(author: "lawyer", why: "a bundle needs a consent") { _, state in
            .bundle(try bundle(state, consents: []))
        },
        Forgery(author: "lawyer", why: "no consent covers this office at that time") { _, state in
            .bundle(try bundle(state, to: "police"))
        },
        Forgery(author: "lawyer", why: "no consent covers this office at that time") { _, state in
            .bundle(try bundle(state, consents: [1, 2]))
        },
        Forgery(author: "lawyer", why: "there is no such document") { _, state in
            .bundle(try bundle(state, documents: [1, 2]))
        },

        Forgery(author: "custodian", why: "only an auditor reviews the log") { office, state in
            .review(try review(by: "custodian", of: state.head, office))
        },
        Forgery(author: "auditor", why: "the reviewed checkpoint is not the log's newest") {
            office, state in
            .review(try review(by: "auditor", of: LogHead(size: 1, root: MerkleTree.emptyRoot), office))
        },
        Forgery(author: "auditor", why: "the reviewed checkpoint is not the log's newest") {
            office, state in
            let head = LogHead(size: state.head.size, root: MerkleTree.emptyRoot)
            return .review(try review(by: "auditor", of: head, office))
        },
        Forgery(author: "auditor", why: "the reviewed checkpoint is not the log's newest") {
            office, state in
            // As it should be, but that the log key did not sign it.
            let whole = try SignedNote(
                parsing: Array(review(by: "auditor", of: state.head, office).checkpoint.utf8))
            var unsigned = SignedNote(text: whole.text)
            try unsigned.cosign(
                name: "amanah/member/\(office.person("auditor").fingerprint)",
                with: office.person("auditor").signingKey, at: 1)
            return .review(
                ReviewMade(checkpoint: String(decoding: unsigned.encoded, as: UTF8.self), verdicts: []))
        },
        Forgery(author: "auditor", why: "the reviewed checkpoint is not cosigned by its auditor") {
            office, state in
            .review(try review(by: "lawyer", of: state.head, office))
        },
        Forgery(author: "auditor", why: "a verdict is of one finding, and of some length at most") {
            office, state in
            let whole = try review(by: "auditor", of: state.head, office)
            let long = String(repeating: "x", count: 5000)
            return .review(
                ReviewMade(
                    checkpoint: whole.checkpoint,
                    verdicts: [Verdict(finding: "A-1", verdict: .accepted, note: long)]))
        },
        Forgery(author: "lawyer", why: "a time-stamp is of a checkpoint of this log") { office, state in
            let head = LogHead(size: state.head.size + 1, root: MerkleTree.emptyRoot)
            let note = try review(by: "lawyer", of: head, office).checkpoint
            return .timestamp(TimestampKept(checkpoint: note, response: Base64Bytes([])))
        },
        Forgery(author: "lawyer", why: "a time-stamp is of a checkpoint of this log") { _, _ in
            .timestamp(TimestampKept(checkpoint: "x", response: Base64Bytes([])))
        },
        Forgery(author: "lawyer", why: "the time-stamp is too large") { office, state in
            let note = try review(by: "lawyer", of: state.head, office).checkpoint
            let large = [UInt8](repeating: 0, count: TimestampResponse.maximumSize + 1)
            return .timestamp(TimestampKept(checkpoint: note, response: Base64Bytes(large)))
        },
    ]

    /// Signed by the log key, and cosigned by whom it says.
    private static func review(
        by name: String, of head: LogHead, _ office: TestOffice
    ) throws -> ReviewMade {
        let vault = try office.open(name)
        let note = try CheckpointNames(vault.id).note(
            of: head, keys: #require(vault.log.keys.current), cosignedBy: office.person(name),
            at: office.time)
        return ReviewMade(checkpoint: String(decoding: note.encoded, as: UTF8.self), verdicts: [])
    }

    private static func sealedKey(to card: Card) throws -> SealedKey {
        SealedKey(to: card.fingerprint, sealed: Base64Bytes(try randomBytes(112)))
    }

    private static func caseFile(_ state: VaultState) throws -> CaseFile {
        try #require(state.allCases.first)
    }

    private static func opening(
        _ office: TestOffice, _ state: VaultState, ref: String, recipient: String? = nil
    ) throws -> CaseOpening {
        let holders = [
            try office.person("coordinator").card, try #require(state.founding).recovery,
        ]
        return try CaseOpening(
            caseID: HexBytes([UInt8](repeating: 9, count: 16)), ref: ref, title: Base64Bytes([]),
            compartments: ConfidentialityClass.allCases.map {
                Compartment(
                    confidentiality: $0, generation: 1,
                    recipient: try recipient ?? OpeningKey.generate(postQuantum: false).sealingKey.description
                )
            },
            grants: ConfidentialityClass.allCases.flatMap { confidentiality in
                try holders.map {
                    Grant(confidentiality: confidentiality, generation: 1, key: try sealedKey(to: $0))
                }
            })
    }

    private static func grant(
        _ confidentiality: ConfidentialityClass, to name: String, _ office: TestOffice
    ) throws -> Grant {
        Grant(
            confidentiality: confidentiality, generation: 1,
            key: try sealedKey(to: office.person(name).card))
    }

    private static func assignment(
        of name: String, as role: Role, grants: [Grant], _ office: TestOffice, _ state: VaultState
    ) throws -> Act {
        .assign(
            Assignment(
                caseID: try caseFile(state).id, member: try office.person(name).fingerprint, role: role,
                grants: grants))
    }

    private static func ending(
        of name: String, _ office: TestOffice, generation: UInt32
    ) throws -> MembershipEnd {
        MembershipEnd(
            member: try office.person(name).fingerprint, isFinal: true,
            rotation: Rotation(
                generation: generation, logKey: HexBytes(try Ed25519.SigningKey().publicKey.bytes),
                previous: Base64Bytes([]), slots: noSlots))
    }

    private static func rekeying(
        _ confidentiality: ConfidentialityClass, to names: [String], generation: UInt32 = 2,
        recipient: String? = nil, _ office: TestOffice, _ state: VaultState
    ) throws -> Rekeying {
        let cards = try names.map { try office.person($0).card } + [#require(state.founding).recovery]
        return Rekeying(
            caseID: try caseFile(state).id,
            compartments: [
                Compartment(
                    confidentiality: confidentiality, generation: generation,
                    recipient: try recipient ?? OpeningKey.generate(postQuantum: false).sealingKey.description
                )
            ],
            grants: try cards.map {
                Grant(confidentiality: confidentiality, generation: generation, key: try sealedKey(to: $0))
            }, title: nil)
    }

    private static func kit(key: HexBytes, _ state: VaultState) throws -> KitMade {
        KitMade(
            caseID: try caseFile(state).id, key: key, kinds: [.statement],
            until: Timestamp(seconds: 1_800_000_000), holder: nil)
    }

    private static func resealing(
        _ state: VaultState, number: Int = 1, generation: UInt32 = 1
    ) throws -> Resealing {
        Resealing(
            caseID: try caseFile(state).id, number: number, documentID: HexBytes([1]), deposit: 1,
            replacedBlob: HexBytes([2]), confidentiality: .testimony, generation: generation,
            blob: HexBytes([3]), blobSize: 1, details: Base64Bytes([]))
    }

    private static func deposit(
        _ state: VaultState, into confidentiality: ConfidentialityClass, number: Int = 2,
        generation: UInt32 = 1
    ) throws -> Deposit {
        Deposit(
            caseID: try caseFile(state).id, number: number,
            documentID: HexBytes([UInt8](repeating: 1, count: 16)),
            confidentiality: confidentiality, generation: generation,
            blob: HexBytes([UInt8](repeating: 2, count: 32)), blobSize: 1, details: Base64Bytes([]),
            detailsDigest: HexBytes([UInt8](repeating: 3, count: 32)), kit: nil)
    }

    private static func consent(_ state: VaultState, number: Int) throws -> ConsentGiven {
        ConsentGiven(
            caseID: try caseFile(state).id, number: number, purpose: .police,
            recipient: try Office("police"), kinds: [.visum], until: nil, details: Base64Bytes([]))
    }

    private static func bundle(
        _ state: VaultState, to office: String = "lpsk", documents: [Int] = [1], consents: [Int] = [1]
    ) throws -> BundleMade {
        BundleMade(
            caseID: try caseFile(state).id, office: try Office(office), recipient: "age1",
            documents: documents,
            consents: consents)
    }

    /// A vault with one case, one document and one consent (to LPSK).
    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        let vault = try office.open("companion")
        _ = try vault.recordConsent(
            in: vault.caseFile("TPPO-2026-0017"), purpose: .protection, recipient: Office("lpsk"),
            kinds: [.chronology], givenBy: "Melati",
            until: Timestamp(seconds: office.time.seconds + 60))
        return office
    }

    @Test(arguments: forgeries) func whoIsNotEntitledIsNotBelieved(_ forgery: Forgery) throws {
        let office = try office()
        let size = try office.open("coordinator").state.head.size
        try office.forge(as: forgery.author) { try forgery.act(office, $0) }
        let finding = Finding.entry(index: size, problem: .notEntitled(forgery.why))
        #expect(throws: VaultError.altered(finding)) { try office.open("coordinator") }
        #expect(throws: VaultError.altered(finding)) { try office.open("auditor") }
    }

    @Test func aConsentThatHasEndedCoversNoBundle() throws {
        let office = try office()
        let size = try office.open("coordinator").state.head.size
        office.time = Timestamp(seconds: office.time.seconds + 61)
        try office.forge(as: "lawyer") { .bundle(try Self.bundle($0)) }
        let why = "no consent covers this office at that time"
        #expect(throws: VaultError.altered(.entry(index: size, problem: .notEntitled(why)))) {
            try office.open("coordinator")
        }
    }

    /// What all the forgeries are but for one thing.
    @Test func whatIsEntitledIsBelieved() throws {
        let office = try office()
        for (author, act) in [
            ("coordinator", { Act.openCase(try Self.opening(office, $0, ref: "NEW-1")) }),
            ("companion", { .deposit(try Self.deposit($0, into: .testimony)) }),
            ("lawyer", { .bundle(try Self.bundle($0)) }),
            (
                "coordinator",
                {
                    .rekey(
                        try Self.rekeying(.medical, to: ["coordinator", "health", "lawyer"], office, $0))
                }
            ),
            (
                "coordinator",
                { .makeKit(try Self.kit(key: HexBytes(Ed25519.SigningKey().publicKey.bytes), $0)) }
            ),
            ("custodian", { _ in .setPolicy(PolicySet(policy: .standard)) }),
            ("auditor", { .review(try Self.review(by: "auditor", of: $0.head, office)) }),
            (
                "lawyer",
                {
                    let note = try Self.review(by: "lawyer", of: $0.head, office).checkpoint
                    return .timestamp(TimestampKept(checkpoint: note, response: Base64Bytes([])))
                }
            ),
        ] as [(String, (VaultState) throws -> Act)] {
            try office.forge(as: author, act)
            _ = try office.open("health")
        }
        for name in ["auditor", "coordinator"] { _ = try office.open(name) }
    }
}
