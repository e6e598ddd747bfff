import Age
import Archive
import Bytes
import Crypto
import Foundation
import Ledger

extension Pack {
    /// Seals documents as they pass through, one after the other.
    final class Writer {
        private let tar: TarWriter
        private let seal: SealingStream
        private let counter: Counter
        private var hasher = SHA256()
        private var digests = ""
        private var parts = 0
        private var current: (record: DocumentRecord, offset: Int64)?
        /// Of `SHA256SUMS`.
        private var modified: Int64 = 0

        private final class Counter { var bytes: Int64 = 0 }

        /// - Parameter onThisThread: leaves the other cores to other packs.
        init(
            recipients: [any Recipient], onThisThread: Bool = false,
            output: @escaping (UnsafeRawBufferPointer) throws -> Void
        ) throws {
            let seal = try SealingStream(to: recipients, onThisThread: onThisThread, output: output)
            let counter = Counter()
            tar = try TarWriter { bytes in
                counter.bytes += Int64(bytes.count)
                try seal.write(bytes)
            }
            self.seal = seal
            self.counter = counter
        }

        /// Begins a document. Returns its record as it is in the part, without the newline.
        func begin(_ record: DocumentRecord) throws -> [UInt8] {
            parts += 1
            current = (record, counter.bytes)
            let json = try CanonicalJSON.encode(record)
            if parts == 1 { modified = record.depositedAt.seconds }
            try tar.addFile(
                Pack.recordPath(of: parts), contents: json + [UInt8(ascii: "\n")],
                modified: record.depositedAt.seconds)
            hasher = SHA256()
            try tar.beginFile(
                Pack.path(of: parts, name: record.name), size: record.size,
                modified: max(0, record.modified.seconds))
            return json
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

        /// Ends the document. Returns the SHA-256 of its file, and where it lies.
        func end() throws -> (sha256: HexBytes, place: DocumentPlace) {
            try tar.endFile()
            guard let (record, offset) = current else {
                throw ArchiveError.malformed("no document was begun")
            }
            current = nil
            let digest = HexBytes([UInt8](hasher.finalize()))
            digests += try Pack.digestLine(digest, parts, name: record.name)
            return (digest, DocumentPlace(offset: offset, length: counter.bytes - offset, part: parts))
        }

        /// Ends the pack.
        func finish() throws {
            try tar.addFile(SafePath(digestPath), contents: Array(digests.utf8), modified: max(0, modified))
            try tar.finish()
            var padding = Padme.length(counter.bytes) - counter.bytes
            let zeros = [UInt8](repeating: 0, count: Int(min(padding, 65_536)))
            while padding > 0 {
                let count = Int(min(padding, Int64(zeros.count)))
                try zeros.withUnsafeBytes { try seal.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                padding -= Int64(count)
            }
            try seal.finish()
        }
    }
}
