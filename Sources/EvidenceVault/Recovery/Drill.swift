import Age
import Ledger
public import Sodium
import VaultStorage

/// What a drill with the recovery key came to: whether the trustees could do what they are there for.
public struct DrillReport: Sendable {
    public let cases: Int
    public let documents: Int
    /// What does not open, by case, oldest case first.
    public let failures: [(caseRef: String, failures: [Failure])]

    public enum Failure: Hashable, Sendable {
        /// The newest key of a class was not given to the trustees, or what they were given is none.
        case key(ConfidentialityClass)
        /// The sealed file of a document is not there, or does not open with the recovery key.
        case document(number: Int)
    }

    public var passed: Bool { failures.isEmpty }
}

extension Vault {
    /// Tries what trustees would have to rely on: the newest keys of the vault, the newest keys of every case, and the header of
    /// every sealed document. No document is read, and nothing is written or remembered.
    ///
    /// - Parameter progress: is told of documents done, and of all there are.
    /// - Throws: ``VaultError/notARecoveryKey`` when the key is not this vault's, and what opening a vault throws.
    public static func drill(
        at path: String, recoverySecret secret: borrowing Secret,
        progress: (Int, Int) throws -> Void = { _, _ in }
    ) throws -> DrillReport {
        try withRecoveryIdentity(secret) { try openUntouched(at: path, as: $0) }.drill(progress)
    }

    private func drill(_ progress: (Int, Int) throws -> Void) throws -> DrillReport {
        guard let key = identity.openingKey(postQuantum: state.isPostQuantum) else {
            throw VaultError.notARecoveryKey
        }
        let files = state.allCases
        let total = files.reduce(0) { $0 + $1.documentCount }
        var failures: [(caseRef: String, failures: [DrillReport.Failure])] = []
        var done = 0
        var tried: [BlobName: Bool] = [:]
        for file in files {
            var failed: [DrillReport.Failure] = try ConfidentialityClass.allCases.filter {
                try compartmentKey($0, in: file) == nil
            }.map { .key($0) }
            for number in 0..<file.documentCount {
                if try !opens(number + 1, in: file, with: key, tried: &tried) {
                    failed.append(.document(number: number + 1))
                }
                done += 1
                try progress(done, total)
            }
            if !failed.isEmpty { failures.append((file.ref, failed)) }
        }
        return DrillReport(cases: files.count, documents: total, failures: failures)
    }

    /// Whether a key opens the sealed file of a document by a stanza of its own. Opens its header and nothing else.
    func opens(_ number: Int, in file: CaseFile, with key: OpeningKey) throws -> Bool {
        var tried: [BlobName: Bool] = [:]
        return try opens(number, in: file, with: key, tried: &tried)
    }

    /// - Parameter tried: sealed files of which it is known, because another document lies in them.
    private func opens(
        _ number: Int, in file: CaseFile, with key: OpeningKey, tried: inout [BlobName: Bool]
    ) throws -> Bool {
        var name: BlobName?
        do {
            var deposit = try log.deposit(of: number, in: file).deposit
            while true {
                do {
                    if let opens = tried[deposit.blob] { return opens }
                    name = deposit.blob
                    let blob = try openBlob(deposit.blob, of: "\(file.ref)/\(number)")
                    _ = try OpeningStream(
                        identities: [key.ageIdentity], armored: false, input: blob.fromTheFirst())
                    tried[deposit.blob] = true
                    return true
                } catch VaultError.altered(.blobMissing) {
                    guard let newer = try replacement(of: deposit, number: number) else { return false }
                    deposit = newer
                }
            }
        } catch let error where error is AgeError {
            if let name { tried[name] = false }
            return false
        } catch VaultError.altered {
            return false
        }
    }
}
