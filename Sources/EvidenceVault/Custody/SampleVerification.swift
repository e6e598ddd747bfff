import Foundation
import TransparencyLog

extension Vault {
    /// So many entries, and so many sealed files, are looked at.
    private static let sampleSize = (entries: 256, documents: 64)

    /// Looks at the structure of the database and at some entries and sealed files, chosen by chance. Opening the vault has held the
    /// checkpoint against its signature, and the log against what this member saw last.
    func verifySample(_ progress: (Int) throws -> Void) throws -> VerificationReport {
        var (report, chosen) = try log.look { try sampleLog(at: $0) }
        var looked = LookedAt()
        for document in chosen { try checkBlob(of: document, &looked, &report, progress) }
        return report
    }

    private func sampleLog(
        at moment: Moment
    ) throws -> (report: VerificationReport, chosen: [ExpectedDocuments.Document]) {
        let files = moment.state.allCases.filter { $0.documentCount > 0 }
        let total = files.reduce(0) { $0 + $1.documentCount }
        var report = VerificationReport(findings: [], documents: total, head: moment.head)
        func note(_ look: () throws -> Void) throws {
            do {
                try look()
            } catch VaultError.altered(let finding) {
                report.findings.append(finding)
            }
        }
        try note { try moment.transaction.checkStructure() }
        let positions = Vault.sample(Vault.sampleSize.entries, of: Int(clamping: moment.head.size))
        for position in positions { try note { try moment.check(UInt64(position)) } }

        let sample = Vault.sample(Vault.sampleSize.documents, of: total)
        var chosen: [ExpectedDocuments.Document] = []
        var first = 0
        for file in files {
            for index in sample where (first..<(first + file.documentCount)).contains(index) {
                let number = index - first + 1
                try note {
                    let (deposit, located) = try moment.deposit(of: number, in: file.id)
                    chosen.append(
                        ExpectedDocuments.Document(
                            ref: "\(file.ref)/\(number)", number: number, deposit: deposit,
                            position: located.position, generation: located.entry.generation,
                            sealer: try moment.sealer(of: number, in: file.id)))
                }
            }
            first += file.documentCount
        }
        report.sample = (positions.count, sample.count)
        return (report, chosen)
    }

    /// Some of the numbers below `count`, in order, chosen by chance; all of them where there are no more.
    private static func sample(_ size: Int, of count: Int) -> [Int] {
        guard count > size else { return Array(0..<count) }
        var chosen: Set<Int> = []
        while chosen.count < size { chosen.insert(Int.random(in: 0..<count)) }
        return chosen.sorted()
    }
}
