import Crypto
import Foundation

/// `aside/`: what was taken out of the log because no checkpoint covers it and it does not hold. It is evidence of somebody's
/// doing, so it is kept.
struct Aside {
    let vault: String

    /// Keeps the bytes of one row in a file of its own, named by position and digest; durable when this returns.
    func keep(_ bytes: [UInt8], from position: Int64) throws {
        let folder = vault + "/aside"
        try File.makeFolder(folder)
        let name = "\(folder)/\(position)-\(hex(SHA256.bytes(of: bytes).prefix(8)))"
        if !File.exists(name) { try File.write(bytes, toNew: name) }
        try File.synchronizeFolder(folder)
        try File.synchronizeFolder(vault)
    }
}
