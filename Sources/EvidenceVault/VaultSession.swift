import Bytes
import Dispatch
import Ledger
import Synchronization

/// A vault that one member has open for as long as a process lives: what a page or a service works through.
///
/// It does one thing after the other, on a queue of its own, so that a disk or a sealing never holds up the threads that others
/// share. Every command of a member at a terminal is one more writer beside it: what they append is taken in by whatever is done next.
public actor VaultSession {
    private nonisolated let queue: SessionQueue
    /// Nil when it was closed.
    private var vault: Vault?

    public nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// Opens a vault as ``Vault/open(at:as:surroundings:)`` does, and settles what falls to the member.
    public init(
        at path: String, as identity: MemberIdentity, surroundings: Vault.Surroundings = Vault.Surroundings()
    ) async throws {
        queue = SessionQueue()
        try open(at: path, as: identity, surroundings: surroundings)
    }

    private func open(at path: String, as identity: MemberIdentity, surroundings: Vault.Surroundings) throws {
        let vault = try Vault.open(at: path, as: identity, surroundings: surroundings)
        try vault.settleDuties()
        self.vault = vault
    }

    /// Does something in the vault, when what was asked for before is done.
    ///
    /// - Parameter body: must not keep the vault. What takes long asks ``Cancellation/check()``, from a progress for instance: what throws is
    ///   undone as if the disk had failed there.
    /// - Throws: `CancellationError` when the task was cancelled, before or meanwhile; ``VaultError/closed`` after ``close()``.
    public func perform<R: Sendable>(
        _ body: @Sendable (Vault, Cancellation) throws -> R
    ) async throws -> R {
        try Task.checkCancellation()
        let vault = try currentVault()
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            try body(vault, cancellation)
        } onCancel: {
            cancellation.cancel()
        }
    }

    /// Reads a document, or a stretch of it, piece by piece: each is opened when the one before it was taken, and what others ask for is done
    /// between them. The access is in the log before the first.
    ///
    /// - Parameters:
    ///   - reference: of the document, as ``Vault/document(_:)`` takes it.
    ///   - range: of bytes; nil for all of them.
    ///   - body: is given up to 256 KiB at a time.
    public func read(
        _ reference: String, range: Range<Int64>? = nil, _ body: @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        try Task.checkCancellation()
        let vault = try currentVault()
        let (file, number) = try vault.document(reference)
        let piece = try vault.read(number, in: file, range: range ?? 0..<Int64.max)
        while true {
            let bytes = try VaultSession.bytes(of: piece, atMost: VaultSession.pieceSize)
            if bytes.isEmpty { return }
            try await body(bytes)
            try Task.checkCancellation()
            _ = try openVault()
        }
    }

    private static let pieceSize = 256 << 10

    private static func bytes(of piece: DocumentPiece, atMost size: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while filled < size {
                let rest = UnsafeMutableRawBufferPointer(
                    UnsafeMutableBufferPointer(rebasing: buffer[filled...]))
                let count = try piece.read(into: rest)
                if count == 0 { return }
                filled += count
            }
        }
    }

    /// Lets go of the vault and of the keys that were opened. What is asked for from then on throws ``VaultError/closed``.
    public func close() { vault = nil }

    /// With what others have appended meanwhile, and what of it falls to this member done, as every command does after opening.
    private func currentVault() throws -> Vault {
        let vault = try openVault()
        let head = vault.state.head
        try vault.catchUp()
        if vault.state.head != head { try vault.settleDuties() }
        return vault
    }

    private func openVault() throws -> Vault {
        guard let vault else { throw VaultError.closed }
        return vault
    }
}

/// Whether whoever asked for something still wants it.
public final class Cancellation: Sendable {
    private let isCancelled = Atomic(false)

    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// Throws `CancellationError` once it is not wanted any more.
    public func check() throws {
        if isCancelled.load(ordering: .relaxed) { throw CancellationError() }
    }
}

/// Runs the jobs of one session, one after the other.
private final class SessionQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "amanah.session")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
}
