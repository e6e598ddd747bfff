import Bytes
import Ledger

extension Vault {
    /// Reads all grants from the log.
    func keyHoldings() throws -> KeyHoldings {
        var holdings = KeyHoldings()
        try log.forEachEntry { entry in
            if let statement = entry.statement { holdings.take(statement, at: entry.position) }
        }
        return holdings
    }
}

/// Who can read what.
public struct AccessMatrix: Sendable {
    public struct Row: Sendable {
        public let member: Member
        public let caseRef: String
        public let confidentiality: ConfidentialityClass
        /// What is deposited from now on.
        public let readsNew: Bool
        /// How many documents the keys open that the member was ever granted.
        public let documents: Int
        /// Granted generations, and the newest there is.
        public let generations: [UInt32]
        public let newest: UInt32
        /// Whether the member's roles on the case read this class.
        public let isEntitled: Bool
    }

    /// By case, member and class; without the recovery key, which opens all.
    public let rows: [Row]
}

extension Vault {
    /// Who can read what, from the keys that the log says were granted: of all cases for custodians and auditors, else of the
    /// cases that the member coordinates.
    public func accessMatrix() throws -> AccessMatrix {
        let seesAll = me.roles.contains(.custodian) || me.roles.contains(.auditor) || me.isRecovery
        let files = state.allCases.filter { seesAll || isGranter(of: $0) }
        try require(
            seesAll || !files.isEmpty, or: .role(needed: [.auditor, .custodian, .coordinator]),
            asked: "audit.matrix")
        return accessMatrix(of: files, try keyHoldings())
    }

    func accessMatrix(of files: [CaseFile], _ holdings: KeyHoldings) -> AccessMatrix {
        var rows: [AccessMatrix.Row] = []
        for file in files {
            for member in members {
                for confidentiality in ConfidentialityClass.documentClasses {
                    let compartment = KeyHoldings.Compartment(
                        caseID: file.id, confidentiality: confidentiality)
                    let held = holdings.generations[compartment]?[member.fingerprint] ?? []
                    if held.isEmpty { continue }
                    let newest = file.generation(of: confidentiality)
                    rows.append(
                        AccessMatrix.Row(
                            member: member, caseRef: file.ref, confidentiality: confidentiality,
                            readsNew: held.contains(newest),
                            documents: holdings.readable(compartment, by: member.fingerprint),
                            generations: held.sorted(), newest: newest,
                            isEntitled: state.readers(of: confidentiality, in: file).contains(member.number)))
                }
            }
        }
        return AccessMatrix(rows: rows)
    }
}
