import Bytes
import Crypto
import Foundation
@testable import Ledger
import Sodium
import Testing
import TransparencyLog

@testable import EvidenceVault

/// Proofs that are true, of something else than what they are to prove.
extension ForgedBundleTests {
    /// Every member has the log key, and signs a checkpoint of whatever tree they like. Proofs are against the one checkpoint that
    /// continues what the witness saw.
    @Test func aProofAgainstACheckpointOfItsOwnProvesNothing() throws {
        let office = try office()
        let vault = try office.open("lawyer")
        var forged = try compose(office)
        let position = forged.exhibits[0].deposit
        forged.changeFiles = { files in
            var nodes = MemoryNodes()
            for _ in 0..<position { nodes.append(entry: [0]) }
            nodes.append(leaf: try Entry(files[BundleFiles.entry("P-1")] ?? []).leafHash)
            let origin = CheckpointNames(vault.id).origin
            let checkpoint = try Checkpoint(origin: origin, size: position + 1, root: nodes.frontier.root)
            var note = SignedNote(text: checkpoint.text)
            try vault.log.examine { _, keys, _ in
                let key = try #require(keys.vault[vault.state.keyGeneration])
                try note.sign(name: origin, with: key.logKey)
            }
            let proof = TLogProof(
                index: position, extra: nil,
                hashes: try MerkleTree.inclusionProof(
                    of: position, inTreeOf: position + 1, reading: nodes), checkpoint: note)
            files[BundleFiles.proof("P-1")] = proof.encoded
        }
        #expect(try problems(forged) == [.notProven("P-1")])
    }

    /// A member signs anew what another has handed over.
    @Test func whoSignsABundleIsWhoHandedOver() throws {
        let office = try office()
        var forged = try compose(office)
        forged.signer = try office.person("companion")
        #expect(try problems(forged) == [.otherSigner])
    }

    /// Where nobody has seen it, a statement that came later proves no name of before: whoever needs one has it enrolled.
    @Test func anEnrolmentThatCameLaterProvesNoName() throws {
        let office = try office(witness: false)
        var forged = try compose(office)
        let companion = try office.person("companion").card
        let position = try office.open("companion").state.head.size
        try office.forge(as: "custodian") { _ in
            .enrol(
                Enrolment(
                    card: companion, roles: [.companion], slots: HexBytes([UInt8](repeating: 0, count: 32))))
        }
        forged.enrolments = ["companion": position]
        #expect(try problems(forged) == [.notProven(member("companion", office))])
    }

    /// Nobody hands over today on what the survivor says tomorrow.
    @Test func aConsentThatCameLaterCoversNothing() throws {
        let office = try office(witness: false)
        var forged = try compose(office) {
            BundleMade(
                caseID: $0.caseID, office: $0.office, sealing: $0.sealing, documents: $0.documents,
                consents: [2])
        }
        try consent(office, .documents([1]))
        let later = try #require(try office.open("lawyer").caseFile(ref).consents.last)
        #expect(later.number == 2 && later.position > forged.handover)
        forged.consents = [(2, later.position)]
        #expect(try problems(forged) == [.notProven("consent-2")])
    }

    /// An amendment says anew what a document is, not which file it is.
    @Test func anAmendmentMakesNoOtherFileOfIt() throws {
        let office = try office(witness: false)
        let vault = try office.open("coordinator")
        let file = try vault.caseFile(ref)
        let located = try vault.log.deposit(of: 1, in: file).located
        guard case .deposit(let deposit) = located.statement.act,
            let key = try vault.compartmentKey(deposit.confidentiality, generation: 1, in: file)
        else {
            Issue.record("no deposit")
            return
        }
        let compartment = CompartmentName(vault.id, file.id, deposit.confidentiality, 1)
        let first = try CanonicalJSON.decode(
            DocumentDetails.self,
            from: SealedText.open(
                deposit.details.bytes, with: key, as: .details, in: compartment, of: deposit.documentID))
        let other = DocumentDetails(
            document: first.document, sha256: HexBytes([UInt8](repeating: 7, count: 32)),
            salt: HexBytes([UInt8](repeating: 8, count: 32)))
        let json = try CanonicalJSON.encode(other)
        let position = vault.state.head.size
        try office.forge(as: "coordinator") { _ in
            .amend(
                DocumentAmended(
                    caseID: file.id, number: 1, previous: located.position, generation: 1,
                    details: Base64Bytes(
                        try SealedText.seal(
                            json, to: key.sealingKey, as: .amendedDetails, in: compartment,
                            of: deposit.documentID)),
                    detailsDigest: HexBytes(SHA256.bytes(of: json))))
        }
        var forged = try compose(office) {
            BundleMade(
                caseID: $0.caseID, office: $0.office, sealing: $0.sealing,
                documents: [.init(number: 1, deposit: located.position, amend: position)],
                consents: $0.consents)
        }
        forged.exhibits[0].amend = position
        #expect(try problems(forged) == [.notProven("P-1.amend")])
    }

    /// That somebody else was made an auditor makes nobody a witness.
    @Test func whoWasMadeAnAuditorIsTheWitness() throws {
        let office = try office(witness: false)
        try office.enrol("kedua", [.registrar])
        let custodian = try office.open("custodian")
        let roles = custodian.state.head.size
        try custodian.setRoles(of: custodian.member(named: "registrar"), to: [.auditor])
        let vault = try office.open("companion")
        let checkpoint = try vault.log.examine { _, keys, identity in
            let key = try #require(keys.vault[vault.state.keyGeneration])
            return try CheckpointNames(vault.id).note(
                of: vault.state.head, keys: key, cosignedBy: identity, at: office.time)
        }
        try office.forge(as: "companion") { _ in
            .witness(WitnessMade(checkpoint: String(decoding: checkpoint.encoded, as: UTF8.self), void: []))
        }
        var forged = try compose(office)
        forged.witness = vault.state.head.size
        forged.changeFiles = { files in
            let log = try office.open("lawyer").log
            let located = try log.statement(at: roles)
            files[BundleFiles.entry(BundleFiles.witnessRoles)] = located.entry.bytes
            files[BundleFiles.opening(BundleFiles.witnessRoles)] = located.opening.bytes
            files[BundleFiles.proof(BundleFiles.witnessRoles)] =
                try log.proofs(of: [roles]).entries[0].encoded
        }
        #expect(try problems(forged) == [.witness(.notAnAuditor)])
    }

    /// A true auditor who has seen less than all before their statement cannot say what of it is void.
    @Test func aWitnessHasSeenAllBeforeTheirStatement() throws {
        let office = try office(witness: false)
        let vault = try office.open("auditor")
        let checkpoint = try vault.log.examine { _, keys, identity in
            let key = try #require(keys.vault[vault.state.keyGeneration])
            return try CheckpointNames(vault.id).note(
                of: vault.state.head, keys: key, cosignedBy: identity, at: office.time)
        }
        try office.forge(as: "lawyer") { _ in TestOffice.harmless }
        let position = try office.open("lawyer").state.head.size
        try office.forge(as: "auditor") { _ in
            .witness(WitnessMade(checkpoint: String(decoding: checkpoint.encoded, as: UTF8.self), void: []))
        }
        var forged = try compose(office)
        forged.witness = position
        #expect(try problems(forged) == [.witness(.largerThanLog)])
    }

    /// That a log continues itself is no news: what the bundle's proofs stand on must continue what the witness saw.
    @Test func aWitnessIsContinuedByTheCheckpointOfTheBundle() throws {
        let office = try office()
        let vault = try office.open("lawyer")
        var forged = try compose(office)
        let position = try #require(forged.witness)
        guard case .witness(let made) = try vault.log.statement(at: position).statement.act else {
            Issue.record("no witness")
            return
        }
        let seen = try SignedNote(parsing: Array(made.checkpoint.utf8))
        forged.changeFiles = { files in
            files[BundleFiles.consistency(BundleFiles.witness)] =
                ConsistencyProof(oldSize: position, hashes: [], checkpoint: seen).encoded
        }
        #expect(try problems(forged) == [.witness(.inconsistent)])
    }
}
