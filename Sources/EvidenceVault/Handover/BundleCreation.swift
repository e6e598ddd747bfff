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
    /// What it was split into. None where it is one file.
    public let volumes: [BundleOutput.Part]
    /// The office's keys that it is sealed to. None: with the plan's passphrase.
    public let keys: [OfficeKey]
    /// Documents that were left out, and why.
    public let leftOut: [(ref: String, reason: BundlePlan.Reason)]
}

/// Makes the page of a bundle, `index.html`, in UTF-8: of what its reader can prove, what the sender says, and the key that signs.
public typealias BundlePage = (BundleReport, CustodyRecord, Ed25519.PublicKey) -> [UInt8]

extension Vault {
    /// Writes a bundle: a signed BagIt bag in a tar, sealed with age to the office's keys or in a zip with a passphrase, in
    /// a new file.
    ///
    /// - Parameter page: what an officer sees first.
    /// - Throws: ``VaultError/notPermitted(_:)`` when the plan does not hold any more, because a consent was withdrawn or has
    ///   ended, or the office's key was retired meanwhile; ``StorageError/alreadyExists(path:)``.
    public func createBundle(
        _ plan: BundlePlan, at path: String, page: BundlePage
    ) throws -> BundleReceipt {
        try createBundle(plan, in: BundleOutput(at: path), page: page)
    }

    /// The same in a file that was made already. What it needs room for is asked for before the log is told.
    public func createBundle(
        _ plan: BundlePlan, in output: BundleOutput, page: BundlePage
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
        let (size, digest) = try write(contents, of: file, plan, in: output, access)
        try output.publish(size: size, sha256: digest)
        return BundleReceipt(
            custody: contents.custody, report: contents.report, signer: identity.card.signingKey,
            path: output.path, size: size, sha256: digest, volumes: output.volumes, keys: plan.keys,
            leftOut: plan.leftOut)
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
            for by in [first.by, exhibit.amend?.by] {
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
                })
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
        _ contents: BundleContents, of file: CaseFile, _ plan: BundlePlan, in output: BundleOutput,
        _ access: CommittedAccess
    ) throws -> (size: Int64, sha256: HexBytes) {
        final class Digest {
            var hasher = SHA256()
            var size: Int64 = 0
            var result: (size: Int64, sha256: HexBytes) { (size, HexBytes([UInt8](hasher.finalize()))) }
        }
        let digest = Digest()
        func write(_ bytes: UnsafeRawBufferPointer) throws {
            digest.hasher.update(bufferPointer: bytes)
            digest.size += Int64(bytes.count)
            try output.write(bytes)
        }
        let files = try tarFiles(contents, of: file, access)
        guard let passphrase = plan.passphrase else {
            let seal = try SealingStream(
                to: plan.keys.map { try SealingKey($0.recipient).ageRecipient }, output: write)
            try writeTar(of: files) { try seal.write($0) }
            try seal.finish()
            return digest.result
        }
        let zip = try passphrase.withUnsafeBytes { passphrase in
            try LockedZipWriter(
                name: BundleFiles.innerTar,
                size: TarWriter.size(of: files.map { ($0.path, $0.size, $0.modified) }),
                modified: contents.custody.preparedAt.seconds, passphrase: passphrase, output: write)
        }
        try writeTar(of: files) { try zip.write($0) }
        try zip.finish()
        return digest.result
    }

    /// A file of the bundle, on its way into a tar.
    private struct TarFile {
        typealias Sink = (UnsafeRawBufferPointer) throws -> Void

        let path: SafePath
        let size: Int64
        let modified: Int64
        let write: (Sink) throws -> Void
    }

    private func tarFiles(
        _ contents: BundleContents, of file: CaseFile, _ access: CommittedAccess
    ) throws -> [TarFile] {
        let folder = "\(file.ref)-\(contents.custody.office)-\(contents.custody.preparedAt.day)"
        let top = try SafePath(BundleFiles.folderName(folder))
        let time = contents.custody.preparedAt.seconds
        func small(_ path: String, _ bytes: [UInt8]) throws -> TarFile {
            TarFile(path: try SafePath("\(top)/\(path)"), size: Int64(bytes.count), modified: time) { sink in
                try bytes.withUnsafeBytes(sink)
            }
        }
        var files = try contents.bag.tagFiles.map { try small("\($0.path)", $0.contents) }
        files.append(try small(BundleFiles.signature, Array(contents.signature.utf8)))
        for (exhibit, path) in contents.exhibits {
            let document = exhibit.details.document
            files.append(
                TarFile(
                    path: try SafePath("\(top)/\(path)"), size: document.size,
                    modified: max(0, document.modified.seconds)
                ) { sink in
                    try self.open(exhibit.document, in: file, access).forEachPiece { try sink($0) }
                })
        }
        return files
    }

    private func writeTar(
        of files: [TarFile], output: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let tar = try TarWriter(output: output)
        for file in files {
            try tar.beginFile(file.path, size: file.size, modified: file.modified)
            try file.write { try tar.write($0) }
            try tar.endFile()
        }
        try tar.finish()
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
            caseID: caseID, office: office, sealing: sealing,
            documents: exhibits.map {
                BundleMade.Document(
                    number: $0.number, deposit: $0.description.located.position, amend: $0.amend?.logPosition)
            }, consents: consents.map(\.number))
    }

    /// What the replay asks for and others may have changed while somebody looked at the plan.
    func requireStillHolds(in state: VaultState, at now: Timestamp) throws {
        let current = state.currentKeys(of: office)
        let stillHas = keys.allSatisfy { key in current.contains { $0.position == key.position } }
        guard stillHas, passphrase == nil || current.isEmpty == (sealing == .passphrase) else {
            throw Outdated(refusal: .officeKey(office: office.description, isOther: !current.isEmpty))
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
