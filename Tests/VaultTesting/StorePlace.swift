import EvidenceVault
import Foundation
import Ledger
import VaultStorage

/// Where a store lies, whatever becomes of those who use it: each opens it anew, and the next sees what the last has left.
///
/// A kind of store comes with one, which also lets its disk fail. The suites do the rest.
package protocol StorePlace<Store>: AnyObject {
    associatedtype Store
    /// The store, as another process opens it.
    func open() throws -> Store
    /// Does something while the disk has a fault. Whoever works in `body` has gone when it returns, and with them what only they held.
    ///
    /// - Returns: how many steps of the disk there were, the failed ones included.
    func run(with fault: StoreFault?, _ body: () throws -> Void) -> StoreRun
}

/// What came of a run with a fault.
package struct StoreRun {
    package let steps: Int
    package let error: (any Error)?

    package init(steps: Int, error: (any Error)?) { (self.steps, self.error) = (steps, error) }
}

/// What happens to a disk, at a step that is counted from 1. A step is a change of what lies there, or of what is sure to stay.
package struct StoreFault: Sendable, CustomStringConvertible {
    package enum Kind: String, CaseIterable, Sendable {
        /// Neither this step nor any after it happens.
        case powerCut = "power cut"
        /// From this step on there is no room for anything new.
        case fullDisk = "full disk"
        /// The step happens, and whoever asked for it is told that it failed.
        case lostAnswer = "lost answer"
    }

    package let kind: Kind
    package let step: Int

    package init(_ kind: Kind, at step: Int) { (self.kind, self.step) = (kind, step) }

    package var description: String { "\(kind.rawValue) at step \(step)" }

    /// What becomes of a step.
    package enum Verdict: Sendable { case happens, fails, isFull, happensUntold }

    package func verdict(on number: Int, takesRoom: Bool) -> Verdict {
        switch kind {
        case .powerCut: number >= step ? .fails : .happens
        case .fullDisk: number >= step && takesRoom ? .isFull : .happens
        case .lostAnswer: number == step ? .happensUntold : .happens
        }
    }
}

/// The steps of a store in memory, which happen, fail or are lost as a fault says. One run at a time; whoever steps holds a lock.
final class ScriptedSteps {
    private var fault: StoreFault?
    private var count = 0

    func run(with fault: StoreFault?, _ body: () throws -> Void) -> StoreRun {
        (self.fault, count) = (fault, 0)
        defer { self.fault = nil }
        do {
            try body()
        } catch {
            return StoreRun(steps: count, error: error)
        }
        return StoreRun(steps: count, error: nil)
    }

    /// One step: a change that is there as a whole when this returns, whatever happens to the power.
    ///
    /// - Parameter full: what a full disk is called.
    func step(
        takesRoom: Bool, full: StorageError = .diskFull(path: "memory"), _ body: () -> Void
    ) throws {
        count += 1
        let failure = StorageError.cannotWrite(path: "memory", errno: EIO)
        switch fault?.verdict(on: count, takesRoom: takesRoom) ?? .happens {
        case .happens: body()
        case .happensUntold:
            body()
            throw failure
        case .fails: throw failure
        case .isFull: throw full
        }
    }
}

/// What a store does not keep of what it must.
package struct BrokenPromise: CustomStringConvertible, Sendable {
    /// What was done, and with which fault.
    package let when: String
    package let what: String

    package var description: String { "\(when): \(what)" }
}

/// Notes what does not hold, and goes on.
final class Findings {
    private(set) var broken: [BrokenPromise] = []
    private var when = ""

    func during(_ when: String, _ body: () throws -> Void) {
        self.when = when
        do {
            try body()
        } catch {
            note("throws \(error)")
        }
    }

    func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
        if !holds { note(what()) }
    }

    /// Holds what a run came to against the fault that it had.
    func expect(_ run: StoreRun, after fault: StoreFault?) {
        switch fault?.kind {
        case nil: expect(run.error == nil && run.steps > 0, "fails with \(run.error as Any)")
        case .fullDisk:
            guard let error = run.error else { return }
            let isFull = if case StorageError.diskFull = error { true } else { false }
            expect(isFull, "does not say that the disk is full but \(error)")
        default: expect(run.error is StorageError?, "fails with \(run.error as Any)")
        }
    }

    private func note(_ what: String) { broken.append(BrokenPromise(when: when, what: what)) }
}
