import Bytes
import Crypto

/// `aside/`: what was taken out of the log because no checkpoint covers it and it does not hold. It is evidence of somebody's
/// doing, so it is kept.
struct Aside {
    static let folderName = "aside"
    private let vault: VaultFolder

    init(_ vault: VaultFolder) { self.vault = vault }

    /// Keeps the bytes of one row in a file of its own, named by position and digest; durable when this returns.
    func keep(_ bytes: [UInt8], from position: Int64) throws {
        try vault.makeFolder(Aside.folderName)
        let folder = try vault.folder(Aside.folderName)
        let name = "\(position)-\(hex(SHA256.bytes(of: bytes).prefix(8)))"
        if try folder.kind(of: name) == nil { try folder.write(bytes, toNew: name) }
        try folder.synchronize()
        try vault.synchronize()
    }
}
