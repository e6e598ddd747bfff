import Crypto
import Foundation
import Sodium

/// The text of an identity file as it is kept between commands, and what it is kept for: one file's exact bytes, one work
/// session, a length of time, and no longer than the machine stays awake.
struct OpenedIdentity: ~Copyable {
    let digest: [UInt8]
    let session: WorkSession
    /// On ``Clocks/sinceStart``.
    let deadline: UInt64
    /// ``Clocks/asleep`` when it was unlocked.
    let asleep: UInt64
    let text: Secret

    private static let version: UInt8 = 1
    private static let headerSize = 1 + 4 * 8 + SHA256.byteCount
    static let maximumSize = headerSize + 65_536

    /// A sleep of two seconds or less may be the two clocks being read one after the other.
    private static let sleepThatCounts: UInt64 = 2_000_000_000

    init(text: consuming Secret, of file: [UInt8], for seconds: Int, in session: WorkSession) {
        let now = Clocks.now
        digest = OpenedIdentity.digest(of: file)
        self.session = session
        deadline = now.sinceStart + UInt64(seconds) * 1_000_000_000
        asleep = now.asleep
        self.text = text
    }

    /// Reads what ``encoded()`` made; nil when it is anything else.
    init?(_ bytes: borrowing Secret) throws {
        let size = OpenedIdentity.headerSize
        guard bytes.count > size else { return nil }
        let header = bytes.withUnsafeBytes { Array($0[..<size]) }
        let numbers = (0..<4).map { index in
            header[(1 + index * 8)..<(9 + index * 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        guard header[0] == OpenedIdentity.version, let leader = pid_t(exactly: numbers[0]) else { return nil }
        session = WorkSession(leader: leader, started: numbers[1])
        deadline = numbers[2]
        asleep = numbers[3]
        digest = Array(header.suffix(SHA256.byteCount))
        text = try bytes.slice(size..<bytes.count)
    }

    func encoded() throws -> Secret {
        let numbers = [UInt64(session.leader), session.started, deadline, asleep]
        let header =
            [OpenedIdentity.version]
            + numbers.flatMap { number in
                stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) }
            } + digest
        return try Secret(count: header.count + text.count) { memory in
            memory.copyBytes(from: header)
            text.withUnsafeBytes { memory[header.count...].copyBytes(from: $0) }
        }
    }

    /// Whether its time has not run out, and the machine has not slept.
    func isCurrent(at now: Clocks = .now) -> Bool {
        now.sinceStart < deadline && now.asleep <= asleep + OpenedIdentity.sleepThatCounts
    }

    /// Whether it may stand for opening `file` in `session`, now.
    func opens(_ file: [UInt8], in session: WorkSession) -> Bool {
        self.session == session && isCurrent() && digest == OpenedIdentity.digest(of: file)
    }

    static func digest(of file: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: file)) }

    /// What it is kept as: `SESSION-FILE`, for one session and one file's bytes. Tells nothing of who or where.
    var name: String { OpenedIdentity.name(digest, session) }

    static func name(of file: [UInt8], in session: WorkSession) -> String { name(digest(of: file), session) }

    private static func name(_ digest: [UInt8], _ session: WorkSession) -> String {
        prefix(of: session) + digest.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// How the names of all that a session keeps begin.
    static func prefix(of session: WorkSession) -> String { session.label + "-" }
}
