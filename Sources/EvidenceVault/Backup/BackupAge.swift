import Bytes

/// How long ago the newest good backup was made, as far as this computer knows.
public enum BackupAge: Hashable, Sendable {
    case never
    case recent
    /// Longer ago than a week.
    case days(Int)
    /// It bears a time that is still to come: the clock is wrong, or was.
    case ahead

    public static let warningDays = 7

    public init(_ notes: VaultNotes, now: Timestamp) {
        guard let at = notes.backedUpAt else {
            self = .never
            return
        }
        let days = (now.seconds - at.seconds) / 86_400
        if now.seconds < at.seconds - 86_400 {
            self = .ahead
        } else if days >= Int64(BackupAge.warningDays) {
            self = .days(Int(clamping: days))
        } else {
            self = .recent
        }
    }
}
