import Bytes
import Ledger
import TransparencyLog

extension TakenCheckpoint {
    /// The one that lies beside the log. Throws ``VaultError/altered(_:)``.
    init(_ note: [UInt8], storedIn vaultID: VaultID) throws {
        do {
            try self.init(note, of: vaultID)
        } catch LedgerError.notACheckpoint(let why) {
            throw VaultError.altered(.checkpoint(.note(why)))
        }
    }
}

extension LogRows {
    /// Whether the stored checkpoint is of a log of this size.
    func covers(_ size: UInt64, of vaultID: VaultID) throws -> Bool {
        try TakenCheckpoint(checkpoint().note, storedIn: vaultID).head.size == size
    }
}
