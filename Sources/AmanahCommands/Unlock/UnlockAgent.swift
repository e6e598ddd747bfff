import ArgumentParser
import CPlatform
import Disk
import Foundation
import Sodium

/// A process of this program that holds one opened identity in guarded memory, for the work session that unlocked it.
///
/// It has no name of a file and no environment: it is started with the socket that it answers on, the folder of
/// that socket, and a pipe through which the identity comes. It ends, and wipes what it holds, when the time runs out, when it is
/// told to, when the session's leader ends, when the machine has slept, and when a signal asks it to.
enum UnlockAgent {
    enum Request: UInt8 {
        case text = 0x74
        case forget = 0x66
    }
    /// The answer to ``Request/forget``.
    static let forgotten: UInt8 = 0x6B

    private static let socketDescriptor: Int32 = 3
    private static let folderDescriptor: Int32 = 4

    /// Starts the process. The socket listens before it does, so that the next command finds it.
    static func start(keeping identity: borrowing OpenedIdentity) throws {
        let folder = try AgentFolder.make()
        let agent = try start(folder.listen(as: identity.name), folder, identity)
        // As the next command will.
        guard let kept = try folder.contents(of: identity.name), kept.equals(try identity.encoded()) else {
            kill(agent, SIGKILL)
            FileSystem.remove(identity.name, in: folder.descriptor)
            throw CommandError.cannotKeep(errno: ENOTCONN)
        }
    }

    private static func start(
        _ socket: consuming LocalSocket, _ folder: AgentFolder, _ identity: borrowing OpenedIdentity
    ) throws -> pid_t {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw CommandError.cannotKeep(errno: errno) }
        let (output, input) = (ends[0], ends[1])
        defer {
            close(output)
            close(input)
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let child = platform_start_again(Command.name, output, socket.descriptor, folder.descriptor)
        guard child > 0 else { throw CommandError.cannotKeep(errno: -child) }
        // Less than a pipe holds, so this waits for nobody.
        try identity.encoded().withUnsafeBytes { _ = write(input, $0.baseAddress, $0.count) }
        return child
    }

    /// `amanah unlock-agent`, for ``start(keeping:)`` alone.
    struct Command: ParsableCommand {
        static let name = "unlock-agent"
        static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

        func run() throws {
            var status = stat()
            guard fstat(socketDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK,
                fstat(folderDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
                let identity = try OpenedIdentity(
                    Secret(readingAllOf: STDIN_FILENO, limit: OpenedIdentity.maximumSize))
            else { throw CommandError.startedByUnlock }
            let name = identity.name
            let parting = serve(identity, on: LocalSocket(socketDescriptor))
            FileSystem.remove(name, in: folderDescriptor)
            _ = parting?.send(forgotten)
        }
    }

    /// Answers until there is a reason to end; by then the identity is wiped. Returns who asked for that, if anybody did.
    private static func serve(_ identity: consuming OpenedIdentity, on socket: LocalSocket) -> LocalSocket? {
        let session = identity.session
        let leader = platform_watch_process(session.leader)
        let ending = platform_watch_ending()
        // Listening again makes the kernel name this process, not the one that made the socket, to whoever connects.
        guard leader >= 0, ending >= 0, listen(socket.descriptor, 16) == 0,
            WorkSession(of: session.leader) == session
        else { return nil }
        while true {
            var waiting = [socket.descriptor, leader, ending].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            // Once a second, because neither the end of the time nor a sleep wakes it.
            poll(&waiting, nfds_t(waiting.count), 1000)
            guard waiting[1].revents == 0, waiting[2].revents == 0, identity.isCurrent() else { return nil }
            guard waiting[0].revents != 0, let connection = socket.accepted(), isAllowed(connection, session)
            else { continue }
            switch connection.receive().flatMap(Request.init) {
            case .text where identity.isCurrent():
                try? identity.encoded().withUnsafeBytes { _ = connection.send($0) }
            case .forget: return connection
            default: continue
            }
        }
    }

    /// Only the same user, and only what was started in the session that unlocked.
    private static func isAllowed(_ connection: LocalSocket, _ session: WorkSession) -> Bool {
        guard let peer = connection.peer else { return false }
        return peer.user == geteuid() && WorkSession(of: peer.process) == session
    }
}
