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

    private func note(_ what: String) { broken.append(BrokenPromise(when: when, what: what)) }
}
