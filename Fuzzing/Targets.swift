import Age
import Archive
import CaseRecords
import Crypto
import EvidenceVault
import Foundation
import Ledger
import Oversight
import SLIP39
import Sodium
import TestSupport
import TransparencyLog
import VaultStorage

/// Every parser of untrusted bytes, a line each.
let targets: [Target] = [
    Target("path", words: pathWords, seeds: { [Array("data/P-1.txt".utf8)] }, tryPath),
    Target("tar", words: archiveWords, seeds: { Inputs.tars }, repair: Inputs.withChecksums, tryTar),
    Target("zip", words: archiveWords, seeds: { Inputs.zips }, tryZip),
    Target("locked zip", words: archiveWords, seeds: Inputs.lockedZips, tryLockedZip),
    Target("bag", words: archiveWords, seeds: Inputs.bags, repair: Inputs.withChecksums, tryBag),
    Target("age", words: ["-> X25519 ", "-> scrypt ", "---", "\n"], seeds: Inputs.age, tryAge),
    Target(
        "pack", words: archiveWords + jsonWords, seeds: Inputs.packs, repair: Inputs.withChecksums, tryPack),
    Target(
        "armor", words: ["-----BEGIN AGE ENCRYPTED FILE-----", "\r\n", "="],
        seeds: { try Inputs.age().map(Armor.encode) }, tryAge),
    Target("note", words: noteWords, seeds: Inputs.notes) { _ = try SignedNote(parsing: $0).encoded },
    Target("checkpoint", words: noteWords, seeds: Inputs.checkpoints) {
        _ = try Checkpoint(text: String(decoding: $0, as: UTF8.self)).text
    },
    Target("tlog-proof", words: noteWords, seeds: Inputs.proofs, tryProof),
    Target("tiles", seeds: { [Array("entri".utf8), [UInt8](repeating: 7, count: 70_000)] }, tryTiles),
    Target("card", words: jsonWords, seeds: { [Array(Inputs.card.utf8)] }, tryCard),
    Target("kit", words: jsonWords, seeds: { [Array(Inputs.kit.utf8)] }) {
        _ = try UncheckedKit(json: $0).contents
    },
    Target("expectations", words: jsonWords, seeds: { [try Expectations.builtIn.file()] }) {
        let read = try Expectations(json: $0)
        require(try Expectations(json: read.file()) == read)
    },
    Target("rules", words: jsonWords, seeds: { [try AuditRules().json()] }) { _ = try AuditRules(json: $0) },
    Target("time-stamp", seeds: { [Inputs.timestamp] }, tryTimestamp),
    Target("share", words: ["academic ", "zero ", "ACID "], seeds: Inputs.shares, tryShare),
]

private let pathWords = [
    "../", "/", "./", "~", "C:", "\\", "\u{301}", "\u{200D}", "\u{600}", "\u{FE0F}", "data/",
]
private let jsonWords = [
    "{", "}", "[", "]", "\"", ",", ":", "\\u0000", "\\ud800", "1e309", "-0", "9007199254740993", "true",
    "null", "age1",
]
private let noteWords = [
    "\n\n", "\u{2014} ", "c2sp.org/tlog-proof@v1\n", "index ", "extra ", "=", " ", "18446744073709551615",
]
private let archiveWords =
    pathWords + [
        "ustar\u{0}00", "ustar  \u{0}", "path=", "size=", "PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}",
        "Payload-Oxum: ", "BagIt-Version: ", "%0A", "%25", "manifest-sha256.txt", "UTF-16",
    ]

/// Ends the program, which says of which input, when something is not as it must be.
private func require(_ condition: Bool, _ what: String = #function) {
    precondition(condition, what)
}

private func tryPath(_ bytes: [UInt8]) throws {
    let path = try SafePath(String(decoding: bytes, as: UTF8.self))
    let parts = path.string.utf8.split(separator: SafePath.separator, omittingEmptySubsequences: false)
    require(parts.allSatisfy { !$0.isEmpty && !$0.elementsEqual("..".utf8) && !$0.elementsEqual(".".utf8) })
    require(path.components.count == parts.count)
}

/// What takes a pack apart from its first byte to its last, and what opens one document of it alone, find the same.
private func tryPack(_ bytes: [UInt8]) throws {
    let identity = try Inputs.identity()
    let sealed = SealedBytes(try bytes.withUnsafeBytes { try AgeFile.seal($0, to: [identity.recipient]) })
    for part in try Pack.parts(identity: identity, blob: sealed) {
        let (record, contents) = try Pack.document(at: part.place, identity: identity, blob: sealed)
        require(record == part.record)
        require(Array(SHA256.hash(data: UnsafeRawBufferPointer(contents.bytes))) == part.sha256.bytes)
    }
}

private final class SealedBytes: BlobReader {
    private let bytes: [UInt8]
    var size: Int64 { Int64(bytes.count) }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard offset >= 0, offset < size else { return 0 }
        let piece = bytes[Int(offset)...].prefix(buffer.count)
        buffer.copyBytes(from: piece)
        return piece.count
    }
}

/// What is taken is written in one way.
private func tryCard(_ bytes: [UInt8]) throws { require(try Card(json: bytes).json() == bytes) }

/// What cannot be read as a response is not looked at further.
private func tryTimestamp(_ bytes: [UInt8]) throws {
    _ = try TimestampResponse(bytes).signer(trusting: Array(Inputs.authority.utf8))
}

/// Gives an input piece by piece.
private func stream(_ bytes: [UInt8]) -> (UnsafeMutableRawBufferPointer) throws -> Int {
    var rest = bytes[...]
    return { buffer in
        let count = min(buffer.count, rest.count)
        buffer.copyBytes(from: rest.prefix(count))
        rest = rest.dropFirst(count)
        return count
    }
}

private func readAll(_ reader: ArchiveReader) throws {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while let entry = try reader.next() {
        var size: Int64 = 0
        while true {
            let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
            if count == 0 { break }
            size += Int64(count)
        }
        require(size == entry.size)
    }
}

private func tryTar(_ bytes: [UInt8]) throws { try readAll(ArchiveReader(tar: stream(bytes))) }

private func input(_ bytes: [UInt8]) -> ZipStructure.Input {
    { offset, buffer in
        let rest = bytes[min(Int(offset), bytes.count)...].prefix(buffer.count)
        buffer.copyBytes(from: rest)
        return rest.count
    }
}

private func tryZip(_ bytes: [UInt8]) throws {
    try readAll(ArchiveReader(zip: ZipStructure(size: Int64(bytes.count), read: input(bytes))))
}

/// Its structure; the passphrase is checked before what is in it, and that takes long.
private func tryLockedZip(_ bytes: [UInt8]) throws {
    let zip = try LockedZip(size: Int64(bytes.count), read: input(bytes))
    require(zip.contentSize < bytes.count)
}

private func tryBag(_ bytes: [UInt8]) throws {
    let report = try BagValidator.validate(ArchiveReader(tar: stream(bytes)))
    require(report.problems.count <= BagReport.maximumProblems + 1)
}

private func tryAge(_ bytes: [UInt8]) throws { _ = try AgeFile.open(bytes, with: [Inputs.identity()]) }

private func tryProof(_ bytes: [UInt8]) throws {
    let proof = try TLogProof(parsing: bytes)
    _ = try? proof.verify(entryHash: MerkleTree.leafHash(bytes), log: Inputs.verifier())
    _ = proof.encoded
}

/// An entry for each two bytes, as long as these say.
private func tryTiles(_ bytes: [UInt8]) throws {
    var writer = TileWriter()
    var rest = bytes[...]
    while rest.count > 1, writer.size < 2000 {
        let length = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
        _ = writer.append(Array(rest.prefix(length)))
        rest = rest.dropFirst(length)
    }
    _ = writer.partial()
}

private func tryShare(_ bytes: [UInt8]) throws {
    var bytes = bytes
    _ = try Share(words: Secret(moving: &bytes))
}
