import Age
import Bytes
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing

@testable import EvidenceVault

/// Random lives of a vault. After every step each member's own keys are tried on every grant and every sealed file, whatever the
/// program thinks of them: who can read must be who the policy says.
@Suite struct KeyPropertyTests {
    /// What should be, kept without the help of the code under test.
    private struct Model {
        var roles: [String: Set<Role>] = [:]
        var gone: Set<String> = []
        var suspended: Set<String> = []
        /// By case, then by name.
        var teams: [String: [String: Set<Role>]] = [:]
        var policy = Policy.standard

        var present: [String] { roles.keys.filter { !gone.contains($0) && !suspended.contains($0) }.sorted() }

        func readers(of confidentiality: ConfidentialityClass, in ref: String) -> Set<String> {
            Set(
                (teams[ref] ?? [:]).filter { _, roles in
                    roles.contains { policy.reads($0).contains(confidentiality) }
                }.keys)
        }

        func coordinators(of ref: String) -> [String] {
            (teams[ref] ?? [:]).filter { $0.value.contains(.coordinator) }.keys.sorted()
        }

        mutating func remove(_ name: String, roles: Set<Role>) {
            for ref in teams.keys {
                let left = (teams[ref]?[name] ?? []).subtracting(roles)
                teams[ref]?[name] = left.isEmpty ? nil : left
            }
        }
    }

    /// All grants and documents of the log, as somebody sees them who takes nothing on trust but the statements.
    private struct Evidence {
        var grants: [(caseID: HexBytes, grant: Grant)] = []
        var compartments: [HexBytes: [Compartment]] = [:]
        var documents: [UInt64: Deposit] = [:]

        init(_ vault: Vault) throws {
            var all = self
            try vault.log.forEachEntry { entry in
                switch entry.statement?.act {
                case .openCase(let opening):
                    all.grants += opening.grants.map { (opening.caseID, $0) }
                    all.compartments[opening.caseID] = opening.compartments
                case .assign(let assignment): all.grants += assignment.grants.map { (assignment.caseID, $0) }
                case .rekey(let rekeying):
                    all.grants += rekeying.grants.map { (rekeying.caseID, $0) }
                    all.compartments[rekeying.caseID, default: []] += rekeying.compartments
                case .deposit(let deposit): all.documents[entry.position] = deposit
                case .reseal(let resealing):
                    all.documents[resealing.deposit] = all.documents[resealing.deposit]?.resealed(resealing)
                default: break
                }
            }
            self = all
        }

        private init(grants: [(caseID: HexBytes, grant: Grant)]) { self.grants = grants }
        private init() {}
    }

    /// What each person's key made of each sealed key, so that none is tried twice.
    private final class Trials {
        private var results: [String: [[UInt8]: OpeningKey?]] = [:]

        func open(_ box: [UInt8], as name: String, with own: OpeningKey) -> OpeningKey? {
            if let known = results[name]?[box] { return known }
            let key = Trials.key(in: box, of: own)
            results[name, default: [:]][box] = .some(key)
            return key
        }

        /// As libsodium opens it, whatever it says that it is for: behind the tag.
        private static func key(in box: [UInt8], of own: OpeningKey) -> OpeningKey? {
            guard case .x25519(let identity) = own.kind,
                let opened = try? SealedBox.openBytes(box, with: identity.keyPair), opened.count == 64
            else { return nil }
            var secret = Array(opened[32...])
            return try? OpeningKey(secret: Secret(moving: &secret), postQuantum: false)
        }
    }

    private func check(
        _ office: TestOffice, _ model: Model, _ trials: Trials, _ resealed: Set<String>, _ story: [String]
    ) throws {
        let vault = try office.open("custodian")
        let evidence = try Evidence(vault)
        for file in vault.state.allCases {
            // Every key that each person can open, found by trying.
            var opened: [String: [String: OpeningKey]] = [:]
            for name in model.roles.keys {
                let own = try #require(office.person(name).openingKey(postQuantum: false))
                for (caseID, grant) in evidence.grants where caseID == file.id {
                    guard let key = trials.open(grant.key.sealed.bytes, as: name, with: own) else { continue }
                    opened[name, default: [:]][key.sealingKey.description] = key
                }
            }
            func holders(of recipient: String) -> Set<String> {
                Set(opened.filter { $0.value[recipient] != nil }.keys)
            }
            for confidentiality in ConfidentialityClass.allCases {
                let newest = try #require(
                    evidence.compartments[file.id]?.last { $0.confidentiality == confidentiality })
                #expect(
                    holders(of: newest.recipient) == model.readers(of: confidentiality, in: file.ref),
                    "\(confidentiality) of \(file.ref) after \(story)")
            }
            for deposit in evidence.documents.values where deposit.caseID == file.id {
                let isNewest = deposit.generation == file.generation(of: deposit.confidentiality)
                #expect(isNewest || !resealed.contains(file.ref), "after \(story)")
                guard isNewest else { continue }
                let blob = try Data(
                    contentsOf: URL(
                        fileURLWithPath:
                            "\(office.vaultPath)/blobs/\(deposit.blob.description.prefix(2))/\(deposit.blob).age"
                    ))
                let readers = opened.filter { _, keys in
                    keys.values.contains { key in
                        (try? AgeFile.open([UInt8](blob), with: [key.ageIdentity])) != nil
                    }
                }
                #expect(
                    Set(readers.keys) == model.readers(of: deposit.confidentiality, in: file.ref),
                    "document \(deposit.documentID) of \(file.ref) after \(story)")
            }
        }
    }

    @Test(arguments: 0..<2) func whoCanReadIsWhoThePolicySays(_ run: Int) throws {
        var random = SeededGenerator()
        let office = try TestOffice()
        var model = Model()
        model.roles["custodian"] = [.custodian]
        for (name, role) in TestOffice.roles { model.roles[name] = [role] }
        try office.enrol("coordinator2", [.coordinator, .companion])
        model.roles["coordinator2"] = [.coordinator, .companion]
        for ref in ["TPPO-2026-0001", "TPPO-2026-0002"] {
            _ = try office.open("coordinator").openCase(title: "kasus", ref: ref)
            model.teams[ref] = ["coordinator": [.coordinator]]
        }
        var story = ["seed \(random.seed)"]
        let trials = Trials()
        var count = 0
        let kinds: [DocumentKind] = [
            .chronology, .visum, .caseNote, .receipt, .indictment, .identityDocument,
        ]

        for _ in 0..<24 {
            let ref = try #require(model.teams.keys.sorted().randomElement(using: &random))
            let head = try #require(model.coordinators(of: ref).randomElement(using: &random))
            let others = model.present.filter { !$0.hasPrefix("coordinator") && $0 != "custodian" }
            // Everybody may have left: then somebody new comes.
            let person = others.randomElement(using: &random) ?? ""
            var resealed: Set<String> = []
            switch others.isEmpty ? 6 : Int.random(in: 0..<10, using: &random) {
            case 0, 1:
                let role = try #require(model.roles[person]?.randomElement(using: &random))
                guard !role.isVaultWide else { continue }
                story.append("assign \(person) to \(ref)")
                let vault = try office.open(head)
                try vault.assign(vault.member(named: person), to: vault.caseFile(ref), as: role)
                model.teams[ref]?[person, default: []].insert(role)
            case 2:
                guard model.teams[ref]?[person] != nil else { continue }
                story.append("unassign \(person) from \(ref)")
                let vault = try office.open(head)
                try vault.unassign(vault.member(named: person), from: vault.caseFile(ref))
                model.teams[ref]?[person] = nil
            case 3, 4:
                let kind = try #require(kinds.randomElement(using: &random))
                story.append("deposit \(kind.rawValue) in \(ref)")
                try office.deposit("isi \(story.count)", kind: kind, as: head, in: ref)
            case 5:
                story.append("revoke \(person)")
                let vault = try office.open("custodian")
                try vault.end(vault.member(named: person), isFinal: true)
                model.gone.insert(person)
                model.remove(person, roles: Set(Role.allCases))
            case 6:
                count += 1
                let role = try #require(
                    [Role.companion, .lawyer, .health, .shelter, .registrar].randomElement(using: &random))
                story.append("enrol \(role) \(count)")
                try office.enrol("new\(count)", [role])
                model.roles["new\(count)"] = [role]
            case 7:
                story.append("reseal \(ref)")
                let vault = try office.open(head)
                _ = try vault.reseal(vault.caseFile(ref))
                resealed = [ref]
            case 8:
                let vault = try office.open("custodian")
                if let back = model.suspended.sorted().first {
                    story.append("restore \(back)")
                    try vault.restore(vault.member(named: back))
                    model.suspended.remove(back)
                } else if Bool.random(using: &random) {
                    story.append("suspend \(person)")
                    try vault.end(vault.member(named: person), isFinal: false)
                    model.suspended.insert(person)
                    model.remove(person, roles: Set(Role.allCases))
                } else {
                    story.append("make \(person) shelter")
                    let lost = (model.roles[person] ?? []).subtracting([.shelter])
                    try vault.setRoles(of: vault.member(named: person), to: [.shelter])
                    model.roles[person] = [.shelter]
                    model.remove(person, roles: lost)
                }
            default:
                story.append("policy")
                var policy = Policy.standard
                for role in [Role.companion, .lawyer, .health] {
                    policy.rules[role]?.reads = Set(
                        ConfidentialityClass.documentClasses.filter { _ in Bool.random(using: &random) })
                }
                try office.open("custodian").setPolicy(policy)
                model.policy = policy
                if Bool.random(using: &random) {
                    let vault = try office.open(head)
                    if model.coordinators(of: ref).count == 1 {
                        try vault.assign(
                            vault.member(named: head == "coordinator" ? "coordinator2" : "coordinator"),
                            to: vault.caseFile(ref), as: .coordinator)
                        model.teams[ref]?[head == "coordinator" ? "coordinator2" : "coordinator", default: []]
                            .insert(.coordinator)
                    }
                }
            }
            // What falls to the coordinators.
            for name in Set(model.teams.keys.flatMap { model.coordinators(of: $0) }).sorted() {
                _ = try office.open(name)
            }
            try check(office, model, trials, resealed, story)
        }
        #expect(try office.findings(as: "custodian").isEmpty, "after \(story)")
        #expect(try office.openRecovery().verify(.full).isWhole, "after \(story)")
    }
}
