import Age
import Archive
import Crypto
import Foundation
import Sodium
import TransparencyLog

/// Who a bundle is sealed to.
public struct BundleRecipient: Sendable {
    public let recipient: SealingKey
    /// From a card; nil when only an age key was given.
    public let name: String?

    /// - Parameter postQuantum: prefers the hybrid key of the card, for a vault that uses such keys.
    public init(card: Card, postQuantum: Bool = false) {
        recipient = (postQuantum ? card.hybrid.map { .hybrid($0) } : nil) ?? .x25519(card.recipient)
        name = card.name
    }

    /// An `age1…` or `age1pq1…` key.
    public init(_ text: String) throws {
        do {
            recipient = try SealingKey(text)
        } catch is AgeError {
            throw VaultError.badInput("\(visible(text)) is neither a card nor an age1… key")
        }
        name = nil
    }
}

/// What was handed over.
public struct BundleReceipt: Sendable {
    public let custody: CustodyRecord
    public let signer: Ed25519.PublicKey
    public let path: String
    public let size: Int64
    /// SHA-256 of the sealed file: what both sides can read to each other.
    public let sha256: HexBytes
    /// Documents that were left out, and why.
    public let leftOut: [(ref: String, reason: String)]
}

extension Vault {
    /// Writes a bundle: a signed BagIt bag in a tar, sealed with age to the recipient, in a new file.
    ///
    /// - Parameters:
    ///   - numbers: the documents; without them, all that this member reads and a consent covers, but for kinds that are
    ///     never proposed.
    /// - Throws: ``VaultError/notPermitted(_:)`` when the member does not hand over or no consent covers a
    ///   document; ``VaultError/alreadyExists(path:)``.
    public func createBundle(
        of file: CaseFile, to office: Office, recipient: BundleRecipient, documents numbers: [Int]? = nil,
        at path: String
    ) throws -> BundleReceipt {
        try require(
            roles(in: file).contains { state.policy.handsOver($0) },
            or: .role(needed: [.coordinator, .lawyer]), asked: "bundle.create", case: file.id)
        if File.exists(path) { throw VaultError.alreadyExists(path: path) }
        if !state.isExample && ExampleKeys.contains(recipient.recipient) {
            throw VaultError.exampleKey(fingerprint: recipient.recipient.description)
        }
        let (chosen, leftOut) = try choose(numbers, of: file, for: office)
        guard !chosen.isEmpty else {
            if numbers == nil, file.consents.allSatisfy({ $0.given.recipient != office }) {
                try refuse(
                    .noConsent(office: office.description, kinds: []), asked: "bundle.create", case: file.id)
            }
            throw VaultError.badInput(
                "no document of \(file.ref) is both readable to you and covered by consent")
        }

        // The consents that are needed, in the order of their numbers.
        let needed = Set(chosen.map(\.consent.given.number)).sorted()
        let access = try recordHandover { _ in
            BundleMade(
                caseID: file.id, office: office, recipient: recipient.recipient.description,
                documents: chosen.map(\.number), consents: needed)
        }
        let contents = try bundleContents(chosen, of: file, to: office, consents: needed, access)
        let (size, digest) = try write(contents, of: file, to: recipient, at: path, access)
        return BundleReceipt(
            custody: contents.custody, signer: identity.card.signingKey, path: path, size: size,
            sha256: digest,
            leftOut: leftOut)
    }

    /// A document on its way into a bundle.
    private struct Exhibit {
        let number: Int
        let document: Vault.ReadableDocument
        let details: DocumentDetails
        let detailsJSON: [UInt8]
        let located: Log.Located
        let consent: CaseFile.Consent
    }

    private func choose(
        _ numbers: [Int]?, of file: CaseFile, for office: Office
    ) throws -> (chosen: [Exhibit], leftOut: [(ref: String, reason: String)]) {
        let consents = file.consents.filter { $0.given.recipient == office && $0.isValid(at: now()) }
        var chosen: [Exhibit] = []
        var leftOut: [(ref: String, reason: String)] = []
        let all = file.documentCount > 0 ? Array(1...file.documentCount) : []
        for number in numbers.map({ Array(Set($0)).sorted() }) ?? all {
            let (deposit, located) = try log.deposit(of: number, in: file)
            let ref = "\(file.ref)/\(number)"
            let disclosed: (details: DocumentDetails, json: [UInt8])?
            do {
                disclosed = try disclosedDetails(of: deposit, in: file)
            } catch VaultError.altered where numbers == nil {
                leftOut.append((ref, "its description is not what was deposited"))
                continue
            }
            guard let (details, json) = disclosed,
                let key = try compartmentKey(
                    deposit.confidentiality, generation: deposit.generation, in: file)
            else {
                if numbers != nil {
                    try refuse(
                        .cannotRead(deposit.confidentiality), asked: "bundle.create", case: file.id,
                        document: number)
                }
                leftOut.append((ref, "not readable to you"))
                continue
            }
            let kind = details.document.kind
            if numbers == nil && kind.isNeverProposed {
                leftOut.append((ref, "\(kind.rawValue) is never proposed; name it with --documents"))
                continue
            }
            guard let consent = consents.first(where: { $0.given.kinds.contains(kind) }) else {
                if numbers != nil {
                    try refuse(
                        .noConsent(office: office.description, kinds: [kind]), asked: "bundle.create",
                        case: file.id, document: number)
                }
                leftOut.append((ref, "no consent covers \(kind.rawValue) for \(office)"))
                continue
            }
            chosen.append(
                Exhibit(
                    number: number, document: ReadableDocument(ref: ref, deposit: deposit, key: key),
                    details: details, detailsJSON: json, located: located,
                    consent: consent))
        }
        return (chosen, leftOut)
    }

    private struct BundleContents {
        let custody: CustodyRecord
        let bag: Bag
        let signature: String
        let exhibits: [(exhibit: Exhibit, path: SafePath)]
    }

    private func bundleContents(
        _ chosen: [Exhibit], of file: CaseFile, to office: Office, consents: [Int],
        _ access: CommittedAccess
    ) throws -> BundleContents {
        let handover = try log.statement(at: access.position)
        let paths = try chosen.enumerated().map { index, exhibit in
            try SafePath("data/P-\(index + 1)_" + DocumentFrame.fileName(for: exhibit.details.document.name))
        }
        let verifier = try CheckpointNames(id).verifier(logKey: state.logKey)
        let custody = CustodyRecord(
            amanah: CustodyRecord.format, vault: id, caseRef: file.ref, office: office,
            preparedBy: .init(name: identity.name, fingerprint: identity.fingerprint),
            preparedAt: handover.statement.at,
            consents: file.consents.filter { consents.contains($0.given.number) }.map {
                .init(
                    number: $0.given.number, purpose: $0.given.purpose, recordedAt: $0.recordedAt,
                    until: $0.given.until)
            },
            exhibits: try chosen.enumerated().map { index, exhibit in
                let document = exhibit.details.document
                guard let depositor = state.member(signingWith: exhibit.located.statement.by) else {
                    throw VaultError.altered(
                        .document("\(file.ref)/\(exhibit.number)", problem: "unknown depositor"))
                }
                return .init(
                    exhibit: "P-\(index + 1)", path: paths[index].string,
                    ref: "\(file.ref)/\(exhibit.number)", kind: document.kind, title: document.title,
                    mediaType: document.mediaType, size: document.size, sha256: exhibit.details.sha256,
                    obtained: document.obtained,
                    depositedBy: .init(name: depositor.name, fingerprint: depositor.fingerprint),
                    depositedAt: exhibit.located.statement.at,
                    sealedInField: exhibit.document.deposit.kit.map(CustodyRecord.SealedInField.init),
                    logIndex: exhibit.located.position)
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
        let (checkpoint, proofs) = try log.proofs(of: chosen.map(\.located.position) + [access.position])
        try add(BundleFiles.checkpoint, checkpoint.encoded)
        for (index, exhibit) in chosen.enumerated() {
            let name = "P-\(index + 1)"
            try add(BundleFiles.entry(name), exhibit.located.entry.bytes)
            try add(BundleFiles.opening(name), exhibit.located.opening.bytes)
            try add(BundleFiles.details(name), exhibit.detailsJSON)
            try add(BundleFiles.proof(name), proofs[index].encoded)
        }
        try add(BundleFiles.entry(BundleFiles.handover), handover.entry.bytes)
        try add(BundleFiles.opening(BundleFiles.handover), handover.opening.bytes)
        try add(BundleFiles.proof(BundleFiles.handover), proofs[chosen.count].encoded)

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
        _ contents: BundleContents, of file: CaseFile, to recipient: BundleRecipient, at path: String,
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
            let seal = try SealingStream(to: [recipient.recipient.ageRecipient]) { bytes in
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
