import Age
import Archive
import Bytes
import Crypto
import Foundation
import Ledger
import Sodium
import VaultStorage

/// A file to be deposited, with what is said of it.
public struct Submission: Sendable {
    /// Where the file lies.
    public let path: String
    /// What it is called in the vault: its name, or its path below the folder that is deposited. Telephones put marks in names
    /// that reorder what is shown; here they are visible, as `\u{200E}`.
    public let name: String
    public let kind: DocumentKind
    /// For kinds that can be of any class.
    public let confidentiality: ConfidentialityClass
    public let title: String
    public let obtained: String?
    /// For a redacted copy.
    public let redacts: Redaction?

    /// Throws ``LedgerError/badName(_:why:)``, or ``VaultError/documents(_:)`` when the class must be named or cannot be, or the kind is not that of a redacted
    /// copy.
    public init(
        path: String, name: String, kind: DocumentKind, confidentiality: ConfidentialityClass? = nil,
        title: String? = nil, obtained: String? = nil, redacts: Redaction? = nil
    ) throws {
        guard redacts == nil || kind == .redacted else {
            throw VaultError.documents(.notOfRedactedKind(kind))
        }
        self.redacts = redacts
        self.path = path
        self.name = try Name.ofFile(name)
        self.kind = kind
        self.title =
            try title.map { try Name.checked($0, limit: Submission.longestTitle) }
            ?? Submission.title(of: self.name)
        self.obtained = try obtained.map { try Name.checked($0, limit: Submission.longestObtained) }
        if let fixed = kind.confidentialityClass {
            guard confidentiality == nil || confidentiality == fixed else {
                throw VaultError.documents(.otherClass(kind, fixed))
            }
            self.confidentiality = fixed
        } else {
            guard let confidentiality, confidentiality != .summary else {
                throw VaultError.documents(.classMissing(kind))
            }
            self.confidentiality = confidentiality
        }
    }

    /// In bytes.
    static let longestTitle = 1000
    static let longestObtained = 2000

    /// The name; of a very long path the last part.
    private static func title(of name: String) -> String {
        name.utf8.count <= longestTitle ? name : PathBytes.name(of: name)
    }
}

/// What a depositor gets: the reference to say aloud, the digest to write down, and where the log has it.
public struct DepositReceipt: Sendable {
    public let caseRef: String
    /// Of the document in its case, from 1.
    public let number: Int
    public var ref: String { "\(caseRef)/\(number)" }
    public let sha256: HexBytes
    public let size: Int64
    public internal(set) var path: String
    public let documentID: HexBytes
    public let logPosition: UInt64
    /// The keys of the case changed while it was sealed: who left may open it still, until it is resealed.
    public let isUnderOldKeys: Bool
}

extension Vault {
    /// Seals files into a case: all of them, or, when one cannot be read, none.
    ///
    /// The files are read once, in bounded memory. When this returns, blobs and statements are on the disk.
    ///
    /// - Parameters:
    ///   - unlessThere: refuses what is in the case already, as far as this member can tell, or twice among the files:
    ///     ``VaultError/depositedAlready(_:)``.
    ///   - progress: is told of bytes that were read, as they are.
    /// - Throws: ``VaultError/notPermitted(_:)``, ``StorageError/unreadable(path:errno:)``,
    ///   ``StorageError/notARegularFile(path:)``, ``VaultError/changedWhileRead(path:)``,
    ///   ``StorageError/diskFull(path:)``.
    public func deposit(
        _ submissions: [Submission], in file: CaseFile, unlessThere: Bool = false,
        progress: @escaping (Int) throws -> Void = { _ in }
    ) throws -> [DepositReceipt] {
        try deposit(submissions, in: file, unlessThere: unlessThere, progress: progress) { _, _ in [] }
    }

    /// The same with what the log says right behind it: it says both, or neither.
    ///
    /// - Parameter then: makes the acts, of the first document's number and of what all of them are.
    func deposit(
        _ submissions: [Submission], in file: CaseFile, unlessThere: Bool = false,
        progress: @escaping (Int) throws -> Void = { _ in },
        then: @escaping (_ first: Int, [DocumentDetails]) throws -> [Act]
    ) throws -> [DepositReceipt] {
        let roles = roles(in: file)
        try require(
            !roles.isEmpty, or: .notOnTeam(caseRef: file.ref), asked: "document.deposit", case: file.id)
        for submission in submissions {
            try require(
                roles.contains {
                    state.policy.deposits($0, submission.kind, as: submission.confidentiality)
                }, or: .cannotDeposit(submission.kind), asked: "document.deposit", case: file.id)
        }
        for redaction in submissions.compactMap(\.redacts) where try original(of: redaction, in: file) == nil
        {
            throw VaultError.documents(.noSuchOriginal("\(file.ref)/\(redaction.number)"))
        }
        // Before anything is sealed: whether all can be opened.
        let sizes = try inParallel(submissions.count) { index in
            let status = try File.read(submissions[index].path).status()
            guard status.isRegular else { throw StorageError.notARegularFile(path: submissions[index].path) }
            return status.size
        }
        let packs = Pack.plan(sizes, classes: submissions.map(\.confidentiality))

        do {
            return try seal(
                submissions, in: packs, into: file, unlessThere: unlessThere, progress: progress, then: then)
        } catch VaultError.refusedByLog(.notEntitled(.keyNotSeen)) {
            // The keys of vault and case changed while it was sealed: once more, under the new ones.
            return try seal(
                submissions, in: packs, into: asOfNow(file), unlessThere: unlessThere, progress: { _ in },
                then: then)
        }
    }

    /// - Parameter packs: which submissions are sealed together.
    private func seal(
        _ submissions: [Submission], in packs: [[Int]], into file: CaseFile, unlessThere: Bool,
        progress: @escaping (Int) throws -> Void,
        then: @escaping (Int, [DocumentDetails]) throws -> [Act]
    ) throws -> [DepositReceipt] {
        var sealed: [SealedDocument] = []
        let positions = try bringIn { blobs in
            let begun = now()
            let sealer = try DocumentSealer(
                vaultID: id, caseID: file.id, caseRef: file.ref, compartments: keys(of: file).compartments,
                recovery: recoveryKey(), depositor: identity.fingerprint, time: begun,
                newBlob: blobs.newBlob, progress: progress)
            let filled = try inParallel(packs.count) { try sealer.seal(packs[$0].map { submissions[$0] }) }
            sealed = zip(packs.joined(), filled.joined()).sorted { $0.0 < $1.0 }.map(\.1)
            if unlessThere {
                let twins = try twins(
                    of: zip(submissions, sealed).map { ($0.path, $1.details.sha256) }, in: file)
                if !twins.isEmpty {
                    // Who asks so learns what is in the case, and whether a file of theirs is.
                    _ = try recordAccess(.list, case: file.id)
                    throw VaultError.depositedAlready(twins)
                }
            }
            for document in sealed { try requireDifference(document.details, in: file) }
            if sealed.isEmpty { return Batch(acts: nil) }
            return Batch { [self, sealed] state in
                // Else the records would say another time than their deposits, and nobody would believe them.
                guard DocumentRecord.isOneDeposit(sealedAt: begun, statedAt: now()) else {
                    throw VaultError.clockMoved
                }
                let first = (state.caseFile(file.id)?.documentCount ?? 0) + 1
                return try sealed.map { .deposit($0.deposit(in: file.id, kit: nil)) }
                    + then(first, sealed.map(\.details))
            }
        }
        let after = state.caseFile(file.id) ?? file
        return zip(zip(submissions, sealed), positions).map { pair, position in
            let (submission, document) = pair
            return DepositReceipt(
                caseRef: file.ref, number: after.number(ofDepositAt: position) ?? 0,
                sha256: document.details.sha256, size: document.details.document.size,
                path: submission.path, documentID: document.details.document.documentID,
                logPosition: position,
                isUnderOldKeys: document.compartment.generation
                    < after.generation(of: document.compartment.confidentiality))
        }
    }
}
