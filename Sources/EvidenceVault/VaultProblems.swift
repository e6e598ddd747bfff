public import Age
public import Archive
import Bytes
import Ledger
public import TransparencyLog

/// What is asked of members and roles and cannot be.
public enum MemberProblem: Equatable, Sendable {
    /// A member needs at least one.
    case noRole
    case hasStatus(name: String, Member.Status)
    case notSuspended(name: String)
    /// It has no such role, or none, on the case.
    case notOnCase(name: String, caseRef: String)
    /// A custodian has not given them the role.
    case lacksRole(name: String, Role)
    case hasLeft(name: String)
    /// It is a role in the vault and not on a case.
    case notACaseRole(Role)
    /// Nobody could assign others after it.
    case cannotGrant(name: String)
}

/// What is asked of emergency access and cannot be.
public enum EmergencyProblem: Equatable, Sendable {
    case onCaseAlready(Role, caseRef: String)
    case askedAlready(caseRef: String)
    case tooLong
    /// Somebody else lets them in.
    case secondPerson(caseRef: String)
    case notAskedFor(name: String, caseRef: String)
}

/// What is asked of documents and cannot be.
public enum DocumentProblem: Equatable, Sendable {
    /// The kind decides the class.
    case otherClass(DocumentKind, ConfidentialityClass)
    /// The kind can be of any class, and none was named.
    case classMissing(DocumentKind)
    /// There is no key of that class here.
    case notSealable(ConfidentialityClass)
    /// A range that begins behind the end of a document of so many bytes.
    case behindEnd(document: String, size: Int64)
    /// What redacts another document is a redacted copy, and no other kind.
    case notOfRedactedKind(DocumentKind)
    /// There is no such document, in the case that the copy goes into, to be redacted.
    case noSuchOriginal(String)
    /// The copy is its original, byte for byte.
    case sameAsOriginal(String)
    /// There is a redacted copy of what is to leave, and nobody said that the original may.
    case hasRedactedCopy(String, copy: String)
}

/// What is asked of field kits and cannot be.
public enum KitRequestProblem: Equatable, Sendable {
    case endedAlready(until: Timestamp)
    case noKinds
    case noSuchKit(String, caseRef: String)
    case otherKind(DocumentKind, takes: [DocumentKind])
}

/// Why a bundle is not to be trusted, or cannot be read as one.
public enum BundleFault: Equatable, Sendable {
    case problem(BundleProblem)
    /// The file is not of the form that its name promises.
    case otherForm(promised: String)
    case archive(ArchiveError)
    /// It came in volumes, and these do not make one file.
    case volumes([VolumeFault])
    case sealed(AgeError)
}

/// What is wrong with the checkpoint beside the log.
public enum CheckpointFault: Hashable, Sendable {
    case missing
    case notTheOneWritten
    /// The entries are not those that were there before.
    case otherPast
    /// Size or root are not those of the entries.
    case otherEntries
    case notCosigned
    case cosignaturesOfOtherLog, cosignaturesNotOpening, cosignaturesCutShort, cosignaturesTooLong
    case wrongSignature(by: String)
    case note(CheckpointProblem)
    case log(LogError)
}

/// What is wrong with the rows that are made from the log.
public enum IndexFault: Hashable, Sendable {
    /// Of a document, a case or another thing of that name.
    case row(String)
    /// No log entry has made it.
    case madeByNothing
    case rowOfEntry(UInt64)
    case rowMissing(ofEntry: UInt64)
    case blob(String)
}

/// Why a document, or the title of a case, is not shown.
public enum DocumentFault: Hashable, Sendable {
    case detailsNotOpening
    /// They are not those that the deposit has the digest of.
    case otherDetails
    case record(RecordProblem)
    case entryIsNoDeposit
    case titleNotOpening
    /// An entry amends more than kind, title and how it was obtained.
    case amendedTooMuch(inEntry: UInt64)
    /// It says to be a redacted copy of what is not there before it.
    case noSuchOriginal
    /// The key of its class was not handed on to the reader, who may yet hold one that opens the sealed file itself.
    case keyNotHandedOn(opensSealedFile: Bool)

    init(_ problem: DetailsProblem) {
        self =
            switch problem {
            case .notOpening, .otherDetails: .otherDetails
            case .record(let problem): .record(problem)
            }
    }
}
