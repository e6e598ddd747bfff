import Bytes
import Foundation
@testable import Ledger
import TestSupport
import Testing

@testable import EvidenceVault

@Suite struct DepositRunsTests {
    @Test func everyDepositIsWhereTheLogHasIt() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        let ref = try office.openCase().ref
        let companion = try office.open("companion")
        let folder = office.folder
        func batch(_ kinds: [DocumentKind]) throws {
            let files = try kinds.enumerated().map { index, kind in
                let url = folder.appending("\(UUID().uuidString)-\(index)")
                try Data("isi \(index)".utf8).write(to: url)
                return try Submission(path: url.path, name: "berkas", kind: kind)
            }
            _ = try companion.deposit(files, in: companion.caseFile(ref))
        }
        try batch([.chronology, .statement, .visum, .visum, .statement])
        try office.deposit("kronologi", kind: .chronology)
        try batch([.statement, .statement])
        func check(_ vault: Vault) throws {
            let file = try vault.caseFile(ref)
            #expect(file.deposits.count == 8)
            for number in 1...8 {
                let (deposit, located) = try vault.log.deposit(of: number, in: file)
                let place = try #require(file.deposits[number])
                #expect(place.position == located.position)
                #expect(place.confidentiality == deposit.confidentiality)
                let author = try #require(vault.state.member(signingWith: located.statement.by))
                #expect(place.author == author.number)
            }
            #expect(file.deposits[0] == nil && file.deposits[9] == nil && file.deposits[-1] == nil)
        }
        try check(office.open("lawyer"))
        try check(office.open("lawyer"))
        try office.forget("lawyer")
        try check(office.open("lawyer"))
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        var random = SeededGenerator()
        for _ in 0..<50 {
            var runs = DepositRuns()
            var position = UInt64.random(in: 0..<1 << 40, using: &random)
            for _ in 0..<Int.random(in: 0..<60, using: &random) {
                position += Bool.random(using: &random) ? 1 : UInt64.random(in: 1..<100_000, using: &random)
                runs.append(
                    at: position, by: Int.random(in: 1...3, using: &random),
                    into: [.testimony, .medical].randomElement(using: &random) ?? .testimony)
            }
            let json = try CanonicalJSON.encode(["runs": runs])
            let again = try CanonicalJSON.decode([String: DepositRuns].self, from: json)["runs"]
            #expect(again == runs, "seed \(random.seed)")
        }
        for malformed in ["AQ==", "AQAAAA==", "AQEBCQ==", "////////////////"] {
            #expect(throws: DecodingError.self, "\(malformed)") {
                try CanonicalJSON.decode([DepositRuns].self, from: Array("[\"\(malformed)\"]".utf8))
            }
        }
    }
}
