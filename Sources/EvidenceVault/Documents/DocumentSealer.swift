import Age
import Bytes
import Crypto
import Foundation
import Ledger
import Sodium
import Synchronization
import VaultStorage

/// A document whose blob is complete and whose statement is not yet in the log.
struct SealedDocument {
    let details: DocumentDetails
    let compartment: Compartment
    let blob: any NewBlob
    let sealedDetails: [UInt8]
    let detailsDigest: [UInt8]
    let sealedPlace: [UInt8]

    func deposit(in caseID: HexBytes, kit: KitSeal?) -> Deposit {
        Deposit(
            caseID: caseID, documentID: details.document.documentID,
            confidentiality: compartment.confidentiality, generation: compartment.generation,
            blob: blob.name, blobSize: blob.size, details: Base64Bytes(sealedDetails),
            detailsDigest: HexBytes(detailsDigest), place: Base64Bytes(sealedPlace), kit: kit)
    }
}

/// What is said of a document that comes out of something else than a file.
struct StreamedDocument {
    let kind: DocumentKind
    let confidentiality: ConfidentialityClass
    let title: String
    let name: String
    /// In bytes.
    let size: Int64
    let modified: Timestamp
    let obtained: String?
    let received: Received?
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
    private let progress: (Int) throws -> Void
    /// Held for a file that is worth all cores by itself, so that memory stays bounded, and for telling of progress.
    private let large = NSLock()
    private let telling = NSLock()
    /// What is read at a time: it is in the processor's cache when it is hashed.
    private static let pieceSize: Int64 = 1 << 17

    /// - Parameters:
    ///   - compartments: the newest of each class last.
    ///   - newBlob: may be called from several threads.
    init(
        vaultID: VaultID, caseID: HexBytes, caseRef: String, compartments: [Compartment],
        recovery: SealingKey,
        depositor: Fingerprint, time: Timestamp, newBlob: @escaping () throws -> any NewBlob,
        progress: @escaping (Int) throws -> Void
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

    /// A compartment that is sealed to: documents to its key, their details and places under one text key.
    private struct Target: Sendable {
        let compartment: Compartment
        let recipient: SealingKey
        let texts: TextSealer
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
                texts: try TextSealer(
                    to: recipient, for: .details,
                    in: CompartmentName(vaultID, caseID, confidentiality, compartment.generation)))
            targets[confidentiality] = target
            return target
        }
    }

    /// A document on its way into a pack.
    private struct Begun {
        let record: DocumentRecord
        let recordJSON: [UInt8]
        let sha256: HexBytes
        let place: DocumentPlace
    }

    /// Seals files together: one pass over each, for its SHA-256, the tar, the age seal and the SHA-256 of the blob.
    ///
    /// - Parameter submissions: all of one class; where they are several, small: ``Pack/plan(_:classes:cores:)`` says which.
    func seal(_ submissions: [Submission]) throws -> [SealedDocument] {
        guard let confidentiality = submissions.first?.confidentiality else { return [] }
        let isLarge =
            try submissions.count == 1 && File.read(submissions[0].path).status().size > Pack.largestPacked
        return try seal(confidentiality, isLarge: isLarge) { pack in
            try submissions.map { try put($0, isLarge: isLarge, into: pack) }
        }
    }

    /// Seals a document by itself that comes as a stream of as many bytes as are said.
    func seal(
        _ document: StreamedDocument, reading read: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws -> SealedDocument {
        let record = DocumentRecord(
            amanah: DocumentRecord.format, vault: vaultID, caseRef: caseRef,
            documentID: HexBytes(try randomBytes(16)), kind: document.kind, title: document.title,
            name: document.name, mediaType: MediaType.of(fileName: document.name), size: document.size,
            modified: document.modified, obtained: document.obtained, depositedBy: depositor,
            depositedAt: time, received: document.received)
        return try seal(document.confidentiality, isLarge: document.size > Pack.largestPacked) { pack in
            let recordJSON = try pack.begin(record)
            guard try write(record.size, into: pack, reading: read) else {
                throw VaultError.changedWhileRead(path: document.name)
            }
            let (sha256, place) = try pack.end()
            return [Begun(record: record, recordJSON: recordJSON, sha256: sha256, place: place)]
        }[0]
    }

    private func seal(
        _ confidentiality: ConfidentialityClass, isLarge: Bool, _ fill: (Pack.Writer) throws -> [Begun]
    ) throws -> [SealedDocument] {
        let target = try target(confidentiality)
        if isLarge { large.lock() }
        defer { if isLarge { large.unlock() } }
        let blob = try newBlob()
        let pack = try Pack.Writer(
            recipients: DocumentStanzas.recipients(compartment: target.recipient, recovery: recovery),
            onThisThread: !isLarge, output: { try blob.write($0) })
        let begun = try fill(pack)
        try pack.finish()
        try blob.finish()
        return try begun.map { document in
            let details = DocumentDetails(
                document: document.record, sha256: document.sha256, salt: HexBytes(try randomBytes(32)))
            let json = details.json(around: document.recordJSON)
            let id = document.record.documentID
            return SealedDocument(
                details: details, compartment: target.compartment, blob: blob,
                sealedDetails: try target.texts.seal(json, as: .details, of: id),
                detailsDigest: SHA256.bytes(of: json),
                sealedPlace: try target.texts.seal(CanonicalJSON.encode(document.place), as: .place, of: id))
        }
    }

    private func put(_ submission: Submission, isLarge: Bool, into pack: Pack.Writer) throws -> Begun {
        let source = try File.read(submission.path)
        let before = try source.status()
        guard before.isRegular else { throw StorageError.notARegularFile(path: submission.path) }
        // One that has grown since may have to be sealed by itself.
        guard isLarge == (before.size > Pack.largestPacked) else {
            throw VaultError.changedWhileRead(path: submission.path)
        }
        let record = DocumentRecord(
            amanah: DocumentRecord.format, vault: vaultID, caseRef: caseRef,
            documentID: HexBytes(try randomBytes(16)), kind: submission.kind, title: submission.title,
            name: submission.name, mediaType: MediaType.of(fileName: submission.name), size: before.size,
            modified: Timestamp(seconds: before.modifiedSeconds), obtained: submission.obtained,
            depositedBy: depositor, depositedAt: time, redacts: submission.redacts)
        let recordJSON = try pack.begin(record)
        var next: UInt8 = 0
        guard try write(before.size, into: pack, reading: source.read),
            try withUnsafeMutableBytes(of: &next, source.read) == 0,
            try source.status() == before
        else { throw VaultError.changedWhileRead(path: submission.path) }
        let (sha256, place) = try pack.end()
        return Begun(record: record, recordJSON: recordJSON, sha256: sha256, place: place)
    }

    /// Whether there were so many bytes.
    private func write(
        _ size: Int64, into pack: Pack.Writer, reading read: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws -> Bool {
        var total: Int64 = 0
        while total < size {
            let wanted = min(DocumentSealer.pieceSize, size - total)
            let count = try pack.write(upTo: Int(wanted), reading: read)
            if count == 0 { return false }
            total += Int64(count)
            try telling.withLock { try progress(count) }
        }
        return true
    }
}
