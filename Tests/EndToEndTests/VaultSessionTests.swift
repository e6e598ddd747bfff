import EvidenceVault
import Dispatch
import Foundation
import Ledger
import Sodium
import Synchronization
import TestSupport
import Testing

/// A process that lives beside the commands of others.
@Suite struct VaultSessionTests {
    static let ref = "TPPO-2026-0017"
    /// How long all work at once. `AMANAH_SESSION_SECONDS` makes it longer.
    static let seconds =
        ProcessInfo.processInfo.environment["AMANAH_SESSION_SECONDS"].flatMap(Double.init) ?? 6

    private func open(_ name: String, in office: Session, at vault: String = "vault") async throws
        -> VaultSession
    {
        try await VaultSession(
            at: office.path(vault), as: office.identity(name),
            surroundings: .init(knownVaults: KnownVaults(folder: office.path("state/known_vaults"))))
    }

    private func deposit(
        _ path: String, in session: VaultSession,
        progress: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) async throws -> DepositReceipt {
        try await session.perform { vault, cancellation in
            let submission = try Submission(path: path, name: PathName.last(path), kind: .chronology)
            let receipts = try vault.deposit([submission], in: vault.caseFile(Self.ref)) { count in
                try progress(count)
                try cancellation.check()
            }
            guard let receipt = receipts.first else { throw CancellationError() }
            return receipt
        }
    }

    private func contents(of ref: String, in session: VaultSession) async throws -> [UInt8] {
        let read = Collected()
        try await session.read(ref) { read.add($0) }
        return read.bytes
    }

    @Test func twoSessionsAndTheCommandLineWorkOnOneVaultAndAgree() async throws {
        // Safe to share: nothing in it changes once the office is made.
        nonisolated(unsafe) let office = try Session()
        try office.makeOffice()
        let names = ["coordinator", "companion"]
        let sessions = [try await open(names[0], in: office), try await open(names[1], in: office)]
        let end = Date().addingTimeInterval(Self.seconds)
        // What was acknowledged, by reference.
        let acknowledged = Acknowledged()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (session, name) in zip(sessions, names) {
                group.addTask {
                    var round = 0
                    while Date() < end {
                        round += 1
                        let text = "\(name) \(round)"
                        let path = try office.write("\(name)-\(round).txt", text)
                        let receipt = try await self.deposit(path, in: session)
                        acknowledged.add(receipt.ref, text)
                        let read = try await self.contents(of: receipt.ref, in: session)
                        #expect(read == Array(text.utf8))
                        let isWhole = try await session.perform { vault, _ in try vault.verify().isWhole }
                        #expect(isWhole, "\(text)")
                    }
                }
            }
            group.addTask {
                var round = 0
                while Date() < end {
                    round += 1
                    let text = "lawyer \(round)"
                    let path = try office.write("lawyer-\(round).txt", text)
                    let result = try office.amanah(
                        ["add", Self.ref, path, "--kind", "receipt", "--json"], as: "lawyer")
                    #expect(result.status == 0, "\(result.errors)")
                    struct Receipt: Decodable { let ref: String }
                    for receipt in try JSONDecoder().decode([Receipt].self, from: result.stdout) {
                        acknowledged.add(receipt.ref, text)
                    }
                }
            }
            try await group.waitForAll()
        }
        let all = acknowledged.all
        #expect(all.values.contains { $0.hasPrefix("lawyer") } && all.count > 3, "\(all.count)")
        for session in sessions {
            let listed = try await session.perform { vault, _ in
                try vault.list(vault.caseFile(Self.ref)).map(\.ref).sorted()
            }
            #expect(listed == all.keys.sorted(), "each sees what all have deposited")
            let head = try await session.perform { vault, _ in
                let isWhole = try vault.verify(.full).isWhole
                #expect(isWhole)
                return vault.state.head.size
            }
            #expect(head > UInt64(all.count))
        }
        for (ref, text) in all {
            #expect(try await contents(of: ref, in: sessions[0]) == Array(text.utf8), "\(ref)")
        }
        #expect(try office.amanah("verify", as: "lawyer").contains("All is well."))
    }

    @Test func aDepositThatNobodyWantsAnyMoreLeavesNothing() async throws {
        let office = try Session()
        try office.makeOffice()
        let session = try await open("companion", in: office)
        let path = office.path("rekaman.txt")
        try Data(repeating: 7, count: 40 << 20).write(to: URL(fileURLWithPath: path))
        // In the middle of it, until it was cancelled.
        let (begun, isCancelled) = (Signal(), DispatchSemaphore(value: 0))
        let task = Task {
            try await deposit(path, in: session) { _ in
                if begun.give() { isCancelled.wait() }
            }
        }
        await begun.wait()
        task.cancel()
        isCancelled.signal()
        await #expect(throws: CancellationError.self) { try await task.value }
        let count = try await session.perform { vault, _ in try vault.list(vault.caseFile(Self.ref)).count }
        #expect(count == 0)
        // The session goes on, and the next deposit takes away what lay there.
        let receipt = try await deposit(office.write("a.txt", "a"), in: session)
        #expect(receipt.number == 1)
        let blobs = office.files(below: "vault/blobs").count + office.files(below: "vault/incoming").count
        #expect(blobs == 1)
        #expect(try office.amanah("verify", "--full", as: "companion").contains("All is well."))
    }

    @Test func otherWorkIsDoneBetweenThePiecesOfADocument() async throws {
        let office = try Session()
        try office.makeOffice()
        let session = try await open("companion", in: office)
        let path = office.path("rekaman.txt")
        let bytes = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 / 1000) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let receipt = try await deposit(path, in: session)
        let read = Collected()
        let between = Mutex(0)
        try await session.read(receipt.ref) { piece in
            read.add(piece)
            let count = try await session.perform { vault, _ in try vault.list(vault.caseFile(Self.ref)).count
            }
            between.withLock { $0 += count }
        }
        #expect(read.bytes == bytes)
        #expect(between.withLock { $0 } == 12, "once after each of twelve pieces")
        let stretch = Collected()
        try await session.read(receipt.ref, range: 1_000_000..<1_600_000) { stretch.add($0) }
        #expect(stretch.bytes == Array(bytes[1_000_000..<1_600_000]))
        // Whoever stops listening is not read to.
        struct Enough: Error {}
        await #expect(throws: Enough.self) { try await session.read(receipt.ref) { _ in throw Enough() } }
    }

    @Test func whatASessionMayDoIsWhatTheLogSaysNow() async throws {
        let office = try Session()
        try office.makeOffice()
        let session = try await open("companion", in: office)
        let open = { @Sendable (vault: Vault, _: Cancellation) in try vault.openCase(title: "Sari").ref }
        await #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator]))) {
            try await session.perform(open)
        }
        try office.amanah("member", "role", "companion", "companion,coordinator", as: "custodian")
        #expect(try await session.perform(open).hasPrefix("TPPO-"))
        // Whoever leaves takes their keys along: who stays has others with the next thing that they do.
        let coordinator = try await self.open("coordinator", in: office)
        try office.amanah("member", "revoke", "companion", "--yes", as: "custodian")
        await #expect(throws: VaultError.membershipEnded) {
            try await session.perform { vault, _ in vault.me }
        }
        let due = try await coordinator.perform { vault, _ in vault.state.rekeyingsDue.count }
        #expect(due == 1, "only the case that nobody else coordinates")
    }

    @Test func whatWasClosedSaysSo() async throws {
        let office = try Session()
        try office.makeOffice()
        let session = try await open("companion", in: office)
        let receipt = try await deposit(office.write("a.txt", "a"), in: session)
        await session.close()
        await #expect(throws: VaultError.closed) {
            try await session.perform { vault, _ in vault.state.head }
        }
        await #expect(throws: VaultError.closed) { try await session.read(receipt.ref) { _ in } }
    }

    @Test func aTaskThatWasCancelledAsksForNothing() async throws {
        let office = try Session()
        try office.makeOffice()
        let session = try await open("companion", in: office)
        let ran = Mutex(false)
        let task = Task {
            await Task.yield()
            while !Task.isCancelled { await Task.yield() }
            try await session.perform { _, _ in ran.withLock { $0 = true } }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(!ran.withLock { $0 })
    }
}

private enum PathName {
    static func last(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }
}

/// What documents contain that somebody was told are there, by reference.
private final class Acknowledged: Sendable {
    private let documents = Mutex<[String: String]>([:])
    var all: [String: String] { documents.withLock { $0 } }
    func add(_ ref: String, _ text: String) { documents.withLock { $0[ref] = text } }
}

/// Bytes from several calls.
private final class Collected: Sendable {
    private let all = Mutex<[UInt8]>([])
    var bytes: [UInt8] { all.withLock { $0 } }
    func add(_ more: [UInt8]) { all.withLock { $0 += more } }
}

/// Something that has happened.
private final class Signal: Sendable {
    private let isGiven = Atomic(false)
    /// Whether it is the first time.
    func give() -> Bool { !isGiven.exchange(true, ordering: .sequentiallyConsistent) }
    func wait() async { while !isGiven.load(ordering: .sequentiallyConsistent) { await Task.yield() } }
}
