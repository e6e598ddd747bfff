import Archive
import Bytes
import Disk
public import Foundation
import Ledger
import Sodium
import VaultStorage

/// A document that was sealed with a kit, on its way to the vault: a tar of `deposit.json` and the sealed `document.age`.
enum FieldDeposit {
    static let recordPath = "deposit.json"
    static let blobPath = "document.age"
    static let fileExtension = "amanah-deposit"
    static let maximumRecordSize = 1 << 20

    struct Record: Codable {
        let amanah: String
        let vault: VaultID
        let deposit: Deposit

        static let format = "field-deposit/2"
    }

    /// The parts of a file, its record read and nothing checked yet.
    final class Reader {
        let record: Record
        private let path: String
        private let archive: ArchiveReader

        /// Throws ``VaultError/notAFieldDeposit(path:)``.
        init(path: String) throws {
            let file = try File.read(path)
            guard try file.status().isRegular else { throw StorageError.notARegularFile(path: path) }
            self.path = path
            do {
                var limits = ArchiveReader.Limits()
                limits.entries = 2
                archive = try ArchiveReader(limits: limits) { try file.read(into: $0) }
                guard let first = try archive.next(), first.path.string == FieldDeposit.recordPath else {
                    throw VaultError.notAFieldDeposit(path: path)
                }
                let json = try archive.contents(limit: FieldDeposit.maximumRecordSize)
                record = try CanonicalJSON.decode(Record.self, from: json)
                guard record.amanah == Record.format, let second = try archive.next(),
                    second.path.string == FieldDeposit.blobPath, second.size == record.deposit.blobSize
                else { throw VaultError.notAFieldDeposit(path: path) }
            } catch let error where error is ArchiveError || error is DecodingError {
                throw VaultError.notAFieldDeposit(path: path)
            }
        }

        /// Copies the sealed document. Throws ``VaultError/notAFieldDeposit(path:)`` when the file is damaged anywhere.
        func copyBlob(to blob: any NewBlob) throws {
            try forEachPiece { try blob.write($0) }
            try blob.finish()
        }

        /// Reads the whole file, and throws ``VaultError/notAFieldDeposit(path:)`` when it is damaged anywhere.
        func checkWhole() throws { try forEachPiece { _ in } }

        private func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
            do {
                try withBuffer { buffer in
                    while true {
                        let count = try archive.read(into: buffer)
                        if count == 0 { break }
                        try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                    }
                }
                guard try archive.next() == nil else { throw VaultError.notAFieldDeposit(path: path) }
            } catch is ArchiveError {
                throw VaultError.notAFieldDeposit(path: path)
            }
        }
    }
}

extension FieldKit {
    /// One file that was sealed.
    public struct Receipt: Sendable {
        public let path: String
        public let sealedPath: String
        public let sha256: HexBytes
        public let size: Int64
        public let documentID: HexBytes
    }

    /// Seals files with the kit, each into a file of its own in `folder`. The originals are left where they are.
    ///
    /// - Throws: ``VaultError/kitExpired(until:)``, ``VaultError/kit(_:)`` for a kind that it does not take, and what
    ///   reading and writing files throws.
    public func seal(
        _ submissions: [Submission], into folder: String, at time: Timestamp = Timestamp(Date()),
        progress: @escaping (Int) throws -> Void = { _ in }
    ) throws -> [Receipt] {
        guard time <= contents.until else { throw VaultError.kitExpired(until: contents.until) }
        for submission in submissions where !contents.kinds.contains(submission.kind) {
            throw VaultError.kit(.otherKind(submission.kind, takes: contents.kinds))
        }
        try File.makeFolder(folder)
        try File.synchronizeName(of: folder)
        let target = try VaultFolder.open(folder)
        try FolderBlob.removeUnfinished(in: target)
        defer { _ = FileSystem.lock(target.descriptor, LOCK_UN) }
        let sealer = DocumentSealer(
            vaultID: contents.vault, caseID: contents.caseID, caseRef: contents.caseRef,
            compartments: contents.compartments,
            recovery: try SealingKey(contents.recovery), depositor: digest.fingerprint,
            time: time, newBlob: { try FolderBlob(in: target) }, progress: progress)
        return try submissions.map { submission in
            let sealed = try sealer.seal([submission])[0]
            let unsigned = sealed.deposit(in: contents.caseID, kit: nil)
            let seal = try KitSeal(
                of: unsigned, at: time, vaultID: contents.vault, kit: digest, by: signingKey)
            let record = FieldDeposit.Record(
                amanah: FieldDeposit.Record.format, vault: contents.vault,
                deposit: sealed.deposit(in: contents.caseID, kit: seal))
            let documentID = sealed.details.document.documentID
            let path = "\(folder)/\(documentID.description.prefix(12)).\(FieldDeposit.fileExtension)"
            try FieldKit.pack(record, blob: sealed.blob, to: path)
            return Receipt(
                path: submission.path, sealedPath: path, sha256: sealed.details.sha256,
                size: sealed.details.document.size, documentID: documentID)
        }
    }

    private static func pack(_ record: FieldDeposit.Record, blob: any NewBlob, to path: String) throws {
        try NewFile.write(to: path) { file in
            let tar = try TarWriter { try file.write($0) }
            let time = record.deposit.kit?.at.seconds ?? 0
            try tar.addFile(
                SafePath(FieldDeposit.recordPath), contents: CanonicalJSON.encode(record), modified: time)
            try tar.beginFile(SafePath(FieldDeposit.blobPath), size: blob.size, modified: time)
            let read = try blob.reopened().fromTheFirst()
            try withBuffer { buffer in
                while true {
                    let count = try read(buffer)
                    if count == 0 { break }
                    try tar.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                }
            }
            try tar.endFile()
            try tar.finish()
        }
    }
}
