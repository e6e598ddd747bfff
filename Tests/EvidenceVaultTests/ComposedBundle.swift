import Age
import Archive
import Bytes
import Crypto
import Foundation
@testable import Ledger
import Sodium
import TransparencyLog
@testable import VaultStorage

@testable import EvidenceVault
import TestSupport

/// A bundle that a member composes with a client of their own, from whatever entries of a log there are, void or not: signed, with a
/// bag, a custody record and proofs as they should be, but for what a test changes.
struct ComposedBundle {
    struct Exhibit {
        var deposit: UInt64
        var number: Int
        var amend: UInt64?
        /// The deposit that is shown as that of its original.
        var original: UInt64?
        var contents: String
    }

    let office: TestOffice
    /// Whose keys open the log, and who signs.
    let name: String
    var ref = "TPPO-2026-0017"
    var handover: UInt64
    var exhibits: [Exhibit]
    /// Numbers, and where the log has them.
    var consents: [(number: Int, position: UInt64)] = []
    /// A ground in law instead: its number, where the log has it and an approval, and what it says.
    var basis: (number: Int, proposal: UInt64, approval: UInt64, json: [UInt8])?
    /// Where the log has the enrolments of these, instead of where they were enrolled.
    var enrolments: [String: UInt64] = [:]
    /// Whose enrolments are left out.
    var unproven: Set<String> = []
    /// What the custody record calls people, instead of what they are called.
    var names: [String: String] = [:]
    var witness: UInt64?
    /// Changes the record before it is written.
    var changeCustody: (inout [String: Any]) -> Void = { _ in }
    /// Changes the files before they are listed and signed.
    var changeFiles: (inout [String: [UInt8]]) throws -> Void = { _ in }
    /// Who signs it, when it is not who composes.
    var signer: MemberIdentity?

    /// A statement of the log, whatever the replay makes of it.
    private func located(_ position: UInt64, _ vault: Vault) throws -> Log.Located {
        try vault.log.examine { index, keys, _ in
            try index.read { transaction in
                let entry = try transaction.entry(at: position)
                guard let key = keys.vault[entry.generation],
                    case .opening(let opening) = try entry.open(vaultKey: key.vaultKey, vaultID: vault.id)
                else { throw StorageError.busy }
                return Log.Located(
                    position: position, entry: entry, opening: opening,
                    statement: try opening.verified(vaultID: vault.id))
            }
        }
    }

    private func details(
        _ sealed: Base64Bytes, _ confidentiality: ConfidentialityClass, _ generation: UInt32,
        of caseID: HexBytes, _ documentID: HexBytes, as item: TextItem, _ vault: Vault
    ) throws -> (details: DocumentDetails, json: [UInt8]) {
        guard let file = vault.state.caseFile(caseID),
            let key = try vault.compartmentKey(confidentiality, generation: generation, in: file)
        else { throw StorageError.busy }
        let json = try SealedText.open(
            sealed.bytes, with: key, as: item,
            in: CompartmentName(vault.id, caseID, confidentiality, generation), of: documentID)
        return (try CanonicalJSON.decode(DocumentDetails.self, from: json), json)
    }

    /// Writes it as a folder.
    func write() throws -> String {
        let vault = try office.open(name)
        var proofs = BundleProofs()
        var people: Set<String> = [name]
        func personName(_ key: HexBytes) -> String? { vault.state.member(signingWith: key)?.name }
        func called(_ key: HexBytes) -> String? { personName(key).map { names[$0] ?? $0 } }

        var said: [CustodyRecord.Exhibit] = []
        for (index, exhibit) in exhibits.enumerated() {
            let located = try located(exhibit.deposit, vault)
            guard case .deposit(let deposit) = located.statement.act else { throw StorageError.busy }
            let first = try details(
                deposit.details, deposit.confidentiality, deposit.generation, of: deposit.caseID,
                deposit.documentID, as: .details, vault)
            let name = BundleFiles.exhibit(index)
            proofs.add(name, located, details: first.json)
            personName(located.statement.by).map { _ = people.insert($0) }
            var amendment: CustodyRecord.Exhibit.Source.Amendment?
            if let position = exhibit.amend {
                let amended = try self.located(position, vault)
                guard case .amend(let amend) = amended.statement.act else { throw StorageError.busy }
                // Of whatever document it is.
                guard let file = vault.state.caseFile(amend.caseID),
                    let place = file.deposits[amend.number],
                    case .deposit(let its) = try self.located(place.position, vault).statement.act
                else { throw StorageError.busy }
                let newest = try details(
                    amend.details, its.confidentiality, amend.generation, of: amend.caseID, its.documentID,
                    as: .amendedDetails, vault)
                proofs.add(BundleFiles.amend(name), amended, details: newest.json)
                personName(amended.statement.by).map { _ = people.insert($0) }
                amendment = .init(position: position, statement: amended.statement, details: newest.details)
            }
            var original: CustodyRecord.Exhibit.Source.Original?
            if let position = exhibit.original {
                let deposited = try self.located(position, vault)
                proofs.add(BundleFiles.original(name), deposited)
                personName(deposited.statement.by).map { _ = people.insert($0) }
                original = .init(position: position, statement: deposited.statement)
            }
            said.append(
                CustodyRecord.Exhibit(
                    .init(
                        position: exhibit.deposit, statement: located.statement, deposit: deposit,
                        details: first.details, amendment: amendment, original: original), index: index,
                    number: exhibit.number,
                    caseRef: ref, nameOf: called))
        }
        var given: [CustodyRecord.Consent] = []
        for (number, position) in consents {
            let located = try located(position, vault)
            guard case .consent(let consent) = located.statement.act else { throw StorageError.busy }
            proofs.add(BundleFiles.consent(number), located)
            given.append(.init(consent, number: number, statedIn: located.statement, at: position))
        }
        var ground: CustodyRecord.Basis?
        if let basis {
            let (proposal, approval) = try (
                located(basis.proposal, vault), located(basis.approval, vault)
            )
            guard case .proposeBasis(let proposed) = proposal.statement.act else { throw StorageError.busy }
            proofs.add(BundleFiles.basis, proposal, details: basis.json)
            proofs.add(BundleFiles.approval, approval)
            for located in [proposal, approval] {
                personName(located.statement.by).map { _ = people.insert($0) }
            }
            ground = .init(
                proposed, number: basis.number,
                text: try CanonicalJSON.decode(BasisDetails.self, from: basis.json).text,
                proposal: (proposal.statement, basis.proposal),
                approval: (approval.statement, basis.approval), nameOf: called)
        }
        let handedOver = try located(handover, vault)
        guard case .bundle(let bundle) = handedOver.statement.act else { throw StorageError.busy }
        proofs.add(BundleFiles.handover, handedOver)
        if let witness {
            let located = try located(witness, vault)
            proofs.add(BundleFiles.witness, located)
            personName(located.statement.by).map { _ = people.insert($0) }
        }
        // With the founder, to whom all lead.
        for name in people.union(["custodian"]).subtracting(unproven).sorted() {
            guard let member = vault.members.first(where: { $0.name == name }),
                let position = enrolments[name] ?? member.enrolledAt
            else { continue }
            try proofs.add(
                BundleFiles.member(HexBytes(member.card.signingKey.bytes)), located(position, vault))
        }
        var (files, logKey) = try proofs.files(from: vault.log)
        if let witness {
            let proof = try vault.log.proofs(of: [], since: [witness]).consistency[0]
            files.append((BundleFiles.consistency(BundleFiles.witness), proof.encoded))
        }
        let custody = CustodyRecord(
            of: bundle, statedIn: handedOver.statement, at: handover, vault: vault.id,
            vaultName: vault.state.vaultName, caseRef: ref, preparedBy: called(handedOver.statement.by),
            clock: CustodyRecord.Clock(vault.state.timeZone, at: handedOver.statement.at), consents: given,
            basis: ground, exhibits: said,
            logKey: try CheckpointNames(vault.id).verifier(logKey: logKey).vkey)
        return try write(custody, Dictionary(files.map { ($0.path, $0.contents) }) { $1 })
    }

    private func write(_ custody: CustodyRecord, _ proofs: [String: [UInt8]]) throws -> String {
        var json =
            try JSONSerialization.jsonObject(with: Data(CanonicalJSON.encode(custody))) as? [String: Any]
            ?? [:]
        changeCustody(&json)
        let changed = try JSONSerialization.data(withJSONObject: json)
        var files = proofs
        files[BundleFiles.custody] = try CanonicalJSON.encodeFile(
            JSONDecoder().decode(JSONValue.self, from: changed))
        files[BundleFiles.index] = Array("<!DOCTYPE html>".utf8)
        files[BundleFiles.verification] = Array("Cara memeriksa".utf8)
        for (path, contents) in try BundleFiles.following(from: custody, []) { files[path] = contents }
        let folder = UnpackedBundle(office.folder.appending("composed-\(UUID().uuidString)"))
        for (index, exhibit) in exhibits.enumerated() {
            try folder.write("data/P-\(index + 1).txt", Array(exhibit.contents.utf8))
        }
        try changeFiles(&files)
        for (path, contents) in files { try folder.write(path, contents) }
        try folder.sign(as: signer ?? office.person(name), comment: BundleFiles.trustedComment(custody))
        return folder.url.path
    }
}

/// A bundle as a folder, which somebody changes and signs anew.
struct UnpackedBundle {
    let url: URL

    init(_ url: URL) { self.url = url }
    init(_ path: String) { url = URL(fileURLWithPath: path) }

    func read(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url.appending(path: path))) }

    func write(_ path: String, _ contents: [UInt8]) throws {
        let file = url.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(contents).write(to: file)
    }

    func remove(_ path: String) throws { try FileManager.default.removeItem(at: url.appending(path: path)) }

    /// All files but those that list and sign them.
    func paths() throws -> [String] {
        let all = FileManager.default.enumerator(atPath: url.path)?.compactMap { $0 as? String } ?? []
        return all.filter { path in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: url.path + "/" + path, isDirectory: &isFolder)
            return !isFolder.boolValue
        }.sorted()
    }

    /// Lists all files anew and signs.
    ///
    /// - Parameter info: what the bag says of itself, where that is not what the record says.
    func sign(as signer: MemberIdentity, comment: String, info: [(String, String)]? = nil) throws {
        let made = [
            "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt",
            BundleFiles.tagManifest, BundleFiles.secondTagManifest, BundleFiles.signature,
        ]
        let custody = (try? read(BundleFiles.custody)).flatMap {
            try? CanonicalJSON.decodeFile(CustodyRecord.self, from: $0)
        }
        try write(BundleFiles.publicKey, Array(Minisign.publicKeyFile(signer.card.signingKey).utf8))
        let paths = try paths().filter { !made.contains($0) }
        let payload = try paths.filter { $0.hasPrefix("data/") }.map { ($0, try read($0)) }
        let bag = try Bag(
            payload: payload.map { path, contents in
                BagPayload(
                    path: try SafePath(String(path.dropFirst(5))), size: Int64(contents.count),
                    sha256: SHA256.bytes(of: contents))
            }, info: info ?? custody.map(BundleFiles.info) ?? [],
            tagFiles: paths.filter { !$0.hasPrefix("data/") }.map { (try SafePath($0), try read($0)) })
        let ending = try bag.ending(sha512: payload.map { Array(SHA512.hash(data: $0.1)) })
        for file in bag.tagFiles + ending.tagFiles { try write(file.path.string, file.contents) }
        try write(
            BundleFiles.signature,
            Array(Minisign.sign(ending.tagManifest, comment: comment, key: signer.signingKey).utf8))
    }

    /// Seals it as a bundle is sealed.
    func seal(to recipients: any Recipient..., at path: String) throws {
        try Data().write(to: URL(fileURLWithPath: path))
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? output.close() }
        let seal = try SealingStream(to: recipients) { try output.write(contentsOf: Data($0)) }
        let tar = try TarWriter { try seal.write($0) }
        for file in try paths() {
            try tar.addFile(SafePath("berkas/\(file)"), contents: read(file), modified: 0)
        }
        try tar.finish()
        try seal.finish()
    }
}
