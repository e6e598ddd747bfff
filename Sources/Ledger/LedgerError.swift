public import Bytes

/// What is not as a ledger has it: words, keys and files that people give, and what stops the reading of a log.
public enum LedgerError: Error, Equatable, Sendable {
    // What was given
    case badName(String, why: NameProblem)
    /// A word that is none of those that can stand there.
    case unknownWord(UnknownWord)
    case badCaseReference(String)
    case time(TimeProblem)
    /// What was read aloud is not this vault's phrase.
    case wrongPhrase(PhraseProblem)
    case notACard(CardProblem)
    case notAKit(KitProblem)
    case notACheckpoint(CheckpointProblem)
    /// The vault uses hybrid keys, and this person's identity was made before there were any.
    case noHybridKey(name: String)

    // What stops the reading
    /// The log goes on as a later version of the program has it.
    case newerFormat(found: String)
    /// No key at hand opens the log.
    case noKey
    /// The log goes on with keys that are not for this member any more.
    case membershipEnded
    /// Somebody made new keys for the vault and did not give them to this member, who should have them.
    case keysWithheld(by: String)
    /// Nothing of the log can be judged without this entry.
    case entry(index: UInt64, problem: EntryProblem)
    /// The entries up to there are not those that this member saw; the newest that they saw bears this time.
    case forked(at: UInt64, since: Timestamp?)
}

public enum NameProblem: Equatable, Sendable {
    case empty, controlCharacters
    /// It has over so many bytes.
    case tooLong(limit: Int)
}

/// Why words are not a vault's phrase. Positions count from 1.
public enum PhraseProblem: Equatable, Sendable {
    case length(Int)
    case noWord(at: Int)
    case differs(at: [Int])
}

/// What is no time, or no period.
public enum TimeProblem: Equatable, Sendable {
    case hours
    case notADay(String)
    case notATime(String)
    case endsBeforeItBegins
    case notAZone(String)
}

/// Why a file is no card.
public enum CardProblem: Equatable, Sendable {
    case tooLarge, notJSON, otherFormat, name, recipient, hybridRecipient, signature
}

/// Why a file is no checkpoint of this vault.
public enum CheckpointProblem: Hashable, Sendable {
    case notANote
    case otherLog(origin: String)
    /// No log key of this vault signed it in its time.
    case notSigned
}
