import Bytes
import Foundation
import VaultStorage

/// Where a vault and an identity file lay that were used last on this computer, so that nobody types them each time. No secret, and no
/// proof of anything: a vault in that place is held against what the identity knows of it, as in any other.
public struct LastUsed: Codable, Hashable, Sendable {
    private let amanah: String
    public var vault: String?
    public var identity: String?

    private static let format = "last-used/1"

    public init(vault: String? = nil, identity: String? = nil) {
        amanah = LastUsed.format
        self.vault = vault
        self.identity = identity
    }

    private static let longest = 16_384

    private static func file(_ stateFolder: String) -> String { "\(stateFolder)/last_used" }

    /// What was noted in a state folder; nothing where nothing was.
    public static func noted(in stateFolder: String = KnownVaults.stateFolder()) -> LastUsed {
        guard let bytes = try? File.contents(of: file(stateFolder), limit: longest),
            let noted = try? CanonicalJSON.decodeFile(LastUsed.self, from: bytes), noted.amanah == format
        else { return LastUsed() }
        return noted
    }

    /// Notes what was used now; what was not keeps its place. That it cannot be noted is nobody's fault.
    public func note(in stateFolder: String = KnownVaults.stateFolder()) {
        let before = LastUsed.noted(in: stateFolder)
        let now = LastUsed(vault: vault ?? before.vault, identity: identity ?? before.identity)
        guard now != before, let bytes = try? CanonicalJSON.encodeFile(now), bytes.count <= LastUsed.longest
        else { return }
        try? PathBytes.makeFolders(stateFolder)
        try? File.write(bytes, replacing: LastUsed.file(stateFolder))
    }
}
