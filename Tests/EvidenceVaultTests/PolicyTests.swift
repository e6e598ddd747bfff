import Bytes
import Foundation
@testable import Ledger
import TestSupport
import Testing

@testable import EvidenceVault

@Suite struct PolicyTests {
    private let ref = "TPPO-2026-0017"

    /// The built-in policy, where companions read medical documents and not casework.
    private func changed() -> Policy {
        var policy = Policy.standard
        policy.rules[.companion]?.reads = [.identity, .testimony, .medical]
        return policy
    }

    @Test func anotherPolicyIsShownBeforehandAndGivesAndTakesKeys() throws {
        let office = try TestOffice()
        try office.openCase()
        let visum = try office.deposit("visum", kind: .visum)
        let note = try office.deposit("catatan", kind: .caseNote)
        let custodian = try office.open("custodian")
        let change = custodian.preview(changed())
        #expect(
            change.effects.map { "\($0.name) \($0.gains ? "+" : "-")\($0.confidentiality) \($0.cases)" }
                == ["companion -casework 1", "companion +medical 1"])
        #expect(change.rekeyings == [ref])
        try custodian.setPolicy(changed())

        // Keys follow when a coordinator comes by.
        #expect(throws: VaultError.notPermitted(.cannotRead(.medical))) {
            try office.read(visum, as: "companion")
        }
        _ = try office.open("coordinator")
        #expect(try office.read(visum, as: "companion") == "visum")
        #expect(try office.open("coordinator").caseFile(ref).generation(of: .casework) == 2)
        #expect(try office.open("coordinator").caseFile(ref).generation(of: .medical) == 1)
        let after = try office.deposit("baru", kind: .caseNote)
        #expect(throws: VaultError.notPermitted(.cannotRead(.casework))) {
            try office.read(after, as: "companion")
        }
        #expect(try office.read(after, as: "shelter") == "baru")
        _ = note
        #expect(try office.findings(as: "lawyer").isEmpty)
    }

    @Test func theFileOfAPolicyIsReadAsItWasWritten() throws {
        let json = try CanonicalJSON.encode(changed())
        let read = try Vault.policy(json: json)
        #expect(try CanonicalJSON.encode(read) == json)
        for role in Role.allCases { #expect(read.reads(role) == changed().reads(role)) }
        #expect(throws: SettingFault.self) { try Vault.policy(json: Array("{}".utf8)) }
    }

    @Test func whatCannotBeIsRefused() throws {
        var policies: [Policy] = []
        for change in [
            { $0.rules[.coordinator]?.reads.remove(.medical) }, { $0.rules[.coordinator]?.grants = false },
            { $0.rules[.auditor] = Policy.Rule(reads: [.testimony]) },
            { $0.rules[.custodian] = Policy.Rule(grants: true) },
            { $0.rules[.custodian] = Policy.Rule(deposits: [.legal]) },
            { $0.rules[.lawyer]?.grants = true }, { $0.rules[.lawyer]?.reads.insert(.summary) },
        ] as [(inout Policy) -> Void] {
            var policy = Policy.standard
            change(&policy)
            policies.append(policy)
        }
        let office = try TestOffice()
        for policy in policies {
            #expect(policy.fault != nil)
            #expect(throws: VaultError.self) { try office.open("custodian").setPolicy(policy) }
            #expect(throws: VaultError.self) { try Vault.policy(json: CanonicalJSON.encode(policy)) }
        }
        #expect(Policy.standard.fault == nil && changed().fault == nil)
        #expect(throws: VaultError.notPermitted(.role(needed: [.custodian]))) {
            try office.open("coordinator").setPolicy(changed())
        }
    }
}
