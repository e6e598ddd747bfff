import Foundation
import TestSupport
import Testing

@testable import TransparencyLog

@Suite struct VectorTests {
    private struct Inclusion: Decodable {
        let leafIdx, treeSize: UInt64
        let root, leafHash: String
        let proof: [String]?
        let wantErr: Bool
    }

    private struct Consistency: Decodable {
        let size1, size2: UInt64
        let root1, root2: String
        let proof: [String]?
        let wantErr: Bool
    }

    private func read<T: Decodable>(_ name: String, _ type: T.Type) throws -> [String: T] {
        guard let url = Vectors.files(in: "merkle").first(where: { $0.lastPathComponent == name }) else {
            return [:]
        }
        return try JSONDecoder().decode([String: T].self, from: Data(contentsOf: url))
    }

    /// A malformed hash makes a proof fail as surely as a wrong one.
    private func passes(_ body: () throws -> Void) -> Bool { (try? body()) != nil }

    private func hash(_ base64: String) throws -> Hash {
        try Hash([UInt8](Data(base64Encoded: base64) ?? Data()))
    }

    @Test func everyPublishedInclusionProofIsJudgedAsExpected() throws {
        for (name, vector) in try read("inclusion.json", Inclusion.self) {
            let passed = passes {
                try MerkleTree.verifyInclusion(
                    of: hash(vector.leafHash), at: vector.leafIdx, inTreeOf: vector.treeSize,
                    root: hash(vector.root), proof: (vector.proof ?? []).map(hash))
            }
            #expect(passed == !vector.wantErr, "\(name)")
        }
    }

    @Test func everyPublishedConsistencyProofIsJudgedAsExpected() throws {
        for (name, vector) in try read("consistency.json", Consistency.self) {
            let passed = passes {
                try MerkleTree.verifyConsistency(
                    from: vector.size1, root: hash(vector.root1), to: vector.size2,
                    root: hash(vector.root2), proof: (vector.proof ?? []).map(hash))
            }
            #expect(passed == !vector.wantErr, "\(name)")
        }
    }
}
