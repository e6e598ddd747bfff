import Age
import Archive
import Crypto
import Foundation
import Sodium

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

    /// Throws ``VaultError/badName(_:why:)``, or ``VaultError/badInput(_:)`` when the class must be named or cannot be.
    public init(
        path: String, name: String, kind: DocumentKind, confidentiality: ConfidentialityClass? = nil,
        title: String? = nil, obtained: String? = nil
    ) throws {
        self.path = path
        self.name = try Name.checked(visible(name), limit: 1000)
        self.kind = kind
        self.title = try Name.checked(title ?? self.name, limit: 1000)
        self.obtained = try obtained.map { try Name.checked($0, limit: 2000) }
        if let fixed = kind.confidentialityClass {
            guard confidentiality == nil || confidentiality == fixed else {
                throw VaultError.badInput("a document of kind \(kind.rawValue) is of class \(fixed.rawValue)")
            }
            self.confidentiality = fixed
        } else {
            guard let confidentiality, confidentiality != .summary else {
                let classes = ConfidentialityClass.documentClasses.map(\.rawValue).joined(separator: ", ")
                throw VaultError.badInput(
                    "say who may read a document of kind \(kind.rawValue): --class \(classes)")
            }
            self.confidentiality = confidentiality
        }
    }
}

/// What a depositor gets: the reference to say aloud, the digest to write down, and where the log has it.
public struct DepositReceipt: Sendable {
    public let ref: String
    public let sha256: HexBytes
    public let size: Int64
    public let path: String
    public let documentID: HexBytes
    public let logPosition: UInt64
}

extension Vault {
    /// Seals files into a case: all of them, or, when one cannot be read, none.
    ///
    /// The files are read once, in bounded memory. When this returns, blobs and statements are on the disk.
    ///
    /// - Parameter progress: is told of bytes that were read, as they are.
    /// - Throws: ``VaultError/notPermitted(_:)``, ``VaultError/unreadable(path:errno:)``,
    ///   ``VaultError/notARegularFile(path:)``, ``VaultError/changedWhileRead(path:)``,
    ///   ``VaultError/diskFull(path:)``.
    public func deposit(
        _ submissions: [Submission], in file: CaseFile, progress: @escaping (Int) -> Void = { _ in }
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
        // Before anything is sealed: whether all can be opened.
        _ = try inParallel(submissions.count) { index in
            guard try File.read(submissions[index].path).status().isRegular else {
                throw VaultError.notARegularFile(path: submissions[index].path)
            }
        }

        try blobs.beginDeposit { [log] name in try log.names(blob: name) }
        do {
            let sealer = try DocumentSealer(
                vaultID: id, caseID: file.id, caseRef: file.ref, compartments: keys(of: file).compartments,
                recovery: recoveryKey(), depositor: identity.fingerprint, time: now(),
                newBlob: blobs.newBlob, progress: progress)
            let sealed = try inParallel(submissions.count) { try sealer.seal(submissions[$0]) }
            let positions = try log.append(after: { [blobs] in try blobs.keep(sealed.map(\.blob)) }) {
                state in
                guard let file = state.caseFile(file.id) else { throw VaultError.noSuchCase(file.ref) }
                return sealed.enumerated().map { index, document in
                    .deposit(document.deposit(in: file.id, number: file.documentCount + index + 1, kit: nil))
                }
            }
            blobs.confirm()
            let first = (state.caseFile(file.id)?.documentCount ?? 0) - sealed.count
            return sealed.enumerated().map { index, document in
                DepositReceipt(
                    ref: "\(file.ref)/\(first + index + 1)", sha256: document.details.sha256,
                    size: document.details.document.size, path: submissions[index].path,
                    documentID: document.details.document.documentID,
                    logPosition: positions.lowerBound + UInt64(index))
            }
        } catch {
            if !log.mayHaveCommitted { blobs.discard() }
            throw error
        }
    }
}

/// Lends a buffer for file contents and wipes it afterwards.
func withBuffer<R>(_ size: Int = 1 << 16, _ body: (UnsafeMutableRawBufferPointer) throws -> R) rethrows -> R {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer {
        wipe(buffer)
        buffer.deallocate()
    }
    return try body(buffer)
}
