import Archive
import Bytes
import Crypto
import Ledger
import Sodium

/// What opened a bundle.
enum BundleOpening {
    /// It was not sealed.
    case plain
    /// The recipients of the identity that opened it, and how many keys can.
    case key(recipients: [String], keys: Int)
    case passphrase
}

/// What is wrong with a bundle beyond what is wrong with it as a bag: signature, custody record, proofs.
struct BundleChecks {
    private(set) var report = BundleReport()
    /// What the log has of the exhibits, by the positions of their deposits.
    private(set) var sources: [UInt64: CustodyRecord.Exhibit.Source] = [:]
    private let bag: BagReport
    private let material: BundleMaterial
    private let opening: BundleOpening
    private let certificates: [UInt8]?

    /// - Parameters:
    ///   - opening: what opened it.
    ///   - certificates: of time-stamping authorities, or of who certified them, as PEM.
    init(bag: BagReport, opening: BundleOpening, trusting certificates: [UInt8]?) {
        self.certificates = certificates
        (self.bag, self.opening) = (bag, opening)
        material = BundleMaterial(bag)
        report.problems = bag.problems.map { .bag($0) }
        report.warnings = bag.warnings.map { .bag($0) }
        report.files = material.payload.count
        report.bytes = material.payload.all.reduce(0) { $0 + $1.size }
        // What came sealed is a bundle or nothing: who takes our signature out of one must not come by with the rest of it.
        if case .plain = opening, !BundleTraces.has(bag) {
            report.kind = .foreignBag
            return
        }
        do throws(BundleProblem) {
            let (signer, comment) = try checkSignature()
            report.signer = signer
            try check(signer: signer, comment: comment)
        } catch {
            report.problems.append(error)
        }
        if !report.isValid { report = BundleReport(refused: report) }
    }

    private mutating func check(signer: Ed25519.PublicKey, comment: String) throws(BundleProblem) {
        checkSigned()
        for path in BundleFiles.always.sorted() where material.tagFile(path) == nil {
            let problem = BundleProblem.bag(.missing(path))
            if !report.problems.contains(problem) { report.problems.append(problem) }
        }
        let custody = try custody()
        let checks = ProofChecks(material, custody, signer: signer, trusting: certificates)
        report.problems += checks.problems
        report.warnings += checks.warnings
        guard report.isValid else { return }
        guard Array(comment.utf8) == Array(BundleFiles.trustedComment(custody).utf8) else {
            throw .otherComment
        }
        let stray = material.tagPaths.subtracting(material.read).map(\.string)
            .filter { !BundleFiles.always.contains($0) }
        add(stray) { .strayFile($0) }
        // Programs for bags show it, so it says nothing of its own.
        let info = Bag.infoFile(BundleFiles.info(custody), octets: report.bytes, count: report.files)
        guard material.tagFile(BundleFiles.bagInfo) == info else {
            throw .otherThanRecord(BundleFiles.bagInfo)
        }
        guard let following = try? BundleFiles.following(from: custody, checks.earlier) else {
            throw .otherThanRecord(BundleFiles.caseGraph)
        }
        for (path, contents) in following where material.tagFile(path) != contents {
            throw .otherThanRecord(path)
        }
        checkOpening(custody.sealing)
        sources = checks.sources
        report.take(custody, checks)
    }

    /// Who else can open it, and whether it came as it was handed over. What is not sealed any more says nothing of that.
    private mutating func checkOpening(_ sealing: BundleSealing) {
        switch opening {
        case .plain: return
        case .passphrase:
            if !sealing.isPassphrase { report.warnings.append(.otherSealing(sealing)) }
        case .key(let recipients, let keys):
            let others = keys - max(1, sealing.keys.count)
            if others > 0 { report.warnings.append(.sealedToOthers(others)) }
            if !recipients.isEmpty, Set(recipients).isDisjoint(with: sealing.keys) {
                report.warnings.append(.otherSealing(sealing))
            }
        }
    }

    private func checkSignature() throws(BundleProblem) -> (Ed25519.PublicKey, comment: String) {
        guard let manifest = material.tagFile(BundleFiles.tagManifest),
            let signature = material.tagFile(BundleFiles.signature),
            let keyFile = material.tagFile(BundleFiles.publicKey),
            let key = Minisign.parsePublicKey(keyFile)
        else { throw .notSigned }
        guard let comment = Minisign.verify(signature, of: manifest, key: key) else { throw .wrongSignature }
        return (key, comment)
    }

    /// The signature is over the tag manifest; so a tag file that is not listed there is not signed.
    private mutating func checkSigned() {
        let unsigned = material.tagPaths.subtracting(bag.listedTagFiles).map(\.string)
            .filter {
                ![BundleFiles.tagManifest, BundleFiles.secondTagManifest, BundleFiles.signature].contains($0)
            }
        add(unsigned) { .unsignedFile($0) }
        if let second = material.tagFile(BundleFiles.secondTagManifest), second != secondTagManifest() {
            report.problems.append(.unsignedFile(BundleFiles.secondTagManifest))
        }
    }

    /// The other tag manifest, as it follows from the one that is signed. Nil where that is none of ours.
    private func secondTagManifest() -> [UInt8]? {
        let lines = material.tagFile(BundleFiles.tagManifest)?.split(separator: UInt8(ascii: "\n")) ?? []
        let paths = lines.map { String(decoding: $0.dropFirst(64 + 2), as: UTF8.self) }
        // That it is listed is no reason to be in a bundle: this does not count as having been read.
        let files = paths.compactMap { path in bag.tagFiles[path].map { (path, $0) } }
        guard files.count == paths.count else { return nil }
        return Array(files.map { "\(hex(SHA512.hash(data: $0.1)))  \($0.0)\n" }.joined().utf8)
    }

    /// So many are named; more say nothing new.
    private mutating func add(_ paths: [String], as problem: (String) -> BundleProblem) {
        report.problems += paths.sorted().prefix(BagReport.maximumProblems).map(problem)
    }

    private func custody() throws(BundleProblem) -> CustodyRecord {
        guard let json = material.tagFile(BundleFiles.custody) else { throw .noCustody }
        guard json.count <= BundleFiles.maximumCustodySize(exhibits: material.payload.count) else {
            throw .custodyTooLarge
        }
        guard let custody = try? CanonicalJSON.decodeFile(CustodyRecord.self, from: json),
            custody.amanah == CustodyRecord.format
        else { throw .noCustody }
        return custody
    }
}

extension BundleReport {
    /// What proofs come to, without a bag around them.
    init(of custody: CustodyRecord, _ checks: ProofChecks, signer: Ed25519.PublicKey) {
        self.signer = signer
        problems = checks.problems
        warnings = checks.warnings
        files = custody.exhibits.count
        bytes = custody.exhibits.reduce(0) { $0 + $1.size }
        take(custody, checks)
    }

    fileprivate mutating func take(_ custody: CustodyRecord, _ checks: ProofChecks) {
        self.custody = custody
        checkpoint = checks.checkpoint
        lines = checks.lines
        exhibits = checks.exhibits
        earlier = checks.earlier
        witness = checks.witness.map(Witness.init)
    }

    /// What is left of a report of a bundle that is not to be trusted: why, and who signed it.
    fileprivate init(refused report: BundleReport) {
        problems = report.problems
        signer = report.signer
        files = report.files
        bytes = report.bytes
    }
}

extension BundleReport.Witness {
    init(_ witness: ProvenWitness) {
        self.init(
            key: witness.proven.statement.by, name: witness.auditor.card.name, at: witness.at,
            size: witness.size)
    }
}
