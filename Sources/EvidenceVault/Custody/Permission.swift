/// Access statements, refusals, and the leave to release plaintext.
extension Vault {
    /// Proof that the log has the statement of an access. Plaintext is read only against one of these, and only
    /// ``recordAccess(_:case:document:)`` and ``recordHandover(_:)`` make them.
    struct CommittedAccess {
        let position: UInt64
        fileprivate init(position: UInt64) { self.position = position }
    }

    /// Writes that this member is about to see something. Once this returns, the statement is on the disk.
    func recordAccess(
        _ kind: Access.Kind, case caseID: HexBytes? = nil, document: Int? = nil
    ) throws -> CommittedAccess {
        let positions = try log.append { _ in [Access.to(kind, case: caseID, document: document)] }
        return CommittedAccess(position: positions.lowerBound)
    }

    /// The same for several cases at once.
    func recordAccess(_ kind: Access.Kind, cases: [HexBytes]) throws -> CommittedAccess {
        let positions = try log.append { _ in cases.map { Access.to(kind, case: $0) } }
        return CommittedAccess(position: positions.lowerBound)
    }

    /// Writes that documents are about to leave the vault. Once this returns, the statement is on the disk.
    func recordHandover(_ make: (VaultState) throws -> BundleMade) throws -> CommittedAccess {
        let positions = try log.append { [.bundle(try make($0))] }
        return CommittedAccess(position: positions.lowerBound)
    }

    /// Writes down that this member was refused, and throws ``VaultError/notPermitted(_:)``.
    func refuse(
        _ refusal: Refusal, asked: String, case caseID: HexBytes? = nil, document: Int? = nil
    ) throws -> Never {
        try log.append { _ in
            [
                .access(
                    Access(
                        kind: .refusal, caseID: caseID, document: document, asked: asked, reason: refusal.code
                    ))
            ]
        }
        throw VaultError.notPermitted(refusal)
    }

    func require(
        _ condition: Bool, or refusal: @autoclosure () -> Refusal, asked: String,
        case caseID: HexBytes? = nil,
        document: Int? = nil
    ) throws {
        if !condition { try refuse(refusal(), asked: asked, case: caseID, document: document) }
    }
}
