import Bytes
import Disk
import Foundation
import Ledger
import Sodium
import VaultStorage

/// What this member asked time-stamping authorities, until they have answered.
extension KnownVaults {
    /// Nonce and checkpoint, by the digest of the checkpoint.
    func keepRequest(_ request: [UInt8], digest: [UInt8], for identity: MemberIdentity) throws {
        guard let path = try requestPath(digest, identity) else { return }
        try PathBytes.makeFolders(PathBytes.parent(of: path))
        let sealed = try XChaChaPoly.seal(
            request, associatedData: KnownVaults.requestData(digest), key: identity.memoryKey)
        try File.write(sealed, replacing: path)
    }

    /// Nil where nothing is remembered, or it was altered.
    func request(digest: [UInt8], for identity: MemberIdentity) -> [UInt8]? {
        guard let path = try? requestPath(digest, identity),
            let sealed = try? File.contents(of: path, limit: TakenCheckpoint.maximumSize)
        else { return nil }
        return try? XChaChaPoly.open(
            sealed, associatedData: KnownVaults.requestData(digest), key: identity.memoryKey)
    }

    func forgetRequest(digest: [UInt8], for identity: MemberIdentity) {
        if let path = try? requestPath(digest, identity) { FileSystem.remove(path) }
    }

    private func requestPath(_ digest: [UInt8], _ identity: MemberIdentity) throws -> String? {
        let tag = try hmacSHA256(key: identity.memoryKey, KnownVaults.requestData(digest))
        return folder(named: "timestamp_requests").map { "\($0)/\(hex(tag.prefix(16)))" }
    }

    private static func requestData(_ digest: [UInt8]) -> [UInt8] {
        ContextString.timestampRequest.bytes + digest
    }
}
