import Disk
import EvidenceVault
import Foundation
import Sodium
import VaultStorage

/// The folder in which agents listen, one socket for each identity and session: `$XDG_RUNTIME_DIR/amanah`, else `agents` in
/// the state folder. It must be ours and closed to others.
///
/// Sockets are named through the open folder (`/proc/self/fd`): so it is the folder that was checked, and its path may be
/// longer than the 108 bytes that a socket's address has room for.
final class AgentFolder {
    let descriptor: Int32
    private let path: String

    private static var standardPath: String {
        let runtime = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"] ?? ""
        return runtime.isEmpty ? KnownVaults.stateFolder() + "/agents" : runtime + "/amanah"
    }

    /// Nil where there is none. Throws ``CommandError/unsafeFolder(_:)`` when it is not ours alone.
    static func existing() throws -> AgentFolder? {
        do {
            return try AgentFolder(standardPath)
        } catch StorageError.unreadable(_, errno: ENOENT) {
            return nil
        }
    }

    /// The folder, made where it is missing. Throws ``CommandError/unsafeFolder(_:)`` when it is not ours alone.
    static func make() throws -> AgentFolder {
        let path = standardPath
        guard FileSystem.makeFolders(path) == 0 else {
            throw StorageError.cannotWrite(path: path, errno: errno)
        }
        return try AgentFolder(path)
    }

    private init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError.unreadable(path: path, errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            throw CommandError.unsafeFolder(path)
        }
    }

    deinit { close(descriptor) }

    /// A socket that listens under a new name. What was left there by an agent that was killed goes.
    func listen(as name: String) throws -> LocalSocket {
        FileSystem.remove(name, in: descriptor)
        guard let socket = LocalSocket.listening(at: "/proc/self/fd/\(descriptor)/\(name)") else {
            throw StorageError.cannotWrite(path: "\(path)/\(name)", errno: errno)
        }
        return socket
    }

    /// What the agent of this name keeps; nil where there is none that answers.
    func contents(of name: String) throws -> Secret? {
        guard let socket = connection(to: name), socket.send(UnlockAgent.Request.text.rawValue) else {
            return nil
        }
        let bytes = try socket.receiveAll(limit: OpenedIdentity.maximumSize)
        guard bytes.count > 0 else { return nil }
        return bytes
    }

    /// Ends agents. Returns how many there were. Throws ``CommandError/cannotLock(process:)`` when one does not obey.
    func forget(where isMeant: (String) -> Bool) throws -> Int {
        let names = try PathBytes.names(in: path).compactMap(PathBytes.text)
        return try names.filter(isMeant).count { name in
            guard let socket = connection(to: name) else {
                // Nobody listens: left by an agent that was killed.
                FileSystem.remove(name, in: descriptor)
                return false
            }
            guard socket.send(UnlockAgent.Request.forget.rawValue), socket.receive() == UnlockAgent.forgotten
            else { throw CommandError.cannotLock(process: socket.peer?.process ?? 0) }
            return true
        }
    }

    /// A connection to an agent that runs as this user.
    private func connection(to name: String) -> LocalSocket? {
        guard let socket = LocalSocket.connected(to: "/proc/self/fd/\(descriptor)/\(name)"),
            socket.peer?.user == geteuid()
        else { return nil }
        return socket
    }
}
