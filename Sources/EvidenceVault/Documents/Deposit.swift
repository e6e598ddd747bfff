import Age
import Archive
import Crypto
import Foundation
import Sodium

/// A file to be deposited, with what is said of it.
public struct Submission: Sendable {
    /// Where the file lies.
    public let path: String
    /// What it is called in the vault: its name, or its path below the folder that is deposited.
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
        self.name = try Name.checked(name, limit: 1000)
        self.kind = kind
        self.title = try Name.checked(title ?? name, limit: 1000)
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
        _ submissions: [Submission], in file: CaseFile, progress: (Int) -> Void = { _ in }
    ) throws -> [DepositReceipt] {
        let roles = file.roles(of: identity.fingerprint)
        try require(
            !roles.isEmpty, or: .notOnTeam(caseRef: file.ref), asked: "document.deposit", case: file.id)
        for submission in submissions {
            try require(
                roles.contains {
                    Policy.standard.deposits($0, submission.kind, as: submission.confidentiality)
                }, or: .cannotDeposit(submission.kind), asked: "document.deposit", case: file.id)
        }
        // Before anything is sealed: whether all can be opened.
        for submission in submissions {
            guard try File.read(submission.path).status().isRegular else {
                throw VaultError.notARegularFile(path: submission.path)
            }
        }

        try blobs.beginDeposit { name in try log.names(blob: name) }
        var sealed: [SealedDocument] = []
        do {
            for submission in submissions {
                sealed.append(try seal(submission, in: file, progress: progress))
            }
            try blobs.synchronize(sealed.map(\.blob))
            let positions = try log.append { state in
                try deposits(of: sealed, in: file.id, state: state)
            }
            blobs.confirm(sealed.map(\.blob))
            let first = (state.caseFile(file.id)?.documentCount ?? 0) - sealed.count
            return sealed.enumerated().map { index, document in
                DepositReceipt(
                    ref: "\(file.ref)/\(first + index + 1)", sha256: document.details.sha256,
                    size: document.details.document.size, path: submissions[index].path,
                    documentID: document.details.document.documentID,
                    logPosition: positions.lowerBound + UInt64(index))
            }
        } catch {
            blobs.discard(sealed.map(\.blob))
            throw error
        }
    }

    /// A document whose blob is stored and whose statement is not yet in the log.
    private struct SealedDocument {
        let details: DocumentDetails
        let compartment: Compartment
        let blob: BlobName
        let blobSize: Int64
    }

    private func deposits(
        of documents: [SealedDocument], in caseID: HexBytes, state: VaultState
    ) throws -> [Act] {
        guard let file = state.caseFile(caseID) else { throw VaultError.noSuchCase(caseID.description) }
        return try documents.enumerated().map { index, document in
            let key = try X25519Recipient(document.compartment.recipient).publicKey
            let details = try CanonicalJSON.encode(document.details)
            return .deposit(
                Deposit(
                    caseID: caseID, number: file.documentCount + index + 1,
                    documentID: document.details.document.documentID,
                    confidentiality: document.compartment.confidentiality,
                    generation: document.compartment.generation, blob: document.blob,
                    blobSize: document.blobSize, details: Base64Bytes(try SealedText.seal(details, to: key)),
                    detailsDigest: HexBytes(SHA256.bytes(of: details))))
        }
    }

    /// One pass over the file: its SHA-256, the tar frame, the age seal and the SHA-256 of the blob.
    private func seal(
        _ submission: Submission, in file: CaseFile, progress: (Int) -> Void
    ) throws -> SealedDocument {
        guard let compartment = file.compartment(submission.confidentiality), let founding = state.founding
        else { throw VaultError.noSuchCase(file.ref) }
        let source = try File.read(submission.path)
        let before = try source.status()
        guard before.isRegular else { throw VaultError.notARegularFile(path: submission.path) }
        let record = DocumentRecord(
            amanah: DocumentRecord.format, vault: id, caseRef: file.ref,
            documentID: HexBytes(try randomBytes(16)), kind: submission.kind, title: submission.title,
            name: submission.name, mediaType: MediaType.of(fileName: submission.name), size: before.size,
            modified: Timestamp(seconds: before.modifiedSeconds), obtained: submission.obtained,
            depositedBy: identity.fingerprint, depositedAt: now())

        let blob = try blobs.newBlob()
        let frame = try DocumentFrame.Writer(
            record: record,
            recipients: [X25519Recipient(compartment.recipient), X25519Recipient(founding.recovery)],
            output: { try blob.write($0) })
        var total: Int64 = 0
        try withBuffer { buffer in
            while true {
                let count = try source.read(into: buffer)
                if count == 0 { break }
                total += Int64(count)
                guard total <= before.size else {
                    throw VaultError.changedWhileRead(path: submission.path)
                }
                try frame.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                progress(count)
            }
        }
        guard total == before.size, try source.status() == before else {
            throw VaultError.changedWhileRead(path: submission.path)
        }
        let sha256 = try frame.finish()
        let (name, size) = try blob.finish()
        return SealedDocument(
            details: DocumentDetails(document: record, sha256: sha256, salt: HexBytes(try randomBytes(32))),
            compartment: compartment, blob: name,
            blobSize: size)
    }
}

/// Lends a buffer for file contents and wipes it afterwards.
func withBuffer<R>(_ size: Int = 1 << 18, _ body: (UnsafeMutableRawBufferPointer) throws -> R) rethrows -> R {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer {
        wipe(buffer)
        buffer.deallocate()
    }
    return try body(buffer)
}
