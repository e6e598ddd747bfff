/// What is wrong with a log entry.
public enum EntryProblem: Hashable, Sendable {
    case missing
    case notOpening
    /// It is for auditors, and no audit key at hand opens it.
    case closed
    /// It is sealed with another generation of the vault key than the one that is current there.
    case otherGeneration(UInt32)
    case badCommitment
    case badSignature
    case malformed(Malformation)
    /// The statement does not belong at this place of the log.
    case wrongPlace
    /// The statement pins a past that is not this log's: its author was shown another.
    case otherPast
    /// The author was not entitled to say this at this point of the log.
    case notEntitled(LogRule)
}
