import Foundation
import Sodium

/// What trustees do together when access is lost.
extension Vault {
    /// Opens a vault with the recovery key. What is read and done is logged as the recovery key's; nothing of it is remembered on
    /// this computer.
    ///
    /// Throws ``VaultError/notARecoveryKey`` when the key is not this vault's.
    public static func open(
        at path: String, recoverySecret secret: borrowing Secret, surroundings: Surroundings = Surroundings()
    ) throws -> Vault {
        var surroundings = surroundings
        surroundings.knownVaults = .none
        for postQuantum in [false, true] {
            let identity = try MemberIdentity.recovery(secret: secret, postQuantum: postQuantum)
            do {
                return try open(at: path, as: identity, surroundings: surroundings)
            } catch VaultError.notAMember {
                continue
            }
        }
        throw VaultError.notARecoveryKey
    }

    /// Whether a recovery key is this vault's: opens the founding statement, which names it, and writes nothing.
    public static func isRecoveryKey(_ secret: borrowing Secret, ofVaultAt path: String) throws -> Bool {
        let id = try VaultDescription(vault: path).id
        let entry = try Index.open(vault: path).read { try $0.entry(at: 0) }
        for postQuantum in [false, true] {
            let identity = try MemberIdentity.recovery(secret: secret, postQuantum: postQuantum)
            for slot in entry.slots {
                guard let keys = KeySlot.open(slot, with: identity),
                    case .opening(let opening, _) = try? entry.open(
                        vaultKey: keys.vaultKey, auditKeys: [], vaultID: id),
                    case .found(let founding) = try? opening.verified(vaultID: id).act
                else { continue }
                return try VaultID(founding) == id && founding.recovery == identity.card
            }
        }
        return false
    }

    /// Makes a member coordinator of a case again, with all its keys. Only the recovery key does this; the member has the role.
    public func restoreCase(_ file: CaseFile, to member: Member) throws {
        try require(me.isRecovery, or: .role(needed: []), asked: "case.assign", case: file.id)
        let role = member.roles.filter { state.policy.grants($0) }.min()
        guard let role else { throw VaultError.badInput("\(member.name) has no role that grants") }
        let assignment = try assignment(of: member, to: file, as: role)
        try log.append { _ in [.assign(assignment)] }
    }

    /// Writes every document that this member may read to a folder, one folder for each case, and logs each.
    ///
    /// - Parameter progress: is told of documents done, and of all there are.
    /// - Returns: how many were written, and what was wrong with each of the others: one fault, of whatever kind, does not keep the
    ///   rest from being saved.
    public func exportAll(
        to folder: String, progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> (written: Int, faults: [(ref: String, error: any Error)]) {
        try Vault.requireOutside(folder, vault: path)
        guard mkdir(folder, 0o700) == 0 else { throw File.writeError(folder, errno) }
        let total = state.allCases.reduce(0) { $0 + $1.documentCount }
        var (written, done) = (0, 0)
        var faults: [(ref: String, error: any Error)] = []
        for file in state.allCases where file.documentCount > 0 {
            for number in 1...file.documentCount {
                let ref = "\(file.ref)/\(number)"
                do {
                    try exportOne(number, in: file, to: "\(folder)/\(file.ref)")
                    written += 1
                } catch VaultError.notPermitted {
                    // Whoever made its key did not hand it to the trustees. Its sealed file opens all the same.
                    let problem = "its compartment's key was not handed on; 'age -d' opens its sealed file"
                    faults.append((ref, VaultError.altered(.document(ref, problem: problem))))
                } catch {
                    faults.append((ref, error))
                }
                done += 1
                progress(done, total)
            }
        }
        return (written, faults)
    }

    private func exportOne(_ number: Int, in file: CaseFile, to folder: String) throws {
        try File.makeFolder(folder)
        let reader = try read(number, in: file, exporting: true)
        let padded = String(repeating: "0", count: max(0, 4 - String(number).count)) + String(number)
        try export(reader, to: "\(folder)/\(padded)_\(reader.fileName)")
    }
}
