import Archive
import Bytes
import Ledger
import Sodium

/// A bundle of another vault by which exhibits came: as much of it as proves these, in a folder of the bundle by which they go on.
public struct EarlierBundle: Sendable {
    /// Its folder in the outermost bundle: `chain/1`, and `chain/1/chain/1` for one that came before that.
    public let folder: String
    /// What was handed over, with those exhibits alone that go on.
    public let custody: CustodyRecord
    /// What it says of itself, consents and log among it.
    public let lines: [BundleLine]
    /// Those by which its own exhibits came.
    public let earlier: [EarlierBundle]
    /// Of its exhibits, by the positions of their deposits.
    private let places: [UInt64: Int]

    init(folder: String, custody: CustodyRecord, lines: [BundleLine], earlier: [EarlierBundle]) {
        self.folder = folder
        self.custody = custody
        self.lines = lines
        self.earlier = earlier
        places = Dictionary(
            custody.exhibits.enumerated().map { ($1.logIndex, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// As it is called from a bundle that has it in a folder.
    fileprivate func below(_ outer: String) -> EarlierBundle {
        EarlierBundle(
            folder: "\(outer)/\(folder)", custody: custody, lines: lines.map { $0.below(outer) },
            earlier: earlier.map { $0.below(outer) })
    }

    /// With all that came before it, the newest first.
    public var all: [EarlierBundle] { [self] + earlier.flatMap(\.all) }

    /// What an exhibit was in it.
    func exhibit(_ received: Received) -> CustodyRecord.Exhibit? {
        guard custody.vault == received.vault, custody.logIndex == received.handover else { return nil }
        return places[received.deposit].map { custody.exhibits[$0] }
    }
}

extension [EarlierBundle] {
    /// By which of them an exhibit came, and what it was there.
    func origin(
        of exhibit: CustodyRecord.Exhibit
    ) -> (bundle: EarlierBundle, exhibit: CustodyRecord.Exhibit)? {
        guard let received = exhibit.received else { return nil }
        for bundle in self {
            if let earlier = bundle.exhibit(received) { return (bundle, earlier) }
        }
        return nil
    }
}

extension BundleLine {
    /// As a bundle says it that has the bundle whose line this is in a folder.
    fileprivate func below(_ folder: String) -> BundleLine {
        guard case .proven(let files) = standing else { return self }
        return BundleLine(label, value, key: key, .proven(by: files.map { "\(folder)/\($0)" }))
    }

    fileprivate func labelled(_ label: Label) -> BundleLine { BundleLine(label, value, key: key, standing) }
}

/// The chain: what came with a bundle of another vault is proven by that vault's log as well.
extension ProofChecks {
    /// Every exhibit whose details say that it came with a bundle is held against the deposit there; and nothing else is shown of that bundle.
    mutating func checkChain() throws(BundleProblem) {
        let depth: Int
        switch part {
        case .whole: depth = 0
        case .earlier(nil): return
        case .earlier(.some(let known)): depth = known
        }
        while let json = material.tagFile("\(BundleFiles.chain(earlier.count))/\(BundleFiles.custody)") {
            guard depth < BundleFiles.longestChain else { throw .chainTooLong }
            let folder = BundleFiles.chain(earlier.count)
            do throws(BundleProblem) {
                try check(folder, json, depth: depth + 1)
            } catch {
                throw .earlier(folder, error)
            }
        }
        for exhibit in custody.exhibits where exhibit.received != nil && earlier.origin(of: exhibit) == nil {
            throw .chainMissing(exhibit.exhibit)
        }
    }

    private mutating func check(
        _ folder: String, _ json: [UInt8], depth: Int
    ) throws(BundleProblem) {
        guard json.count <= BundleFiles.maximumCustodySize(exhibits: custody.exhibits.count) else {
            throw .custodyTooLarge
        }
        guard let record = try? CanonicalJSON.decodeFile(CustodyRecord.self, from: json),
            record.amanah == CustodyRecord.format,
            let key = try? Ed25519.PublicKey(record.preparedBy.key.bytes)
        else { throw .noCustody }
        guard
            !earlier.contains(where: {
                $0.custody.vault == record.vault && $0.custody.logIndex == record.logIndex
            })
        else { throw .notInOrder }
        let (payload, here) = try carried(by: record)
        let checks = ProofChecks(
            BundleMaterial(below: folder, of: material, payload: payload), record, signer: key,
            trusting: certificates, part: .earlier(depth: depth))
        if let problem = checks.problems.first { throw problem }
        warnings += checks.warnings.map { .earlier(folder, $0) }
        earlier.append(
            EarlierBundle(
                folder: folder, custody: record, lines: checks.lines.map { $0.below(folder) },
                earlier: checks.earlier.map { $0.below(folder) }))
        for (index, there) in here {
            let (exhibit, origin) = (custody.exhibits[index], record.exhibits[there])
            guard let source = checks.sources[origin.logIndex],
                source.deposit.detailsDigest == exhibit.received?.detailsDigest
            else { throw .otherChain(origin.exhibit) }
            if record.preparedAt.seconds - exhibit.depositedAt.seconds > ClockDifference.tolerance {
                warnings.append(.receivedBeforeSent(exhibit: exhibit.exhibit))
            }
            let lines = checks.exhibits[there].lines.map { $0.below(folder) }
            exhibits[index] = BundleReport.Exhibit(
                exhibit: exhibit.exhibit,
                lines: exhibits[index].lines + earlier[earlier.count - 1].history(of: origin, lines))
        }
    }

    /// The exhibits that came with a bundle: their files, under the names that these had there; and for each its place here and there.
    private func carried(
        by record: CustodyRecord
    ) throws(BundleProblem) -> (NamedFiles<(size: Int64, sha256: String)>, [(here: Int, there: Int)]) {
        var payload = NamedFiles<(size: Int64, sha256: String)>()
        var places: [(here: Int, there: Int)] = []
        var came: [UInt64: Int] = [:]
        for (here, exhibit) in custody.exhibits.enumerated() {
            guard let received = exhibit.received, received.vault == record.vault,
                received.handover == record.logIndex
            else { continue }
            came[received.deposit] = here
        }
        for (there, origin) in record.exhibits.enumerated() {
            guard let here = came[origin.logIndex], let path = try? SafePath(origin.path) else {
                throw .otherChain(origin.exhibit)
            }
            payload[path] = material.payload[custody.exhibits[here].path]
            places.append((here, there))
        }
        guard !places.isEmpty else { throw .otherDocuments }
        return (payload, places)
    }
}

extension EarlierBundle {
    /// What is said twice where a file is the same.
    private static let unrepeated: Set<BundleLine.Label> = [
        .file, .name, .mediaType, .size, .sha256, .ref,
    ]

    /// What an exhibit's history was in this bundle and before it, as lines of that exhibit.
    fileprivate func history(of exhibit: CustodyRecord.Exhibit, _ known: [BundleLine]) -> [BundleLine] {
        let name = lines.filter { $0.label == .vaultName }.map { $0.labelled(.receivedFrom) }
        // What came before is behind: its lines are those of what it is now.
        let own = known.prefix { $0.label != .receivedFrom }.filter {
            !EarlierBundle.unrepeated.contains($0.label)
        }
        var handover: [BundleLine] = []
        for (index, line) in lines.enumerated() {
            switch line.label {
            case .office: handover.append(line.labelled(.handedOverTo))
            case .preparedAt: handover.append(line.labelled(.handedOverAt))
            case .preparedBy:
                handover.append(line.labelled(.handedOverBy))
                if lines.dropFirst(index + 1).first?.label == .calledBySender {
                    handover.append(lines[index + 1])
                }
            default: break
            }
        }
        return name + [BundleLine(.receivedAs, "\(exhibit.exhibit), \(exhibit.ref)", .word)] + own
            + handover + known.drop { $0.label != .receivedFrom }
    }
}
