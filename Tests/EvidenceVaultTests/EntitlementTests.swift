import Age
import Bytes
import Crypto
import Foundation
@testable import Ledger
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
        let why: LogRule
        let act: @Sendable (TestOffice, VaultState) throws -> Act
        var testDescription: String { "\(author): \(why)" }
    }

    static let noSlots = HexBytes(SHA256.bytes(of: []))
    /// What ``TestOffice/put(_:as:for:beside:entry:)`` puts where the keys of before should be.
    static let noPrevious = SHA256.bytes(of: [UInt8](repeating: 0, count: KeySlot.previousSize))

    static let forgeries: [Forgery] = [
        Forgery(author: "stranger", why: .authorIsNoMember) { _, _ in TestOffice.harmless },
        Forgery(author: "custodian", why: .foundedOnce) { _, state in
            .found(try #require(state.founding))
        },

        Forgery(author: "companion", why: .custodianEnrols) { office, _ in
            .enrol(Enrolment(card: try office.person("stranger").card, roles: [.custodian], slots: noSlots))
        },
        Forgery(author: "custodian", why: .otherSlots) { office, _ in
            .enrol(
                Enrolment(
                    card: try office.person("stranger").card, roles: [.lawyer], slots: HexBytes([1, 2])))
        },
        Forgery(author: "custodian", why: .enrolledAlready) { office, _ in
            .enrol(Enrolment(card: try office.person("lawyer").card, roles: [.coordinator], slots: noSlots))
        },
        Forgery(author: "custodian", why: .auditorAlone) { office, _ in
            .enrol(
                Enrolment(
                    card: try office.person("stranger").card, roles: [.auditor, .lawyer], slots: noSlots))
        },
        Forgery(author: "custodian", why: .noRole) { office, _ in
            .enrol(Enrolment(card: try office.person("stranger").card, roles: [], slots: noSlots))
        },
        Forgery(author: "custodian", why: .exampleKey) { _, _ in
            let url = Vectors.packageFolder.appending(path: "keys-example/lawyer.card")
            let card = try Card(json: [UInt8](Data(contentsOf: url)))
            return .enrol(Enrolment(card: card, roles: [.lawyer], slots: noSlots))
        },

        Forgery(author: "custodian", why: .keyUsedBefore) { office, _ in
            let lawyer = try office.person("lawyer")
            let card = try Card(
                name: "tiruan", recipient: office.person("stranger").card.recipient, hybrid: nil,
                signedBy: lawyer.signingKey)
            return .enrol(Enrolment(card: card, roles: [.lawyer], slots: noSlots))
        },
        Forgery(author: "coordinator", why: .custodianGivesRoles) { office, _ in
            .setRoles(
                RolesSet(member: try office.person("coordinator").fingerprint, roles: [.custodian]))
        },
        Forgery(author: "custodian", why: .noSuchActiveMember) { office, _ in
            .setRoles(RolesSet(member: try office.person("stranger").fingerprint, roles: [.custodian]))
        },
        Forgery(author: "custodian", why: .lastCustodian) { office, _ in
            .setRoles(RolesSet(member: try office.person("custodian").fingerprint, roles: [.companion]))
        },
        Forgery(author: "custodian", why: .auditorAlone) { office, _ in
            .setRoles(
                RolesSet(member: try office.person("lawyer").fingerprint, roles: [.auditor, .lawyer]))
        },
        Forgery(author: "companion", why: .custodianEnds) { office, state in
            .end(try ending(of: "lawyer", office, generation: state.keyGeneration + 1))
        },
        Forgery(author: "custodian", why: .vaultKeysNotNext) { office, state in
            .end(try ending(of: "lawyer", office, generation: state.keyGeneration))
        },
        Forgery(author: "custodian", why: .lastCustodian) { office, state in
            .end(try ending(of: "custodian", office, generation: state.keyGeneration + 1))
        },
        Forgery(author: "custodian", why: .noLogKey) { office, state in
            .end(
                try ending(
                    of: "lawyer", office, generation: state.keyGeneration + 1,
                    logKey: [UInt8](repeating: 1, count: 31)))
        },
        Forgery(author: "custodian", why: .keysNotCommitted) { office, state in
            .end(
                try ending(of: "lawyer", office, generation: state.keyGeneration + 1, keys: [1, 2]))
        },
        Forgery(author: "custodian", why: .otherSlots) { office, state in
            .end(
                try ending(of: "lawyer", office, generation: state.keyGeneration + 1, slots: [1, 2]))
        },
        Forgery(author: "custodian", why: .otherPreviousKeys) { office, state in
            .end(
                try ending(of: "lawyer", office, generation: state.keyGeneration + 1, previous: [1, 2]))
        },
        Forgery(author: "custodian", why: .nameTaken) { office, _ in
            .enrol(Enrolment(card: try card(named: "lawyer", office), roles: [.lawyer], slots: noSlots))
        },
        Forgery(author: "custodian", why: .nameTaken) { office, _ in
            .enrol(Enrolment(card: try card(named: "recovery", office), roles: [.lawyer], slots: noSlots))
        },
        Forgery(author: "companion", why: .custodianRaisesLevel) { _, _ in
            .setLevel(LevelSet(level: 3))
        },
        Forgery(author: "coordinator", why: .custodianSetsZone) { _, _ in
            .setTimeZone(TimeZoneSet(zone: .standard))
        },
        Forgery(author: "coordinator", why: .custodianSetsExpectations) { _, _ in
            .setExpectations(ExpectationsSet(expectations: .object([:])))
        },
        Forgery(author: "custodian", why: .expectationsTooLarge) { _, _ in
            let text = String(repeating: "x", count: ExpectationsSet.longest - 1)
            return .setExpectations(ExpectationsSet(expectations: .string(text)))
        },
        Forgery(author: "custodian", why: .levelNotNext) { _, _ in
            .setLevel(LevelSet(level: 4))
        },
        Forgery(author: "lawyer", why: .repairOfNothing) {
            _, state in
            .repair(LogRepaired(from: 0, to: state.head.size + 1, reason: "x"))
        },
        Forgery(author: "lawyer", why: .repairOfNothing) {
            _, _ in
            .repair(LogRepaired(from: 0, to: 1, reason: "x\ny"))
        },
        Forgery(author: "companion", why: .custodianRotatesRecovery) { office, state in
            .rotateRecovery(try recoveryRotated(office, state, approvedBy: "companion"))
        },
        Forgery(author: "custodian", why: .recoveryNotApproved) { office, state in
            .rotateRecovery(try recoveryRotated(office, state, approvedBy: "custodian"))
        },
        Forgery(author: "lawyer", why: .auditorWitnesses) { office, state in
            .witness(
                WitnessMade(
                    checkpoint: try review(by: "lawyer", of: state.head, office).checkpoint, void: []))
        },
        Forgery(author: "auditor", why: .otherVoids) { office, state in
            .witness(
                WitnessMade(
                    checkpoint: try review(by: "auditor", of: state.head, office).checkpoint,
                    void: [.init(from: 3, to: 4)]))
        },
        Forgery(author: "lawyer", why: .forAuditors) { _, _ in Access.to(.list) },
        Forgery(author: "custodian", why: .endedAlready) { office, state in
            .end(try ending(of: "stranger", office, generation: state.keyGeneration + 1))
        },
        Forgery(author: "lawyer", why: .custodianRestores) { office, _ in
            .restore(Restoration(member: try office.person("companion").fingerprint, slots: noSlots))
        },
        Forgery(author: "custodian", why: .notSuspended) { office, _ in
            .restore(Restoration(member: try office.person("companion").fingerprint, slots: noSlots))
        },
        Forgery(author: "coordinator", why: .custodianSetsPolicy) { _, _ in
            .setPolicy(PolicySet(policy: .standard))
        },
        Forgery(author: "custodian", why: .impossiblePolicy) { _, _ in
            var policy = Policy.standard
            policy.rules[.custodian] = Policy.Rule(reads: [.testimony])
            return .setPolicy(PolicySet(policy: policy))
        },

        Forgery(author: "custodian", why: .auditorMakesAuditKey) { office, state in
            .auditKey(
                AuditKeyMade(
                    generation: UInt32(state.auditKeys.count + 1),
                    recipient: try office.person("custodian").card.recipient.description, keys: []))
        },
        Forgery(author: "auditor", why: .auditKeyNotNext) { office, state in
            .auditKey(
                AuditKeyMade(
                    generation: 7, recipient: try office.person("auditor").card.recipient.description,
                    keys: []))
        },
        Forgery(author: "auditor", why: .otherKindOfKey) { _, state in
            .auditKey(
                AuditKeyMade(
                    generation: UInt32(state.auditKeys.count + 1),
                    recipient: try OpeningKey.generate(postQuantum: true).sealingKey.description, keys: []))
        },
        Forgery(author: "custodian", why: .auditorHandsOnAuditKey) { _, _ in
            .auditGrant(AuditKeyGranted(generation: 1, keys: []))
        },
        Forgery(author: "auditor", why: .auditKeyForAuditors) { office, _ in
            let card = try office.person("custodian").card
            return .auditGrant(
                AuditKeyGranted(generation: 1, keys: [try sealedKey(to: card)]))
        },

        Forgery(author: "lawyer", why: .coordinatorOpensCase) { office, state in
            .openCase(try opening(office, state, ref: "NEW-1"))
        },
        Forgery(author: "coordinator", why: .caseWithoutReference) { office, state in
            .openCase(try opening(office, state, ref: String(repeating: "A", count: 300)))
        },
        Forgery(author: "coordinator", why: .caseWithoutReference) { office, state in
            let whole = try opening(office, state, ref: "NEW-1")
            return .openCase(
                CaseOpening(
                    caseID: HexBytes([1, 2]), ref: whole.ref, title: whole.title,
                    compartments: whole.compartments, grants: whole.grants))
        },
        Forgery(author: "coordinator", why: .caseExists) { office, state in
            .openCase(try opening(office, state, ref: try caseFile(state).ref))
        },
        Forgery(author: "coordinator", why: .caseExists) { office, state in
            let whole = try opening(office, state, ref: "NEW-1")
            return .openCase(
                CaseOpening(
                    caseID: try caseFile(state).id, ref: "NEW-1", title: Base64Bytes([]),
                    compartments: whole.compartments, grants: whole.grants))
        },
        Forgery(author: "coordinator", why: .compartmentsOfNewCase) {
            office, state in
            let whole = try opening(office, state, ref: "NEW-1")
            return .openCase(
                CaseOpening(
                    caseID: whole.caseID, ref: whole.ref, title: whole.title,
                    compartments: whole.compartments.dropLast() + [whole.compartments[0]],
                    grants: whole.grants))
        },
        Forgery(author: "coordinator", why: .otherKindOfKey) {
            office, state in
            let hybrid = try OpeningKey.generate(postQuantum: true).sealingKey.description
            return .openCase(try opening(office, state, ref: "NEW-1", recipient: hybrid))
        },
        Forgery(author: "coordinator", why: .keyUsedBefore) { office, state in
            // One key for all compartments: who is given one of them has them all.
            let one = try OpeningKey.generate(postQuantum: false).sealingKey.description
            return .openCase(try opening(office, state, ref: "NEW-1", recipient: one))
        },
        Forgery(author: "coordinator", why: .firstKeysToOthers) {
            office, state in
            let whole = try opening(office, state, ref: "NEW-1")
            return .openCase(
                CaseOpening(
                    caseID: whole.caseID, ref: whole.ref, title: whole.title,
                    compartments: whole.compartments,
                    grants: whole.grants.dropLast() + [try grant(.summary, to: "shelter", office)]))
        },
        Forgery(author: "coordinator", why: .firstKeysToOthers) {
            office, state in
            // Without the recovery key nobody could restore access.
            let whole = try opening(office, state, ref: "NEW-1")
            let own = try office.person("coordinator").fingerprint
            return .openCase(
                CaseOpening(
                    caseID: whole.caseID, ref: whole.ref, title: whole.title,
                    compartments: whole.compartments, grants: whole.grants.filter { $0.key.to == own }))
        },

        Forgery(author: "companion", why: .coordinatorAssigns) { office, state in
            try assignment(of: "lawyer", as: .lawyer, grants: [], office, state)
        },
        Forgery(author: "custodian", why: .coordinatorAssigns) { office, state in
            try assignment(of: "lawyer", as: .lawyer, grants: [], office, state)
        },
        Forgery(author: "coordinator", why: .grantsMissing) {
            office, state in
            try assignment(of: "companion", as: .companion, grants: [], office, state)
        },
        Forgery(author: "lawyer", why: .coordinatorUnassigns) { office, state in
            .unassign(
                Unassignment(
                    caseID: try caseFile(state).id, member: try office.person("companion").fingerprint,
                    role: nil))
        },
        Forgery(author: "coordinator", why: .roleNotOnCase) { office, state in
            .unassign(
                Unassignment(
                    caseID: try caseFile(state).id, member: try office.person("companion").fingerprint,
                    role: .lawyer))
        },
        Forgery(author: "coordinator", why: .lastGranter) { office, state in
            .unassign(
                Unassignment(
                    caseID: try caseFile(state).id, member: try office.person("coordinator").fingerprint,
                    role: nil))
        },
        // Somebody swaps the public key of a compartment for one that they can open.
        Forgery(author: "companion", why: .coordinatorRekeys) {
            office, state in
            .rekey(
                try rekeying(.medical, to: ["companion", "coordinator", "health", "lawyer"], office, state))
        },
        Forgery(author: "coordinator", why: .newKeyToOthers) {
            office, state in
            .rekey(try rekeying(.medical, to: ["coordinator", "health", "lawyer", "shelter"], office, state))
        },
        Forgery(author: "coordinator", why: .newKeyToOthers) {
            office, state in
            .rekey(try rekeying(.medical, to: ["coordinator"], office, state))
        },
        Forgery(author: "coordinator", why: .compartmentNotNext) {
            office, state in
            .rekey(
                try rekeying(
                    .medical, to: ["coordinator", "health", "lawyer"], generation: 1, office, state))
        },
        Forgery(author: "coordinator", why: .otherKindOfKey) {
            office, state in
            .rekey(
                try rekeying(
                    .medical, to: ["coordinator", "health", "lawyer"],
                    recipient: OpeningKey.generate(postQuantum: true).sealingKey.description, office, state))
        },
        Forgery(author: "coordinator", why: .titleWithoutSummary) { office, state in
            .rekey(try rekeying(.summary, to: TestOffice.team, office, state))
        },
        Forgery(author: "coordinator", why: .grantBeyondMember) { office, state in
            .rekey(
                Rekeying(
                    caseID: try caseFile(state).id, compartments: [],
                    grants: [try grant(.medical, to: "companion", office)], title: nil))
        },
        Forgery(author: "coordinator", why: .grantToNobody) { office, state in
            .rekey(
                Rekeying(
                    caseID: try caseFile(state).id, compartments: [],
                    grants: [try grant(.medical, to: "stranger", office)], title: nil))
        },

        Forgery(author: "companion", why: .roleNotHeld) { _, state in
            .requestEmergency(
                EmergencyRequest(
                    caseID: try caseFile(state).id, role: .health, reason: "malam ini", duration: 60))
        },
        Forgery(author: "companion", why: .roleOnCaseAlready) { _, state in
            .requestEmergency(
                EmergencyRequest(
                    caseID: try caseFile(state).id, role: .companion, reason: "malam ini", duration: 60))
        },
        Forgery(author: "coordinator", why: .noSuchRequest) { _, state in
            .approveEmergency(
                EmergencyApproval(
                    caseID: try caseFile(state).id, request: 3,
                    until: Timestamp(seconds: 1_790_000_100), grants: []))
        },
        Forgery(author: "companion", why: .coordinatorMakesKit) { office, state in
            .makeKit(try kit(key: HexBytes(Ed25519.SigningKey().publicKey.bytes), state))
        },
        Forgery(author: "coordinator", why: .keyUsedBefore) { office, state in
            .makeKit(try kit(key: HexBytes(office.person("lawyer").card.signingKey.bytes), state))
        },
        Forgery(
            author: "coordinator",
            why: .kitClasses
        ) { _, state in .makeKit(try kit(state, classes: [])) },
        Forgery(
            author: "coordinator",
            why: .kitClasses
        ) { _, state in .makeKit(try kit(state, classes: [.testimony, .testimony])) },
        Forgery(
            author: "coordinator",
            why: .kitClasses
        ) { _, state in .makeKit(try kit(state, classes: [.summary])) },
        Forgery(author: "coordinator", why: .kitExpiredBefore) { office, state in
            .makeKit(try kit(state, until: office.time))
        },
        Forgery(
            author: "coordinator",
            why: .kitDetails
        ) { _, state in .makeKit(try kit(state, generation: 2)) },
        Forgery(author: "coordinator", why: .noSuchKit) { _, state in
            .cancelKit(KitCancelled(caseID: try caseFile(state).id, key: HexBytes([1, 2])))
        },
        Forgery(author: "companion", why: .noSuchKit) { _, state in
            let unsealed = try deposit(state, into: .testimony)
            let seal = try KitSeal(
                of: unsealed, at: Timestamp(seconds: 1_790_000_000), vaultID: state.vaultID,
                kit: try kit(state).digest, by: Ed25519.SigningKey())
            return .deposit(unsealed.sealed(with: seal))
        },
        Forgery(author: "companion", why: .coordinatorReseals) { _, state in
            .reseal(try resealing(state))
        },
        Forgery(author: "coordinator", why: .otherCompartment) { _, state in
            .reseal(try resealing(state, generation: 2))
        },
        Forgery(author: "coordinator", why: .noSuchDocument) { _, state in
            .reseal(try resealing(state, deposit: 1))
        },

        Forgery(author: "coordinator", why: .roleNotHeld) { office, state in
            try assignment(of: "lawyer", as: .health, grants: [], office, state)
        },
        Forgery(author: "coordinator", why: .assignedIsNoMember) { office, state in
            try assignment(of: "stranger", as: .lawyer, grants: [], office, state)
        },
        Forgery(author: "coordinator", why: .grantBeyondRole) { office, state in
            try assignment(
                of: "companion", as: .companion, grants: [try grant(.medical, to: "companion", office)],
                office, state)
        },
        Forgery(author: "coordinator", why: .grantBeyondRole) { office, state in
            try assignment(
                of: "health", as: .health, grants: [try grant(.medical, to: "shelter", office)], office,
                state)
        },

        Forgery(author: "shelter", why: .doesNotDeposit) { _, state in
            .deposit(try deposit(state, into: .testimony))
        },
        Forgery(author: "custodian", why: .doesNotDeposit) { _, state in
            .deposit(try deposit(state, into: .testimony))
        },
        Forgery(author: "companion", why: .keyNotSeen) {
            _, state in
            .deposit(try deposit(state, into: .testimony, generation: 2))
        },

        Forgery(author: "shelter", why: .doesNotRecordConsent) { _, state in
            .consent(try consent(state))
        },
        Forgery(author: "companion", why: .consentToNothing) { _, state in
            .consent(try consent(state, documents: []))
        },
        Forgery(author: "companion", why: .documentsNotInOrder) { _, state in
            .consent(try consent(state, documents: [1, 1]))
        },
        Forgery(author: "companion", why: .noSuchDocument) { _, state in
            .consent(try consent(state, documents: [1, 2]))
        },
        Forgery(author: "companion", why: .noSuchDocument) { _, state in
            .consent(try consent(state, documents: [0]))
        },
        Forgery(author: "companion", why: .otherCompartment) { _, state in
            .consent(try consent(state, generation: 2))
        },
        Forgery(author: "companion", why: .consentDetails) { _, state in
            .consent(try consent(state, detailsSize: 9000))
        },
        Forgery(author: "health", why: .doesNotRecordConsent) { _, state in
            .withdraw(try withdrawal(state))
        },
        Forgery(author: "companion", why: .noSuchConsent) { _, state in
            .withdraw(try withdrawal(state, of: 2))
        },
        Forgery(author: "companion", why: .noSuchConsent) { _, state in
            .withdraw(try withdrawal(state, of: 0))
        },
        Forgery(author: "companion", why: .withdrawnInFuture) { _, state in
            .withdraw(try withdrawal(state, at: 1_790_000_001))
        },
        Forgery(author: "companion", why: .otherCompartment) { _, state in
            .withdraw(try withdrawal(state, generation: 7))
        },

        Forgery(author: "stranger", why: .authorIsNoMember) { _, _ in
            .proposeOffice(try proposal())
        },
        Forgery(author: "lawyer", why: .noOfficeKey) { _, _ in
            .proposeOffice(try proposal(recipient: "age1"))
        },
        Forgery(author: "lawyer", why: .noOfficeKey) { _, _ in
            // A point of small order: nobody can seal to it.
            let point = try X25519.PublicKey([UInt8](repeating: 0, count: 32))
            return .proposeOffice(try proposal(recipient: X25519Recipient(point).description))
        },
        Forgery(author: "lawyer", why: .noOfficeKey) { office, _ in
            // The same point written in another way: bit 255.
            var bytes = try office.person("officer").card.recipient.publicKey.bytes
            bytes[31] |= 0x80
            return .proposeOffice(
                try proposal(recipient: X25519Recipient(.init(bytes)).description))
        },
        Forgery(author: "lawyer", why: .officeSigningKeyTaken) { office, _ in
            .proposeOffice(
                try proposal(signingKey: HexBytes(office.person("lawyer").card.signingKey.bytes)))
        },
        Forgery(author: "lawyer", why: .noOfficeSigningKey) { _, _ in
            .proposeOffice(try proposal(signingKey: HexBytes([1, 2])))
        },
        Forgery(author: "lawyer", why: .officeKeyWithoutLabel) { _, _ in
            .proposeOffice(try proposal(label: ""))
        },
        Forgery(author: "lawyer", why: .officeKeyWithoutLabel) { _, _ in
            .proposeOffice(try proposal(how: String(repeating: "x", count: 501)))
        },
        Forgery(author: "lawyer", why: .exampleKey) { _, _ in
            .proposeOffice(
                try proposal(
                    recipient: "age1dmyl3at36n472m4fa6ksdzjz3z0eua8f25fvjvnegnq03lgymqlss2vzk0"))
        },
        Forgery(author: "lawyer", why: .keyUsedBefore) { office, _ in
            .proposeOffice(try proposal(recipient: office.person("lawyer").card.recipient.description))
        },
        Forgery(author: "lawyer", why: .keyUsedBefore) { _, state in
            .proposeOffice(
                try proposal(recipient: try #require(state.founding).recovery.recipient.description))
        },
        Forgery(author: "lawyer", why: .keyUsedBefore) { _, state in
            .proposeOffice(try proposal(recipient: try #require(state.auditKeys.last).recipient))
        },
        Forgery(author: "lawyer", why: .keyUsedBefore) { office, _ in
            .proposeOffice(try proposal(recipient: office.person("officer").card.recipient.description))
        },
        Forgery(author: "lawyer", why: .secondPerson) { _, state in
            .confirmOffice(try confirmation(state))
        },
        Forgery(author: "companion", why: .neitherGrants) { _, state in
            .confirmOffice(try confirmation(state))
        },
        Forgery(author: "coordinator", why: .nothingToConfirm) { _, state in
            .confirmOffice(OfficeConfirmation(proposal: 3))
        },
        Forgery(author: "coordinator", why: .nothingToConfirm) { _, state in
            // It is confirmed already.
            .confirmOffice(OfficeConfirmation(proposal: try #require(state.offices.first).position))
        },
        Forgery(author: "companion", why: .granterRetires) { _, state in
            .retireOffice(try retirement(state, of: "lpsk"))
        },
        Forgery(author: "coordinator", why: .officeHasNoSuchKey) { _, state in
            .retireOffice(try retirement(state, of: "police"))
        },

        Forgery(author: "companion", why: .depositorAmends) {
            _, state in
            .amend(try amendment(state))
        },
        Forgery(author: "coordinator", why: .noSuchDocument) { _, state in
            .amend(try amendment(state, number: 2))
        },
        Forgery(
            author: "coordinator", why: .amendsOlder
        ) { _, state in
            .amend(try amendment(state, previous: 3))
        },
        Forgery(author: "coordinator", why: .otherCompartment) { _, state in
            .amend(try amendment(state, generation: 2))
        },

        Forgery(author: "companion", why: .doesNotHandOver) { _, state in
            .bundle(try bundle(state))
        },
        Forgery(author: "lawyer", why: .notTheOfficesKey) { office, state in
            // A lawyer's own key, with all else as it should be.
            .bundle(
                try bundle(state, recipient: office.person("lawyer").card.recipient.description))
        },
        Forgery(author: "lawyer", why: .notTheOfficesKey) { _, state in
            // Proposed, and confirmed by nobody.
            .bundle(
                try bundle(state, to: "court", recipient: try #require(state.offices.last).recipient))
        },
        Forgery(author: "lawyer", why: .notTheOfficesKey) { _, state in
            .bundle(try bundle(state, to: "police"))
        },
        Forgery(author: "lawyer", why: .notTheOfficesKey) { _, state in
            .bundle(try bundle(state, sealing: .keys([])))
        },
        Forgery(author: "lawyer", why: .notTheOfficesKey) { office, state in
            // One that it has, and one that it has not.
            let own = try office.person("lawyer").card.recipient.description
            let key = try #require(state.currentKeys(of: Office("lpsk")).first).recipient
            return .bundle(try bundle(state, sealing: BundleSealing(keys: [own, key])))
        },
        Forgery(author: "lawyer", why: .passphraseBesideKey) { _, state in
            // There is a key, and nobody says so.
            .bundle(try bundle(state, sealing: .passphrase))
        },
        Forgery(author: "lawyer", why: .passphraseBesideKey) { _, state in
            .bundle(try bundle(state, to: "police", sealing: .passphraseDespiteKey))
        },
        Forgery(author: "lawyer", why: .bundleOfNothing) { _, state in
            .bundle(try bundle(state, documents: []))
        },
        Forgery(author: "lawyer", why: .documentsNotInOrder) { _, state in
            .bundle(try bundle(state, documents: [1, 1]))
        },
        Forgery(author: "lawyer", why: .noSuchDocument) { _, state in
            .bundle(try bundle(state, documents: [1, 2]))
        },
        Forgery(author: "lawyer", why: .olderDocument) { _, state in
            .bundle(try bundle(state, deposit: 3))
        },
        Forgery(author: "lawyer", why: .olderDocument) { _, state in
            .bundle(try bundle(state, amend: 3))
        },
        Forgery(author: "lawyer", why: .bundleWithoutConsent) { _, state in
            .bundle(try bundle(state, consents: []))
        },
        Forgery(author: "lawyer", why: .noConsentForOffice) { _, state in
            .bundle(try bundle(state, consents: [1, 2]))
        },

        Forgery(author: "lawyer", why: .noBasisForOffice) { _, state in
            .bundle(try bundle(state, consents: [], basis: 7))
        },
        // Proposed and not approved; approved for another office, or for other documents.
        Forgery(author: "lawyer", why: .noBasisForOffice) { _, state in
            .bundle(try bundle(state, consents: [], basis: 2))
        },
        Forgery(author: "lawyer", why: .noBasisForOffice) { _, state in
            .bundle(
                try bundle(
                    state, to: "court", sealing: .passphrase, consents: [], basis: 1))
        },
        Forgery(author: "lawyer", why: .bundleOnBoth) { _, state in
            .bundle(try bundle(state, consents: [1], basis: 1))
        },
        Forgery(author: "health", why: .doesNotHandOver) { _, state in .proposeBasis(try basis(state)) },
        Forgery(author: "lawyer", why: .basisToNothing) { _, state in
            .proposeBasis(try basis(state, documents: []))
        },
        Forgery(author: "lawyer", why: .noSuchDocument) { _, state in
            .proposeBasis(try basis(state, documents: [1, 2]))
        },
        Forgery(author: "lawyer", why: .documentsNotInOrder) { _, state in
            .proposeBasis(try basis(state, documents: [1, 1]))
        },
        Forgery(author: "lawyer", why: .otherCompartment) { _, state in
            .proposeBasis(try basis(state, generation: 7))
        },
        Forgery(author: "health", why: .doesNotApproveBasis) { _, state in
            .approveBasis(try approval(state))
        },
        Forgery(author: "lawyer", why: .secondPerson) { _, state in .approveBasis(try approval(state)) },
        Forgery(author: "coordinator", why: .noSuchBasis) { _, state in
            .approveBasis(try approval(state, of: 3))
        },
        Forgery(author: "coordinator", why: .basisApprovedAlready) { _, state in
            .approveBasis(try approval(state, of: caseFile(state).bases[0].position))
        },

        Forgery(author: "companion", why: .noSuchHandover) { _, state in
            .receipt(try receipt(state, handover: 3))
        },
        Forgery(author: "health", why: .doesNotTakeReceipt) { _, state in .receipt(try receipt(state)) },
        Forgery(author: "lawyer", why: .receiptBeforeHandover) { _, state in
            .receipt(try receipt(state, document: 1))
        },
        Forgery(author: "lawyer", why: .noSuchDocument) { _, state in
            .receipt(try receipt(state, document: 2))
        },
        Forgery(author: "health", why: .doesNotRecall) { _, state in .recall(try recall(state)) },
        Forgery(author: "lawyer", why: .noSuchHandover) { _, state in
            .recall(try recall(state, handover: 3))
        },
        Forgery(author: "lawyer", why: .noSuchConsent) { _, state in
            .recall(try recall(state, consent: 2))
        },
        Forgery(author: "lawyer", why: .recallUnderValidConsent) { _, state in .recall(try recall(state)) },

        Forgery(author: "custodian", why: .doesNotDeposit) { _, state in .importBundle(try imported(state)) },
        Forgery(author: "coordinator", why: .importOfOwnBundle) { _, state in
            .importBundle(try imported(state, vault: state.vaultID))
        },
        Forgery(author: "coordinator", why: .importOfNothing) { _, state in
            .importBundle(try imported(state, []))
        },
        Forgery(author: "coordinator", why: .importOfNothing) { _, state in
            .importBundle(try imported(state, records: []))
        },
        Forgery(author: "coordinator", why: .documentsNotInOrder) { _, state in
            .importBundle(try imported(state, [1, 1]))
        },
        Forgery(author: "coordinator", why: .documentImportedAlready) { _, state in
            .importBundle(try imported(state, records: [1]))
        },
        Forgery(author: "coordinator", why: .noSuchDocument) { _, state in
            .importBundle(try imported(state))
        },
        Forgery(author: "lawyer", why: .importOfOthersDocument) { _, state in
            .importBundle(try imported(state))
        },

        Forgery(author: "lawyer", why: .timestampOfOtherLog) { office, state in
            let head = LogHead(size: state.head.size + 1, root: MerkleTree.emptyRoot)
            let note = try review(by: "lawyer", of: head, office).checkpoint
            return .timestamp(TimestampKept(checkpoint: note, response: Base64Bytes([])))
        },
        Forgery(author: "lawyer", why: .timestampOfOtherLog) { _, _ in
            .timestamp(TimestampKept(checkpoint: "x", response: Base64Bytes([])))
        },
        Forgery(author: "lawyer", why: .timestampTooLarge) { office, state in
            let note = try review(by: "lawyer", of: state.head, office).checkpoint
            let large = [UInt8](repeating: 0, count: TimestampResponse.maximumSize + 1)
            return .timestamp(TimestampKept(checkpoint: note, response: Base64Bytes(large)))
        },
    ]

    static let closedForgeries: [Forgery] = [
        Forgery(author: "custodian", why: .auditorReviews) { office, state in
            .review(try review(by: "custodian", of: state.head, office))
        },
        Forgery(author: "auditor", why: .reviewNotOfNewest) {
            office, state in
            .review(try review(by: "auditor", of: LogHead(size: 1, root: MerkleTree.emptyRoot), office))
        },
        Forgery(author: "auditor", why: .reviewNotOfNewest) {
            office, state in
            let head = LogHead(size: state.head.size, root: MerkleTree.emptyRoot)
            return .review(try review(by: "auditor", of: head, office))
        },
        Forgery(author: "auditor", why: .reviewNotOfNewest) {
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
        Forgery(author: "auditor", why: .reviewNotCosigned) {
            office, state in
            .review(try review(by: "lawyer", of: state.head, office))
        },
        Forgery(author: "auditor", why: .verdictTooLong) {
            office, state in
            let whole = try review(by: "auditor", of: state.head, office)
            let long = String(repeating: "x", count: 5000)
            return .review(
                ReviewMade(
                    checkpoint: whole.checkpoint,
                    verdicts: [Verdict(finding: "A-1", verdict: .accepted, note: long)]))
        },
        // A document at the end of what numbers can be, in a case with one.
        Forgery(author: "lawyer", why: .noSuchDocument) { _, state in
            Access.to(.read, case: try caseFile(state).id, document: 1 << 53 - 1)
        },
        Forgery(author: "lawyer", why: .noSuchDocument) { _, state in
            Access.to(.read, case: try caseFile(state).id, document: 0)
        },
        Forgery(author: "lawyer", why: .noSuchCase) { _, _ in
            Access.to(.list, case: HexBytes([UInt8](repeating: 4, count: 16)))
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
        // Whether it opens nobody else can tell, and no rule asks.
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
        of name: String, _ office: TestOffice, generation: UInt32, logKey: [UInt8]? = nil,
        keys: [UInt8] = [UInt8](repeating: 1, count: 32), slots: [UInt8] = noSlots.bytes,
        previous: [UInt8] = noPrevious
    ) throws -> MembershipEnd {
        MembershipEnd(
            member: try office.person(name).fingerprint, isFinal: true,
            rotation: Rotation(
                generation: generation,
                logKey: HexBytes(try logKey ?? Ed25519.SigningKey().publicKey.bytes), keys: HexBytes(keys),
                previous: HexBytes(previous), slots: HexBytes(slots)))
    }

    /// A card with keys of its own.
    private static func card(named name: String, _ office: TestOffice) throws -> Card {
        let stranger = try office.person("stranger")
        return try Card(
            name: name, recipient: stranger.card.recipient, hybrid: nil, signedBy: stranger.signingKey)
    }

    private static func recoveryRotated(
        _ office: TestOffice, _ state: VaultState, approvedBy name: String
    ) throws -> RecoveryRotated {
        try RecoveryRotated(
            recovery: MemberIdentity.recovery(secret: Secret(randomBytes: 32), postQuantum: false).card,
            rotation: ending(of: "lawyer", office, generation: state.keyGeneration + 1).rotation,
            approvedBy: office.person(name).signingKey, vaultID: state.vaultID)
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

    private static func kit(
        key: HexBytes? = nil, _ state: VaultState, classes: [ConfidentialityClass] = [.testimony],
        until: Timestamp = Timestamp(seconds: 1_800_000_000), generation: UInt32 = 1
    ) throws -> KitMade {
        let file = try caseFile(state)
        let kit = try FieldKit(
            vault: state.vaultID, file: file, kinds: [.statement], until: until, compartments: [],
            recovery: OpeningKey.generate(postQuantum: false).sealingKey)
        return KitMade(
            caseID: file.id, key: key ?? kit.contents.key, digest: kit.digest, classes: classes,
            until: until, generation: generation, details: Base64Bytes([]))
    }

    private static func resealing(
        _ state: VaultState, deposit: UInt64? = nil, generation: UInt32 = 1
    ) throws -> Resealing {
        Resealing(
            caseID: try caseFile(state).id, documentID: HexBytes([1]),
            deposit: try deposit ?? #require(caseFile(state).deposits[1]?.position),
            replacedBlob: HexBytes([2]), confidentiality: .testimony, generation: generation,
            blob: HexBytes([3]), blobSize: 1, details: Base64Bytes([]), place: Base64Bytes([]))
    }

    private static func deposit(
        _ state: VaultState, into confidentiality: ConfidentialityClass, generation: UInt32 = 1
    ) throws -> Deposit {
        try .forged(in: caseFile(state).id, into: confidentiality, generation: generation)
    }

    private static func consent(
        _ state: VaultState, documents: [Int] = [1], later: Bool = false, generation: UInt32 = 1,
        detailsSize: Int = 200
    ) throws -> ConsentGiven {
        ConsentGiven(
            caseID: try caseFile(state).id, purpose: .police, office: try Office("police"),
            documents: documents, later: later, until: nil, generation: generation,
            details: Base64Bytes([UInt8](repeating: 0, count: detailsSize)))
    }

    private static func withdrawal(
        _ state: VaultState, of consent: Int = 1, at time: Int64 = 1_790_000_000, generation: UInt32 = 1
    ) throws -> ConsentWithdrawn {
        ConsentWithdrawn(
            caseID: try caseFile(state).id, consent: consent, at: Timestamp(seconds: time),
            generation: generation, details: Base64Bytes([1]))
    }

    private static func proposal(
        recipient: String? = nil, signingKey: HexBytes? = nil, label: String = "Petugas",
        how: String = "diserahkan"
    ) throws -> OfficeProposal {
        OfficeProposal(
            office: try Office("police"), label: label,
            recipient: try recipient ?? OpeningKey.generate(postQuantum: false).sealingKey.description,
            signingKey: signingKey, how: how)
    }

    private static func retirement(_ state: VaultState, of office: String) throws -> OfficeRetirement {
        OfficeRetirement(
            office: try Office(office),
            recipient: try #require(state.currentKeys(of: try Office("lpsk")).first).recipient)
    }

    private static func confirmation(_ state: VaultState) throws -> OfficeConfirmation {
        OfficeConfirmation(proposal: try #require(state.offices.last).position)
    }

    private static func amendment(
        _ state: VaultState, number: Int = 1, previous: UInt64? = nil, generation: UInt32 = 1
    ) throws -> DocumentAmended {
        let file = try caseFile(state)
        return DocumentAmended(
            caseID: file.id, number: number, previous: previous ?? file.deposits[1]?.position ?? 0,
            generation: generation, details: Base64Bytes([1]),
            detailsDigest: HexBytes([UInt8](repeating: 3, count: 32)))
    }

    private static func bundle(
        _ state: VaultState, to office: String = "lpsk", recipient: String? = nil,
        sealing: BundleSealing? = nil, documents: [Int] = [1], deposit: UInt64? = nil,
        amend: UInt64? = nil, consents: [Int] = [1], basis: Int? = nil
    ) throws -> BundleMade {
        let file = try caseFile(state)
        return BundleMade(
            caseID: file.id, office: try Office(office),
            sealing: try sealing
                ?? .keys([recipient ?? state.currentKeys(of: Office("lpsk")).first?.recipient ?? ""]),
            documents: documents.map {
                BundleMade.Document(
                    number: $0, deposit: deposit ?? file.deposits[$0]?.position ?? 0, amend: amend)
            }, consents: consents, basis: basis)
    }

    private static func basis(
        _ state: VaultState, documents: [Int] = [1], generation: UInt32 = 1
    ) throws -> BasisProposed {
        BasisProposed(
            caseID: try caseFile(state).id, office: try Office("lpsk"), documents: documents,
            until: Timestamp(seconds: (state.newestAt?.seconds ?? 0) + 60), generation: generation,
            details: Base64Bytes([1]), detailsDigest: HexBytes([UInt8](repeating: 3, count: 32)))
    }

    /// - Parameter proposal: that which was not approved, unless said.
    private static func approval(_ state: VaultState, of proposal: UInt64? = nil) throws -> BasisApproved {
        let file = try caseFile(state)
        return BasisApproved(
            caseID: file.id, proposal: proposal ?? file.bases.last { $0.approved == nil }?.position ?? 0)
    }

    private static func receipt(
        _ state: VaultState, handover: UInt64? = nil, document: Int = 1
    ) throws -> ReceiptTaken {
        let file = try caseFile(state)
        return ReceiptTaken(
            caseID: file.id, handover: handover ?? file.handovers.last?.position ?? 0, document: document,
            how: .paper)
    }

    private static func recall(
        _ state: VaultState, handover: UInt64? = nil, consent: Int = 1,
        step: CaseFile.Handover.RecallStep = .notice, generation: UInt32 = 1
    ) throws -> RecallNoted {
        let file = try caseFile(state)
        return RecallNoted(
            caseID: file.id, handover: handover ?? file.handovers.last?.position ?? 0, consent: consent,
            step: step, generation: generation, details: Base64Bytes([1]))
    }

    /// Of a bundle of another vault, with document 1 and, as what proves it, 2.
    private static func imported(
        _ state: VaultState, vault: VaultID? = nil, handover: UInt64 = 7, _ documents: [Int] = [1],
        records: [Int] = [2]
    ) throws -> BundleImported {
        BundleImported(
            caseID: try caseFile(state).id,
            vault: try vault ?? #require(VaultID(String(repeating: "ab", count: 32))), handover: handover,
            documents: documents, records: records)
    }

    /// A vault with one case, one document and one consent (to LPSK), which was handed over; of two grounds in law one is approved.
    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        let vault = try office.open("companion")
        _ = try vault.recordConsent(
            in: vault.caseFile("TPPO-2026-0017"), purpose: .protection, to: Office("lpsk"),
            .documents([1]), givenBy: "Melati", until: Timestamp(seconds: office.time.seconds + 60))
        try office.giveKey()
        _ = try office.open("lawyer").proposeKey(
            of: Office("court"), card: MemberIdentity.generate(name: "Panitera").card, how: "diserahkan")
        try office.forge(as: "lawyer") { .bundle(try Self.bundle($0)) }
        for _ in 1...2 { try office.forge(as: "lawyer") { .proposeBasis(try Self.basis($0)) } }
        try office.forge(as: "coordinator") {
            .approveBasis(try Self.approval($0, of: Self.caseFile($0).bases[0].position))
        }
        return office
    }

    @Test(arguments: forgeries) func whoIsNotEntitledIsNotBelieved(_ forgery: Forgery) throws {
        let office = try office()
        let size = try office.open("coordinator").state.head.size
        try office.forge(as: forgery.author, for: .members) { try forgery.act(office, $0) }
        try office.expectVoid(
            at: size, .notEntitled(forgery.why), by: forgery.author == "stranger" ? nil : forgery.author)
    }

    /// What is sealed to auditors alone they judge by the same rules; nobody else's vault depends on it.
    @Test(arguments: closedForgeries) func auditorsDoNotBelieveIt(_ forgery: Forgery) throws {
        let office = try office()
        let opening = try office.sign(as: forgery.author) { try forgery.act(office, $0) }
        var state = try office.open("auditor").state
        let statement = try opening.verified(vaultID: state.vaultID)
        #expect(throws: EntryProblemError(.notEntitled(forgery.why))) {
            try state.applyAsAuditor(statement)
        }
        try office.put(opening, as: forgery.author)
        let auditor = try office.open("auditor")
        #expect(auditor.state.head.size == state.head.size + 1 && auditor.state.unrepairedVoids == 0)
        #expect(try auditor.auditTrail().last?.statement == nil)
        #expect(try auditor.reviews.isEmpty && auditor.state.reviewed == nil)
        #expect(try office.findings(as: "auditor") == [])
    }

    @Test func aConsentThatHasEndedCoversNoBundle() throws {
        let office = try office()
        let size = try office.open("coordinator").state.head.size
        office.time = Timestamp(seconds: office.time.seconds + 61)
        try office.forge(as: "lawyer") { .bundle(try Self.bundle($0)) }
        try office.expectVoid(
            at: size, .notEntitled(.noConsentForOffice), by: "lawyer")
    }

    /// What the rules above refuse is refused for that alone: this is as it should be, until it ends.
    @Test func aBundleGoesOnALegalBasisThatASecondMemberHasApproved() throws {
        let office = try office()
        try office.deposit("kronologi kedua", kind: .chronology)
        func attempt(_ documents: [Int]) throws {
            try office.forge(as: "lawyer") {
                .bundle(try Self.bundle($0, documents: documents, consents: [], basis: 1))
            }
        }
        func handovers() throws -> [Int?] {
            try Self.caseFile(office.open("coordinator").state).handovers.map(\.basis)
        }
        try attempt([1])
        #expect(try handovers() == [nil, 1])
        let size = try office.open("coordinator").state.head.size
        try attempt([1, 2])
        try office.expectVoid(at: size, .notEntitled(.documentNotInBasis), by: "lawyer")
        office.time = Timestamp(seconds: office.time.seconds + 61)
        try attempt([1])
        #expect(try handovers() == [nil, 1])
    }

    @Test func aRecallGoesStepByStep() throws {
        let office = try office()
        let size = try office.open("coordinator").state.head.size
        try office.forge(as: "coordinator") { .withdraw(try Self.withdrawal($0)) }
        try office.forge(as: "lawyer") { .recall(try Self.recall($0, generation: 7)) }
        try office.expectVoid(at: size + 1, .notEntitled(.otherCompartment), by: "lawyer")
        let steps: [(CaseFile.Handover.RecallStep, counts: Bool)] = [
            (.sent, false), (.notice, true), (.notice, false), (.answered, false), (.sent, true),
            (.sent, true), (.answered, true), (.sent, false),
        ]
        var counted: [CaseFile.Handover.RecallStep] = []
        for (step, counts) in steps {
            try office.forge(as: "lawyer") { .recall(try Self.recall($0, step: step)) }
            if counts { counted.append(step) }
            let file = try Self.caseFile(office.open("coordinator").state)
            #expect(file.handovers[0].recalls.map(\.step) == counted)
        }
    }

    /// A bundle comes into a case once, and a document with one bundle.
    @Test func aBundleIsTakenInOnce() throws {
        let office = try office()
        for text in ["bukti", "lain", "bukti lain"] { try office.deposit(text, kind: .chronology) }
        func forge(_ imported: @escaping (VaultState) throws -> BundleImported) throws -> UInt64 {
            let size = try office.open("coordinator").state.head.size
            try office.forge(as: "coordinator") { .importBundle(try imported($0)) }
            return size
        }
        _ = try forge { try Self.imported($0) }
        #expect(try office.findings() == [])
        let again = try forge { try Self.imported($0, [3], records: [4]) }
        try office.expectVoid(at: again, .notEntitled(.importedAlready), by: "coordinator")
        let file = try Self.caseFile(office.open("lawyer").state)
        #expect(file.imports.map(\.documents) == [[1]])
        for (documents, records) in [([1], [3]), ([3], [2])] {
            _ = try forge { try Self.imported($0, handover: 8, documents, records: records) }
        }
        #expect(try Self.caseFile(office.open("lawyer").state).imports.count == 1)
        _ = try forge { try Self.imported($0, handover: 8, [3], records: [4]) }
        #expect(try Self.caseFile(office.open("lawyer").state).imports.map(\.documents) == [[1], [3]])
    }

    /// One paper closes one handover.
    @Test func aReceiptIsTakenOnce() throws {
        let office = try office()
        try office.deposit("tanda terima", kind: .correspondence, as: "lawyer")
        try office.forge(as: "lawyer") { .receipt(try Self.receipt($0, document: 2)) }
        let size = try office.open("coordinator").state.head.size
        try office.forge(as: "lawyer") { .receipt(try Self.receipt($0, document: 2)) }
        try office.expectVoid(at: size, .notEntitled(.receiptTakenAlready), by: "lawyer")
        #expect(try Self.caseFile(office.open("coordinator").state).handovers[0].receipts.count == 1)
    }

    /// What all the forgeries are but for one thing.
    @Test func whatIsEntitledIsBelieved() throws {
        let office = try office()
        for (author, act) in [
            ("coordinator", { Act.openCase(try Self.opening(office, $0, ref: "NEW-1")) }),
            ("companion", { .deposit(try Self.deposit($0, into: .testimony)) }),
            ("lawyer", { .bundle(try Self.bundle($0)) }),
            ("companion", { .consent(try Self.consent($0)) }),
            ("companion", { .consent(try Self.consent($0, documents: [], later: true)) }),
            ("lawyer", { _ in .proposeOffice(try Self.proposal()) }),
            ("coordinator", { .confirmOffice(try Self.confirmation($0)) }),
            ("coordinator", { .amend(try Self.amendment($0)) }),
            ("coordinator", { .withdraw(try Self.withdrawal($0)) }),
            ("coordinator", { .retireOffice(try Self.retirement($0, of: "lpsk")) }),
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
            (
                "custodian",
                { _ in
                    let text = String(repeating: "x", count: ExpectationsSet.longest - 2)
                    return .setExpectations(ExpectationsSet(expectations: .string(text)))
                }
            ),
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
            #expect(try office.open("health").state.unrepairedVoids == 0, "\(author)")
        }
        #expect(try office.open("auditor").reviews.count == 1)
        for name in ["auditor", "coordinator"] { _ = try office.open(name) }
    }
}
