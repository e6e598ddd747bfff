import ArgumentParser
import Dispatch
import Foundation
import Sodium

/// Prints the seconds that all cores take to check so many Ed25519 signatures of the size of a log's statements: what verifying
/// a log costs at the least.
struct Signatures: ParsableCommand {
    @Option var count: Int

    func run() throws {
        let key = try Ed25519.SigningKey()
        let message = [UInt8](repeating: 7, count: 800)
        let signature = key.sign(message)
        let publicKey = key.publicKey
        let chunk = 256
        let start = ContinuousClock.now
        DispatchQueue.concurrentPerform(iterations: (count + chunk - 1) / chunk) { index in
            for _ in 0..<min(chunk, count - index * chunk) {
                guard publicKey.verifies(signature, of: message) else { preconditionFailure() }
            }
        }
        let elapsed = (ContinuousClock.now - start).components
        print(Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
    }
}
