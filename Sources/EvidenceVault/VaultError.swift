import TransparencyLog

/// Whatever a vault refuses or finds. The command line gives each its words and its exit status.
public enum VaultError: Error, Equatable {
    // What was asked
    case notAVault(path: String)
    case alreadyExists(path: String)
    case newerFormat(found: String)
    case badName(String, why: NameProblem)
    case badInput(String)
    case noSuchMember(String)
    case noSuchCase(String)
    case noSuchDocument(String)
    case ambiguous(String, matches: [String])
    case caseExists(String)
    case alreadyEnrolled(String)
    case rolesExclude(Role, Role)
    case insideVault(path: String)
    /// It would leave these cases with nobody who can grant.
    case nobodyCanGrant(caseRefs: [String])
    /// It would leave the vault without a custodian.
    case lastCustodian

    // Who asked
    case wrongPassphrase
    case notAnIdentity(path: String)
    case notAMember
    /// The log goes on with keys that this member was not given.
    case membershipEnded
    case notPermitted(Refusal)
    case exampleKey(fingerprint: String)
    case notACard(String)
    case notARecoveryKey
    case notAKit(String)
    case kitExpired(until: Timestamp)
    case notAFieldDeposit(path: String)
    /// The vault uses hybrid keys, and this person's identity was made before there were any.
    case noHybridKey(name: String)

    // Files
    case unreadable(path: String, errno: Int32)
    case cannotWrite(path: String, errno: Int32)
    case notARegularFile(path: String)
    case changedWhileRead(path: String)
    case diskFull(path: String)
    /// A warning: little room is left on the vault's disk, in bytes.
    case littleRoom(free: Int64)
    /// A warning: the disk was full, and the log wrote into its reserve, of which so many bytes are left.
    case reserveInUse(left: Int64)
    case busy

    // What was found
    case altered(Finding)
    /// There are fewer entries than this member saw; the newest that they saw bears this time.
    case rolledBack(seen: UInt64, found: UInt64, since: Timestamp?)
    /// The entries up to there are not those that this member saw; the newest that they saw bears this time.
    case forked(at: UInt64, since: Timestamp?)
    case notACheckpoint(String)
    /// A folder with an export of another log, or one that was altered.
    case exportDiffers(path: String)
    case notATimestamp(TimestampProblem)
    /// This computer's clock is behind the newest statement of the log: a warning.
    case clockBehind(seconds: Int64)
    case knownVaultAltered(path: String)
    case bundleInvalid(String)

    public enum NameProblem: Equatable, Sendable { case empty, tooLong, controlCharacters }
}

/// Why something was not permitted; also what the log keeps of it.
public enum Refusal: Equatable, Sendable {
    /// No role of this member may do it at all.
    case role(needed: [Role])
    /// The member is not on the team of this case.
    case notOnTeam(caseRef: String)
    /// The member's roles on the case do not read this class.
    case cannotRead(ConfidentialityClass)
    /// The member's roles on the case do not deposit this kind.
    case cannotDeposit(DocumentKind)
    /// What was sealed with a field kit is not taken in.
    case fieldDeposit(FieldDepositProblem)
    /// No recorded consent covers this.
    case noConsent(office: String, kinds: [DocumentKind])

    /// The stable word for it in the log and in `--json`.
    public var code: String {
        switch self {
        case .role: "role"
        case .notOnTeam: "not-on-team"
        case .cannotRead: "cannot-read"
        case .cannotDeposit: "cannot-deposit"
        case .fieldDeposit(let problem): problem.rawValue
        case .noConsent: "no-consent"
        }
    }
}

/// Something that is not as the log says it was.
public enum Finding: Hashable, Sendable {
    case database(String)
    case entry(index: UInt64, problem: EntryProblem)
    case treeNode(level: Int, index: UInt64)
    case checkpoint(String)
    case blobMissing(document: String, blob: String)
    case blobChanged(document: String, blob: String)
    case blobUnknown(blob: String)
    case indexRow(String)
    case document(String, problem: String)
    /// A sealed file that the trustees cannot open, or somebody can who should not.
    case stanzaDiffers(document: String)
    /// Somebody who should hold a key was given something else.
    case junkBox(JunkBox)

    /// The promise of the architecture page that it breaks.
    public var promise: Int {
        switch self {
        case .blobMissing, .blobChanged, .document: 9
        case .blobUnknown, .indexRow: 2
        case .stanzaDiffers, .junkBox: 8
        case .database, .entry, .treeNode, .checkpoint: 5
        }
    }
}

/// What is wrong with a log entry.
public enum EntryProblem: Hashable, Sendable {
    case missing
    case notOpening
    /// It is for auditors, and no audit key at hand opens it.
    case closed
    /// It is sealed with a later key than this member was given.
    case newerKeys
    case badCommitment
    case badSignature
    case malformed(String)
    /// The statement pins a past that is not this log's.
    case wrongPast
    /// The author was not entitled to say this at this point of the log.
    case notEntitled(String)
}
