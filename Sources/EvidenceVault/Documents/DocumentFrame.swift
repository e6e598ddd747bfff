import Age
import Archive
import Crypto
import Foundation

/// What is inside a blob: an age file around a pax tar of `document.json`, the file as `document/NAME`, and `SHA256SUMS`,
/// then zeros up to a Padmé length. `age -d`, `tar x` and `sha256sum -c` take it apart.
enum DocumentFrame {
    private static let recordPath = "document.json"
    private static let digestPath = "SHA256SUMS"
    static let maximumRecordSize = 65_536

    /// The file's path in the tar: `document/` and its name there.
    static func path(for name: String) throws -> SafePath { try SafePath("document/" + fileName(for: name)) }

    /// The last part of a document's name, of which at most the last 200 bytes, with what tools may trip over, and what acts on a
    /// terminal instead of showing itself, replaced. It is one name in one folder, not hidden, and no option.
    ///
    /// Whoever deposits chooses the name, so it is taken apart by bytes and scalars: a slash with an accent on it is still a slash.
    static func fileName(for name: String) -> String {
        let last = name.utf8.split(separator: SafePath.separator).last ?? "file".utf8[...]
        var scalars: [Unicode.Scalar] = []
        var size = 0
        for scalar in String(decoding: last, as: UTF8.self).unicodeScalars.reversed() {
            let isOdd = scalar == "\\" || scalar == "\"" || Name.isHidden(scalar)
            let safe: Unicode.Scalar = isOdd ? "_" : scalar
            size += UTF8.width(safe)
            if size > 200 { break }
            scalars.append(safe)
        }
        var safe = String.UnicodeScalarView(scalars.reversed())
        if let first = safe.first, "-.~".unicodeScalars.contains(first) || needsAnother(first) {
            safe.insert("_", at: safe.startIndex)
        }
        return String(safe)
    }

    /// Whether a scalar changes the one before it instead of standing for itself.
    private static func needsAnother(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .format: true
        default: false
        }
    }

    /// Seals one document as it passes through.
    final class Writer {
        /// The record as it is in the blob, without the newline.
        let recordJSON: [UInt8]
        private let tar: TarWriter
        private let seal: SealingStream
        private let name: String
        private let modified: Int64
        private var hasher = SHA256()
        private let counter: Counter

        private final class Counter { var bytes: Int64 = 0 }

        init(
            record: DocumentRecord, recipients: [any Recipient],
            output: @escaping (UnsafeRawBufferPointer) throws -> Void
        ) throws {
            let seal = try SealingStream(to: recipients, output: output)
            let counter = Counter()
            tar = try TarWriter { bytes in
                counter.bytes += Int64(bytes.count)
                try seal.write(bytes)
            }
            self.seal = seal
            self.counter = counter
            name = record.name
            modified = record.modified.seconds
            recordJSON = try CanonicalJSON.encode(record)
            try tar.addFile(
                SafePath(recordPath), contents: recordJSON + Array("\n".utf8),
                modified: record.depositedAt.seconds)
            try tar.beginFile(DocumentFrame.path(for: name), size: record.size, modified: max(0, modified))
        }

        func write(_ bytes: UnsafeRawBufferPointer) throws {
            hasher.update(bufferPointer: bytes)
            try tar.write(bytes)
        }

        /// Takes up to `wanted` bytes of the file, of which there are more, from `read`, which puts them where they will be
        /// sealed and says how many they are.
        func write(upTo wanted: Int, reading read: (UnsafeMutableRawBufferPointer) throws -> Int) throws
            -> Int
        {
            let room = try seal.room(for: wanted)
            let count = try read(room)
            // libarchive hands these bytes on as they lie.
            if count > 0 { try write(UnsafeRawBufferPointer(rebasing: room[..<count])) }
            return count
        }

        /// Ends the blob. Returns the SHA-256 of the file.
        func finish() throws -> HexBytes {
            try tar.endFile()
            let digest = HexBytes([UInt8](hasher.finalize()))
            try tar.addFile(
                SafePath(digestPath), contents: digestFile(digest, name: name), modified: max(0, modified)
            )
            try tar.finish()
            var padding = Padme.length(counter.bytes) - counter.bytes
            let zeros = [UInt8](repeating: 0, count: Int(min(padding, 65_536)))
            while padding > 0 {
                let count = Int(min(padding, Int64(zeros.count)))
                try zeros.withUnsafeBytes { try seal.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                padding -= Int64(count)
            }
            try seal.finish()
            return digest
        }
    }

    /// Opens one document. All that is returned was authenticated; ``finish()`` says whether it was all.
    final class Reader {
        let record: DocumentRecord
        private let archive: ArchiveReader

        init(identity: any Age.Identity, blob: any BlobReader, examine: HeaderExamination? = nil) throws {
            let seal = try OpeningStream(
                identities: [identity], examine: examine, input: blob.fromTheFirst())
            archive = try ArchiveReader { try seal.read(into: $0) }
            record = try DocumentFrame.record(in: archive)
        }

        /// Up to `buffer.count` bytes of the file; 0 at its end.
        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try archive.read(into: buffer) }

        /// Reads what is behind the file, to the authenticated end of the blob.
        func finish() throws {
            while try archive.next() != nil {}
        }
    }

    /// Opens one document to read pieces of it.
    final class RangeReader {
        let record: DocumentRecord
        private let seal: SeekableFile
        private let start: Int64

        init(identity: any Age.Identity, blob: any BlobReader, examine: HeaderExamination? = nil) throws {
            let seal = try SeekableFile(
                identities: [identity], size: blob.size, examine: examine
            ) { try blob.read(at: $0, into: $1) }
            self.seal = seal
            // Reading block by block, libarchive has read up to the file's first byte when it has read the file's header.
            var offset: Int64 = 0
            let archive = try ArchiveReader(bufferSize: ArchiveReader.blockSize) { buffer in
                let count = try seal.read(at: offset, into: buffer)
                offset += Int64(count)
                return count
            }
            record = try DocumentFrame.record(in: archive)
            start = offset
            // Its author can write any size; what follows counts with it.
            guard record.size >= 0, record.size <= seal.size - start else {
                throw ArchiveError.malformed("the file is longer than its blob")
            }
        }

        /// The digest that stands behind the file. Finding it there shows that the file lies where it was taken to lie.
        func digest() throws -> [UInt8] {
            let block = Int64(ArchiveReader.blockSize)
            var offset = start + (record.size + block - 1) / block * block
            let archive = try ArchiveReader { [seal] buffer in
                let count = try seal.read(at: offset, into: buffer)
                offset += Int64(count)
                return count
            }
            guard try archive.next()?.path.string == digestPath else {
                throw ArchiveError.malformed("no \(digestPath) behind the file")
            }
            return try archive.contents(limit: maximumRecordSize)
        }

        /// Up to `buffer.count` bytes of the file from `offset` on; 0 at its end.
        func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            guard offset >= 0, offset < record.size else { return 0 }
            let count = min(Int64(buffer.count), record.size - offset)
            return try seal.read(
                at: start + offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(count)]))
        }
    }

    /// What stands behind the file.
    static func digestFile(_ sha256: HexBytes, name: String) throws -> [UInt8] {
        Array("\(sha256)  \(try path(for: name))\n".utf8)
    }

    /// Reads the record, and the header of the file that must follow it.
    private static func record(in archive: ArchiveReader) throws -> DocumentRecord {
        guard let first = try archive.next(), first.path.string == recordPath else {
            throw ArchiveError.malformed("a document begins with \(recordPath)")
        }
        let record = try CanonicalJSON.decodeFile(
            DocumentRecord.self, from: archive.contents(limit: maximumRecordSize))
        guard let second = try archive.next(), second.path == (try path(for: record.name)),
            second.size == record.size
        else { throw ArchiveError.malformed("the file does not follow its record") }
        return record
    }
}

extension DocumentReader {
    /// The name for a file of one's own, in whatever folder: never another folder's, whoever chose the document's name.
    public var fileName: String { DocumentFrame.fileName(for: details.document.name) }
}

extension ArchiveReader {
    /// The current entry, when it is not larger than `limit` bytes.
    func contents(limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try read(into: $0) }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else {
                throw ArchiveError.tooLarge("an entry over \(limit) bytes")
            }
            bytes += buffer[..<count]
        }
    }
}
