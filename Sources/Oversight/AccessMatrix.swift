public import Ledger

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

        package init(
            member: Member, caseRef: String, confidentiality: ConfidentialityClass, readsNew: Bool,
            documents: Int, generations: [UInt32], newest: UInt32, isEntitled: Bool
        ) {
            self.member = member
            self.caseRef = caseRef
            self.confidentiality = confidentiality
            self.readsNew = readsNew
            self.documents = documents
            self.generations = generations
            self.newest = newest
            self.isEntitled = isEntitled
        }
    }

    /// By case, member and class; without the recovery key, which opens all.
    public let rows: [Row]

    package init(of files: [CaseFile], _ holdings: KeyHoldings, in state: VaultState) {
        var rows: [Row] = []
        for file in files {
            for member in state.membersByName {
                for confidentiality in ConfidentialityClass.documentClasses {
                    let compartment = KeyHoldings.Compartment(
                        caseID: file.id, confidentiality: confidentiality)
                    let held = holdings.generations[compartment]?[member.fingerprint] ?? []
                    if held.isEmpty { continue }
                    let newest = file.generation(of: confidentiality)
                    rows.append(
                        Row(
                            member: member, caseRef: file.ref, confidentiality: confidentiality,
                            readsNew: held.contains(newest),
                            documents: holdings.readable(compartment, by: member.fingerprint),
                            generations: held.sorted(), newest: newest,
                            isEntitled: state.readers(of: confidentiality, in: file).contains(member.number)))
                }
            }
        }
        self.rows = rows
    }
}
