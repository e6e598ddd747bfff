package import Bytes

/// Who was ever granted which key, and what lies under it: from the grants in the log, not from roles or intentions.
package struct KeyHoldings: Sendable {
    package struct Compartment: Hashable {
        package let caseID: HexBytes
        package let confidentiality: ConfidentialityClass

        package init(caseID: HexBytes, confidentiality: ConfidentialityClass) {
            self.caseID = caseID
            self.confidentiality = confidentiality
        }
    }

    /// Generations by holder.
    package private(set) var generations: [Compartment: [Fingerprint: Set<UInt32>]] = [:]
    /// How many documents are sealed under each generation now.
    package private(set) var documents: [Compartment: [UInt32: Int]] = [:]
    /// The generation of each document, by the log position of its deposit.
    private var sealings: [UInt64: UInt32] = [:]

    package init() {}

    package mutating func take(_ statement: Statement, at position: UInt64) {
        switch statement.act {
        case .openCase(let opening): add(opening.grants, opening.caseID)
        case .assign(let assignment): add(assignment.grants, assignment.caseID)
        case .rekey(let rekeying): add(rekeying.grants, rekeying.caseID)
        case .approveEmergency(let approval): add(approval.grants, approval.caseID)
        case .deposit(let deposit):
            let compartment = Compartment(caseID: deposit.caseID, confidentiality: deposit.confidentiality)
            documents[compartment, default: [:]][deposit.generation, default: 0] += 1
            sealings[position] = deposit.generation
        case .reseal(let resealing):
            let compartment = Compartment(
                caseID: resealing.caseID, confidentiality: resealing.confidentiality)
            if let old = sealings[resealing.deposit] { documents[compartment]?[old]? -= 1 }
            documents[compartment, default: [:]][resealing.generation, default: 0] += 1
            sealings[resealing.deposit] = resealing.generation
        default: break
        }
    }

    private mutating func add(_ grants: [Grant], _ caseID: HexBytes) {
        for grant in grants {
            let compartment = Compartment(caseID: caseID, confidentiality: grant.confidentiality)
            generations[compartment, default: [:]][grant.key.to, default: []].insert(grant.generation)
        }
    }

    /// How many documents of a class somebody's keys open.
    package func readable(_ compartment: Compartment, by member: Fingerprint) -> Int {
        let held = generations[compartment]?[member] ?? []
        return held.reduce(0) { $0 + (documents[compartment]?[$1] ?? 0) }
    }
}
