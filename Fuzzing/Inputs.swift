import Age
import Archive
import Crypto
import Foundation
import SLIP39
import Sodium
import TestSupport
import TransparencyLog

/// What honest programs write, for targets to be changed from. Keys are fixed, so that inputs are the same in every run.
enum Inputs {
    // MARK: Archives

    static let tars: [[UInt8]] = [
        HandMade.file("a/", type: "5") + HandMade.file("a/b", "isi") + HandMade.end,
        HandMade.pax([("path", "a/\u{D1}"), ("mtime", "1.5")]) + HandMade.file("x", "isi") + HandMade.end,
        HandMade.pax([("comment", "git")], type: "g") + HandMade.file("a", "isi", magic: HandMade.gnu)
            + HandMade.end,
    ]

    static let zips: [[UInt8]] = [
        HandMade.zip([]), HandMade.zip([HandMade.ZipFile("a/b", Array("isi".utf8)), HandMade.ZipFile("c")]),
        HandMade.zip([HandMade.ZipFile("a/\u{D1}", [UInt8](repeating: 7, count: 5000), deflated: true)]),
    ]

    static let bags: @Sendable () throws -> [[UInt8]] = {
        let contents = Array("kesaksian".utf8)
        let payload = BagPayload(
            path: try SafePath("P-1_surat.txt"), size: Int64(contents.count),
            sha256: Array(SHA256.hash(data: contents)))
        let bag = try Bag(payload: [payload], info: [("External-Identifier", "A-1")], tagFiles: [])
        var bytes: [UInt8] = []
        for (path, contents) in bag.tagFiles {
            bytes += HandMade.file("b/\(path)", String(decoding: contents, as: UTF8.self))
        }
        return [bytes + HandMade.file("b/data/P-1_surat.txt", "kesaksian") + HandMade.end]
    }

    /// Makes the checksum of each block that could be a header fit.
    static let withChecksums: @Sendable ([UInt8]) -> [UInt8] = { bytes in
        var bytes = bytes
        for start in stride(from: 0, through: bytes.count - 512, by: 512)
        where bytes[(start + 257)..<(start + 262)].elementsEqual("ustar".utf8) {
            bytes.replaceSubrange(
                start..<(start + 512), with: HandMade.withChecksum(Array(bytes[start..<(start + 512)])))
        }
        return bytes
    }

    // MARK: Sealed files

    static func identity() throws -> X25519Identity {
        var key = Array(SHA256.hash(data: Array("fuzz".utf8)))
        return try X25519Identity(secretKey: Secret(moving: &key))
    }

    /// Sealed once with the stock tool, since sealing is never twice the same.
    static let age: @Sendable () throws -> [[UInt8]] = {
        let sealed = """
            YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBpK2l3T091Q1FMU29RaG5nMHhYNElQMDl1NWFwdzlSZjJLZzlQRUVacWd3
            Cm9KQXVxb3B3YnRSSFJyTkxQQVdoUzVHWWwxVmNmZE4vbXdxekpJZjJRTVEKLS0tIGxxK01VRmhkMlhNRGhoVGswVC93WEl1UWEy
            ck5KUldSVG41UGgvaXNGZDQKCubkDNXSakGbNxtj+g6jlQ5tbjdEKvT1sJ003qa50VnsovecEw==
            """
        return [[UInt8](Data(base64Encoded: sealed, options: .ignoreUnknownCharacters) ?? Data())]
    }

    // MARK: Logs

    private static func key() throws -> Ed25519.SigningKey {
        var seed = Array(SHA256.hash(data: Array("fuzz".utf8)))
        return try Ed25519.SigningKey(seed: Secret(moving: &seed))
    }

    static func verifier() throws -> NoteVerifier {
        try NoteVerifier(name: "amanah/fuzz", publicKey: key().publicKey, kind: .ed25519)
    }

    private static func checkpoint() throws -> Checkpoint {
        try Checkpoint(origin: "amanah/fuzz", size: 3, root: MerkleTree.leafHash([1]))
    }

    private static func note() throws -> SignedNote {
        var note = try SignedNote(text: checkpoint().text)
        try note.sign(name: "amanah/fuzz", with: key())
        try note.cosign(name: "auditor", with: key(), at: 1_700_000_000)
        return note
    }

    static let notes: @Sendable () throws -> [[UInt8]] = { [try note().encoded] }
    static let checkpoints: @Sendable () throws -> [[UInt8]] = { [Array(try checkpoint().text.utf8)] }
    static let proofs: @Sendable () throws -> [[UInt8]] = {
        let hashes = [MerkleTree.leafHash([1]), MerkleTree.leafHash([2])]
        return [
            TLogProof(index: 1, extra: nil, hashes: hashes, checkpoint: try note()).encoded,
            TLogProof(index: 0, extra: [1, 2, 3], hashes: [], checkpoint: try note()).encoded,
        ]
    }

    // MARK: Shares

    /// From SLIP-39's own test vectors.
    static let shares: @Sendable () throws -> [[UInt8]] = {
        [
            Array(
                "duckling enlarge academic academic agency result length solution fridge kidney coal piece deal husband erode duke ajar critical decision keyboard"
                    .utf8)
        ]
    }
}
