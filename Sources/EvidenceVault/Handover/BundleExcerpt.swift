import Archive
import Bytes
import Ledger
import Sodium

/// What of a bundle proves some of its exhibits, for the bundles by which these go on: their proofs, those of the handover and its consents,
/// and what these lead to. Of the other exhibits nothing is in it but their numbers, which the handover names.
struct BundleExcerpt {
    private(set) var custody: CustodyRecord
    /// By their paths: `proofs/…`.
    private var proofs: [String: [UInt8]]
    /// Those by which its exhibits came.
    private var earlier: [BundleExcerpt]

    /// Of a bundle that was checked, or of an excerpt of one.
    ///
    /// Throws ``BundleProblem`` where the files are none.
    init(_ files: NamedFiles<[UInt8]>, depth: Int = 0) throws(BundleProblem) {
        guard depth <= BundleFiles.longestChain else { throw .chainTooLong }
        guard let json = files[BundleFiles.custody],
            let custody = try? CanonicalJSON.decodeFile(CustodyRecord.self, from: json)
        else { throw .noCustody }
        self.custody = custody
        (proofs, earlier) = ([:], [])
        for path in files.paths where path.starts(with: "proofs/") { proofs[path.string] = files[path] }
        while files["\(BundleFiles.chain(earlier.count))/\(BundleFiles.custody)"] != nil {
            let folder = "\(BundleFiles.chain(earlier.count))/"
            var below = NamedFiles<[UInt8]>()
            for path in files.paths {
                if let inner = try? path.dropping(folder) { below[inner] = files[path] }
            }
            earlier.append(try BundleExcerpt(below, depth: depth + 1))
        }
    }

    /// Where it lies in a bundle: all of its files, in the order of their paths.
    func files(in folder: String? = nil) throws -> [(path: String, contents: [UInt8])] {
        let below = try earlier.enumerated().flatMap { index, excerpt in
            try excerpt.files(in: BundleFiles.chain(index))
        }
        let own =
            [(BundleFiles.custody, try CanonicalJSON.encodeFile(custody))]
            + proofs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let prefix = folder.map { "\($0)/" } ?? ""
        return (own + below).map { (path: prefix + $0.0, contents: $0.1) }
    }

    /// The same with those exhibits alone that the log of its vault has at these positions.
    func holding(_ deposits: Set<UInt64>) throws -> BundleExcerpt {
        var excerpt = self
        excerpt.custody = custody.holding(deposits)
        // What its reader will look at is what goes along.
        var (tagFiles, payload) = (NamedFiles<[UInt8]>(), NamedFiles<(size: Int64, sha256: String)>())
        for (path, contents) in proofs { tagFiles[try SafePath(path)] = contents }
        for exhibit in excerpt.custody.exhibits {
            payload[try SafePath(exhibit.path)] = (exhibit.size, exhibit.sha256.description)
        }
        let material = BundleMaterial(tagFiles: tagFiles, payload: payload)
        let checks = ProofChecks(
            material, excerpt.custody, signer: try Ed25519.PublicKey(custody.preparedBy.key.bytes),
            part: .earlier(depth: nil))
        if let problem = checks.problems.first { throw VaultError.bundleInvalid(.problem(problem)) }
        let read = Set(material.read.map(\.string))
        excerpt.proofs = proofs.filter { read.contains($0.key) }
        excerpt.earlier = try earlier.compactMap { bundle in
            let needed = excerpt.custody.exhibits.compactMap(\.received).filter {
                $0.vault == bundle.custody.vault && $0.handover == bundle.custody.logIndex
            }
            return needed.isEmpty ? nil : try bundle.holding(Set(needed.map(\.deposit)))
        }
        return excerpt
    }

    /// Excerpts of one bundle become one.
    static func joined(_ excerpts: [BundleExcerpt]) -> [BundleExcerpt] {
        var all: [BundleExcerpt] = []
        for excerpt in excerpts {
            let same = all.firstIndex {
                $0.custody.vault == excerpt.custody.vault && $0.custody.logIndex == excerpt.custody.logIndex
            }
            guard let same else {
                all.append(excerpt)
                continue
            }
            all[same].custody = all[same].custody.joined(with: excerpt.custody)
            all[same].proofs.merge(excerpt.proofs) { first, _ in first }
            all[same].earlier = joined(all[same].earlier + excerpt.earlier)
        }
        return all
    }
}

extension CustodyRecord {
    fileprivate func holding(_ deposits: Set<UInt64>) -> CustodyRecord {
        with(exhibits.filter { deposits.contains($0.logIndex) })
    }

    fileprivate func joined(with other: CustodyRecord) -> CustodyRecord {
        let known = Set(exhibits.map(\.logIndex))
        return with(
            (exhibits + other.exhibits.filter { !known.contains($0.logIndex) })
                .sorted { $0.logIndex < $1.logIndex })
    }

    private func with(_ exhibits: [Exhibit]) -> CustodyRecord {
        CustodyRecord(
            amanah: amanah, vault: vault, vaultName: vaultName, caseID: caseID, caseRef: caseRef,
            office: office, sealing: sealing, preparedBy: preparedBy, preparedAt: preparedAt, clock: clock,
            consents: consents, basis: basis, exhibits: exhibits, logIndex: logIndex, logKey: logKey)
    }
}
