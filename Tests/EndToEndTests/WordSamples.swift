import Age
import Archive
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Presentation
import Rendering
import SLIP39
import TransparencyLog
import VaultStorage

@testable import AmanahCommands

/// One of each of what can go wrong, with its words. The names are those of the cases.
extension WordsTests {
    static let all: [Said] = [
        vaultErrors, ledgerErrors, settingFaults, vaultWarnings, storageErrors, weaknesses, commandErrors,
        refusals,
        findings, entryProblems,
        malformations, memberProblems,
        policyFaults,
        emergencyProblems, handoverProblems, importProblems, documentProblems, kitRequestProblems,
        timeProblems, cardProblems,
        checkpointProblems,
        bundleFaults, checkpointFaults, databaseFaults, indexFaults, documentFaults, bundleProblems,
        bundleWarnings,
        bagProblems, bagWarnings, archiveErrors, ageErrors, logErrors, shareErrors, backupProblems,
        kitProblems,
        fieldDepositProblems, timestampProblems, recordProblems, checkupFindings, checkupAreas, exitStatuses,
        phraseProblems, spokenProblems, renderingErrors, residues, redactionParts, metadataKinds,
    ]

    private static func words(_ error: any Error) -> Words { (Problem(error) ?? .unnamed(error)).words }

    private static let time = Timestamp(seconds: 1_800_000_000)
    private static let lpsk: Office = {
        guard let office = try? Office("lpsk") else { preconditionFailure("an office that is known") }
        return office
    }()

    private static let renderingErrors = Said(
        "RenderingError", in: "Rendering/RenderingError.swift",
        [
            "notAvailable": words(RenderingError.notAvailable),
            "toolMissing": words(RenderingError.toolMissing(name: "x", package: "y")),
            "toolFailed": words(RenderingError.toolFailed(name: "x")),
            "tooLarge": words(RenderingError.tooLarge(limit: 1)),
            "tooManyPages": words(RenderingError.tooManyPages(limit: 1)),
            "otherFormat": words(RenderingError.otherFormat),
            "notForFormat text": words(RenderingError.notForFormat(.text, .silences)),
            "notForFormat pdf": words(RenderingError.notForFormat(.pdf, .areas)),
            "notForFormat picture": words(RenderingError.notForFormat(.png, .words)),
            "notForFormat recording": words(RenderingError.notForFormat(.recording(.wav), .pages)),
            "nothingToHide": words(RenderingError.nothingToHide),
            "wordsNotFound": words(RenderingError.wordsNotFound(["x"])),
            "noSuchPage": words(RenderingError.noSuchPage(2, of: 1)),
            "emptyArea": words(RenderingError.emptyArea),
            "behindEnd": words(RenderingError.behindEnd(seconds: 1)),
            "stillThere": words(RenderingError.stillThere(.text)),
        ])

    private static let residues = Said(
        "RenderingError.Residue", in: "Rendering/RenderingError.swift",
        [
            "text": RenderingError.Residue.text.said, "words": RenderingError.Residue.words.said,
            "area": RenderingError.Residue.area.said, "sound": RenderingError.Residue.sound.said,
            "metadata": RenderingError.Residue.metadata.said,
            "otherPages": RenderingError.Residue.otherPages.said,
        ])

    private static let redactionParts = Said(
        "RedactionRequest.Part", in: "Rendering/RedactionRequest.swift",
        [
            "words": RedactionRequest.Part.words.said, "pages": RedactionRequest.Part.pages.said,
            "pageAreas": RedactionRequest.Part.pageAreas.said, "areas": RedactionRequest.Part.areas.said,
            "silences": RedactionRequest.Part.silences.said,
        ])

    private static let metadataKinds = Said(
        "MetadataField.Kind", in: "Rendering/Metadata.swift",
        [
            "position": MetadataField.Kind.position.said, "person": MetadataField.Kind.person.said,
            "history": MetadataField.Kind.history.said, "remark": MetadataField.Kind.remark.said,
            "thumbnail": MetadataField.Kind.thumbnail.said, "title": MetadataField.Kind.title.said,
            "device": MetadataField.Kind.device.said, "date": MetadataField.Kind.date.said,
        ])

    private static let vaultErrors = Said(
        "VaultError", in: "EvidenceVault/VaultError.swift",
        [
            "notAVault": words(VaultError.notAVault(path: "x")),
            "newerFormat": words(VaultError.newerFormat(found: "x")),
            "members": words(VaultError.members(.noRole)),
            "emergency": words(VaultError.emergency(.tooLong)),
            "documents": words(VaultError.documents(.notSealable(.medical))),
            "kit": words(VaultError.kit(.noKinds)),
            "impossiblePolicy": words(VaultError.impossiblePolicy(.nobodyGrants)),
            "verdictTooLong": words(VaultError.verdictTooLong(finding: 1, note: 2)),
            "notARecipient": words(VaultError.notARecipient("x")),
            "refusedByLog": words(VaultError.refusedByLog(.wrongPlace)),
            "keysChanged": words(VaultError.keysChanged(caseRef: "x")),
            "noSuchMember": words(VaultError.noSuchMember("x")),
            "noSuchMember near": words(VaultError.noSuchMember("x", nearest: "y")),
            "noSuchCase": words(VaultError.noSuchCase("x")),
            "noSuchCase near": words(VaultError.noSuchCase("x", nearest: "y")),
            "noSuchDocument": words(VaultError.noSuchDocument("x")),
            "ambiguous": words(VaultError.ambiguous("x", matches: ["y", "z"])),
            "caseExists": words(VaultError.caseExists("x")),
            "alreadyEnrolled": words(VaultError.alreadyEnrolled("x")),
            "nameTaken": words(VaultError.nameTaken("x")),
            "rolesExclude": words(VaultError.rolesExclude(.auditor, .companion)),
            "insideVault": words(VaultError.insideVault(path: "x")),
            "nobodyCanGrant": words(VaultError.nobodyCanGrant(caseRefs: ["x"])),
            "lastCustodian": words(VaultError.lastCustodian),
            "notJoined": words(VaultError.notJoined(path: "x")),
            "anotherVault": words(VaultError.anotherVault(path: "x")),
            "othersVault": words(VaultError.othersVault(path: "x")),
            "officeKeyTaken": words(VaultError.officeKeyTaken(lpsk, label: "x")),
            "noOfficeKey": words(VaultError.noOfficeKey(lpsk)),
            "severalOfficeKeys": words(VaultError.severalOfficeKeys(lpsk, labels: ["x"])),
            "officeHasKey": words(VaultError.officeHasKey(lpsk, labels: ["x"])),
            "tooManyVolumes": words(VaultError.tooManyVolumes(split: 1)),
            "wrongBundlePassphrase": words(VaultError.wrongBundlePassphrase),
            "consentEnded": words(VaultError.consentEnded(until: time)),
            "tooManyExhibits": words(VaultError.tooManyExhibits(2, most: 1)),
            "basisEnded": words(VaultError.basisEnded(until: time)),
            "noSuchBasis": words(VaultError.noSuchBasis(1, caseRef: "x")),
            "basisApproved": words(VaultError.basisApproved(1, caseRef: "x")),
            "noSuchConsent": words(VaultError.noSuchConsent(1, caseRef: "x")),
            "consentWithdrawn": words(VaultError.consentWithdrawn(1, caseRef: "x", at: time)),
            "nothingToConsentTo": words(
                VaultError.nothingToConsentTo(kinds: [.visum], caseRef: "x", unreadable: 2)),
            "otherCase": words(VaultError.otherCase("x", caseRef: "y")),
            "notYet": words(VaultError.notYet(time)),
            "nothingProposed": words(VaultError.nothingProposed(lpsk, caseRef: "x", covered: [1, 2])),
            "nothingAmended": words(VaultError.nothingAmended("x")),
            "amendedMeanwhile": words(VaultError.amendedMeanwhile("x")),
            "otherClass": words(VaultError.otherClass(.visum, .medical, document: .legal)),
            "depositedAlready": words(VaultError.depositedAlready([])),
            "bundleImport": words(VaultError.bundleImport(.foreignBag)),
            "handover": words(VaultError.handover(.nothingHandedOver(caseRef: "x"))),
            "wrongPassphrase": words(VaultError.wrongPassphrase),
            "notAnIdentity": words(VaultError.notAnIdentity(path: "x")),
            "notAMember": words(VaultError.notAMember),
            "membershipEnded": words(VaultError.membershipEnded),
            "keysWithheld": words(VaultError.keysWithheld(by: "x")),
            "nothingRemembered": words(VaultError.nothingRemembered),
            "notPermitted": words(VaultError.notPermitted(.notYours)),
            "exampleKey": words(VaultError.exampleKey(fingerprint: "x")),
            "notARecoveryKey": words(VaultError.notARecoveryKey),
            "notASpokenDigest": words(VaultError.notASpokenDigest(.count(3))),
            "kitExpired": words(VaultError.kitExpired(until: time)),
            "notAFieldDeposit": words(VaultError.notAFieldDeposit(path: "x")),
            "nameNotText": words(VaultError.nameNotText(path: "x")),
            "changedWhileRead": words(VaultError.changedWhileRead(path: "x")),
            "storage": words(VaultError.storage(.busy)),
            "ledger": words(VaultError.ledger(.notAKit(.otherSeed))),
            "weakPassphrase": words(VaultError.weakPassphrase(.common)),
            "notCovered": words(VaultError.notCovered), "closed": words(VaultError.closed),
            "altered": words(VaultError.altered(.treeNode(level: 1, index: 2))),
            "altered database": words(VaultError.altered(.database(.missing(file: "x")))),
            "altered by somebody": words(VaultError.altered(.document("x", problem: .otherDetails))),
            "rolledBack": words(VaultError.rolledBack(seen: 9, found: 8, since: time)),
            "forked": words(VaultError.forked(at: 9, since: nil)),
            "exportDiffers": words(VaultError.exportDiffers(path: "x")),
            "notATimestamp": words(VaultError.notATimestamp(.malformed)),
            "clockMoved": words(VaultError.clockMoved),
            "knownVaultAltered": words(VaultError.knownVaultAltered(path: "x")),
            "knownByOtherVersion": words(VaultError.knownByOtherVersion(path: "x")),
            "bundleInvalid": words(VaultError.bundleInvalid(.problem(.notSigned))),
            "backup": words(VaultError.backup(.inUse(path: "x"))),
        ])

    private static let ledgerErrors = Said(
        "LedgerError", in: "Ledger/LedgerError.swift",
        [
            "badName empty": words(LedgerError.badName("x", why: .empty)),
            "badName long": words(LedgerError.badName("x", why: .tooLong(limit: 9))),
            "badName hidden": words(LedgerError.badName("x", why: .controlCharacters)),
            "time": words(LedgerError.time(.hours)),
            "wrongPhrase": words(LedgerError.wrongPhrase(.length(3))),
            "unknownWord": words(Self.unknownWord),
            "notACard": words(LedgerError.notACard(.signature)),
            "notAKit": words(LedgerError.notAKit(.otherSeed)),
            "noHybridKey": words(LedgerError.noHybridKey(name: "x")),
            "notACheckpoint": words(LedgerError.notACheckpoint(.notANote)),
            "badCaseReference": words(LedgerError.badCaseReference("x")),
            "newerFormat": words(LedgerError.newerFormat(found: "x")), "noKey": words(LedgerError.noKey),
            "membershipEnded": words(LedgerError.membershipEnded),
            "keysWithheld": words(LedgerError.keysWithheld(by: "x")),
            "entry": words(LedgerError.entry(index: 0, problem: .missing)),
            "forked": words(LedgerError.forked(at: 9, since: nil)),
        ])

    private static let vaultWarnings = Said(
        "VaultWarning", in: "EvidenceVault/VaultWarning.swift",
        [
            "storage": VaultWarning.storage(.reserveInUse(left: 9)).line,
            "storage waiting": VaultWarning.storage(.waiting).line,
            "littleRoom": VaultWarning.littleRoom(free: 9).line,
            "vaultMoved": VaultWarning.vaultMoved(path: "x").line,
            "clockBehind": VaultWarning.clockBehind(seconds: 90_000).line,
            "notLogged": VaultWarning.notLogged(path: "x").line,
            "replacedStay": VaultWarning.replacedStay(path: "x", errno: EROFS).line,
            "untidied": VaultWarning.untidied(StorageError.busy).line,
            "found": VaultWarning.found(.treeNode(level: 1, index: 2)).line,
            "unsettled": VaultWarning.unsettled(.notAMember).line,
            "notRemembered": VaultWarning.notRemembered(StorageError.diskFull(path: "x")).line,
        ])

    private static let storageErrors = Said(
        "StorageError", in: "VaultStorage/StorageError.swift",
        [
            "unreadable": words(StorageError.unreadable(path: "x", errno: ENOENT)),
            "unreadable otherwise": words(StorageError.unreadable(path: "x", errno: EACCES)),
            "cannotWrite": words(StorageError.cannotWrite(path: "x", errno: EROFS)),
            "cannotWrite large": words(StorageError.cannotWrite(path: "x", errno: EFBIG)),
            "notARegularFile": words(StorageError.notARegularFile(path: "x")),
            "alreadyExists": words(StorageError.alreadyExists(path: "x")),
            "noFolder": words(StorageError.noFolder(path: "x")),
            "tooLarge": words(StorageError.tooLarge(path: "x", limit: 9)),
            "diskFull": words(StorageError.diskFull(path: "x")),
            "busy": words(StorageError.busy),
            "newerFormat": words(StorageError.newerFormat(found: "x")),
            "noBlob": words(StorageError.noBlob(BlobName([7]))),
            "damaged": words(StorageError.damaged(.notAFile(path: "x"))),
        ])

    private static let weaknesses = Said(
        "PassphraseWeakness", in: "EvidenceVault/Members/PassphraseRule.swift",
        [
            "tooShort": PassphraseWeakness.tooShort(fewest: 9).reason,
            "digits": PassphraseWeakness.digits(fewest: 9).reason,
            "repeated": PassphraseWeakness.repeated.reason, "row": PassphraseWeakness.row.reason,
            "ownName": PassphraseWeakness.ownName.reason,
            "vaultPhrase": PassphraseWeakness.vaultPhrase.reason, "common": PassphraseWeakness.common.reason,
        ])

    private static func setting(_ reason: SettingFault.Reason) -> Words {
        words(SettingFault(place: .member(["x"]), reason))
    }

    private static let settingFaults = Said(
        "SettingFault.Reason", in: "Bytes/SettingFault.swift",
        [
            "notJSON": words(SettingFault(place: .line(3), .notJSON)), "doubled": setting(.doubled(line: 3)),
            "unknown": setting(.unknown(nearest: nil, known: ["y"])),
            "unknown near": setting(.unknown(nearest: "y", known: ["y"])),
            "otherKind": setting(.otherKind(expected: .text, found: .number)), "missing": setting(.missing),
            "notOneOf": setting(.notOneOf(["y"])), "outside": setting(.outside(1...9)),
            "longerThan": setting(.longerThan(9)), "notALine": setting(.notALine),
            "notAWord": setting(.notAWord), "notADay": setting(.notADay),
            "contradicts": setting(.contradicts(["y"])),
        ])

    private static var unknownWord: any Error {
        do {
            _ = try Role(typed: "x")
            return CommandError.noVault
        } catch {
            return error
        }
    }

    private static let commandErrors = Said(
        "CommandError", in: "AmanahCommands/CommandError.swift",
        [
            "unknownCommand": words(CommandError.unknownCommand("x", nearest: nil)),
            "unknownCommand near": words(CommandError.unknownCommand("x", nearest: "y")),
            "noVault": words(CommandError.noVault), "noIdentity": words(CommandError.noIdentity),
            "noTerminal": words(CommandError.noTerminal),
            "noTerminalForKit": words(CommandError.noTerminalForKit),
            "noTerminalForSender": words(CommandError.noTerminalForSender),
            "noTerminalForPhrase": words(CommandError.noTerminalForPhrase),
            "noTerminalForShares": words(CommandError.noTerminalForShares),
            "noTerminalToConfirm": words(CommandError.noTerminalToConfirm(.data("x?"))),
            "noTerminalForPreview": words(CommandError.noTerminalForPreview),
            "noTerminalToShowShares": words(CommandError.noTerminalToShowShares),
            "emptyPassphrase": words(CommandError.emptyPassphrase),
            "secretTooLong": words(CommandError.secretTooLong(limit: 9)),
            "argumentNotText": words(CommandError.argumentNotText("x")),
            "declined": words(CommandError.declined), "noWorkSession": words(CommandError.noWorkSession),
            "unsafeFolder": words(CommandError.unsafeFolder("x")),
            "cannotKeep": words(CommandError.cannotKeep(errno: ENOMEM)),
            "cannotLock": words(CommandError.cannotLock(process: 9)),
            "ofFile": words(CommandError.ofFile(path: "x", .ledger(.notACard(.notJSON)))),
            "noFile": words(CommandError.noFile(["x"])),
            "forOneFile": words(CommandError.forOneFile(options: "--title")),
            "notATime": words(CommandError.notATime("x", option: "--until", zone: "y")),
            "noSuchAct": words(CommandError.noSuchAct("x")),
            "noSuchFinding": words(CommandError.noSuchFinding("x")),
            "startedByUnlock": words(CommandError.startedByUnlock),
            "wrongWords": words(CommandError.wrongWords(Words("x", id: "y"))),
            "cannotAnswer": words(CommandError.cannotAnswer(errno: EPIPE)),
        ])

    private static func gap(_ why: ConsentGap.Why) -> ConsentGap {
        ConsentGap(documents: [1, 2], why: why, consent: 3, purpose: .police)
    }

    private static func missing(gaps: [ConsentGap]) -> MissingConsent {
        MissingConsent(caseRef: "x", office: lpsk, purpose: nil, kinds: [.visum], gaps: gaps)
    }

    private static func refused(_ refusal: Refusal) -> Words { words(VaultError.notPermitted(refusal)) }

    private static let refusals = Said(
        "Refusal", in: "EvidenceVault/VaultError.swift",
        [
            "role": refused(.role(needed: [.coordinator])), "notOnTeam": refused(.notOnTeam(caseRef: "x")),
            "cannotRead": refused(.cannotRead(.medical)), "cannotDeposit": refused(.cannotDeposit(.visum)),
            "fieldDeposit": refused(.fieldDeposit(.expired)), "secondPerson": refused(.secondPerson),
            "notYours": refused(.notYours), "officeKey": refused(.officeKey(office: "lpsk", isOther: false)),
            "officeKey other": refused(.officeKey(office: "lpsk", isOther: true)),
            "noBasis": refused(.noBasis(.notApproved(1, caseRef: "x"))),
            "noBasis ended": refused(.noBasis(.ended(1, caseRef: "x", time))),
            "noBasis other": refused(.noBasis(.otherOffice(1, caseRef: "x", is: lpsk))),
            "noBasis not named": refused(.noBasis(.notNamed(1, caseRef: "x", documents: [1]))),
            "noBasis own": refused(.noBasis(.ownProposal(1, caseRef: "x"))),
            "noConsent": refused(.noConsent(missing(gaps: []))),
            "noConsent none": refused(.noConsent(missing(gaps: [gap(.none)]))),
            "noConsent ended": refused(.noConsent(missing(gaps: [gap(.ended(time))]))),
            "noConsent withdrawn": refused(.noConsent(missing(gaps: [gap(.withdrawn(time))]))),
            "noConsent not named": refused(.noConsent(missing(gaps: [gap(.notNamed)]))),
            "noConsent other": refused(.noConsent(missing(gaps: [gap(.otherPurpose), gap(.kindsHidden)]))),
        ])

    /// What is wrong and what to do about it.
    private static func both(_ finding: Finding) -> Words { finding.words + .data("; ") + finding.remedy }

    private static let findings = Said(
        "Finding", in: "EvidenceVault/VaultError.swift",
        [
            "database": both(.database(.cutShort(file: "x"))),
            "entry": both(.entry(index: 1, problem: .missing)), "unacknowledged": both(.unacknowledged(2)),
            "treeNode": both(.treeNode(level: 1, index: 2)), "checkpoint": both(.checkpoint(.missing)),
            "blobMissing": both(.blobMissing(document: "x", blob: "y")),
            "blobChanged": both(.blobChanged(document: "x", blob: "y")),
            "sealedOtherwise": both(.sealedOtherwise(document: "x", by: .unknown)),
            "blobUnknown": both(.blobUnknown(blob: "x")), "blobsGone": both(.blobsGone(documents: 2)),
            "indexRow": both(.indexRow(.madeByNothing)),
            "document": both(.document("x", problem: .otherDetails)),
            "voidEntry": both(.voidEntry(index: 1, problem: .wrongPlace, by: "x")),
            "voidEntry of another past": both(.voidEntry(index: 1, problem: .otherPast, by: nil)),
            "closedPast": both(.closedPast(index: 1, by: "x")), "notAFile": both(.notAFile(path: "x")),
            "notAFolder": both(.notAFolder(path: "x")), "otherName": both(.otherName(path: "x")),
            "stanzaDiffers": both(.stanzaDiffers(document: "x")),
            // Made by the library alone.
            "junkBox": Words("see TamperingTests", id: "lihat TamperingTests"),
        ])

    private static let entryProblems = Said(
        "EntryProblem", in: "Ledger/Log/EntryProblem.swift",
        [
            "missing": EntryProblem.missing.text, "notOpening": EntryProblem.notOpening.text,
            "closed": EntryProblem.closed.text, "otherGeneration": EntryProblem.otherGeneration(2).text,
            "badCommitment": EntryProblem.badCommitment.text, "badSignature": EntryProblem.badSignature.text,
            "malformed": EntryProblem.malformed(.cutShort).text, "wrongPlace": EntryProblem.wrongPlace.text,
            "otherPast": EntryProblem.otherPast.text, "notEntitled": EntryProblem.notEntitled(.noRole).text,
        ])

    private static let malformations = Said(
        "Malformation", in: "Ledger/Log/Malformation.swift",
        [
            "notAnEntry": Malformation.notAnEntry.words, "cutShort": Malformation.cutShort.words,
            "oddSlots": Malformation.oddSlots.words, "noAudience": Malformation.noAudience.words,
            "padding": Malformation.padding.words, "noBox": Malformation.noBox.words,
            "tooShort": Malformation.tooShort.words, "noAuthor": Malformation.noAuthor.words,
            "notAStatement": Malformation.notAStatement.words, "otherKind": Malformation.otherKind.words,
            "unknownAct": Malformation.unknownAct.words, "otherBody": Malformation.otherBody(act: "x").words,
            "otherForm": Malformation.otherForm.words, "notInTree": Malformation.notInTree.words,
            "noKeys": Malformation.noKeys.words, "resealsNothing": Malformation.resealsNothing.words,
            "amendsAnother": Malformation.amendsAnother.words, "noTimestamp": Malformation.noTimestamp.words,
        ])

    private static let problems = "EvidenceVault/VaultProblems.swift"

    private static let memberProblems = Said(
        "MemberProblem", in: problems,
        [
            "noRole": MemberProblem.noRole.words,
            "hasStatus": MemberProblem.hasStatus(name: "x", .suspended).words,
            "notSuspended": MemberProblem.notSuspended(name: "x").words,
            "notOnCase": MemberProblem.notOnCase(name: "x", caseRef: "y").words,
            "lacksRole": MemberProblem.lacksRole(name: "x", .lawyer).words,
            "hasLeft": MemberProblem.hasLeft(name: "x").words,
            "notACaseRole": MemberProblem.notACaseRole(.auditor).words,
            "cannotGrant": MemberProblem.cannotGrant(name: "x").words,
        ])

    private static let policyFaults = Said(
        "PolicyFault", in: "Ledger/Members/Policy.swift",
        [
            "nobodyGrants": PolicyFault.nobodyGrants.words,
            "grantsUnread": PolicyFault.grantsUnread(.lawyer).words,
            "isVaultWide": PolicyFault.isVaultWide(.auditor).words,
            "summaryIsNoDocument": PolicyFault.summaryIsNoDocument.words,
        ])

    private static let emergencyProblems = Said(
        "EmergencyProblem", in: problems,
        [
            "onCaseAlready": EmergencyProblem.onCaseAlready(.lawyer, caseRef: "x").words,
            "askedAlready": EmergencyProblem.askedAlready(caseRef: "x").words,
            "tooLong": EmergencyProblem.tooLong.words,
            "secondPerson": EmergencyProblem.secondPerson(caseRef: "x").words,
            "notAskedFor": EmergencyProblem.notAskedFor(name: "x", caseRef: "y").words,
        ])

    private static let handoverProblems = Said(
        "HandoverProblem", in: "EvidenceVault/Handover/Receipts.swift",
        [
            "noSuchHandover": words(VaultError.handover(.noSuchHandover(1, caseRef: "x"))),
            "nothingHandedOver": words(VaultError.handover(.nothingHandedOver(caseRef: "x"))),
            "whichHandover": words(VaultError.handover(.whichHandover([1, 2], caseRef: "x"))),
            "signatureFitsNone": words(VaultError.handover(.signatureFitsNone([1], caseRef: "x"))),
            "consentStillValid": words(VaultError.handover(.consentStillValid(1, caseRef: "x"))),
            "nothingToRecall": words(VaultError.handover(.nothingToRecall(1, caseRef: "x"))),
            "recallNotNext": words(VaultError.handover(.recallNotNext(1, caseRef: "x"))),
        ])

    private static let importProblems = Said(
        "ImportProblem", in: "EvidenceVault/Handover/BundleImport.swift",
        [
            "foreignBag": words(VaultError.bundleImport(.foreignBag)),
            "ownBundle": words(VaultError.bundleImport(.ownBundle(caseRef: "x"))),
            "importedAlready": words(VaultError.bundleImport(.importedAlready(caseRef: "x", at: time))),
            "otherSender": words(VaultError.bundleImport(.otherSender(words: [1, 2]))),
            "otherSender digits": words(VaultError.bundleImport(.otherSender(words: []))),
        ])

    private static let documentProblems = Said(
        "DocumentProblem", in: problems,
        [
            "otherClass": DocumentProblem.otherClass(.visum, .medical).words,
            "classMissing": DocumentProblem.classMissing(.other).words,
            "notSealable": DocumentProblem.notSealable(.medical).words,
            "behindEnd": DocumentProblem.behindEnd(document: "x", size: 9).words,
            "notOfRedactedKind": DocumentProblem.notOfRedactedKind(.visum).words,
            "noSuchOriginal": DocumentProblem.noSuchOriginal("x").words,
            "sameAsOriginal": DocumentProblem.sameAsOriginal("x").words,
            "hasRedactedCopy": DocumentProblem.hasRedactedCopy("x", copy: "y").words,
        ])

    private static let kitRequestProblems = Said(
        "KitRequestProblem", in: problems,
        [
            "endedAlready": KitRequestProblem.endedAlready(until: time).words,
            "noKinds": KitRequestProblem.noKinds.words,
            "noSuchKit": KitRequestProblem.noSuchKit("x", caseRef: "y").words,
            "otherKind": KitRequestProblem.otherKind(.visum, takes: [.statement]).words,
        ])

    private static let timeProblems = Said(
        "TimeProblem", in: "Ledger/LedgerError.swift",
        [
            "hours": TimeProblem.hours.words, "notADay": TimeProblem.notADay("x").words,
            "notATime": TimeProblem.notATime("x").words,
            "endsBeforeItBegins": TimeProblem.endsBeforeItBegins.words,
            "notAZone": TimeProblem.notAZone("x").words,
        ])

    private static let cardProblems = Said(
        "CardProblem", in: "Ledger/LedgerError.swift",
        [
            "tooLarge": CardProblem.tooLarge.words, "notJSON": CardProblem.notJSON.words,
            "otherFormat": CardProblem.otherFormat.words, "name": CardProblem.name.words,
            "recipient": CardProblem.recipient.words, "hybridRecipient": CardProblem.hybridRecipient.words,
            "signature": CardProblem.signature.words,
        ])

    private static let checkpointProblems = Said(
        "CheckpointProblem", in: "Ledger/LedgerError.swift",
        [
            "notANote": CheckpointProblem.notANote.words,
            "otherLog": CheckpointProblem.otherLog(origin: "x").words,
            "notSigned": CheckpointProblem.notSigned.words,
        ])

    private static let bundleFaults = Said(
        "BundleFault", in: problems,
        [
            "problem": BundleFault.problem(.notSigned).words,
            "otherForm": BundleFault.otherForm(promised: "zip").words,
            "volumes": BundleFault.volumes([VolumeFault("x", .missing)]).words,
            "archive": BundleFault.archive(.unsafePath("x")).words,
            "sealed": BundleFault.sealed(.hmacFailure).words,
        ])

    private static let checkpointFaults = Said(
        "CheckpointFault", in: problems,
        [
            "missing": CheckpointFault.missing.words,
            "notTheOneWritten": CheckpointFault.notTheOneWritten.words,
            "otherPast": CheckpointFault.otherPast.words, "otherEntries": CheckpointFault.otherEntries.words,
            "notCosigned": CheckpointFault.notCosigned.words,
            "cosignaturesOfOtherLog": CheckpointFault.cosignaturesOfOtherLog.words,
            "cosignaturesNotOpening": CheckpointFault.cosignaturesNotOpening.words,
            "cosignaturesCutShort": CheckpointFault.cosignaturesCutShort.words,
            "cosignaturesTooLong": CheckpointFault.cosignaturesTooLong.words,
            "wrongSignature": CheckpointFault.wrongSignature(by: "x").words,
            "note": CheckpointFault.note(.notANote).words, "log": CheckpointFault.log(.badHash).words,
        ])

    private static let databaseFaults = Said(
        "DatabaseFault", in: "VaultStorage/StorageError.swift",
        [
            "missing": DatabaseFault.missing(file: "x").words,
            "malformed": DatabaseFault.malformed(file: "x").words,
            "cutShort": DatabaseFault.cutShort(file: "x").words,
            "journal": DatabaseFault.journal(file: "x").words,
            "notAnIndex": DatabaseFault.notAnIndex(file: "x").words,
            "otherSchema": DatabaseFault.otherSchema(file: "x", name: "y").words,
            "noVaultID": DatabaseFault.noVaultID(file: "x").words,
            "row": DatabaseFault.row(table: "x", position: 1).words,
            "row without place": DatabaseFault.row(table: "x", position: nil).words,
            "treeNodes": DatabaseFault.treeNodes(2).words,
            "noAnswer": DatabaseFault.noAnswer(query: "x").words,
            "complaint": DatabaseFault.complaint("x").words,
        ])

    private static let indexFaults = Said(
        "IndexFault", in: problems,
        [
            "row": IndexFault.row("x").words, "madeByNothing": IndexFault.madeByNothing.words,
            "rowOfEntry": IndexFault.rowOfEntry(1).words,
            "rowMissing": IndexFault.rowMissing(ofEntry: 1).words,
            "blob": IndexFault.blob("x").words,
        ])

    private static let documentFaults = Said(
        "DocumentFault", in: problems,
        [
            "detailsNotOpening": DocumentFault.detailsNotOpening.words,
            "otherDetails": DocumentFault.otherDetails.words,
            "record": DocumentFault.record(.otherCase).words,
            "entryIsNoDeposit": DocumentFault.entryIsNoDeposit.words,
            "titleNotOpening": DocumentFault.titleNotOpening.words,
            "amendedTooMuch": DocumentFault.amendedTooMuch(inEntry: 1).words,
            "noSuchOriginal": DocumentFault.noSuchOriginal.words,
            "keyNotHandedOn": DocumentFault.keyNotHandedOn(opensSealedFile: true).words,
            "keyNotHandedOn at all": DocumentFault.keyNotHandedOn(opensSealedFile: false).words,
        ])

    private static let bundleProblems = Said(
        "BundleProblem", in: "EvidenceVault/Handover/BundleReport.swift",
        [
            "bag": Words(BundleProblem.bag(.noManifest)), "notSigned": Words(BundleProblem.notSigned),
            "wrongSignature": Words(BundleProblem.wrongSignature),
            "otherComment": Words(BundleProblem.otherComment),
            "unsignedFile": Words(BundleProblem.unsignedFile("x")),
            "strayFile": Words(BundleProblem.strayFile("x")), "noCustody": Words(BundleProblem.noCustody),
            "custodyTooLarge": Words(BundleProblem.custodyTooLarge),
            "notProven": Words(BundleProblem.notProven("x")),
            "noExhibit": Words(BundleProblem.noExhibit("x")),
            "otherCase": Words(BundleProblem.otherCase("x")),
            "otherFile": Words(BundleProblem.otherFile("x")),
            "otherOriginal": Words(BundleProblem.otherOriginal("x")),
            "custodyDiffers": Words(BundleProblem.custodyDiffers("x")),
            "record": Words(BundleProblem.record("x", .otherTime)),
            "otherThanRecord": Words(BundleProblem.otherThanRecord("bag-info.txt")),
            "badKitSeal": Words(BundleProblem.badKitSeal("x")),
            "otherDocuments": Words(BundleProblem.otherDocuments),
            "notInOrder": Words(BundleProblem.notInOrder),
            "otherSigner": Words(BundleProblem.otherSigner), "consents": Words(BundleProblem.consents(.none)),
            "consents ended": Words(BundleProblem.consents(.ended)),
            "consents of another case": Words(BundleProblem.consents(.otherCase)),
            "consents to another": Words(BundleProblem.consents(.otherOffice)),
            "consents not covering": Words(BundleProblem.consents(.notCovered(document: 1))),
            "void": Words(BundleProblem.void("x", position: 1)),
            "otherName": Words(BundleProblem.otherName("x")),
            "nameTaken": Words(BundleProblem.nameTaken("x")),
            "noRecipient": Words(BundleProblem.noRecipient),
            "witness": Words(BundleProblem.witness(.otherLog)),
            "witness large": Words(BundleProblem.witness(.largerThanLog)),
            "witness unsigned": Words(BundleProblem.witness(.notCosigned)),
            "witness no auditor": Words(BundleProblem.witness(.notAnAuditor)),
            "witness inconsistent": Words(BundleProblem.witness(.inconsistent)),
            "timestampOfOtherLog": Words(BundleProblem.timestampOfOtherLog("x")),
            "earlier": Words(BundleProblem.earlier("x", .notSigned)),
            "chainMissing": Words(BundleProblem.chainMissing("x")),
            "otherChain": Words(BundleProblem.otherChain("x")),
            "chainTooLong": Words(BundleProblem.chainTooLong),
        ])

    private static let bundleWarnings = Said(
        "BundleWarning", in: "EvidenceVault/Handover/BundleReport.swift",
        [
            "bag": Words(BundleWarning.bag(.more)),
            "otherSealing": Words(BundleWarning.otherSealing(.keys(["x"]))),
            "otherSealing passphrase": Words(BundleWarning.otherSealing(.passphrase)),
            "newerThanWitness": Words(BundleWarning.newerThanWitness(exhibit: "x")),
            "datedBefore": Words(BundleWarning.datedBefore(time)),
            "consentEnded": Words(BundleWarning.consentEnded(time)),
            "timestampUntrusted": Words(BundleWarning.timestampUntrusted("x", why: "y")),
            "sealedToOthers": Words(BundleWarning.sealedToOthers(2)),
            "earlier": Words(BundleWarning.earlier("x", .datedBefore(time))),
            "receivedBeforeSent": Words(BundleWarning.receivedBeforeSent(exhibit: "x")),
        ])

    private static let bagProblems = Said(
        "BagProblem", in: "Archive/BagIt/BagProblem.swift",
        [
            "missing": BagProblem.missing("x").words,
            "declarationNotPlain": BagProblem.declarationNotPlain("x").words,
            "declarationIncomplete": BagProblem.declarationIncomplete("x").words,
            "unknownVersion": BagProblem.unknownVersion.words,
            "unknownEncoding": BagProblem.unknownEncoding.words,
            "tagFileTooLarge": BagProblem.tagFileTooLarge("x").words,
            "otherEncoding": BagProblem.otherEncoding("x", declaration: "y").words,
            "unknownAlgorithm": BagProblem.unknownAlgorithm("x").words,
            "manifest": BagProblem.manifest("x", .malformed("y")).words,
            "noManifest": BagProblem.noManifest.words,
            "unlisted": BagProblem.unlisted("x", algorithm: "sha256").words,
            "unlistedAnywhere": BagProblem.unlistedAnywhere("x").words,
            "misplaced": BagProblem.misplaced("x").words, "twoDigests": BagProblem.twoDigests("x").words,
            "altered": BagProblem.altered("x").words, "fetchOutside": BagProblem.fetchOutside.words,
            "toBeFetched": BagProblem.toBeFetched("x").words,
            "severalOxums": BagProblem.severalOxums("x").words,
            "otherSize": BagProblem.otherSize("x").words, "outside": BagProblem.outside("x").words,
            "more": BagProblem.more.words,
        ])

    private static let bagWarnings = Said(
        "BagWarning", in: "Archive/BagIt/BagProblem.swift",
        [
            "ofSystem": BagWarning.ofSystem("x").words, "leftBySystem": BagWarning.leftBySystem("x").words,
            "listedTwice": BagWarning.listedTwice("x").words,
            "missingOfSystem": BagWarning.missingOfSystem("x").words,
            "likeAnother": BagWarning.likeAnother("x").words,
            "more": BagWarning.more.words,
        ])

    private static let archiveErrors = Said(
        "ArchiveError", in: "Archive/ArchiveError.swift",
        [
            "unsafePath": ArchiveError.unsafePath("x").words,
            "unsupportedEntry": ArchiveError.unsupportedEntry("x").words,
            "duplicateEntry": ArchiveError.duplicateEntry("x").words,
            "malformed": ArchiveError.malformed("x").words, "tooLarge": ArchiveError.tooLarge("x").words,
            "wrongSize": ArchiveError.wrongSize(path: "x", expected: 1, actual: 2).words,
            "changedSince": ArchiveError.changedSince("x").words,
            "cannotRead": ArchiveError.cannotRead(path: "x", errno: EROFS).words,
            "wrongPassphrase": ArchiveError.wrongPassphrase.words,
            "cannotWrite": ArchiveError.cannotWrite(path: "x", errno: EROFS).words,
        ])

    private static let ageErrors = Said(
        "AgeError", in: "Age/AgeError.swift",
        [
            "headerFailure": AgeError.headerFailure("x").words, "noMatch": words(AgeError.noMatch),
            "hmacFailure": AgeError.hmacFailure.words, "armorFailure": AgeError.armorFailure("x").words,
            "payloadFailure": AgeError.payloadFailure("x").words,
            "invalidKey": AgeError.invalidKey("x").words,
            "tooLarge": AgeError.tooLarge(limit: 9).words,
        ])

    private static let logErrors = Said(
        "LogError", in: "TransparencyLog/LogError.swift",
        [
            "badHash": LogError.badHash.words, "missingNode": LogError.missingNode(level: 1, index: 2).words,
            "outOfRange": LogError.outOfRange.words, "proofFailed": LogError.proofFailed.words,
            "malformed": LogError.malformed("x").words, "unsigned": LogError.unsigned(by: "x").words,
            "badSignature": LogError.badSignature(by: "x").words,
            "wrongOrigin": LogError.wrongOrigin("x").words,
        ])

    private static let shareErrors = Said(
        "SLIP39Error", in: "SLIP39/SLIP39Error.swift",
        [
            "notAWord": SLIP39Error.notAWord(position: 1).words,
            "wrongLength": SLIP39Error.wrongLength(words: 3).words,
            "wrongChecksum": SLIP39Error.wrongChecksum.words, "malformed": SLIP39Error.malformed("x").words,
            "differentSets": SLIP39Error.differentSets.words, "duplicate": SLIP39Error.duplicate.words,
            "tooFew": words(SLIP39Error.tooFew(needed: 3, given: 2)),
            "wrongDigest": SLIP39Error.wrongDigest.words,
            "badParameters": SLIP39Error.badParameters("x").words,
        ])

    private static let backupProblems = Said(
        "BackupProblem", in: "EvidenceVault/Backup/BackupProblem.swift",
        [
            "notABackup": words(VaultError.backup(.notABackup(path: "x"))),
            "otherVault": words(VaultError.backup(.otherVault(path: "x"))),
            "insideVault": words(VaultError.backup(.insideVault(path: "x"))),
            "inUse": words(VaultError.backup(.inUse(path: "x"))),
            "noSuchGeneration": words(VaultError.backup(.noSuchGeneration("x"))),
            "isGeneration": words(VaultError.backup(.isGeneration(path: "x"))),
            "behind": words(VaultError.backup(.behind(entries: 1, earlier: 2))),
            "forked": words(VaultError.backup(.forked(earlier: 2))),
            "foreignLog": words(VaultError.backup(.foreignLog(path: "x"))),
            "recordDiffers": words(VaultError.backup(.recordDiffers(path: "x"))),
        ])

    private static let kitProblems = Said(
        "KitProblem", in: "Ledger/FieldKits/FieldKit.swift",
        [
            "otherFormat": words(LedgerError.notAKit(.otherFormat)),
            "otherSeed": words(LedgerError.notAKit(.otherSeed)),
            "otherDigest": words(LedgerError.notAKit(.otherDigest(words: [2]))),
        ])

    private static let fieldDepositProblems = Said(
        "FieldDepositProblem", in: "EvidenceVault/FieldKits/Collecting.swift",
        [
            "otherVault": FieldDepositProblem.otherVault.words,
            "unknownCase": FieldDepositProblem.unknownCase.words,
            "unknownKit": FieldDepositProblem.unknownKit.words,
            "cancelled": FieldDepositProblem.cancelled.words,
            "expired": FieldDepositProblem.expired.words,
            "notSealedByKit": FieldDepositProblem.notSealedByKit.words,
            "otherKind": FieldDepositProblem.otherKind.words,
            "collected": FieldDepositProblem.collected.words,
            "otherKit": FieldDepositProblem.otherKit.words,
            "sealedToOthers": FieldDepositProblem.sealedToOthers.words,
            "otherRecord": FieldDepositProblem.otherRecord.words,
            "kitUnreadable": FieldDepositProblem.kitUnreadable.words,
            "altered": FieldDepositProblem.altered.words,
            "notEntitled": FieldDepositProblem.notEntitled.words,
        ])

    private static let timestampProblems = Said(
        "TimestampProblem", in: "EvidenceVault/Custody/TimestampResponse.swift",
        [
            "malformed": TimestampProblem.malformed.words, "refused": TimestampProblem.refused(2).words,
            "notAskedFor": TimestampProblem.notAskedFor.words,
            "otherNonce": TimestampProblem.otherNonce.words,
            "otherCheckpoint": TimestampProblem.otherCheckpoint.words,
            "untrusted": TimestampProblem.untrusted("x").words,
        ])

    private static let recordProblems = Said(
        "RecordProblem", in: "Ledger/Documents/RecordCheck.swift",
        [
            "otherFormat": RecordProblem.otherFormat.words, "otherVault": RecordProblem.otherVault.words,
            "otherCase": RecordProblem.otherCase.words, "otherDocument": RecordProblem.otherDocument.words,
            "otherClass": RecordProblem.otherClass.words,
            "otherDepositor": RecordProblem.otherDepositor.words,
            "otherTime": RecordProblem.otherTime.words, "tooLong": RecordProblem.tooLong.words,
        ])

    private static func advice(_ finding: CheckupFinding) -> Words {
        finding.words.what + .data("; ") + finding.words.remedy
    }

    private static let checkupFindings = Said(
        "CheckupFinding", in: "EvidenceVault/Backup/Checkup.swift",
        [
            "openToOthers": advice(.openToOthers(path: "x")), "clockAbsurd": advice(.clockAbsurd(now: time)),
            "clockBehind": advice(.clockBehind(seconds: 9000)), "littleRoom": advice(.littleRoom(free: 9)),
            "reserveInUse": advice(.reserveInUse(kept: 9)), "leftovers": advice(.leftovers(2)),
            "backup": advice(.backup(.never)), "backup old": advice(.backup(.days(9))),
            "backup ahead": advice(.backup(.ahead)), "neverDrilled": advice(.neverDrilled),
            "drilled": advice(.drilled(days: 400)), "oneCustodian": advice(.oneCustodian("x")),
            "noAuditor": advice(.noAuditor), "waitingForNewKeys": advice(.waitingForNewKeys(["x"])),
            "emergencies": advice(.emergencies(["x"])), "nobodyCanAssign": advice(.nobodyCanAssign(["x"])),
            "oneCanAssign": advice(.oneCanAssign(["x"])), "kitsEnd": advice(.kitsEnd(["x"], by: time)),
            "consentsEnd": advice(.consentsEnd(["x"], by: time)),
            "officesWithoutKey": advice(.officesWithoutKey([lpsk])),
            "keysToConfirm": advice(.keysToConfirm([lpsk])), "vault": advice(.vault(.storage(.busy))),
        ])

    private static let checkupAreas = Said(
        "CheckupArea", in: "EvidenceVault/Backup/Checkup.swift",
        [
            "permissions": CheckupArea.permissions.words, "clock": CheckupArea.clock.words,
            "disk": CheckupArea.disk.words, "unfinished": CheckupArea.unfinished.words,
            "backup": CheckupArea.backup.words, "drill": CheckupArea.drill.words,
            "members": CheckupArea.members.words, "cases": CheckupArea.cases.words,
            "kits": CheckupArea.kits.words, "consents": CheckupArea.consents.words,
            "offices": CheckupArea.offices.words,
        ])

    private static let exitStatuses = Said(
        "ExitStatus", in: "Presentation/ExitStatus.swift",
        [
            "done": ExitStatus.done.meaning, "other": ExitStatus.other.meaning,
            "usage": ExitStatus.usage.meaning,
            "notPermitted": ExitStatus.notPermitted.meaning, "locked": ExitStatus.locked.meaning,
            "integrity": ExitStatus.integrity.meaning, "notFound": ExitStatus.notFound.meaning,
            "busy": ExitStatus.busy.meaning,
        ])

    private static let phraseProblems = Said(
        "PhraseProblem", in: "Ledger/LedgerError.swift",
        [
            "length": PhraseProblem.length(3).words,
            "noWord": PhraseProblem.noWord(at: 1).words,
            "differs": PhraseProblem.differs(at: [1, 2]).words,
        ])

    private static let spokenProblems = Said(
        "SpokenDigest.Problem", in: "Ledger/SpokenDigest.swift",
        [
            "count": SpokenDigest.Problem.count(3).words,
            "noWord": SpokenDigest.Problem.noWord(position: 1, "x").words,
        ])
}
