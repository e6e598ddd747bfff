import Ledger
public import VaultStorage

/// What a vault says that stops nothing.
public enum VaultWarning: Sendable {
    case storage(StorageWarning)
    /// Little room is left on the vault's disk, in bytes.
    case littleRoom(free: Int64)
    /// A vault that this member joined lies in a place where they did not know it.
    case vaultMoved(path: String)
    /// This computer's clock is behind the newest statement of the log.
    case clockBehind(seconds: Int64)
    /// Documents leave a vault that cannot be written, with the recovery key, and no log says so.
    case notLogged(path: String)
    /// Sealed files that others replaced could not be removed, and still lie there. The next deposit tries again.
    case replacedStay(path: String, errno: Int32)
    /// What is not needed any more could not be looked for. The next deposit tries again.
    case untidied(any Error)
    case found(Finding)
    /// What fell to this member in a case could not be settled. It is tried again when it is settled next.
    case unsettled(VaultError)
    /// This computer could not note how far the vault has come, so it would not see that entries were removed.
    case notRemembered(any Error)
}
