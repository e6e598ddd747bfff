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
    /// SHA-256 of `manifest-sha256.txt` in it: what is written on paper for who has opened it.
    public let manifest: HexBytes
    /// What it was split into. None where it is one file.
    public let volumes: [BundleOutput.Part]
    /// The office's keys that it is sealed to. None: with the plan's passphrase.
    public let keys: [OfficeKey]
    /// Documents that were left out, and why.
    public let leftOut: [BundlePlan.LeftOut]
}

/// What those files of a bundle are made of that people read.
public struct BundleStory: Sendable {
    /// What its reader can prove.
    public let report: BundleReport
    /// What the sender says.
    public let custody: CustodyRecord
    /// The key that signs.
    public let signer: Ed25519.PublicKey
    /// SHA-256 of `manifest-sha256.txt`.
    public let manifest: HexBytes
}

/// The files of a bundle that people read.
public struct BundlePages: Sendable {
    /// `index.html`.
    public let index: [UInt8]
    /// `VERIFIKASI.txt`.
    public let verification: [UInt8]

    public init(index: [UInt8], verification: [UInt8]) {
        self.index = index
        self.verification = verification
    }
}

/// Makes the files of a bundle that people read.
public typealias BundlePage = (BundleStory) -> BundlePages

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
        guard let file = state.caseFile(plan.caseID) else {
            throw VaultError.noSuchCase(plan.caseID.description)
        }
        let earlier = try earlierBundles(of: plan.exhibits, in: file)
        let tagSize = plan.exhibits.reduce(earlier.reduce(131_072) { $0 + Int64($1.contents.count) + 1024 }) {
            $0 + $1.largestTagSize
        }
        guard tagSize <= Bag.maximumTagSize else {
            let count = Int64(plan.exhibits.count)
            throw VaultError.tooManyExhibits(Int(count), most: Int(count * Bag.maximumTagSize / tagSize))
        }
        // With what is said and proven of each.
        let proofs = earlier.reduce(65_536) { $0 + Int64($1.contents.count) + 2048 }
        try output.reserve(plan.exhibits.reduce(proofs) { $0 + $1.details.document.size + 16_384 })
        let access: CommittedAccess
        do {
            access = try recordHandover { state in
                try plan.requireStillHolds(in: state, at: now())
                return plan.statement
            }
        } catch let error as BundlePlan.Outdated {
            try refuse(error.refusal, asked: "bundle.create", case: plan.caseID)
        }
        let contents = try log.look { _ in try bundleContents(plan, of: file, access, earlier, page) }
        let (size, digest) = try write(contents, of: file, plan, in: output, access)
        try output.publish(size: size, sha256: digest)
        return BundleReceipt(
            custody: contents.custody, report: contents.report, signer: identity.card.signingKey,
            path: output.path, size: size, sha256: digest, manifest: contents.manifest,
            volumes: output.volumes, keys: plan.keys, leftOut: plan.leftOut)
    }

    private struct BundleContents {
        let custody: CustodyRecord
        let report: BundleReport
        let bag: Bag
        let manifest: HexBytes
        let exhibits: [(exhibit: BundlePlan.Exhibit, path: SafePath)]
    }

    private func bundleContents(
        _ plan: BundlePlan, of file: CaseFile, _ access: CommittedAccess,
        _ earlier: [(path: String, contents: [UInt8])], _ page: BundlePage
    ) throws -> BundleContents {
        let handover = try log.statement(at: access.position)
        let (own, logKey) = try proofs(of: plan, handover).files(from: log)
        let proofs = own + earlier
        let custody = try custody(
            of: plan.statement,
            plan.exhibits.map {
                CustodySource(
                    number: $0.number, first: $0.description.versions[0], amend: $0.amend,
                    original: $0.original)
            }, file, handover, logKey: logKey)
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

        let files = try custody.exhibits.map { exhibit in
            BagPayload(
                path: try SafePath(String(exhibit.path.dropFirst("data/".count))), size: exhibit.size,
                sha256: exhibit.sha256.bytes)
        }
        let manifest = HexBytes(SHA256.bytes(of: Bag.manifest(of: files)))
        let pages = page(
            BundleStory(report: report, custody: custody, signer: signer, manifest: manifest))
        let told = [
            (BundleFiles.index, pages.index), (BundleFiles.verification, pages.verification),
            (BundleFiles.custody, try CanonicalJSON.encodeFile(custody)),
            (BundleFiles.publicKey, Array(Minisign.publicKeyFile(signer).utf8)),
        ]
        let tagFiles =
            told + (try BundleFiles.following(from: custody, checks.earlier).map { ($0.path, $0.contents) })
        let bag = try Bag(
            payload: files, info: BundleFiles.info(custody),
            tagFiles: (tagFiles + proofs.map { ($0.path, $0.contents) }).map { (try SafePath($0.0), $0.1) })
        return BundleContents(
            custody: custody, report: report, bag: bag, manifest: manifest,
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
        if let basis = plan.basis, let approved = basis.basis.approved {
            let (proposal, approval) = try (
                log.statement(at: basis.basis.position), log.statement(at: approved.position)
            )
            proofs.add(BundleFiles.basis, proposal, details: basis.json)
            proofs.add(BundleFiles.approval, approval)
            for by in [proposal, approval].compactMap({ state.member(signingWith: $0.statement.by) }) {
                try proofs.add(by, from: log)
            }
        }
        proofs.add(BundleFiles.handover, handover)
        try proofs.add(me, from: log)
        try proofs.addWitness(before: handover.position, from: log)
        proofs.add(try timestamps(for: plan.exhibits.map { $0.description.versions[0].located.position }))
        return proofs
    }

    /// A document as it was handed over.
    struct CustodySource {
        let number: Int
        let first: DocumentVersion
        let amend: DocumentVersion?
        /// The deposit of what it is a redacted copy of.
        let original: Log.Located?
    }

    /// The custody record of a handover, as all that the log has says it: made anew at any time it is the same.
    func custody(
        of bundle: BundleMade, _ sources: [CustodySource], _ file: CaseFile, _ handover: Log.Located,
        logKey: HexBytes
    ) throws -> CustodyRecord {
        let exhibits = try sources.enumerated().map { index, exhibit in
            let located = exhibit.first.located
            guard case .deposit(let deposit) = located.statement.act else {
                throw VaultError.altered(
                    .document("\(file.ref)/\(exhibit.number)", problem: .entryIsNoDeposit))
            }
            let source = CustodyRecord.Exhibit.Source(
                position: located.position, statement: located.statement, deposit: deposit,
                details: exhibit.first.details,
                amendment: exhibit.amend.map {
                    .init(position: $0.logPosition, statement: $0.located.statement, details: $0.details)
                },
                original: exhibit.original.map { .init(position: $0.position, statement: $0.statement) })
            return CustodyRecord.Exhibit(
                source, index: index, number: exhibit.number, caseRef: file.ref,
                nameOf: { state.member(signingWith: $0)?.name })
        }
        return CustodyRecord(
            of: bundle, statedIn: handover.statement, at: handover.position, vault: id,
            vaultName: state.vaultName, caseRef: file.ref,
            preparedBy: state.member(signingWith: handover.statement.by)?.name,
            clock: CustodyRecord.Clock(
                state.timeZone(at: handover.position), at: handover.statement.at),
            consents: file.consents.filter { bundle.consents.contains($0.number) }.map {
                .init(
                    number: $0.number, purpose: $0.given.purpose, recordedAt: $0.recordedAt,
                    until: $0.given.until, logIndex: $0.position)
            }, basis: try bundle.basis.flatMap { try custodyBasis($0, in: file) }, exhibits: exhibits,
            logKey: try CheckpointNames(id).verifier(logKey: logKey).vkey)
    }

    /// Nil where it cannot be read, or was not approved.
    private func custodyBasis(_ number: Int, in file: CaseFile) throws -> CustodyRecord.Basis? {
        guard let basis = file.bases.first(where: { $0.number == number }), let approved = basis.approved,
            let text = try text(of: basis, in: file)?.details.text
        else { return nil }
        let (proposal, approval) = try (
            log.statement(at: basis.position), log.statement(at: approved.position)
        )
        return CustodyRecord.Basis(
            basis.proposed, number: number, text: text, proposal: (proposal.statement, proposal.position),
            approval: (approval.statement, approval.position),
            nameOf: { state.member(signingWith: $0)?.name })
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
        guard let passphrase = plan.passphrase else {
            let seal = try SealingStream(
                to: plan.keys.map { try SealingKey($0.recipient).ageRecipient }, output: write)
            try writeTar(of: contents, file, access) { try seal.write($0) }
            try seal.finish()
            return digest.result
        }
        let zip = try passphrase.withUnsafeBytes { passphrase in
            try LockedZipWriter(
                name: BundleFiles.innerTar, size: tarSize(of: contents, file),
                modified: contents.custody.preparedAt.seconds, passphrase: passphrase, output: write)
        }
        try writeTar(of: contents, file, access) { try zip.write($0) }
        try zip.finish()
        return digest.result
    }

    /// The folder that the bundle is in its tar.
    private func top(of contents: BundleContents, _ file: CaseFile) -> String {
        BundleFiles.folderName(
            "\(file.ref)-\(contents.custody.office)-\(contents.custody.preparedAt.day)")
    }

    private func writeTar(
        of contents: BundleContents, _ file: CaseFile, _ access: CommittedAccess,
        output: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let (top, time) = (top(of: contents, file), contents.custody.preparedAt.seconds)
        let tar = try TarWriter(output: output)
        func add(_ path: SafePath, _ contents: [UInt8]) throws {
            try tar.addFile(SafePath("\(top)/\(path)"), contents: contents, modified: time)
        }
        for file in contents.bag.tagFiles { try add(file.path, file.contents) }
        let digests = try contents.exhibits.map { exhibit, path in
            try tar.beginFile(
                SafePath("\(top)/\(path)"), size: exhibit.details.document.size,
                modified: exhibit.modified)
            let digest = try SecondDigest.of(open(exhibit.document, in: file, access)) {
                try tar.write($0)
            }
            try tar.endFile()
            return digest
        }
        let ending = try contents.bag.ending(sha512: digests)
        for file in ending.tagFiles { try add(file.path, file.contents) }
        try add(SafePath(BundleFiles.signature), signature(over: ending.tagManifest, of: contents))
        try tar.finish()
    }

    private func signature(over tagManifest: [UInt8], of contents: BundleContents) throws -> [UInt8] {
        let comment = BundleFiles.trustedComment(contents.custody)
        return Array(try Minisign.sign(tagManifest, comment: comment, key: identity.signingKey).utf8)
    }

    /// How many bytes ``writeTar(of:_:_:output:)`` writes. What ends a bag is as long whatever the digests in it are.
    private func tarSize(of contents: BundleContents, _ file: CaseFile) throws -> Int64 {
        let (top, time) = (top(of: contents, file), contents.custody.preparedAt.seconds)
        let none = [UInt8](repeating: 0, count: SHA512.byteCount)
        let ending = try contents.bag.ending(sha512: contents.exhibits.map { _ in none }).tagFiles
        let signature = (
            path: try SafePath(BundleFiles.signature), contents: try signature(over: [], of: contents)
        )
        func files(
            _ files: [(path: SafePath, contents: [UInt8])]
        ) throws -> [(path: SafePath, size: Int64, modified: Int64)] {
            try files.map { (try SafePath("\(top)/\($0.path)"), Int64($0.contents.count), time) }
        }
        let exhibits = try contents.exhibits.map { exhibit, path in
            (
                path: try SafePath("\(top)/\(path)"), size: exhibit.details.document.size,
                modified: exhibit.modified
            )
        }
        return try TarWriter.size(
            of: files(contents.bag.tagFiles) + exhibits + files(ending + [signature]))
    }
}

/// The SHA-512 of a document on its way into a bundle, taken while the same bytes are sealed.
private enum SecondDigest {
    /// Below that, telling another thread takes longer than it saves.
    private static let worthThreads = 1 << 16

    static func of(
        _ reader: DocumentReader, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> [UInt8] {
        final class Hasher { var state = SHA512() }
        let hasher = Hasher()
        try reader.forEachPiece { piece in
            guard piece.count >= worthThreads else {
                hasher.state.update(bufferPointer: piece)
                return try body(piece)
            }
            _ = try inParallel(2) { index in
                if index == 0 { try body(piece) } else { hasher.state.update(bufferPointer: piece) }
            }
        }
        return Array(hasher.state.finalize())
    }
}

extension BundlePlan.Exhibit {
    /// When its file was last changed, as a tar can say it.
    fileprivate var modified: Int64 { max(0, details.document.modified.seconds) }

    /// More than what is said and proven of it takes in all tag files together, in bytes: entries, openings and proofs, and what people wrote
    /// of it, which stands in several files.
    var largestTagSize: Int64 {
        let written = description.versions.flatMap { version in
            let document = version.details.document
            return [document.title, document.name, document.obtained ?? "", document.redacts?.parts ?? ""]
        }
        return 12_500 + (amend == nil ? 0 : 10_000) + (original == nil ? 0 : 8_000)
            + 10 * Int64(written.reduce(0) { $0 + $1.utf8.count })
    }

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
            }, consents: consents.map(\.number), basis: basis?.basis.number)
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
        if let basis = basis?.basis, now > basis.proposed.until {
            throw Outdated(
                refusal: .noBasis(.ended(basis.number, caseRef: file.ref, basis.proposed.until)))
        }
        for consent in consents {
            guard let newest = file.consents.first(where: { $0.number == consent.number }),
                !newest.isValid(at: now)
            else { continue }
            let lacking = exhibits.filter { $0.ground == .consent(consent.number) }
            throw Outdated(
                refusal: .noConsent(
                    MissingConsent(
                        caseRef: file.ref, office: office, purpose: newest.given.purpose,
                        kinds: Set(lacking.map(\.details.document.kind)).sorted { $0.rawValue < $1.rawValue },
                        gaps: [
                            ConsentGap(
                                documents: lacking.map(\.number), why: .init(endOf: newest),
                                consent: newest.number, purpose: newest.given.purpose)
                        ])))
        }
        for exhibit in exhibits where file.amends[exhibit.number] != exhibit.amend?.logPosition {
            throw VaultError.amendedMeanwhile(exhibit.ref)
        }
    }
}
