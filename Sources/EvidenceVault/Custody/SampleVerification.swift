import Foundation
import TransparencyLog

extension Vault {
    /// So many entries, and so many sealed files, are looked at.
    private static let sampleSize = (entries: 256, documents: 64)

    /// Looks at the structure of the database and at some entries and sealed files, chosen by chance. Opening the vault has held the
    /// checkpoint against its signature, and the log against what this member saw last.
    func verifySample(_ progress: (Int) -> Void) throws -> VerificationReport {
        var findings: [Finding] = []
        func note(_ look: () throws -> Void) throws {
            do {
                try look()
            } catch VaultError.altered(let finding) {
                findings.append(finding)
            }
        }
        try note { try log.examine { index, _, _ in try index.checkStructure() } }

        let size = state.head.size
        let positions = Vault.sample(Vault.sampleSize.entries, of: Int(clamping: size)).map(UInt64.init)
        for position in positions { try note { try log.check(position) } }

        let files = state.allCases.filter { $0.documentCount > 0 }
        let total = files.reduce(0) { $0 + $1.documentCount }
        let chosen = Vault.sample(Vault.sampleSize.documents, of: total)
        var first = 0
        for file in files {
            for index in chosen where (first..<(first + file.documentCount)).contains(index) {
                let number = index - first + 1
                try note {
                    let (deposit, _) = try log.deposit(of: number, in: file)
                    let ref = "\(file.ref)/\(number)"
                    let blob = try blobs.open(deposit.blob, document: ref)
                    guard try blob.status().size == deposit.blobSize,
                        try sha256(of: blob, progress) == deposit.blob
                    else {
                        throw VaultError.altered(
                            .blobChanged(document: ref, blob: deposit.blob.description))
                    }
                }
            }
            first += file.documentCount
        }
        return VerificationReport(
            findings: findings, unfinishedDeposits: 0, entries: size, documents: total, opened: 0,
            sample: (positions.count, chosen.count), head: state.head)
    }

    /// Some of the numbers below `count`, in order, chosen by chance; all of them where there are no more.
    private static func sample(_ size: Int, of count: Int) -> [Int] {
        guard count > size else { return Array(0..<count) }
        var chosen: Set<Int> = []
        while chosen.count < size { chosen.insert(Int.random(in: 0..<count)) }
        return chosen.sorted()
    }
}
