import Age
import Crypto
import Foundation
import Sodium

/// A document whose blob is complete and whose statement is not yet in the log.
struct SealedDocument {
    let details: DocumentDetails
    let compartment: Compartment
    let blob: any NewBlob
    let sealedDetails: [UInt8]
    let detailsDigest: [UInt8]

    func deposit(in caseID: HexBytes, number: Int, kit: KitSeal?) -> Deposit {
        Deposit(
            caseID: caseID, number: number, documentID: details.document.documentID,
            confidentiality: compartment.confidentiality, generation: compartment.generation,
            blob: blob.name, blobSize: blob.size, details: Base64Bytes(sealedDetails),
            detailsDigest: HexBytes(detailsDigest), kit: kit)
    }
}

/// Seals the documents of one deposit, on several threads at once.
final class DocumentSealer {
    private let vaultID: VaultID
    private let caseRef: String
    private let compartments: [Compartment]
    private let recovery: SealingKey
    private let depositor: Fingerprint
    private let time: Timestamp
    private let newBlob: () throws -> any NewBlob
    private let progress: (Int) -> Void
    /// Held for a file that is worth all cores by itself, so that memory stays bounded, and for telling of progress.
    private let large = NSLock()
    private let telling = NSLock()
    private static let largeSize: Int64 = 1 << 20

    /// - Parameters:
    ///   - compartments: the newest of each class last.
    ///   - newBlob: may be called from several threads.
    init(
        vaultID: VaultID, caseRef: String, compartments: [Compartment], recovery: SealingKey,
        depositor: Fingerprint, time: Timestamp, newBlob: @escaping () throws -> any NewBlob,
        progress: @escaping (Int) -> Void
    ) {
        self.vaultID = vaultID
        self.caseRef = caseRef
        self.compartments = compartments
        self.recovery = recovery
        self.depositor = depositor
        self.time = time
        self.newBlob = newBlob
        self.progress = progress
    }

    /// One pass over the file: its SHA-256, the tar frame, the age seal and the SHA-256 of the blob.
    func seal(_ submission: Submission) throws -> SealedDocument {
        let compartment = compartments.last { $0.confidentiality == submission.confidentiality }
        guard let compartment else {
            throw VaultError.badInput(
                "nothing of the class \(submission.confidentiality.rawValue) can be sealed here")
        }
        let source = try File.read(submission.path)
        let before = try source.status()
        guard before.isRegular else { throw VaultError.notARegularFile(path: submission.path) }
        if before.size >= DocumentSealer.largeSize { large.lock() }
        defer { if before.size >= DocumentSealer.largeSize { large.unlock() } }
        let record = DocumentRecord(
            amanah: DocumentRecord.format, vault: vaultID, caseRef: caseRef,
            documentID: HexBytes(try randomBytes(16)), kind: submission.kind, title: submission.title,
            name: submission.name, mediaType: MediaType.of(fileName: submission.name), size: before.size,
            modified: Timestamp(seconds: before.modifiedSeconds), obtained: submission.obtained,
            depositedBy: depositor, depositedAt: time)

        let recipient = try SealingKey(compartment.recipient)
        let blob = try newBlob()
        let frame = try DocumentFrame.Writer(
            record: record, recipients: [recipient.ageRecipient, recovery.ageRecipient],
            output: { try blob.write($0) })
        var total: Int64 = 0
        try withBuffer(Int(min(max(before.size, 1), 1 << 18))) { buffer in
            while true {
                let count = try source.read(into: buffer)
                if count == 0 { break }
                total += Int64(count)
                guard total <= before.size else {
                    throw VaultError.changedWhileRead(path: submission.path)
                }
                try frame.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                telling.withLock { progress(count) }
            }
        }
        guard total == before.size, try source.status() == before else {
            throw VaultError.changedWhileRead(path: submission.path)
        }
        let sha256 = try frame.finish()
        try blob.finish()
        let details = DocumentDetails(
            document: record, sha256: sha256, salt: HexBytes(try randomBytes(32)))
        let json = try CanonicalJSON.encode(details)
        return SealedDocument(
            details: details, compartment: compartment, blob: blob,
            sealedDetails: try SealedText.seal(json, to: recipient),
            detailsDigest: SHA256.bytes(of: json))
    }
}
