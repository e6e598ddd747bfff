public import Age
import Archive
import Bytes
import Foundation
public import Ledger
import VaultStorage

/// Why a bundle is not taken into a case.
public enum ImportProblem: Hashable, Sendable {
    /// A bag that no log stands behind.
    case foreignBag
    /// This vault made it.
    case ownBundle(caseRef: String)
    case importedAlready(caseRef: String, at: Timestamp)
    /// Its key is another than that of whom the receiver has asked; the positions of words that differ, from 1, when words were said.
    case otherSender(words: [Int])
}

/// A bundle that was taken into a case.
public struct ImportReceipt: Sendable {
    /// The documents, in the order of the exhibits.
    public let documents: [DepositReceipt]
    /// Those that hold what the bundle proves.
    public let records: [DepositReceipt]
}

/// What is written down of a bundle that is taken in, in words of the program that does it.
public struct ImportWords: Sendable {
    /// How an exhibit was obtained.
    public let obtained: @Sendable (CustodyRecord, CustodyRecord.Exhibit) -> String
    /// The title of what holds the proofs.
    public let recordTitle: @Sendable (CustodyRecord) -> String

    public init(
        obtained: @escaping @Sendable (CustodyRecord, CustodyRecord.Exhibit) -> String,
        recordTitle: @escaping @Sendable (CustodyRecord) -> String
    ) {
        self.obtained = obtained
        self.recordTitle = recordTitle
    }
}

extension Vault {
    /// What bundles that were sealed to this member's card are opened with.
    public var bundleIdentities: [any Age.Identity] { identity.bundleIdentities }

    /// Throws what ``importBundle(_:into:saying:progress:)`` would, before anybody is asked anything.
    public func requireImportable(_ bundle: CheckedBundle, into file: CaseFile) throws {
        _ = try incoming(bundle, asOfNow(file))
    }

    /// Takes a bundle of another vault into a case: each exhibit becomes a document of this vault, of the class and kind that it had there, and
    /// what the bundle proves of the exhibits of a class becomes one as well. All of it, or nothing.
    ///
    /// The bundle is read as a stream: nothing of it is on the disk but sealed.
    ///
    /// - Parameter progress: is told of bytes that were read, as they are.
    /// - Throws: ``VaultError/bundleImport(_:)``, ``VaultError/bundleInvalid(_:)``, ``VaultError/notPermitted(_:)``.
    public func importBundle(
        _ bundle: CheckedBundle, into file: CaseFile, saying words: ImportWords,
        progress: @escaping (Int) throws -> Void = { _ in }
    ) throws -> ImportReceipt {
        let incoming = try incoming(bundle, asOfNow(file))
        do {
            return try take(incoming, into: asOfNow(file), words, progress)
        } catch VaultError.refusedByLog(.notEntitled(.keyNotSeen)) {
            // The keys of vault and case changed while it was sealed: once more, under the new ones.
            return try take(incoming, into: asOfNow(file), words) { _ in }
        }
    }

    /// A bundle that may come in, and what it is made of.
    private struct Incoming {
        let bundle: CheckedBundle
        let custody: CustodyRecord
        /// In the order of the exhibits.
        let sources: [CustodyRecord.Exhibit.Source]

        var classes: [ConfidentialityClass] { Set(sources.map(\.deposit.confidentiality)).sorted() }
    }

    private func incoming(_ bundle: CheckedBundle, _ file: CaseFile) throws -> Incoming {
        guard bundle.report.kind == .bundle else { throw VaultError.bundleImport(.foreignBag) }
        if let problem = bundle.report.problems.first { throw VaultError.bundleInvalid(.problem(problem)) }
        guard let custody = bundle.report.custody else {
            throw VaultError.bundleInvalid(.problem(.noCustody))
        }
        guard custody.vault != id else {
            throw VaultError.bundleImport(.ownBundle(caseRef: custody.caseRef))
        }
        let earlier = file.imports.first {
            $0.vault == custody.vault && $0.made.handover == custody.logIndex
        }
        if let earlier {
            throw VaultError.bundleImport(.importedAlready(caseRef: file.ref, at: earlier.at))
        }
        // Each was proven when the bundle was checked.
        let incoming = Incoming(
            bundle: bundle, custody: custody,
            sources: custody.exhibits.compactMap { bundle.sources[$0.logIndex] })
        let (roles, asked) = (roles(in: file), "bundle.import")
        try require(!roles.isEmpty, or: .notOnTeam(caseRef: file.ref), asked: asked, case: file.id)
        let kinds = incoming.sources.map { ($0.newest.document.kind, $0.deposit.confidentiality) }
        for (kind, confidentiality) in kinds + incoming.classes.map({ (.custodyRecord, $0) }) {
            try require(
                roles.contains { state.policy.deposits($0, kind, as: confidentiality) },
                or: .cannotDeposit(kind), asked: asked, case: file.id)
        }
        return incoming
    }

    private func take(
        _ incoming: Incoming, into file: CaseFile, _ words: ImportWords,
        _ progress: @escaping (Int) throws -> Void
    ) throws -> ImportReceipt {
        let custody = incoming.custody
        let records = try self.records(of: incoming, title: words.recordTitle(custody))
        let paths = try custody.exhibits.map { try SafePath($0.path) }
        // cannot trap: the paths of a bundle that was checked are each another
        let places = Dictionary(uniqueKeysWithValues: paths.enumerated().map { ($1, $0) })
        var sealed: [SealedDocument] = []
        let positions = try bringIn { blobs in
            let begun = now()
            let sealer = try DocumentSealer(
                vaultID: id, caseID: file.id, caseRef: file.ref, compartments: keys(of: file).compartments,
                recovery: recoveryKey(), depositor: identity.fingerprint, time: begun,
                newBlob: blobs.newBlob, progress: progress)
            var documents: [SafePath: SealedDocument] = [:]
            try incoming.bundle.readPayload { path, read in
                guard let index = places[path] else { throw ArchiveError.changedSince(path.string) }
                let document = try sealer.seal(
                    StreamedDocument(custody, index, incoming.sources[index], words), reading: read)
                documents[path] = document
                return document.details.sha256
            }
            sealed = paths.compactMap { documents[$0] }
            for (said, contents) in records {
                var rest = contents[...]
                sealed.append(
                    try sealer.seal(said) { buffer in
                        let piece = rest.prefix(buffer.count)
                        buffer.copyBytes(from: piece)
                        rest = rest.dropFirst(piece.count)
                        return piece.count
                    })
            }
            return Batch { [self, sealed] state in
                // As with every deposit.
                guard DocumentRecord.isOneDeposit(sealedAt: begun, statedAt: now()) else {
                    throw VaultError.clockMoved
                }
                let first = (state.caseFile(file.id)?.documentCount ?? 0) + 1
                let numbers = Array(first..<(first + sealed.count))
                return sealed.map { .deposit($0.deposit(in: file.id, kit: nil)) } + [
                    .importBundle(
                        BundleImported(
                            caseID: file.id, vault: custody.vault, handover: custody.logIndex,
                            documents: Array(numbers.prefix(custody.exhibits.count)),
                            records: Array(numbers.dropFirst(custody.exhibits.count))))
                ]
            }
        }
        let after = state.caseFile(file.id) ?? file
        let receipts = zip(sealed, positions).map { document, position in
            DepositReceipt(
                caseRef: file.ref, number: after.number(ofDepositAt: position) ?? 0,
                sha256: document.details.sha256, size: document.details.document.size,
                path: document.details.document.name, documentID: document.details.document.documentID,
                logPosition: position,
                isUnderOldKeys: document.compartment.generation
                    < after.generation(of: document.compartment.confidentiality))
        }
        return ImportReceipt(
            documents: Array(receipts.prefix(custody.exhibits.count)),
            records: Array(receipts.dropFirst(custody.exhibits.count)))
    }

    /// What the bundle proves of the exhibits of each class, as a tar. Who reads a document reads what is proven of it, and of no other.
    private func records(
        of incoming: Incoming, title: String
    ) throws -> [(said: StreamedDocument, contents: [UInt8])] {
        let whole = try Bundle.translating {
            do throws(BundleProblem) {
                return try BundleExcerpt(incoming.bundle.bag.tagFiles)
            } catch {
                throw VaultError.bundleInvalid(.problem(error))
            }
        }
        let title = try Name.checked(title, limit: Submission.longestTitle)
        return try incoming.classes.map { confidentiality in
            let positions = incoming.sources.filter { $0.deposit.confidentiality == confidentiality }
                .map(\.position)
            let contents = try whole.holding(Set(positions)).tar()
            return (
                StreamedDocument(
                    kind: .custodyRecord, confidentiality: confidentiality, title: title,
                    name: BundleExcerpt.tarName, size: Int64(contents.count),
                    modified: incoming.custody.preparedAt, obtained: nil, received: nil),
                contents
            )
        }
    }

    /// What proves the custody of exhibits that came with bundles of other vaults before they came here: files of a bundle.
    func earlierBundles(
        of exhibits: [BundlePlan.Exhibit], in file: CaseFile
    ) throws -> [(path: String, contents: [UInt8])] {
        var missing = exhibits.filter { $0.details.document.received != nil }
        var excerpts: [BundleExcerpt] = []
        for imported in file.imports where !missing.isEmpty {
            let numbers = Set(imported.documents)
            let came = missing.filter { numbers.contains($0.number) }
            missing.removeAll { numbers.contains($0.number) }
            let classes = Set(came.map(\.document.deposit.confidentiality))
            for record in imported.made.records {
                guard let place = file.deposits[record], classes.contains(place.confidentiality) else {
                    continue
                }
                let deposits = came.filter { $0.document.deposit.confidentiality == place.confidentiality }
                    .compactMap(\.details.document.received?.deposit)
                excerpts.append(try excerpt(in: record, of: file).holding(Set(deposits)))
            }
        }
        if let exhibit = missing.first {
            throw VaultError.bundleInvalid(.problem(.chainMissing(exhibit.ref)))
        }
        return try BundleExcerpt.joined(excerpts).enumerated().flatMap { index, excerpt in
            try excerpt.files(in: BundleFiles.chain(index))
        }
    }

    private func excerpt(in number: Int, of file: CaseFile) throws -> BundleExcerpt {
        let document = try readable(number, in: file, asked: "bundle.create")
        do {
            return try BundleExcerpt(tar: custodyRecord(document, in: file))
        } catch let problem as BundleProblem {
            throw VaultError.bundleInvalid(.problem(.earlier(document.ref, problem)))
        } catch let error as ArchiveError {
            throw VaultError.bundleInvalid(.archive(error))
        }
    }
}

extension StreamedDocument {
    /// What an exhibit is in the vault that it comes into: by the newest word of where it comes from.
    fileprivate init(
        _ custody: CustodyRecord, _ index: Int, _ source: CustodyRecord.Exhibit.Source, _ words: ImportWords
    ) throws {
        let exhibit = custody.exhibits[index]
        self.init(
            kind: exhibit.kind, confidentiality: source.deposit.confidentiality,
            title: try Name.checked(exhibit.title, limit: Submission.longestTitle),
            name: try Name.ofFile(exhibit.name), size: exhibit.size,
            modified: source.details.document.modified,
            obtained: try Name.checked(
                words.obtained(custody, exhibit), limit: Submission.longestObtained),
            received: Received(
                vault: custody.vault, handover: custody.logIndex, deposit: source.position,
                detailsDigest: source.deposit.detailsDigest))
    }
}

extension BundleExcerpt {
    static let tarName = "custody-record.tar"

    /// All of its files in a tar.
    func tar() throws -> [UInt8] {
        var bytes: [UInt8] = []
        let tar = try TarWriter { bytes += $0 }
        for (path, contents) in try files() {
            try tar.addFile(SafePath(path), contents: contents, modified: custody.preparedAt.seconds)
        }
        try tar.finish()
        return bytes
    }

    init(tar bytes: [UInt8]) throws {
        var rest = bytes[...]
        let tar = try ArchiveReader(tar: { buffer in
            let piece = rest.prefix(buffer.count)
            buffer.copyBytes(from: piece)
            rest = rest.dropFirst(piece.count)
            return piece.count
        })
        var files = NamedFiles<[UInt8]>()
        while let entry = try tar.next() { files[entry.path] = try tar.contents(limit: bytes.count) }
        try self.init(files)
    }
}
