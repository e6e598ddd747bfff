package import Disk
import Foundation
import Synchronization

/// Lets the disk of one run fail, and of no other: what is done by other threads goes on as if it were not there. SQLite's own steps
/// are none of its: they are tried by `Checking/check`.
package final class ScriptedDisk: FileSystemObserver {
    @TaskLocal private static var script: Script?
    // Once in a program, before the first run.
    private static let installed: Void = FileSystem.observe(with: ScriptedDisk())

    private init() {}

    private final class Script: Sendable {
        let fault: StoreFault?
        let count = Mutex(0)

        init(_ fault: StoreFault?) { self.fault = fault }
    }

    /// As ``StorePlace/run(with:_:)``, for what is done on this thread.
    package static func run(with fault: StoreFault?, _ body: () throws -> Void) -> StoreRun {
        _ = installed
        let script = Script(fault)
        var failure: (any Error)?
        $script.withValue(script) {
            do {
                try body()
            } catch {
                failure = error
            }
        }
        return StoreRun(steps: script.count.withLock { $0 }, error: failure)
    }

    package var watchesDatabases: Bool { false }

    package func verdict(on step: FileSystemStep) -> FileSystemVerdict {
        guard let script = ScriptedDisk.script else { return .proceed }
        // What is locked, and for whom what can be read, is no change that stays.
        switch step {
        case .lock, .setMode: return .proceed
        default: break
        }
        let number = script.count.withLock { count in
            count += 1
            return count
        }
        return switch script.fault?.verdict(on: number, takesRoom: step.takesRoom) ?? .happens {
        case .happens: .proceed
        case .fails: .fail(EIO)
        case .isFull: .fail(ENOSPC)
        case .happensUntold: .lose(EIO)
        }
    }

    package func took(_ step: FileSystemStep, result: Int) {}
}

extension FileSystemStep {
    fileprivate var takesRoom: Bool {
        switch self {
        case .open(_, _, let flags): flags & O_CREAT != 0
        case .write, .allocate, .rename, .link, .linkUnnamed, .makeFolder, .commit(isDone: false): true
        default: false
        }
    }
}
