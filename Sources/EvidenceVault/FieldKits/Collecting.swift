import Age
import Archive
import Bytes
import Crypto
import Foundation
import Ledger
import VaultStorage

/// Why a field deposit is not taken in. The raw words are stable: the log has them.
public enum FieldDepositProblem: String, Error, CaseIterable, Sendable {
    case otherVault = "other-vault"
    case unknownCase = "unknown-case"
    case unknownKit = "unknown-kit"
    /// It bears the key of a kit of the case, and the kit says something else than the one that was made: to whom it seals, maybe.
    case otherKit = "other-kit"
    case cancelled
    case expired
    case notSealedByKit = "not-sealed-by-kit"
    case otherKind = "other-kind"
    case collected
    case altered
    /// The key of its compartment does not open it.
    case sealedToOthers = "sealed-to-others"
    /// What is said inside, of vault, case, document, depositor or time, is not what the kit signed.
    case otherRecord = "other-record"
    /// What its kit is for cannot be read in the log.
    case kitUnreadable = "kit-unreadable"
    /// Who collects does not deposit this class in this case.
    case notEntitled = "not-entitled"

    /// Whether somebody has made it so: no program of ours seals what is refused for this.
    public var isForgery: Bool {
        switch self {
        case .otherKit, .notSealedByKit, .otherKind, .altered, .sealedToOthers, .otherRecord, .kitUnreadable:
            true
        case .otherVault, .unknownCase, .unknownKit, .cancelled, .expired, .collected, .notEntitled: false
        }
    }
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
        /// That time lies before the kit was made.
        public let isBeforeKit: Bool
        public let logPosition: UInt64
        /// The keys have changed since the kit was made: who left may open it still, until it is resealed.
        public let isUnderOldKeys: Bool
        /// The class, when who collects does not read it: then nobody has looked yet at what is inside.
        public let notCheckedInside: ConfidentialityClass?
    }

    /// Brings in what was sealed with field kits: each file once, with the time and the signature of its sealing. Files that are
    /// refused are left as they are, and the refusal is logged.
    ///
    /// - Parameter each: is told of each file when the log has what became of it: it stays so, whatever happens to the next.
    /// - Throws: ``VaultError/notAFieldDeposit(path:)`` when one of them is none, and then none is taken in.
    public func collect(_ paths: [String], each: (Collected) -> Void) throws {
        for path in paths { try FieldDeposit.Reader(path: path).checkWhole() }
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
        var isChecked = false
        let position: UInt64
        do {
            position = try bringIn { blobs in
                let blob = try blobs.newBlob()
                try reader.copyBlob(to: blob)
                guard blob.name == sealed.blob, blob.size == sealed.blobSize else {
                    throw FieldDepositProblem.altered
                }
                isChecked = try checkInside(blob, of: sealed, sealedWith: seal, in: file)
                return Batch { _ in [.deposit(sealed)] }
            }.lowerBound
        } catch let problem as FieldDepositProblem {
            return try refused(problem, sealed)
        }
        let after = state.caseFile(file.id) ?? file
        return .deposited(
            DepositReceiptOfKit(
                ref: "\(file.ref)/\(after.number(ofDepositAt: position) ?? 0)", documentID: sealed.documentID,
                sealedAt: seal.at,
                isBeforeKit: after.kits.contains { $0.made.key == seal.key && $0.isLaterThan(seal.at) },
                logPosition: position,
                isUnderOldKeys: sealed.generation < after.generation(of: sealed.confidentiality),
                notCheckedInside: isChecked ? nil : sealed.confidentiality))
    }

    /// What is wrong with a field deposit before its blob is read; all of it authenticated by the kit's signature.
    private func problem(with record: FieldDeposit.Record) -> FieldDepositProblem? {
        let sealed = record.deposit
        guard record.vault == id else { return .otherVault }
        guard let file = state.caseFile(sealed.caseID) else { return .unknownCase }
        guard let seal = sealed.kit, let kit = file.kits.first(where: { $0.made.key == seal.key }) else {
            return .unknownKit
        }
        guard kit.made.digest == seal.digest else { return .otherKit }
        guard seal.isValid(for: sealed, vaultID: id) else { return .notSealedByKit }
        if kit.isCancelled { return .cancelled }
        if seal.at > kit.made.until || now() > kit.lastCollection { return .expired }
        if kit.collected.contains(sealed.documentID) { return .collected }
        guard kit.made.classes.contains(sealed.confidentiality) else { return .otherKind }
        let generations = 1...max(1, file.generation(of: sealed.confidentiality))
        return generations.contains(sealed.generation) ? nil : .sealedToOthers
    }

    /// Looks at what a field deposit has inside, as far as this member reads its class: who holds a kit's seed can sign for anything.
    ///
    /// - Returns: whether it could be looked at.
    /// - Throws: ``FieldDepositProblem`` for what should not be taken in.
    private func checkInside(
        _ blob: any NewBlob, of sealed: Deposit, sealedWith seal: KitSeal, in file: CaseFile
    ) throws -> Bool {
        guard reads(sealed.confidentiality, in: file),
            let key = try compartmentKey(sealed.confidentiality, generation: sealed.generation, in: file)
        else { return false }
        guard let kit = file.kits.first(where: { $0.made.digest == seal.digest }),
            try compartmentKey(.summary, generation: kit.made.generation, in: file) != nil
        else { return false }
        guard let isFor = try self.details(of: kit, in: file) else {
            throw FieldDepositProblem.kitUnreadable
        }
        let context = RecordContext(
            vault: id, caseRef: file.ref, deposit: sealed, author: identity.fingerprint, at: now())
        let details: DocumentDetails
        do {
            details = try context.openDetails(with: key).details
        } catch {
            throw error == .notOpening ? FieldDepositProblem.sealedToOthers : .otherRecord
        }
        guard isFor.kinds.contains(details.document.kind) else { throw FieldDepositProblem.otherKind }
        try checkSealed(blob.reopened(), of: sealed, to: key, details)
        return true
    }

    /// Opens a sealed document to the end: it is sealed to its compartment, lies alone where it is said to lie, and is what its
    /// details say.
    private func checkSealed(
        _ blob: any BlobReader, of sealed: Deposit, to key: OpeningKey, _ details: DocumentDetails
    ) throws {
        do {
            let parts = try Pack.parts(identity: key.ageIdentity, blob: blob)
            guard parts.count == 1, parts[0].record == details.document, parts[0].sha256 == details.sha256,
                parts[0].place == DocumentPlace(of: sealed, in: id, with: key)
            else { throw FieldDepositProblem.otherRecord }
        } catch AgeError.noMatch {
            throw FieldDepositProblem.sealedToOthers
        } catch let error where error is AgeError || error is ArchiveError || error is DecodingError {
            throw FieldDepositProblem.otherRecord
        }
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
