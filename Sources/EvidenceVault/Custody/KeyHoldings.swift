import Ledger
import Oversight

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

extension Vault {
    /// Who can read what, from the keys that the log says were granted: of all cases for custodians and auditors, else of the
    /// cases that the member coordinates.
    public func accessMatrix() throws -> AccessMatrix {
        let seesAll = me.roles.contains(.custodian) || me.roles.contains(.auditor) || me.isRecovery
        let files = state.allCases.filter { seesAll || isGranter(of: $0) }
        try require(
            seesAll || !files.isEmpty, or: .role(needed: [.auditor, .custodian, .coordinator]),
            asked: "audit.matrix")
        return try AccessMatrix(of: files, keyHoldings(), in: state)
    }
}
