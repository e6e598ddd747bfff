package import Age
import Archive
import Bytes
import Crypto
import Foundation
import Ledger
import Sodium
import VaultStorage

extension Pack {
    /// A small document, read whole: the stretch of the tar that is its part, and nothing beside it.
    ///
    /// - Returns: its record and its bytes, each of them authenticated and none held against any digest yet.
    package static func document(
        at place: DocumentPlace, identity: any Age.Identity, blob: any BlobReader,
        examine: HeaderExamination? = nil
    ) throws -> (record: DocumentRecord, contents: WipedBytes) {
        let seal = try SeekableFile(identities: [identity], blob: blob, examine: examine)
        guard place.length <= largestPacked + largestFrame, place.offset <= seal.size - place.length else {
            throw ArchiveError.malformed("a part that reaches beyond its pack")
        }
        // With the end of an archive behind it, the stretch is a whole one of two files.
        var left = (stretch: place.length, end: 2 * ArchiveReader.blockSize)
        let archive = try ArchiveReader { buffer in
            if left.stretch > 0 {
                let wanted = UnsafeMutableRawBufferPointer(
                    rebasing: buffer[..<Int(min(left.stretch, Int64(buffer.count)))])
                let count = try seal.read(at: place.offset + place.length - left.stretch, into: wanted)
                left.stretch -= Int64(count)
                return count
            }
            let count = min(left.end, buffer.count)
            UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]).initializeMemory(
                as: UInt8.self, repeating: 0)
            left.end -= count
            return count
        }
        let record = try record(of: place.part, in: archive)
        guard record.size <= largestPacked else { throw ArchiveError.malformed("a large document in a pack") }
        let contents = WipedBytes(count: Int(record.size))
        var filled = 0
        while filled < contents.bytes.count {
            let count = try archive.read(
                into: UnsafeMutableRawBufferPointer(rebasing: contents.bytes[filled...]))
            if count == 0 { break }
            filled += count
        }
        guard filled == contents.bytes.count, try archive.next() == nil else {
            throw ArchiveError.malformed("a part with more in it than its document")
        }
        return (record, contents)
    }

    /// Opens a document that has a sealed file of its own, from its first byte on. All that is returned was authenticated;
    /// ``finish()`` says whether it was all.
    final class Stream {
        let record: DocumentRecord
        private let archive: ArchiveReader

        init(identity: any Age.Identity, blob: any BlobReader) throws {
            let seal = try OpeningStream(identities: [identity], input: blob.fromTheFirst())
            archive = try ArchiveReader { try seal.read(into: $0) }
            record = try Pack.record(of: 1, in: archive)
        }

        /// Up to `buffer.count` bytes of the file; 0 at its end.
        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try archive.read(into: buffer) }

        /// Reads what is behind the file, to the authenticated end of the blob.
        func finish() throws {
            guard try archive.next()?.path.string == digestPath, try archive.next() == nil else {
                throw ArchiveError.malformed("a large document has a sealed file of its own")
            }
        }
    }

    /// Opens a document that has a sealed file of its own to read pieces of it.
    final class RangeReader {
        let record: DocumentRecord
        /// What stands behind the file. Finding it there shows that the file lies where it was taken to lie.
        let digests: [UInt8]
        private let seal: SeekableFile
        private let start: Int64

        init(
            at place: DocumentPlace, identity: any Age.Identity, blob: any BlobReader,
            examine: HeaderExamination? = nil
        ) throws {
            let seal = try SeekableFile(identities: [identity], blob: blob, examine: examine)
            self.seal = seal
            // Reading block by block, libarchive has read up to the file's first byte when it has read the file's header.
            var offset: Int64 = 0
            let archive = try ArchiveReader(bufferSize: ArchiveReader.blockSize) { buffer in
                let count = try seal.read(at: offset, into: buffer)
                offset += Int64(count)
                return count
            }
            record = try Pack.record(of: 1, in: archive)
            start = offset
            let block = Int64(ArchiveReader.blockSize)
            // Its author can write any size; what follows counts with it.
            guard place.part == 1, place.offset == 0, record.size > largestPacked,
                record.size <= seal.size - start,
                place.length == start + (record.size + block - 1) / block * block
            else { throw ArchiveError.malformed("the file is longer than its blob, or lies elsewhere") }
            offset = place.length
            let behind = try ArchiveReader { buffer in
                let count = try seal.read(at: offset, into: buffer)
                offset += Int64(count)
                return count
            }
            guard try behind.next()?.path.string == digestPath else {
                throw ArchiveError.malformed("no \(digestPath) behind the file")
            }
            digests = try behind.contents(limit: maximumRecordSize)
        }

        /// Up to `buffer.count` bytes of the file from `offset` on; 0 at its end.
        func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            guard offset >= 0, offset < record.size else { return 0 }
            let count = min(Int64(buffer.count), record.size - offset)
            return try seal.read(
                at: start + offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(count)]))
        }
    }

    /// One document as a pack has it.
    package struct Part {
        package let record: DocumentRecord
        package let sha256: HexBytes
        package let place: DocumentPlace
    }

    /// Reads a pack from its first byte to its last, and says what is in it. Throws what age, tar and JSON find wrong with it, and where
    /// its `SHA256SUMS` are not those of its files.
    package static func parts(identity: any Age.Identity, blob: any BlobReader) throws -> [Part] {
        let seal = try SeekableFile(identities: [identity], blob: blob)
        // Reading block by block, libarchive has read no further than what it was asked for.
        var offset: Int64 = 0
        let archive = try ArchiveReader(bufferSize: ArchiveReader.blockSize) { buffer in
            let count = try seal.read(at: offset, into: buffer)
            offset += Int64(count)
            return count
        }
        var parts: [Part] = []
        var digests = ""
        var begun: Int64 = 0
        while let entry = try archive.next() {
            if entry.path.string == digestPath {
                guard try archive.contents(limit: mostParts * longestDigestLine) == Array(digests.utf8),
                    try archive.next() == nil
                else { throw ArchiveError.malformed("\(digestPath) has other digests") }
                return parts
            }
            let number = parts.count + 1
            guard number <= mostParts else { throw ArchiveError.tooLarge("over \(mostParts) parts") }
            let record = try record(of: number, in: archive, beginning: entry)
            var hasher = SHA256()
            try withBuffer { buffer in
                while true {
                    let count = try archive.read(into: buffer)
                    if count == 0 { break }
                    hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                }
            }
            let digest = HexBytes([UInt8](hasher.finalize()))
            digests += try digestLine(digest, number, name: record.name)
            parts.append(
                Part(
                    record: record, sha256: digest,
                    place: DocumentPlace(offset: begun, length: offset - begun, part: number)))
            begun = offset
        }
        throw ArchiveError.malformed("no \(digestPath) behind the documents")
    }

    /// Reads a part's record, and the header of the file that must follow it.
    private static func record(
        of part: Int, in archive: ArchiveReader, beginning: ArchiveReader.Entry? = nil
    ) throws -> DocumentRecord {
        guard let first = try beginning ?? archive.next(), first.path == (try recordPath(of: part)) else {
            throw ArchiveError.malformed("a document begins with its record")
        }
        let record = try CanonicalJSON.decodeFile(
            DocumentRecord.self, from: archive.contents(limit: maximumRecordSize))
        guard let second = try archive.next(), second.path == (try path(of: part, name: record.name)),
            second.size == record.size
        else { throw ArchiveError.malformed("the file does not follow its record") }
        return record
    }
}

/// Plaintext in memory, wiped when nobody has it any more.
package final class WipedBytes {
    package let bytes: UnsafeMutableRawBufferPointer

    init(count: Int) { bytes = .allocate(byteCount: count, alignment: 64) }

    deinit {
        wipe(bytes)
        bytes.deallocate()
    }
}

extension SeekableFile {
    fileprivate convenience init(
        identities: [any Age.Identity], blob: any BlobReader, examine: HeaderExamination? = nil
    ) throws {
        try self.init(identities: identities, size: blob.size, examine: examine) {
            try blob.read(at: $0, into: $1)
        }
    }
}
