import Age
import Archive
import Crypto
import Foundation
import Sodium
import TransparencyLog

/// What was handed over.
public struct BundleReceipt: Sendable {
    public let custody: CustodyRecord
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

extension Vault {
    /// Plans a bundle and writes it: ``planBundle(of:to:recipient:documents:showing:)``, ``createBundle(_:at:)``.
    public func createBundle(
        of file: CaseFile, to office: Office, recipient: BundleRecipient? = nil,
        documents numbers: [Int]? = nil, at path: String
    ) throws -> BundleReceipt {
        try createBundle(planBundle(of: file, to: office, recipient: recipient, documents: numbers), at: path)
    }

    /// Writes a bundle: a signed BagIt bag in a tar, sealed with age to the office's key, in a new file.
    ///
    /// - Throws: ``VaultError/notPermitted(_:)`` when the plan does not hold any more, because a consent was withdrawn or has
    ///   ended, or the office's key was retired meanwhile; ``VaultError/alreadyExists(path:)``.
    public func createBundle(_ plan: BundlePlan, at path: String) throws -> BundleReceipt {
        if File.exists(path) { throw VaultError.alreadyExists(path: path) }
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
        let contents = try bundleContents(plan, of: file, access)
        let recipient = try SealingKey(plan.key.recipient)
        let (size, digest) = try write(contents, of: file, to: recipient, at: path, access)
        return BundleReceipt(
            custody: contents.custody, signer: identity.card.signingKey, path: path, size: size,
            sha256: digest, key: plan.key, leftOut: plan.leftOut)
    }

    private struct BundleContents {
        let custody: CustodyRecord
        let bag: Bag
        let signature: String
        let exhibits: [(exhibit: BundlePlan.Exhibit, path: SafePath)]
    }

    private func bundleContents(
        _ plan: BundlePlan, of file: CaseFile, _ access: CommittedAccess
    ) throws -> BundleContents {
        let (chosen, office) = (plan.exhibits, plan.office)
        let handover = try log.statement(at: access.position)
        let paths = try chosen.enumerated().map { index, exhibit in
            try SafePath("data/P-\(index + 1)_" + DocumentFrame.fileName(for: exhibit.details.document.name))
        }
        let verifier = try CheckpointNames(id).verifier(logKey: state.logKey)
        let custody = CustodyRecord(
            amanah: CustodyRecord.format, vault: id, caseRef: file.ref, office: office,
            recipient: plan.key.recipient,
            preparedBy: .init(name: identity.name, fingerprint: identity.fingerprint),
            preparedAt: handover.statement.at,
            consents: plan.consents.map {
                .init(
                    number: $0.number, purpose: $0.given.purpose, recordedAt: $0.recordedAt,
                    until: $0.given.until)
            },
            exhibits: try chosen.enumerated().map { index, exhibit in
                let document = exhibit.details.document
                guard let depositor = state.member(signingWith: exhibit.description.located.statement.by)
                else {
                    throw VaultError.altered(
                        .document(exhibit.ref, problem: "unknown depositor"))
                }
                return .init(
                    exhibit: "P-\(index + 1)", path: paths[index].string,
                    ref: exhibit.ref, kind: document.kind, title: document.title,
                    mediaType: document.mediaType, size: document.size, sha256: exhibit.details.sha256,
                    obtained: document.obtained,
                    depositedBy: .init(name: depositor.name, fingerprint: depositor.fingerprint),
                    depositedAt: exhibit.description.located.statement.at,
                    sealedInField: exhibit.document.deposit.kit.map(CustodyRecord.SealedInField.init),
                    logIndex: exhibit.description.located.position, amendIndex: exhibit.amend?.logPosition)
            }, logIndex: access.position, logKey: verifier.vkey)

        var tagFiles: [(SafePath, [UInt8])] = []
        func add(_ path: String, _ contents: [UInt8]) throws {
            tagFiles.append((try SafePath(path), contents))
        }
        try add(BundleFiles.custody, CanonicalJSON.encode(custody) + Array("\n".utf8))
        let publicKey = identity.card.signingKey
        try add(
            BundleFiles.index,
            Array(IndexPage.html(custody, publicKey: Minisign.publicKey(publicKey)).utf8))
        try add(BundleFiles.publicKey, Array(Minisign.publicKeyFile(publicKey).utf8))
        var said: [(name: String, located: Log.Located, details: [UInt8]?)] = []
        for (index, exhibit) in chosen.enumerated() {
            let name = "P-\(index + 1)"
            let first = exhibit.description.versions[0]
            said.append((name, first.located, first.json))
            if let amend = exhibit.amend {
                said.append((BundleFiles.amend(name), amend.located, amend.json))
            }
        }
        said.append((BundleFiles.handover, handover, nil))
        let (checkpoint, proofs) = try log.proofs(of: said.map(\.located.position))
        try add(BundleFiles.checkpoint, checkpoint.encoded)
        for ((name, located, details), proof) in zip(said, proofs) {
            try add(BundleFiles.entry(name), located.entry.bytes)
            try add(BundleFiles.opening(name), located.opening.bytes)
            if let details { try add(BundleFiles.details(name), details) }
            try add(BundleFiles.proof(name), proof.encoded)
        }

        let payload = try chosen.enumerated().map { index, exhibit in
            BagPayload(
                path: try paths[index].dropping("data/"),
                size: exhibit.details.document.size, sha256: exhibit.details.sha256.bytes)
        }
        let bag = try Bag(
            payload: payload,
            info: [
                ("Bagging-Date", custody.preparedAt.day), ("External-Identifier", file.ref),
                ("Contact-Name", identity.name), ("Bag-Software-Agent", "Amanah"),
                ("Internal-Sender-Description", "Evidence for \(office)"),
            ], tagFiles: tagFiles)
        let signature = try Minisign.sign(
            bag.tagManifest,
            comment: "\(file.ref) for \(office), \(custody.preparedAt), file:\(BundleFiles.tagManifest)",
            key: identity.signingKey)
        return BundleContents(
            custody: custody, bag: bag, signature: signature, exhibits: Array(zip(chosen, paths)))
    }

    private func write(
        _ contents: BundleContents, of file: CaseFile, to recipient: SealingKey, at path: String,
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
        try NewFile.write(to: path) { output in
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
