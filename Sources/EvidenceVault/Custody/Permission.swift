import Bytes
import Ledger

/// Access statements, refusals, and the leave to release plaintext.
extension Vault {
    /// Proof that the log has the statement of an access, and what that statement covers. What people are to see is opened only
    /// against one of these that covers it, and only ``recordAccess(_:case:document:)``, ``recordAccess(_:cases:)`` and
    /// ``recordHandover(_:)`` make them.
    struct CommittedAccess {
        let position: UInt64
        private let kind: Kind
        private let cases: Set<HexBytes>?
        /// In the one case; nil: all of the cases.
        private let documents: Set<Int>?

        private enum Kind: Equatable {
            case looked(Access.Kind)
            case handover
        }

        fileprivate init(position: UInt64, _ access: Access.Kind, cases: Set<HexBytes>?, document: Int?) {
            self.position = position
            kind = .looked(access)
            self.cases = cases
            documents = document.map { [$0] }
        }

        fileprivate init(position: UInt64, handover: BundleMade) {
            self.position = position
            kind = .handover
            cases = [handover.caseID]
            documents = Set(handover.documents.map(\.number))
        }

        /// Whether the log says that titles or details were looked at: of a case, or of one document in it.
        func coversDetails(of number: Int?, in file: CaseFile) -> Bool {
            guard cases?.contains(file.id) ?? true else { return false }
            switch kind {
            case .looked(.showCase): return number == nil
            case .looked(.list): return true
            case .looked(.show), .looked(.read), .looked(.export), .handover:
                return number.map { documents?.contains($0) ?? false } ?? false
            case .looked(.report), .looked(.refusal): return false
            }
        }

        /// Whether the log says that this very document was opened.
        func coversContent(of number: Int, in file: CaseFile) -> Bool {
            guard cases?.contains(file.id) ?? false, documents?.contains(number) ?? false else {
                return false
            }
            switch kind {
            case .looked(.read), .looked(.export), .handover: return true
            case .looked: return false
            }
        }
    }

    /// Throws ``VaultError/notCovered`` unless an access covers it: a fault of this program, and never shown plaintext.
    func require(_ isCovered: Bool) throws { if !isCovered { throw VaultError.notCovered } }

    /// Writes that this member is about to see something. Once this returns, the statement is on the disk.
    func recordAccess(
        _ kind: Access.Kind, case caseID: HexBytes? = nil, document: Int? = nil
    ) throws -> CommittedAccess {
        // On a medium the trustees save what they can; stock age would let them as well, and say nothing.
        if me.isRecovery, !isWritable {
            if told.insert(.database(.missing(file: path))).inserted {
                warn(.notLogged(path: path))
            }
            return CommittedAccess(
                position: state.head.size, kind, cases: caseID.map { [$0] }, document: document)
        }
        let positions = try log.append { _ in [Access.to(kind, case: caseID, document: document)] }
        return CommittedAccess(
            position: positions.lowerBound, kind, cases: caseID.map { [$0] }, document: document)
    }

    /// The same for several cases at once.
    func recordAccess(_ kind: Access.Kind, cases: [HexBytes]) throws -> CommittedAccess {
        let positions = try log.append { _ in cases.map { Access.to(kind, case: $0) } }
        return CommittedAccess(
            position: positions.lowerBound, kind, cases: Set(cases), document: nil)
    }

    /// Writes that documents are about to leave the vault. Once this returns, the statement is on the disk.
    func recordHandover(_ make: (VaultState) throws -> BundleMade) throws -> CommittedAccess {
        var made: BundleMade?
        let positions = try log.append { state in
            let bundle = try make(state)
            made = bundle
            return [.bundle(bundle)]
        }
        guard let made else { throw VaultError.notCovered }
        return CommittedAccess(position: positions.lowerBound, handover: made)
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
