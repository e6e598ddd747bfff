import Disk
import Foundation
import Ledger
public import Sodium
import VaultStorage

/// What trustees do together when access is lost.
extension Vault {
    /// Opens a vault with the recovery key. What is read and done is logged as the recovery key's; nothing of it is remembered on
    /// this computer, so that the phrase is compared each time.
    ///
    /// Throws ``LedgerError/wrongPhrase(_:)``, and ``VaultError/notARecoveryKey`` when the key is not this vault's.
    public static func open(
        at path: String, recoverySecret secret: borrowing Secret, phrase: VaultPhrase,
        surroundings: Surroundings = Surroundings()
    ) throws -> Vault {
        let (path, folder, id) = try located(path)
        try phrase.requireThat(of: id)
        return try open(id, at: path, in: folder, recoverySecret: secret, surroundings: surroundings)
    }

    private static func open(
        _ id: VaultID, at path: String, in folder: VaultFolder, recoverySecret secret: borrowing Secret,
        surroundings: Surroundings
    ) throws -> Vault {
        var surroundings = surroundings
        surroundings.knownVaults = .none
        return try withRecoveryIdentity(secret) {
            try open(id, at: path, in: folder, as: $0, surroundings: surroundings)
        }
    }

    /// Opens with a recovery key of either kind. Throws ``VaultError/notARecoveryKey`` when it is not the vault's.
    static func withRecoveryIdentity(
        _ secret: borrowing Secret, _ open: (MemberIdentity) throws -> Vault
    ) throws -> Vault {
        for postQuantum in [false, true] {
            let identity = try MemberIdentity.recovery(secret: secret, postQuantum: postQuantum)
            do {
                let vault = try open(identity)
                // A member's own identity is no recovery key.
                guard vault.me.isRecovery else { throw VaultError.notARecoveryKey }
                return vault
            } catch VaultError.notAMember {
                continue
            }
        }
        throw VaultError.notARecoveryKey
    }

    /// Writes every document to a folder with the recovery key, as ``exportAll(to:progress:)`` does. Without the vault's phrase:
    /// nothing is sealed to anybody, and what comes out is what was looked for or is not.
    public static func saveDocuments(
        ofVaultAt path: String, recoverySecret secret: borrowing Secret, to folder: String,
        surroundings: Surroundings = Surroundings(), progress: (Int, Int) throws -> Void = { _, _ in }
    ) throws -> (written: Int, faults: [(ref: String, error: any Error)]) {
        let (path, place, id) = try located(path)
        return try open(id, at: path, in: place, recoverySecret: secret, surroundings: surroundings)
            .exportAll(to: folder, progress: progress)
    }

    /// Makes a member coordinator of a case again, with all its keys. Only the recovery key does this; the member has the role.
    public func restoreCase(_ file: CaseFile, to member: Member) throws {
        try require(me.isRecovery, or: .role(needed: []), asked: "case.assign", case: file.id)
        let role = member.roles.filter { state.policy.grants($0) }.min()
        guard let role else { throw VaultError.members(.cannotGrant(name: member.name)) }
        try log.append { _ in [.assign(try assignment(of: member, to: asOfNow(file), as: role))] }
    }

    /// Writes every document that this member may read to a folder, one folder for each case, and logs each.
    ///
    /// A folder that this was cut off in is taken up again: what is there whole stays, and is not read again.
    ///
    /// - Parameter progress: is told of documents done, and of all there are.
    /// - Returns: how many were written, and what was wrong with each of the others: one fault, of whatever kind, does not keep the
    ///   rest from being saved.
    /// - Throws: ``SavingStopped`` when the folder takes no more.
    public func exportAll(
        to folder: String, progress: (Int, Int) throws -> Void = { _, _ in }
    ) throws -> (written: Int, faults: [(ref: String, error: any Error)]) {
        try Vault.requireOutside(folder, vault: path)
        let target = try RescueFolder(folder, of: id)
        let total = state.allCases.reduce(0) { $0 + $1.documentCount }
        var (written, done) = (0, 0)
        var faults: [(ref: String, error: any Error)] = []
        for file in state.allCases where file.documentCount > 0 {
            for number in 1...file.documentCount {
                let ref = "\(file.ref)/\(number)"
                do {
                    try exportOne(number, in: file, to: target)
                    written += 1
                } catch let error as RescueFolder.Unwritable {
                    throw SavingStopped(cause: error.cause, written: written, faults: faults)
                } catch VaultError.altered(.junkBox) {
                    faults.append((ref, VaultError.altered(try withoutKey(number, in: file))))
                } catch VaultError.notPermitted {
                    faults.append((ref, VaultError.altered(try withoutKey(number, in: file))))
                } catch {
                    faults.append((ref, error))
                }
                done += 1
                try progress(done, total)
            }
        }
        try target.finish()
        return (written, faults)
    }

    private func exportOne(_ number: Int, in file: CaseFile, to target: RescueFolder) throws {
        let document = try readable(number, in: file, asked: Access.Kind.export.rawValue)
        let details = try openDetails(of: document, in: file)
        let padded = String(repeating: "0", count: max(0, 4 - String(number).count)) + String(number)
        let path = try target.path(
            of: "\(padded)_\(Pack.fileName(for: details.document.name))", in: file.ref)
        if try target.holds(path, details) { return }
        // Another file under its name is this document's fault, and no other's.
        if PathBytes.exists(path) { throw StorageError.alreadyExists(path: path) }
        let new = try RescueFolder.writing { try NewFile(at: path) }
        try RescueFolder.writing { try new.reserve(details.document.size) }
        let export = try export(number, in: file, to: new)
        try RescueFolder.writing {
            try export.write()
            try new.publish()
        }
    }

    /// What to say of a document whose compartment's key was not handed on to the reader.
    private func withoutKey(_ number: Int, in file: CaseFile) throws -> Finding {
        let opens =
            try identity.openingKey(postQuantum: state.isPostQuantum).map {
                try self.opens(number, in: file, with: $0)
            } ?? false
        return .document(
            "\(file.ref)/\(number)",
            problem: .keyNotHandedOn(opensSealedFile: opens))
    }
}
