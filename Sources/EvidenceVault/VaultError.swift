import Bytes
import Ledger
import TransparencyLog
import VaultStorage

/// Whatever a vault refuses or finds. What files, disks and stores refuse is a ``StorageError``. The command line gives each its words
/// and its exit status.
public enum VaultError: Error, Equatable {
    // What was asked
    case notAVault(path: String)
    case newerFormat(found: String)
    /// By subject: what was asked, and cannot be.
    case members(MemberProblem)
    case emergency(EmergencyProblem)
    case documents(DocumentProblem)
    case kit(KitRequestProblem)
    case impossiblePolicy(PolicyFault)
    /// Of a finding's id and of a note, in bytes.
    case verdictTooLong(finding: Int, note: Int)
    /// Neither a card nor a key.
    case notARecipient(String)
    /// The log would not hold what was to be said: somebody has changed something in between, or may not say it.
    case refusedByLog(EntryProblem)
    /// The keys of a case changed while something was sealed to them.
    case keysChanged(caseRef: String)
    case noSuchMember(String, nearest: String? = nil)
    case noSuchCase(String, nearest: String? = nil)
    case noSuchDocument(String)
    case ambiguous(String, matches: [String])
    case caseExists(String)
    case alreadyEnrolled(String)
    /// Another member has this name, or one that reads alike; or it is the recovery key's.
    case nameTaken(String)
    case rolesExclude(Role, Role)
    case insideVault(path: String)
    /// It would leave these cases with nobody who can grant.
    case nobodyCanGrant(caseRefs: [String])
    /// It would leave the vault without a custodian.
    case lastCustodian

    // Which vault it is
    /// This member has not joined the vault on this computer.
    case notJoined(path: String)
    /// This member knows another vault in this place.
    case anotherVault(path: String)
    /// A vault above the working folder that is another user's: not taken unless it is named.
    case othersVault(path: String)
    /// An office has this key, or another one.
    case officeKeyTaken(Office, label: String)
    /// No key of the office waits to be confirmed, or is there to be retired.
    case noOfficeKey(Office)
    /// An office has several keys, and none was named.
    case severalOfficeKeys(Office, labels: [String])
    /// A bundle does not go into as many volumes as there may be, with so many bytes in each.
    case tooManyVolumes(split: Int64)
    /// A bundle was to be sealed with a passphrase.
    case officeHasKey(Office, labels: [String])
    case consentEnded(until: Timestamp)
    case noSuchConsent(Int, caseRef: String)
    /// A ground in law is proposed or approved to count until a time that is past.
    case basisEnded(until: Timestamp)
    case noSuchBasis(Int, caseRef: String)
    case basisApproved(Int, caseRef: String)
    case consentWithdrawn(Int, caseRef: String, at: Timestamp)
    /// There is no document of these kinds, but for some whose kind this member cannot tell.
    case nothingToConsentTo(kinds: [DocumentKind], caseRef: String, unreadable: Int)
    /// A document of another case.
    case otherCase(String, caseRef: String)
    /// A time that is still to come.
    case notYet(Timestamp)
    /// Of the documents that the office may be given, which are these, it expects none, or all were excluded.
    case nothingProposed(Office, caseRef: String, covered: [Int])
    case nothingAmended(String)
    case amendedMeanwhile(String)
    /// A kind whose class is another than the document's.
    case otherClass(DocumentKind, ConfidentialityClass, document: ConfidentialityClass)
    case depositedAlready([Twin])
    /// A receipt or a recall.
    case handover(HandoverProblem)
    case bundleImport(ImportProblem)

    // Who asked
    case wrongPassphrase
    /// For a new identity.
    case weakPassphrase(PassphraseWeakness)
    case notAnIdentity(path: String)
    case notAMember
    /// The log goes on with keys that are not for this member any more.
    case membershipEnded
    /// Somebody made new keys for the vault and did not give them to this member, who should have them.
    case keysWithheld(by: String)
    /// A repair goes on from what a member's own computer remembers, and this one remembers nothing of this vault.
    case nothingRemembered
    case notPermitted(Refusal)
    case exampleKey(fingerprint: String)
    case notARecoveryKey
    case notASpokenDigest(SpokenDigest.Problem)
    case kitExpired(until: Timestamp)
    case notAFieldDeposit(path: String)

    /// What was typed or given is not what it should be.
    case ledger(LedgerError)

    /// The session was closed.
    case closed

    // Files
    /// What a disk or a store says, where what it happened to is told of among other things.
    case storage(StorageError)
    /// A name that is not UTF-8, shown with `\xFF` for what is no text.
    case nameNotText(path: String)
    case changedWhileRead(path: String)
    /// Something was to be opened that no committed access covers: a fault of this program.
    case notCovered

    // What was found
    case altered(Finding)
    /// There are fewer entries than this member saw; the newest that they saw bears this time.
    case rolledBack(seen: UInt64, found: UInt64, since: Timestamp?)
    /// The entries up to there are not those that this member saw; the newest that they saw bears this time.
    case forked(at: UInt64, since: Timestamp?)
    /// A folder with an export of another log, or one that was altered.
    case exportDiffers(path: String)
    case notATimestamp(TimestampProblem)
    /// The clock was set, or stood still, while documents were sealed.
    case clockMoved
    case knownVaultAltered(path: String)
    /// What this computer has noted of the vault is by another version of this program.
    case knownByOtherVersion(path: String)
    case bundleInvalid(BundleFault)
    /// What is proven of so many exhibits is more than a reader takes; about so many at once are not.
    case tooManyExhibits(Int, most: Int)
    /// Or the bundle was altered just where that shows.
    case wrongBundlePassphrase
    case backup(BackupProblem)

    /// Whether it says that somebody may not do what they asked for, by the log of now.
    var isOfWhoAsks: Bool {
        switch self {
        case .notPermitted, .refusedByLog: true
        default: false
        }
    }

    /// Whether the log goes on with keys that this member has not got.
    var isLeftOut: Bool {
        switch self {
        case .membershipEnded, .keysWithheld: true
        default: false
        }
    }
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
    /// Who proposed a key confirms it as well, and is not the only member.
    case secondPerson
    /// Somebody else deposited it.
    case notYours
    /// The office has no confirmed key, or another than the one that was named.
    case officeKey(office: String, isOther: Bool)
    /// No recorded consent covers this.
    case noConsent(MissingConsent)
    /// A ground in law does not let this go.
    case noBasis(BasisProblem)

    /// The stable word for it in the log and in `--json`.
    public var code: String {
        switch self {
        case .role: "role"
        case .notOnTeam: "not-on-team"
        case .cannotRead: "cannot-read"
        case .cannotDeposit: "cannot-deposit"
        case .fieldDeposit(let problem): problem.rawValue
        case .secondPerson: "second-person"
        case .notYours: "not-yours"
        case .officeKey: "office-key"
        case .noConsent: "no-consent"
        case .noBasis: "no-basis"
        }
    }
}

/// Something that is not as the log says it was.
public enum Finding: Hashable, Sendable {
    case database(DatabaseFault)
    case entry(index: UInt64, problem: EntryProblem)
    /// So many rows of the log that no checkpoint covers: nobody has acknowledged them.
    case unacknowledged(Int)
    case treeNode(level: Int, index: UInt64)
    case checkpoint(CheckpointFault)
    case blobMissing(document: String, blob: String)
    case blobChanged(document: String, blob: String)
    /// The sealed file is the one that was deposited, to the byte; its size, or what is inside, is not what whoever sealed it
    /// has said.
    case sealedOtherwise(document: String, by: Sealer)
    case blobUnknown(blob: String)
    /// The whole folder of sealed files is gone, with those of so many documents.
    case blobsGone(documents: Int)
    case indexRow(IndexFault)
    case document(String, problem: DocumentFault)
    /// An entry that counts for nothing, and that nobody has looked into.
    case voidEntry(index: UInt64, problem: EntryProblem, by: String?)
    /// Keys were changed so that nobody who comes later gets to what was before. With who did it.
    case closedPast(index: UInt64, by: String?)
    /// A link, or something else, where the vault has a plain file. It was not followed, and is left as it is.
    case notAFile(path: String)
    /// The same where the vault has a folder.
    case notAFolder(path: String)
    /// A file that the vault writes to has another name somewhere else, where that would be written too.
    case otherName(path: String)
    /// A sealed file that the trustees cannot open, or somebody can who should not.
    case stanzaDiffers(document: String)
    /// Somebody who should hold a key was given something else.
    case junkBox(JunkBox)

    /// The promise of the architecture page that it breaks.
    public var promise: Int {
        switch self {
        case .blobMissing, .blobChanged, .blobsGone, .document, .sealedOtherwise: 9
        case .blobUnknown, .indexRow, .notAFile, .notAFolder, .otherName: 2
        case .stanzaDiffers, .junkBox, .closedPast: 8
        case .database, .entry, .treeNode, .checkpoint, .voidEntry, .unacknowledged: 5
        }
    }

    /// The document whose sealed file is not there, or is another than the one that was deposited.
    var lostDocument: String? {
        switch self {
        case .blobMissing(let document, _), .blobChanged(let document, _): document
        default: nil
        }
    }

    /// Whether it is of one document, one sealed file or one box, so that all others can be looked at as before.
    var stopsNothing: Bool {
        switch self {
        case .blobMissing, .blobChanged, .sealedOtherwise, .blobUnknown, .document, .stanzaDiffers, .junkBox,
            .voidEntry, .closedPast:
            true
        case .database, .entry, .unacknowledged, .treeNode, .checkpoint, .blobsGone, .indexRow, .notAFile,
            .notAFolder, .otherName:
            false
        }
    }
}
