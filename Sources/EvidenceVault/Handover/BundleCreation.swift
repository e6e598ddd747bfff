import Age
import Archive
import Bytes
import Crypto
import Foundation
import Ledger
public import Sodium
import TransparencyLog
import VaultStorage

/// What was handed over.
public struct BundleReceipt: Sendable {
    public let custody: CustodyRecord
    /// What its reader will make of it.
    public let report: BundleReport
    /// What its reader compares, as ``Minisign/words(_:)``.
    public let signer: Ed25519.PublicKey
    public let path: String
    public let size: Int64
    /// SHA-256 of the sealed file: what both sides can read to each other.
    public let sha256: HexBytes
    /// The office's key that it is sealed to.
    public let key: OfficeKey
    /// Documents that were left out, and why.
    public let leftOut: [(ref: String, reason: BundlePlan.Reason)]
}

/// Makes the page of a bundle, `index.html`, in UTF-8: of what its reader can prove, what the sender says, and the key that signs.
public typealias BundlePage = (BundleReport, CustodyRecord, Ed25519.PublicKey) -> [UInt8]

extension Vault {
    /// Writes a bundle: a signed BagIt bag in a tar, sealed with age to the office's key, in a new file.
    ///
    /// - Parameter page: what an officer sees first.
    /// - Throws: ``VaultError/notPermitted(_:)`` when the plan does not hold any more, because a consent was withdrawn or has
    ///   ended, or the office's key was retired meanwhile; ``StorageError/alreadyExists(path:)``.
    public func createBundle(
        _ plan: BundlePlan, at path: String, page: BundlePage
    ) throws -> BundleReceipt {
        try createBundle(plan, in: NewFile(at: path), page: page)
    }

    /// The same in a file that was made already. What it needs room for is asked for before the log is told.
    public func createBundle(
        _ plan: BundlePlan, in output: NewFile, page: BundlePage
    ) throws -> BundleReceipt {
        try output.reserve(plan.exhibits.reduce(65_536) { $0 + $1.details.document.size })
        guard let file = state.caseFile(plan.caseID) else {
            throw VaultError.noSuchCase(plan.caseID.description)
        }
        let access: CommittedAccess
        do {
            access = try recordHandover { state in
                try plan.requireStillHolds(in: state, at: now())
                return plan.statement
            }
        } catch let error as BundlePlan.Outdated {
            try refuse(error.refusal, asked: "bundle.create", case: plan.caseID)
        }
        let contents = try log.look { _ in try bundleContents(plan, of: file, access, page) }
        let recipient = try SealingKey(plan.key.recipient)
        let (size, digest) = try write(contents, of: file, to: recipient, in: output, access)
        try output.publish()
        return BundleReceipt(
            custody: contents.custody, report: contents.report, signer: identity.card.signingKey,
            path: output.path,
            size: size, sha256: digest, key: plan.key, leftOut: plan.leftOut)
    }

    private struct BundleContents {
        let custody: CustodyRecord
        let report: BundleReport
        let bag: Bag
        let signature: String
        let exhibits: [(exhibit: BundlePlan.Exhibit, path: SafePath)]
    }

    private func bundleContents(
        _ plan: BundlePlan, of file: CaseFile, _ access: CommittedAccess, _ page: BundlePage
    ) throws -> BundleContents {
        let handover = try log.statement(at: access.position)
        let (proofs, logKey) = try proofs(of: plan, handover).files(from: log)
        let custody = try custody(of: plan, file, handover, logKey: logKey)
        let signer = identity.card.signingKey
        var (tags, payload) = (NamedFiles<[UInt8]>(), NamedFiles<(size: Int64, sha256: String)>())
        for (path, contents) in proofs { tags[try SafePath(path)] = contents }
        for exhibit in custody.exhibits {
            payload[try SafePath(exhibit.path)] = (exhibit.size, exhibit.sha256.description)
        }
        // What its reader will make of it: what they would refuse is not made.
        let checks = ProofChecks(
            BundleMaterial(tagFiles: tags, payload: payload), custody, signer: signer)
        if let problem = checks.problems.first { throw VaultError.bundleInvalid(.problem(problem)) }
        let report = BundleReport(of: custody, checks, signer: signer)

        var tagFiles: [(SafePath, [UInt8])] = []
        func add(_ path: String, _ contents: [UInt8]) throws {
            tagFiles.append((try SafePath(path), contents))
        }
        try add(BundleFiles.custody, CanonicalJSON.encodeFile(custody))
        try add(BundleFiles.index, page(report, custody, signer))
        try add(BundleFiles.publicKey, Array(Minisign.publicKeyFile(signer).utf8))
        for (path, contents) in proofs { try add(path, contents) }
        let bag = try Bag(
            payload: custody.exhibits.map { exhibit in
                BagPayload(
                    path: try SafePath(String(exhibit.path.dropFirst("data/".count))),
                    size: exhibit.size, sha256: exhibit.sha256.bytes)
            },
            info: BundleFiles.info(custody), tagFiles: tagFiles)
        let signature = try Minisign.sign(
            bag.tagManifest, comment: BundleFiles.trustedComment(custody), key: identity.signingKey)
        return BundleContents(
            custody: custody, report: report, bag: bag, signature: signature,
            exhibits: try zip(plan.exhibits, custody.exhibits).map { ($0, try SafePath($1.path)) })
    }

    /// All that a reader is to be shown, with the names of those who said it.
    private func proofs(of plan: BundlePlan, _ handover: Log.Located) throws -> BundleProofs {
        var proofs = BundleProofs()
        for (index, exhibit) in plan.exhibits.enumerated() {
            let name = BundleFiles.exhibit(index)
            let first = exhibit.description.versions[0]
            proofs.add(name, first.located, details: first.json)
            if let amend = exhibit.amend {
                proofs.add(BundleFiles.amend(name), amend.located, details: amend.json)
            }
            if let original = exhibit.original { proofs.add(BundleFiles.original(name), original) }
            let original = exhibit.original.flatMap { state.member(signingWith: $0.statement.by) }
            for by in [first.by, exhibit.amend?.by, original] {
                if let by { try proofs.add(by, from: log) }
            }
        }
        for consent in plan.consents {
            try proofs.add(BundleFiles.consent(consent.number), log.statement(at: consent.position))
        }
        proofs.add(BundleFiles.handover, handover)
        try proofs.add(me, from: log)
        try proofs.addWitness(before: handover.position, from: log)
        proofs.add(try timestamps(for: plan.exhibits.map { $0.description.versions[0].located.position }))
        return proofs
    }

    private func custody(
        of plan: BundlePlan, _ file: CaseFile, _ handover: Log.Located, logKey: HexBytes
    ) throws -> CustodyRecord {
        let exhibits = try plan.exhibits.enumerated().map { index, exhibit in
            let located = exhibit.description.located
            guard case .deposit(let deposit) = located.statement.act else {
                throw VaultError.altered(.document(exhibit.ref, problem: .entryIsNoDeposit))
            }
            let source = CustodyRecord.Exhibit.Source(
                position: located.position, statement: located.statement, deposit: deposit,
                details: exhibit.description.versions[0].details,
                amendment: exhibit.amend.map {
                    .init(position: $0.logPosition, statement: $0.located.statement, details: $0.details)
                },
                original: exhibit.original.map { .init(position: $0.position, statement: $0.statement) })
            return CustodyRecord.Exhibit(
                source, index: index, number: exhibit.number, caseRef: file.ref,
                nameOf: { state.member(signingWith: $0)?.name })
        }
        return CustodyRecord(
            of: plan.statement, statedIn: handover.statement, at: handover.position, vault: id,
            caseRef: file.ref, preparedBy: identity.name,
            consents: plan.consents.map {
                .init(
                    number: $0.number, purpose: $0.given.purpose, recordedAt: $0.recordedAt,
                    until: $0.given.until, logIndex: $0.position)
            }, exhibits: exhibits, logKey: try CheckpointNames(id).verifier(logKey: logKey).vkey)
    }

    private func write(
        _ contents: BundleContents, of file: CaseFile, to recipient: SealingKey, in new: NewFile,
        _ access: CommittedAccess
    ) throws -> (size: Int64, sha256: HexBytes) {
        let folder = "\(file.ref)-\(contents.custody.office)-\(contents.custody.preparedAt.day)"
        let top = try SafePath(BundleFiles.folderName(folder))
        let time = contents.custody.preparedAt.seconds
        final class Digest {
            var hasher = SHA256()
            var size: Int64 = 0
        }
        let digest = Digest()
        try new.fill { output in
            let seal = try SealingStream(to: [recipient.ageRecipient]) { bytes in
                digest.hasher.update(bufferPointer: bytes)
                digest.size += Int64(bytes.count)
                try output.write(bytes)
            }
            let tar = try TarWriter { try seal.write($0) }
            for tagFile in contents.bag.tagFiles {
                try tar.addFile(
                    SafePath("\(top)/\(tagFile.path)"), contents: tagFile.contents, modified: time)
            }
            try tar.addFile(
                SafePath("\(top)/\(BundleFiles.signature)"), contents: Array(contents.signature.utf8),
                modified: time)
            for (exhibit, exhibitPath) in contents.exhibits {
                let document = exhibit.details.document
                let reader = try open(exhibit.document, in: file, access)
                try tar.beginFile(
                    SafePath("\(top)/\(exhibitPath)"), size: document.size,
                    modified: max(0, document.modified.seconds))
                try reader.forEachPiece { try tar.write($0) }
                try tar.endFile()
            }
            try tar.finish()
            try seal.finish()
        }
        return (digest.size, HexBytes([UInt8](digest.hasher.finalize())))
    }
}

extension BundlePlan.Exhibit {
    /// The newest amendment.
    var amend: DocumentVersion? { description.versions.count > 1 ? description.newest : nil }
}

extension BundlePlan {
    /// Something happened between the plan and the bundle.
    struct Outdated: Error { let refusal: Refusal }

    var statement: BundleMade {
        BundleMade(
            caseID: caseID, office: office, recipient: key.recipient,
            documents: exhibits.map {
                BundleMade.Document(
                    number: $0.number, deposit: $0.description.located.position, amend: $0.amend?.logPosition)
            }, consents: consents.map(\.number))
    }

    /// What the replay asks for and others may have changed while somebody looked at the plan.
    func requireStillHolds(in state: VaultState, at now: Timestamp) throws {
        guard state.currentKeys(of: office).contains(where: { $0.position == key.position }) else {
            throw Outdated(refusal: .officeKey(office: office.description, isOther: false))
        }
        guard let file = state.caseFile(caseID) else {
            throw VaultError.noSuchCase(caseID.description)
        }
        for consent in consents
        where !file.consents.contains(where: { $0.number == consent.number && $0.isValid(at: now) }) {
            throw Outdated(refusal: .noConsent(office: office.description, kinds: []))
        }
        for exhibit in exhibits where file.amends[exhibit.number] != exhibit.amend?.logPosition {
            throw VaultError.amendedMeanwhile(exhibit.ref)
        }
    }
}
