@testable import Ledger
import Testing

@testable import EvidenceVault

/// Numbers that others write are any numbers, also the greatest.
@Suite struct NumbersTests {
    /// Members say which document they read.
    @Test func numbersInRunsMayBeAnyNumbers() {
        #expect([1, 2, 3, 5, 7, 8, 8].inRuns() == [1...3, 5...5, 7...8])
        #expect(
            [Int.min, -1, 0, .max - 1, .max, .max].inRuns()
                == [Int.min...Int.min, -1...0, (.max - 1)...Int.max])
        #expect([UInt64.max].inRuns() == [UInt64.max...UInt64.max])
    }

    /// A survivor is read back what they consented to.
    @Test func runsAreShownToTheirLastNumber() {
        for (numbers, text) in [
            ([], ""), ([7], "7"), ([1, 2], "1–2"), ([3, 2, 1], "1–3"), ([1, 2, 5, 6, 7, 9], "1–2, 5–7, 9"),
            ([.max - 1, .max], "\(Int.max - 1)–\(Int.max)"),
        ] as [([Int], String)] {
            #expect(DocumentNumbers.text(numbers) == text)
        }
    }

    /// Coordinators give cases any names.
    @Test func aReferenceIsCountedOnFromNumbersOnly() {
        func next(_ refs: String...) -> String { CaseReference.next(year: "2026", after: refs) }
        #expect(next() == "TPPO-2026-0001")
        #expect(next("TPPO-2026-0017", "TPPO-2025-0099", "B-1") == "TPPO-2026-0018")
        #expect(next("TPPO-2026-0017", "TPPO-2026-9223372036854775807") == "TPPO-2026-0018")
        #expect(next("TPPO-2026-999999999") == "TPPO-2026-1000000000")
        #expect(next("TPPO-2026--5") == "TPPO-2026-0001")
    }
}
