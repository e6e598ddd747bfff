import Foundation
import Sodium

/// Where an opened identity stays between commands: with the operating system, never on disk.
///
/// The kernel's keyring of this login where there is one and its system calls are permitted; else an agent of our own.
enum Keeping: String, Encodable {
    case keyring, agent

    /// Keeps an opened identity file until its time runs out, in place of what is kept for the same file.
    static func keep(_ identity: borrowing OpenedIdentity) throws -> Keeping {
        let name = identity.name
        try forget { $0 == name }
        if let keyring = KernelKeyring(), try keyring.keep(identity) { return .keyring }
        try UnlockAgent.start(keeping: identity)
        return .agent
    }

    /// The text of an identity file that was unlocked in this session; nil where it must be opened by its passphrase.
    static func text(of file: [UInt8]) throws -> Secret? {
        guard let session = WorkSession.current else { return nil }
        let name = OpenedIdentity.name(of: file, in: session)
        if let keyring = KernelKeyring(), let bytes = try keyring.contents(of: name) {
            if let identity = try OpenedIdentity(bytes), identity.opens(file, in: session) {
                return try identity.text.duplicate()
            }
            // Its time has run out, or the machine slept: the kernel may not have noticed.
            keyring.forget { $0 == name }
        }
        // A folder that cannot be trusted is no reason not to ask for the passphrase.
        if let folder = try? AgentFolder.existing(), let bytes = try folder.contents(of: name),
            let identity = try OpenedIdentity(bytes), identity.opens(file, in: session)
        {
            return try identity.text.duplicate()
        }
        return nil
    }

    /// Forgets all that this session keeps. Returns how many identities that were. Throws when that cannot be said.
    static func forgetAll() throws -> Int {
        guard let session = WorkSession.current else { return 0 }
        return try forget { $0.hasPrefix(OpenedIdentity.prefix(of: session)) }
    }

    @discardableResult
    private static func forget(where isMeant: (String) -> Bool) throws -> Int {
        let count = KernelKeyring()?.forget(where: isMeant) ?? 0
        return try count + (AgentFolder.existing()?.forget(where: isMeant) ?? 0)
    }
}
