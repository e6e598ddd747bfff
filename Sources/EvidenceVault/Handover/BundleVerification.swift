import Age
import Archive
import Crypto
import Foundation
import Sodium
import TransparencyLog

/// What a bundle turned out to be, checked without any vault.
public struct BundleReport: Sendable {
    /// Why it must not be trusted. Empty for a bundle in which all fits.
    public var problems: [String] = []
    public var warnings: [String] = []
    public var custody: CustodyRecord?
    /// Who signed. Whether that is who they should be is for the reader to find out: compare the fingerprint by another way.
    public var signer: Ed25519.PublicKey?
    public var trustedComment: String?
    /// The log's head in the bundle.
    public var checkpoint: Checkpoint?
    public var files = 0
    public var bytes: Int64 = 0

    public var isValid: Bool { problems.isEmpty }
}

/// A bundle as it arrives: sealed with age, a tar or zip, or an unpacked folder.
public enum Bundle {
    /// Checks everything that can be checked without a vault.
    ///
    /// - Parameter identities: to open a sealed bundle with.
    /// - Throws: ``VaultError/bundleInvalid(_:)`` when it cannot be read as a bundle at all; `AgeError.noMatch` when it is
    ///   sealed to somebody else.
    public static func verify(at path: String, identities: [any Age.Identity]) throws -> BundleReport {
        try translating { try check(ArrivedBundle(path: path), identities).report }
    }

    /// Checks a bundle, and when all fits unpacks it into a new folder: what was checked and nothing else, or nothing.
    ///
    /// Throws what ``verify(at:identities:)`` does, ``VaultError/bundleInvalid(_:)`` also with the first problem, and
    /// ``VaultError/alreadyExists(path:)``.
    public static func open(
        at path: String, identities: [any Age.Identity], to folder: String
    ) throws -> BundleReport {
        if File.exists(folder) { throw VaultError.alreadyExists(path: folder) }
        return try translating {
            let bundle = try ArrivedBundle(path: path)
            let (report, bag) = try check(bundle, identities)
            if let problem = report.problems.first { throw VaultError.bundleInvalid(problem) }
            try BagExtractor.extract(bundle.source(identities), holding: bag, to: folder)
            return report
        }
    }

    private static func check(
        _ bundle: ArrivedBundle, _ identities: [any Age.Identity]
    ) throws -> (report: BundleReport, bag: BagReport) {
        func validate(_ source: some BagSource) throws -> BagReport { try BagValidator.validate(source) }
        let bag = try validate(bundle.source(identities))
        return (BundleChecks(bag: bag).report, bag)
    }

    private static func translating<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch ArchiveError.cannotWrite(let path, let code) {
            throw File.writeError(path, code)
        } catch ArchiveError.cannotRead(let path, let code) {
            throw VaultError.unreadable(path: path, errno: code)
        } catch let error as ArchiveError {
            throw VaultError.bundleInvalid(error.description)
        } catch let error as AgeError where error != .noMatch {
            throw VaultError.bundleInvalid(error.description)
        }
    }
}

/// The checks beyond those of a bag: signature, custody record, proofs.
private struct BundleChecks {
    private(set) var report = BundleReport()
    private let bag: BagReport

    init(bag: BagReport) {
        self.bag = bag
        report.problems = bag.problems
        report.warnings = bag.warnings
        report.files = bag.payload.count
        report.bytes = bag.payload.all.reduce(0) { $0 + $1.size }
        checkSignature()
        checkTagFiles()
        let size = bag.tagFiles[BundleFiles.custody]?.count ?? 0
        guard size <= BundleFiles.maximumCustodySize(exhibits: bag.payload.count) else {
            fail("\(BundleFiles.custody) is larger than the files of this bundle can make it")
            return
        }
        guard let json = bag.tagFiles[BundleFiles.custody],
            let custody = try? CanonicalJSON.decode(CustodyRecord.self, from: json)
        else {
            fail("\(BundleFiles.custody) is missing or malformed")
            return
        }
        report.custody = custody
        checkCustody(custody)
    }

    private mutating func fail(_ problem: String) {
        if report.problems.count <= BagReport.maximumProblems { report.problems.append(problem) }
    }

    private mutating func checkSignature() {
        guard let manifest = bag.tagFiles[BundleFiles.tagManifest],
            let signature = bag.tagFiles[BundleFiles.signature],
            let keyFile = bag.tagFiles[BundleFiles.publicKey],
            let key = Minisign.parsePublicKey(keyFile)
        else { return fail("the bundle is not signed") }
        guard let comment = Minisign.verify(signature, of: manifest, key: key) else {
            return fail("the signature of the bundle is wrong")
        }
        report.signer = key
        report.trustedComment = comment
    }

    /// The signature is over the tag manifest; so a tag file that is not listed there is not signed.
    private mutating func checkTagFiles() {
        let unsigned = bag.tagFiles.paths.subtracting(bag.listedTagFiles)
        for path in unsigned.map(\.string).sorted()
        where path != BundleFiles.tagManifest && path != BundleFiles.signature {
            fail("\(path) is not covered by the signature")
        }
    }

    private mutating func checkCustody(_ custody: CustodyRecord) {
        guard let log = try? NoteVerifier(vkey: custody.logKey),
            log.name == CheckpointNames(custody.vault).origin
        else { return fail("the log key in \(BundleFiles.custody) is malformed") }
        let exhibits = Set(custody.exhibits.compactMap { try? SafePath($0.path) })
        for path in bag.payload.paths.symmetricDifference(exhibits).map(\.string).sorted() {
            fail("\(path) is not both in the bag and in \(BundleFiles.custody)")
        }
        guard exhibits.count == custody.exhibits.count,
            Set(custody.exhibits.map(\.exhibit)).count == custody.exhibits.count,
            custody.exhibits.allSatisfy({ BundleFiles.isExhibit($0.exhibit) })
        else {
            return fail("\(BundleFiles.custody) names its exhibits otherwise than P-1, P-2, …, each once")
        }
        for exhibit in custody.exhibits {
            if let file = bag.payload[exhibit.path],
                file.sha256 != exhibit.sha256.description || file.size != exhibit.size
            {
                fail("\(exhibit.exhibit) is not the file that \(BundleFiles.custody) describes")
            }
            guard
                let statement = prove(
                    exhibit.exhibit, position: exhibit.logIndex, custody: custody, log: log),
                case .deposit(let deposit) = statement.act,
                let json = bag.tagFiles[BundleFiles.details(exhibit.exhibit)],
                json.count <= BundleFiles.maximumDetailsSize,
                SHA256.bytes(of: json) == deposit.detailsDigest.bytes,
                let details = try? CanonicalJSON.decode(DocumentDetails.self, from: json)
            else {
                fail("\(exhibit.exhibit): no proof that the log has its deposit")
                continue
            }
            guard let newest = proveAmendment(of: exhibit, deposit, details, custody, log) else {
                fail("\(exhibit.exhibit): no proof that the log has its amendment")
                continue
            }
            if details.sha256 != exhibit.sha256 || details.document.size != exhibit.size
                || newest.document.kind != exhibit.kind || statement.at != exhibit.depositedAt
                || newest.document.title != exhibit.title || newest.document.obtained != exhibit.obtained
                || details.document.mediaType != exhibit.mediaType
                || deposit.kit.map(CustodyRecord.SealedInField.init) != exhibit.sealedInField
                || deposit.kit.map({ !$0.isValid(for: deposit, vaultID: custody.vault) }) ?? false
                || !Array(exhibit.ref.utf8).starts(with: Array("\(custody.caseRef)/".utf8))
            {
                fail("\(exhibit.exhibit): \(BundleFiles.custody) says otherwise than the log")
            }
            let context = RecordContext(
                vault: custody.vault, caseRef: custody.caseRef, deposit: deposit,
                author: exhibit.depositedBy.fingerprint, at: statement.at)
            do {
                try details.document.check(against: context)
            } catch {
                fail("\(exhibit.exhibit): its record says \(error.rawValue) than its deposit")
            }
        }
        checkHandover(custody, log)
    }

    /// What was said of an exhibit last: the details of its amendment, or of its deposit where there is none. Nil when the amendment
    /// is not proven, or changes what it may not.
    private func proveAmendment(
        of exhibit: CustodyRecord.Exhibit, _ deposit: Deposit, _ details: DocumentDetails,
        _ custody: CustodyRecord, _ log: NoteVerifier
    ) -> DocumentDetails? {
        guard let position = exhibit.amendIndex else { return details }
        let name = BundleFiles.amend(exhibit.exhibit)
        guard let statement = prove(name, position: position, custody: custody, log: log),
            case .amend(let amend) = statement.act, amend.caseID == deposit.caseID, let json = bag.tagFiles[BundleFiles.details(name)],
            SHA256.bytes(of: json) == amend.detailsDigest.bytes,
            let amended = try? CanonicalJSON.decode(DocumentDetails.self, from: json),
            amended.amends(details, of: deposit.confidentiality)
        else { return nil }
        return amended
    }

    private mutating func checkHandover(_ custody: CustodyRecord, _ log: NoteVerifier) {
        guard
            let statement = prove(
                BundleFiles.handover, position: custody.logIndex, custody: custody, log: log),
            case .bundle(let bundle) = statement.act, bundle.office == custody.office,
            bundle.recipient == custody.recipient,
            bundle.documents.map(\.deposit) == custody.exhibits.map(\.logIndex),
            bundle.documents.map(\.amend) == custody.exhibits.map(\.amendIndex),
            Set(bundle.consents) == Set(custody.consents.map(\.number))
        else { return fail("no proof that the log has this handover") }
        if report.signer.map({ $0.bytes }) != statement.by.bytes {
            fail("the bundle was signed by another than who handed it over")
        }
        let note = bag.tagFiles[BundleFiles.checkpoint].flatMap { try? SignedNote(parsing: $0) }
        report.checkpoint = note.flatMap { try? VerifiedCheckpoint($0, by: log, origin: log.name).checkpoint }
    }

    /// Checks entry, opening and proof of one statement. Nil when anything does not fit.
    private func prove(
        _ name: String, position: UInt64, custody: CustodyRecord, log: NoteVerifier
    ) -> Statement? {
        guard let stored = bag.tagFiles[BundleFiles.entry(name)], let entry = try? Entry(stored),
            let bytes = bag.tagFiles[BundleFiles.opening(name)],
            let proofFile = bag.tagFiles[BundleFiles.proof(name)],
            let proof = try? TLogProof(parsing: proofFile), proof.index == position,
            (try? proof.verify(entryHash: entry.leafHash, log: log)) != nil
        else { return nil }
        let opening = StatementOpening(bytes)
        guard opening.commitment == entry.commitment else { return nil }
        return try? opening.verified(vaultID: custody.vault)
    }
}

extension Bundle {
    /// Whether a bundle is sealed with age, by its first bytes.
    public static func isSealed(_ path: String) throws -> Bool { try ArrivedBundle(path: path).isSealed }
}
