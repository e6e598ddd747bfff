import Age
import Crypto
import Foundation
import Sodium
import Synchronization

/// A document whose blob is complete and whose statement is not yet in the log.
struct SealedDocument {
    let details: DocumentDetails
    let compartment: Compartment
    let blob: any NewBlob
    let sealedDetails: [UInt8]
    let detailsDigest: [UInt8]

    func deposit(in caseID: HexBytes, kit: KitSeal?) -> Deposit {
        Deposit(
            caseID: caseID, documentID: details.document.documentID,
            confidentiality: compartment.confidentiality, generation: compartment.generation,
            blob: blob.name, blobSize: blob.size, details: Base64Bytes(sealedDetails),
            detailsDigest: HexBytes(detailsDigest), kit: kit)
    }
}

/// Seals the documents of one deposit, on several threads at once.
final class DocumentSealer {
    private let vaultID: VaultID
    private let caseID: HexBytes
    private let caseRef: String
    private let compartments: [Compartment]
    /// Those that something was sealed to so far.
    private let targets = Mutex<[ConfidentialityClass: Target]>([:])
    private let recovery: SealingKey
    private let depositor: Fingerprint
    private let time: Timestamp
    private let newBlob: () throws -> any NewBlob
    private let progress: (Int) -> Void
    /// Held for a file that is worth all cores by itself, so that memory stays bounded, and for telling of progress.
    private let large = NSLock()
    private let telling = NSLock()
    private static let largeSize: Int64 = 1 << 20
    /// What is read at a time: it is in the processor's cache when it is hashed.
    private static let pieceSize: Int64 = 1 << 17

    /// - Parameters:
    ///   - compartments: the newest of each class last.
    ///   - newBlob: may be called from several threads.
    init(
        vaultID: VaultID, caseID: HexBytes, caseRef: String, compartments: [Compartment],
        recovery: SealingKey,
        depositor: Fingerprint, time: Timestamp, newBlob: @escaping () throws -> any NewBlob,
        progress: @escaping (Int) -> Void
    ) {
        self.vaultID = vaultID
        self.caseID = caseID
        self.caseRef = caseRef
        self.compartments = compartments
        self.recovery = recovery
        self.depositor = depositor
        self.time = time
        self.newBlob = newBlob
        self.progress = progress
    }

    /// A compartment that is sealed to: documents to its key, their details under one text key.
    private struct Target: Sendable {
        let compartment: Compartment
        let recipient: SealingKey
        let details: TextSealer
    }

    private func target(_ confidentiality: ConfidentialityClass) throws -> Target {
        try targets.withLock { targets in
            if let target = targets[confidentiality] { return target }
            let compartment = compartments.last { $0.confidentiality == confidentiality }
            guard let compartment else {
                throw VaultError.documents(.notSealable(confidentiality))
            }
            let recipient = try SealingKey(compartment.recipient)
            let target = Target(
                compartment: compartment, recipient: recipient,
                details: try TextSealer(
                    to: recipient, for: .details,
                    in: CompartmentName(vaultID, caseID, confidentiality, compartment.generation)))
            targets[confidentiality] = target
            return target
        }
    }

    /// One pass over the file: its SHA-256, the tar frame, the age seal and the SHA-256 of the blob.
    func seal(_ submission: Submission) throws -> SealedDocument {
        let target = try target(submission.confidentiality)
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

        let blob = try newBlob()
        let frame = try DocumentFrame.Writer(
            record: record,
            recipients: DocumentStanzas.recipients(compartment: target.recipient, recovery: recovery),
            output: { try blob.write($0) })
        var total: Int64 = 0
        while total < before.size {
            let wanted = min(DocumentSealer.pieceSize, before.size - total)
            let count = try frame.write(upTo: Int(wanted), reading: source.read)
            if count == 0 { break }
            total += Int64(count)
            telling.withLock { progress(count) }
        }
        var next: UInt8 = 0
        guard total == before.size, try withUnsafeMutableBytes(of: &next, source.read) == 0,
            try source.status() == before
        else { throw VaultError.changedWhileRead(path: submission.path) }
        let sha256 = try frame.finish()
        try blob.finish()
        let details = DocumentDetails(
            document: record, sha256: sha256, salt: HexBytes(try randomBytes(32)))
        let json = details.json(around: frame.recordJSON)
        return SealedDocument(
            details: details, compartment: target.compartment, blob: blob,
            sealedDetails: try target.details.seal(json, as: .details, of: record.documentID),
            detailsDigest: SHA256.bytes(of: json))
    }
}
