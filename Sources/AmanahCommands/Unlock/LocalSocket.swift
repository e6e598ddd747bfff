import CPlatform
import Foundation
import Sodium

/// A unix socket that closes itself. It waits for nobody longer than five seconds.
final class LocalSocket {
    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A new socket that only its owner may connect to. Nil, and `errno`, where that cannot be.
    static func listening(at path: String) -> LocalSocket? {
        let before = umask(0o177)
        defer { umask(before) }
        guard let socket = make(), socket.withAddress(path, bind) == 0, listen(socket.descriptor, 16) == 0
        else { return nil }
        return socket
    }

    static func connected(to path: String) -> LocalSocket? {
        guard let socket = make(), socket.withAddress(path, connect) == 0 else { return nil }
        return socket
    }

    /// Who connected; nil where nobody did any more.
    func accepted() -> LocalSocket? {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0 else { return nil }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        let socket = LocalSocket(connection)
        socket.limitWaiting()
        return socket
    }

    /// Who is at the other end, by the kernel's word.
    var peer: (process: pid_t, user: uid_t)? {
        var process: pid_t = 0
        var user: uid_t = 0
        guard platform_peer(descriptor, &process, &user) == 0, process > 0 else { return nil }
        return (process, user)
    }

    /// False when the other end has gone. So is all of it, or none.
    func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let count = Foundation.send(
            descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        return count == bytes.count
    }

    func send(_ byte: UInt8) -> Bool { withUnsafeBytes(of: byte) { send($0) } }

    /// One byte; nil when none came.
    func receive() -> UInt8? {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, 0) == 1 ? byte : nil
    }

    /// Until the other end closes.
    func receiveAll(limit: Int) throws -> Secret { try Secret(readingAllOf: descriptor, limit: limit) }

    private static func make() -> LocalSocket? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let socket = LocalSocket(descriptor)
        socket.limitWaiting()
        return socket
    }

    private func limitWaiting() {
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    private func withAddress(
        _ path: String, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard path.utf8.count < room.count else { return false }
            room.copyBytes(from: path.utf8)
            return true
        }
        guard fits else {
            errno = ENAMETOOLONG
            return -1
        }
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

extension Secret {
    /// What a descriptor gives until its end, at most `limit` bytes, straight into guarded memory.
    init(readingAllOf descriptor: Int32, limit: Int) throws {
        var length = 0
        let room = try Secret(count: limit) { memory in
            while length < memory.count {
                let count = read(descriptor, memory.baseAddress?.advanced(by: length), memory.count - length)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { break }
                length += count
            }
        }
        self = try room.slice(0..<length)
    }
}
