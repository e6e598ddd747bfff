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

    /// With salts of their own: of these alone inputs differ from run to run.
    static let lockedZips: @Sendable () throws -> [[UInt8]] = {
        try [1, 4096].map { size in
            var bytes: [UInt8] = []
            let writer = try Array("kata".utf8).withUnsafeBytes {
                try LockedZipWriter(
                    name: "paket.tar", size: Int64(size), modified: 1_700_000_000, passphrase: $0
                ) { bytes += $0 }
            }
            try [UInt8](repeating: 0, count: size).withUnsafeBytes { try writer.write($0) }
            try writer.finish()
            return bytes
        }
    }

    static let bags: @Sendable () throws -> [[UInt8]] = {
        let contents = Array("kesaksian".utf8)
        let payload = BagPayload(
            path: try SafePath("P-1.txt"), size: Int64(contents.count),
            sha256: Array(SHA256.hash(data: contents)))
        let bag = try Bag(payload: [payload], info: [("External-Identifier", "A-1")], tagFiles: [])
        func bytes(_ files: [(path: SafePath, contents: [UInt8])]) -> [UInt8] {
            files.flatMap { HandMade.file("b/\($0.path)", String(decoding: $0.contents, as: UTF8.self)) }
        }
        let ending = try bag.ending(sha512: [Array(SHA512.hash(data: contents))])
        return [
            bytes(bag.tagFiles) + HandMade.file("b/data/P-1.txt", "kesaksian") + bytes(ending.tagFiles)
                + HandMade.end
        ]
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

    /// What packs have inside: of one document, and of three.
    static let packs: @Sendable () throws -> [[UInt8]] = {
        func record(_ name: String, size: Int, _ id: Character) -> String {
            let digits = String(repeating: id, count: 32)
            return
                #"{"amanah":"document/1","caseRef":"A-1","depositedAt":"2026-11-23T22:34:09Z","depositedBy":"\#(digits)","#
                + #""documentID":"\#(digits)","kind":"statement","mediaType":"text/plain","modified":"2026-11-23T22:34:09Z","#
                + #""name":"\#(name)","size":\#(size),"title":"judul","vault":"\#(digits)\#(digits)"}"# + "\n"
        }
        func pack(_ files: [(name: String, contents: String)]) -> [UInt8] {
            var (tar, digests): ([UInt8], String) = ([], "")
            for (index, file) in files.enumerated() {
                let id = Character("\(index)")
                let path = "\(index + 1)/document/\(file.name)"
                tar += HandMade.file(
                    "\(index + 1)/document.json", record(file.name, size: file.contents.utf8.count, id))
                tar += HandMade.file(path, file.contents)
                let digest = SHA256.hash(data: Array(file.contents.utf8))
                digests += digest.map { String(format: "%02x", $0) }.joined() + "  \(path)\n"
            }
            return tar + HandMade.file("SHA256SUMS", digests) + HandMade.end
        }
        return [
            pack([("a.txt", "isi")]),
            pack([("a.txt", "satu"), ("b", ""), ("c.txt", String(repeating: "tiga", count: 200))]),
        ]
    }

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

    // MARK: What people hand each other

    static let card = #"""
        {"amanah":"card/2","name":"Siti Contoh","recipient":"age1j5pr96gkc5pnppaujzz97kpc597wcjaly20qunw46n6wc2k2ycnsgmytvt","signature":"l6ITDGAV1oumqWZoHrqZsmyGqiAm7EdfqWLvblCjDdYb7s6Jaies02OGF6pM2ycxIjzmZ24+Q1od5mZQ11eQBw==","signingKey":"40662314d4a16c16b7f0cb96a21d04e59a007e1a7342ec369ca9ccfa7d2cffe1"}

        """#

    /// Of a vault that is no more.
    static let kit = #"""
        {"kit":{"amanah":"kit/2","caseID":"7401250708847fdcb75a1d7274668ba5","caseRef":"A-1","compartments":[{"class":"testimony","generation":1,"recipient":"age1q60y0hn06gmdtetzdd600fr4kgr37p0cz86vnlemu3t744q7f5xqruy7wr"}],"key":"4b5f26a30b1e9c4846bee27860348333c89ce359fa40ba811250f0a6f75d73ca","kinds":["chronology"],"recovery":"age1heka4ttjl8y55g9erh3kpxlhx3mhhvlj4cpuvh0crdqgkw8ngscqngqmha","salt":"bf62c3bf1e65a7ef596221c18c36f646438cf497085d19715333b18cb7748565","until":"2099-01-01T16:59:59Z","vault":"cd1362b924a2dc039ca1eaf6dedda8896d13b3ec35e74a8245dd6497952e4ef7"},"seed":"qASA2T5g9qUl2+JdXuM+R59D5EX8rjBkNZSJt1y8JpE="}

        """#

    /// An authority's certificate, and what it stamped once.
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBTjCB9qADAgECAhQNQabiuKSxoC4v1UjcQAZmgXiFFzAKBggqhkjOPQQDAjAO
        MQwwCgYDVQQDDANVamkwHhcNMjYxMTI1MTUxNzM2WhcNMzYxMTIyMTUxNzM2WjAO
        MQwwCgYDVQQDDANVamkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS3rc+vewaq
        FPQtxrodQTCbV/vh+xCc9RQI2hdD6he3dwNqVlEnKVzBX+TKenNzOpGQX4/34VNO
        rvNeagQdmO2pozIwMDAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBTPn7oQHSsl
        Gm51LeFKyhSJRBk3UjAKBggqhkjOPQQDAgNHADBEAiBTCaQo6vo3u24A0lT7zhdg
        0qto4ZAl0wkreq6huRGM9QIgT08TPCuTgVsMQPVlc6h1wVS9PTlEuXIy/TvmLG4C
        qUg=
        -----END CERTIFICATE-----

        """
    static let timestamp: [UInt8] = Array(
        Data(
            base64Encoded: """
                MIIDZjADAgEAMIIDXQYJKoZIhvcNAQcCoIIDTjCCA0oCAQMxDzANBglghkgBZQMEAgEFADB1BgsqhkiG9w0BCRABBKBmBGQwYgIB
                AQYEKgMEATAxMA0GCWCGSAFlAwQCAQUABCC5iyzlTUmjOBMwSx9F12a09D4J5blBiCOlG/BVr57+hwIBAhgPMjAyNjExMjUxNTE3
                MzZaAhBynQ0L6i5VrUVQfyt9lKAsoIIBfDCCAXgwggEeoAMCAQICFBWWDW8xAMAbVU0pmAGQMGCOcIvQMAoGCCqGSM49BAMCMA4x
                DDAKBgNVBAMMA1VqaTAeFw0yNjExMjUxNTE3MzZaFw0zNjExMjIxNTE3MzZaMA4xDDAKBgNVBAMMA1VqaTBZMBMGByqGSM49AgEG
                CCqGSM49AwEHA0IABB/Gorc+q1roeWTQCt+gz9lcZ98JfyDp3w/f83HcS/DAyVWuVKNXURDBb5jTC/iaOfb6+Mw0WZwn1DPVRB5r
                J3KjWjBYMBYGA1UdJQEB/wQMMAoGCCsGAQUFBwMIMB0GA1UdDgQWBBQggBlq5OAJ6I0KM6okPpLOVOHqnzAfBgNVHSMEGDAWgBTP
                n7oQHSslGm51LeFKyhSJRBk3UjAKBggqhkjOPQQDAgNIADBFAiALj8+vRgu+5/Qe2lUOB6wTe9r5YIY43ehVoYcLQhLmfgIhALCQ
                1IduNc9YssYyaSvxZYnbVjg+fGXp7Zb9GrqXmY+SMYIBOzCCATcCAQEwJjAOMQwwCgYDVQQDDANVamkCFBWWDW8xAMAbVU0pmAGQ
                MGCOcIvQMA0GCWCGSAFlAwQCAQUAoIGkMBoGCSqGSIb3DQEJAzENBgsqhkiG9w0BCRABBDAcBgkqhkiG9w0BCQUxDxcNMjYxMTI1
                MTUxNzM2WjAvBgkqhkiG9w0BCQQxIgQgXzKsPd2cpeLpQGRS6tK1dM3wMYMkCeSpKxYrwECAiA0wNwYLKoZIhvcNAQkQAi8xKDAm
                MCQwIgQgQi3CBvbTu+t7pRKATdgr2fCnnU1q2Fvpz9of5mt6DJMwCgYIKoZIzj0EAwIESDBGAiEAutDmzJ18Gk0Bve3g2qO41LAu
                gmUXfhUvfnjp8ktY8F8CIQDSTUg1sXBgunds49rH6RrcB74mKWVz54zLjDfJ+TQ4CQ==
                """, options: .ignoreUnknownCharacters) ?? Data())
}
