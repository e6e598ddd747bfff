import Foundation

/// Why a field deposit is not taken in. The raw words are stable: the log has them.
public enum FieldDepositProblem: String, Sendable {
    case otherVault = "other-vault"
    case unknownCase = "unknown-case"
    case unknownKit = "unknown-kit"
    case cancelled
    case expired
    case notSealedByKit = "not-sealed-by-kit"
    case otherKind = "other-kind"
    case collected
    case altered
    /// Who collects does not deposit this class in this case.
    case notEntitled = "not-entitled"
}

extension Vault {
    /// What became of one file.
    public struct Collected: Sendable {
        public let path: String
        public let outcome: Outcome

        public enum Outcome: Sendable {
            case deposited(DepositReceiptOfKit)
            case refused(FieldDepositProblem)
        }
    }

    public struct DepositReceiptOfKit: Sendable {
        public let ref: String
        public let documentID: HexBytes
        public let sealedAt: Timestamp
        public let logPosition: UInt64
        /// The keys have changed since the kit was made: who left may open it still, until it is resealed.
        public let isUnderOldKeys: Bool
    }

    /// Brings in what was sealed with field kits: each file once, with the time and the signature of its sealing. Files that are
    /// refused are left as they are, and the refusal is logged.
    ///
    /// - Parameter each: is told of each file when the log has what became of it: it stays so, whatever happens to the next.
    /// - Throws: ``VaultError/notAFieldDeposit(path:)`` when one of them is none, and then none is taken in.
    public func collect(_ paths: [String], each: (Collected) -> Void) throws {
        for path in paths { try FieldDeposit.Reader(path: path).checkWhole() }
        try blobs.beginDeposit { [log] name in try log.names(blob: name) }
        for path in paths {
            each(Collected(path: path, outcome: try collect(FieldDeposit.Reader(path: path))))
        }
    }

    private func collect(_ reader: FieldDeposit.Reader) throws -> Collected.Outcome {
        let sealed = reader.record.deposit
        if let problem = problem(with: reader.record) { return try refused(problem, sealed) }
        // Kits choose ids and bytes; they do not choose those of a document that is here.
        if try log.find(documentID: sealed.documentID) != nil || log.names(blob: sealed.blob) {
            return try refused(.collected, sealed)
        }
        guard let file = state.caseFile(sealed.caseID), let seal = sealed.kit else {
            return try refused(.unknownCase, sealed)
        }
        guard roles(in: file).contains(where: { state.policy.deposits($0, into: sealed.confidentiality) })
        else { return try refused(.notEntitled, sealed) }
        let blob = try blobs.newBlob()
        try reader.copyBlob(to: blob)
        guard blob.name == sealed.blob, blob.size == sealed.blobSize else {
            return try refused(.altered, sealed)
        }
        do {
            var number = 0
            let positions = try log.append(after: { [blobs] in try blobs.keep([blob]) }) { state in
                guard let file = state.caseFile(file.id) else { throw VaultError.noSuchCase(file.ref) }
                number = file.documentCount + 1
                return [.deposit(sealed.numbered(number))]
            }
            blobs.confirm()
            return .deposited(
                DepositReceiptOfKit(
                    ref: "\(file.ref)/\(number)", documentID: sealed.documentID, sealedAt: seal.at,
                    logPosition: positions.lowerBound,
                    isUnderOldKeys: sealed.generation < file.generation(of: sealed.confidentiality)))
        } catch {
            if !log.mayHaveCommitted { blobs.discard() }
            throw error
        }
    }

    /// What is wrong with a field deposit before its blob is read; all of it authenticated by the kit's signature.
    private func problem(with record: FieldDeposit.Record) -> FieldDepositProblem? {
        let sealed = record.deposit
        guard record.vault == id else { return .otherVault }
        guard let file = state.caseFile(sealed.caseID) else { return .unknownCase }
        guard let seal = sealed.kit, let kit = file.kits.first(where: { $0.made.key == seal.key }) else {
            return .unknownKit
        }
        guard seal.isValid(for: sealed, vaultID: id) else { return .notSealedByKit }
        if kit.isCancelled { return .cancelled }
        if seal.at > kit.made.until || now() > kit.lastCollection { return .expired }
        if kit.collected.contains(sealed.documentID) { return .collected }
        let classes = kit.made.kinds.map { $0.confidentialityClass ?? sealed.confidentiality }
        return classes.contains(sealed.confidentiality) ? nil : .otherKind
    }

    private func refused(_ problem: FieldDepositProblem, _ sealed: Deposit) throws -> Collected.Outcome {
        do {
            try refuse(
                .fieldDeposit(problem), asked: "kit.collect",
                case: state.caseFile(sealed.caseID).map(\.id))
        } catch VaultError.notPermitted {
            return .refused(problem)
        }
    }
}

extension Deposit {
    func numbered(_ number: Int) -> Deposit {
        Deposit(
            caseID: caseID, number: number, documentID: documentID, confidentiality: confidentiality,
            generation: generation, blob: blob, blobSize: blobSize, details: details,
            detailsDigest: detailsDigest, kit: kit)
    }
}
