/// A rule of the log that a statement breaks: who may say what, and what it has to fit. See `docs/format.md`, “Acts”.
///
/// The program's own words for each are in the command line, in both languages.
public enum LogRule: CaseIterable, Sendable {
    // MARK: What holds for every entry
    case auditorsDoNotBelieve
    case handsOutNoKeys
    case otherAuditKey
    case forAuditors
    case notForAuditors
    case authorIsNoMember
    case authorHasLeft
    case noSuchCase
    case noSuchDocument
    case keyUsedBefore
    case otherKindOfKey
    case otherSlots
    case grantToNobody

    // MARK: Audit
    case auditorMakesAuditKey
    case auditKeyNotNext
    case auditKeyForAllAuditors
    case auditorHandsOnAuditKey
    case noSuchAuditKey
    case auditKeyForAuditors
    case auditorReviews
    case verdictTooLong
    case reviewNotOfNewest
    case reviewNotCosigned
    case auditorWitnesses
    case witnessNotOfNewest
    case otherVoids
    case timestampOfOtherLog
    case timestampTooLarge

    // MARK: Founding, members, keys of the vault
    case foundedOnce
    case foundingSizes
    case otherVaultID
    case noLogKey
    case custodianEnrols
    case enrolledAlready
    case nameTaken
    case exampleKey
    case noHybridKey
    case custodianGivesRoles
    case custodianEnds
    case endedAlready
    case suspendedAlready
    case notSuspended
    case noSuchActiveMember
    case noRole
    case auditorAlone
    case lastCustodian
    case vaultKeysNotNext
    case keysNotCommitted
    case otherPreviousKeys
    case custodianRotatesRecovery
    case otherKindOfRecoveryKey
    case recoveryNotApproved
    case custodianRaisesLevel
    case levelNotNext
    case custodianSetsZone
    case repairOfNothing
    case repairOfOwn
    case custodianRestores
    case custodianSetsPolicy
    case impossiblePolicy

    // MARK: Cases, teams, emergencies
    case coordinatorOpensCase
    case caseWithoutReference
    case caseExists
    case compartmentsOfNewCase
    case firstKeysToOthers
    case coordinatorAssigns
    case assignedIsNoMember
    case roleNotHeld
    case grantBeyondRole
    case grantsMissing
    case coordinatorUnassigns
    case roleNotOnCase
    case lastGranter
    case coordinatorRekeys
    case compartmentNotNext
    case titleWithoutSummary
    case newKeyToOthers
    case grantBeyondMember
    case roleOnCaseAlready
    case askedAlready
    case reasonIsALine
    case emergencyTooLong
    case coordinatorLetsIn
    case noSuchRequest
    case secondPerson
    case longerThanAsked

    // MARK: Field kits
    case coordinatorMakesKit
    case noKitKey
    case kitClasses
    case kitExpiredBefore
    case kitDetails
    case kitKeyTaken
    case kitExists
    case coordinatorCancelsKit
    case noSuchKit
    case kitCancelled
    case kitExpired
    case kitOfOtherClass
    case notSealedByKit
    case collectedAlready

    // MARK: Documents
    case doesNotDeposit
    case depositOfNothing
    case keyNotSeen
    case coordinatorReseals
    case otherCompartment
    case depositorAmends
    case amendsOlder

    // MARK: Consents and handovers
    case doesNotRecordConsent
    case consentToNothing
    case noSuchConsent
    case withdrawnAlready
    case withdrawnInFuture
    case consentDetails
    case documentsNotInOrder
    case doesNotHandOver
    case notTheOfficesKey
    case passphraseBesideKey
    case olderDocument
    case noConsentForOffice
    case basisToNothing
    case noSuchBasis
    case basisApprovedAlready
    case doesNotApproveBasis
    case noBasisForOffice
    case documentNotInBasis
    case bundleOnBoth
    case bundleOfNothing
    case bundleWithoutConsent
    case documentNotCovered
    case doesNotTakeReceipt
    case noSuchHandover
    case receiptBeforeHandover
    case receiptTakenAlready
    case doesNotRecall
    case recallUnderValidConsent
    case recallNotNext
    case importOfOwnBundle
    case importOfNothing
    case importedAlready
    case documentImportedAlready
    case importOfOthersDocument

    // MARK: Offices
    case memberSpeaksForOffice
    case officeKeyWithoutLabel
    case noOfficeKey
    case noOfficeSigningKey
    case officeSigningKeyTaken
    case nothingToConfirm
    case neitherGrants
    case granterRetires
    case officeHasNoSuchKey
    case custodianSetsExpectations
    case expectationsTooLarge
}
