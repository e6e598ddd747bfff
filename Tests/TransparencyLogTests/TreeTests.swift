import Foundation
import Sodium
import TestSupport
import Testing

@testable import TransparencyLog

@Suite struct TreeTests {
    /// MTH(D[n]) straight from its definition (RFC 6962, 2.1).
    private func naiveRoot(_ entries: ArraySlice<[UInt8]>) -> Hash {
        if entries.isEmpty { return MerkleTree.emptyRoot }
        if entries.count == 1 { return MerkleTree.leafHash(entries.first!) }
        var split = 1
        while split * 2 < entries.count { split *= 2 }
        let middle = entries.startIndex + split
        return MerkleTree.nodeHash(naiveRoot(entries[..<middle]), naiveRoot(entries[middle...]))
    }

    private func entries(_ count: Int) -> [[UInt8]] { (0..<count).map { Array("entry \($0)".utf8) } }

    @Test func rootsAreThoseOfTheDefinition() throws {
        let all = entries(130)
        var nodes = MemoryNodes()
        for size in 0...all.count {
            #expect(nodes.frontier.root == naiveRoot(all[..<size]))
            #expect(try MerkleTree.root(ofTreeOf: UInt64(size), reading: nodes) == naiveRoot(all[..<size]))
            if size < all.count { nodes.append(entry: all[size]) }
        }
    }

    @Test func everyProofVerifiesAndEveryAlteredOneFails() throws {
        let all = entries(40)
        var nodes = MemoryNodes()
        for entry in all { nodes.append(entry: entry) }
        for size in 1...UInt64(all.count) {
            let root = naiveRoot(all[..<Int(size)])
            for index in 0..<size {
                let leaf = MerkleTree.leafHash(all[Int(index)])
                let proof = try MerkleTree.inclusionProof(of: index, inTreeOf: size, reading: nodes)
                try MerkleTree.verifyInclusion(of: leaf, at: index, inTreeOf: size, root: root, proof: proof)
                for altered in alterations(of: proof) {
                    #expect(throws: LogError.self) {
                        try MerkleTree.verifyInclusion(
                            of: leaf, at: index, inTreeOf: size, root: root, proof: altered)
                    }
                }
                #expect(throws: LogError.self) {
                    try MerkleTree.verifyInclusion(
                        of: leaf, at: index + 1, inTreeOf: size, root: root, proof: proof)
                }
            }
            for earlier in 0...size {
                let old = naiveRoot(all[..<Int(earlier)])
                let proof = try MerkleTree.consistencyProof(from: earlier, to: size, reading: nodes)
                try MerkleTree.verifyConsistency(from: earlier, root: old, to: size, root: root, proof: proof)
                for altered in alterations(of: proof) {
                    #expect(throws: LogError.self) {
                        try MerkleTree.verifyConsistency(
                            from: earlier, root: old, to: size, root: root, proof: altered)
                    }
                }
            }
        }
    }

    /// A bit flipped in each hash, one left out, one too many.
    private func alterations(of proof: [Hash]) -> [[Hash]] {
        var altered = [proof + [MerkleTree.emptyRoot]]
        for index in proof.indices {
            var bytes = proof[index].bytes
            bytes[index % 32] ^= 1
            var flipped = proof
            flipped[index] = Hash(digest: bytes)
            var shorter = proof
            shorter.remove(at: index)
            altered += [flipped, shorter]
        }
        return altered
    }
}

@Suite struct NoteTests {
    @Test func aPublishedNoteVerifies() throws {
        // From the documentation of Go's golang.org/x/mod/sumdb/note.
        let verifier = try NoteVerifier(
            vkey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
        let text = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            """
        let signed =
            text
            + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
        try verifier.verify(SignedNote(parsing: Array(signed.utf8)))
        let altered = signed.replacingOccurrences(of: "answer", with: "anzwer")
        #expect(throws: LogError.badSignature(by: "PeterNeumann")) {
            try verifier.verify(SignedNote(parsing: Array(altered.utf8)))
        }
    }

    private func signedCheckpoint(_ key: borrowing Ed25519.SigningKey) throws -> SignedNote {
        let checkpoint = try Checkpoint(origin: "amanah/test", size: 7, root: MerkleTree.emptyRoot)
        var note = SignedNote(text: checkpoint.text)
        try note.sign(name: "amanah/test", with: key)
        return note
    }

    @Test func checkpointsAndCosignaturesGoThereAndBack() throws {
        let key = try Ed25519.SigningKey()
        let witness = try Ed25519.SigningKey()
        var note = try signedCheckpoint(key)
        try note.cosign(name: "witness", with: witness, at: 1_700_000_000)
        let parsed = try SignedNote(parsing: note.encoded)
        #expect(parsed == note)
        let log = try NoteVerifier(name: "amanah/test", publicKey: key.publicKey, kind: .ed25519)
        #expect(try NoteVerifier(vkey: log.vkey) == log)
        let verified = try VerifiedCheckpoint(parsed, by: log, origin: "amanah/test")
        #expect(verified.checkpoint.size == 7)
        let cosigner = try NoteVerifier(name: "witness", publicKey: witness.publicKey, kind: .cosignature)
        #expect(try cosigner.verify(parsed) == 1_700_000_000)
        let stranger = try NoteVerifier(name: "witness", publicKey: key.publicKey, kind: .cosignature)
        #expect(throws: LogError.unsigned(by: "witness")) { try stranger.verify(parsed) }
        #expect(throws: LogError.wrongOrigin("amanah/test")) {
            try VerifiedCheckpoint(parsed, by: log, origin: "another")
        }
    }

    @Test func proofFilesGoThereAndBackAndEveryChangedByteIsFound() throws {
        let key = try Ed25519.SigningKey()
        var nodes = MemoryNodes()
        for number in 0..<11 { nodes.append(entry: [UInt8(number)]) }
        let checkpoint = try Checkpoint(origin: "amanah/test", size: 11, root: nodes.frontier.root)
        var note = SignedNote(text: checkpoint.text)
        try note.sign(name: "amanah/test", with: key)
        let log = try NoteVerifier(name: "amanah/test", publicKey: key.publicKey, kind: .ed25519)
        let proof = TLogProof(
            index: 4, extra: nil,
            hashes: try MerkleTree.inclusionProof(of: 4, inTreeOf: 11, reading: nodes), checkpoint: note)
        #expect(try TLogProof(parsing: proof.encoded) == proof)
        let leaf = MerkleTree.leafHash([4])
        _ = try proof.verify(entryHash: leaf, log: log)
        for index in proof.encoded.indices {
            for bit in [0x01, 0x20] as [UInt8] {
                var altered = proof.encoded
                altered[index] ^= bit
                #expect(throws: LogError.self, "byte \(index)") {
                    try TLogProof(parsing: altered).verify(entryHash: leaf, log: log)
                }
            }
        }
    }

    @Test(arguments: [
        "", "\n", "text\n", "text\n\n", "text\n\n— name\n", "text\n\n— name AAAA\n",
        "te\rxt\n\n— n AAAAAAAA\n",
        "text\n\n- n AAAAAAAA\n", "text\n\n— n+m AAAAAAAA\n", "text\n\n— n AAAAAAAA",
    ])
    func malformedNotesAreRefused(_ text: String) {
        #expect(throws: LogError.malformed("signed note")) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test(arguments: [
        "a\n1\n", "a\n01\nAAAA\n", "a\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    ])
    func malformedCheckpointsAreRefused(_ text: String) {
        #expect(throws: LogError.malformed("checkpoint")) { try Checkpoint(text: text) }
    }
}
