import Foundation
import TestSupport
import Testing

/// `make crowd` for twenty seconds.
@Suite struct CrowdTests {
    @Test func aCrowdRaisesNoFalseAlarmAndLosesNothing() throws {
        guard let python = stockTool("python3") else { return }
        let script = Vectors.packageFolder.appending(path: "Checking/crowd").path
        let result = try run(python, [script, Session.faultyTwin, "20", "4", "7"])
        #expect(result.status == 0, "\(result.output) \(result.errors)")
        #expect(result.output.contains("acknowledged documents compared"))
    }
}
