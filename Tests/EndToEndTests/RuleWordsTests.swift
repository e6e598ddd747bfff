import EvidenceVault
import Ledger
import Presentation
import Testing

@testable import AmanahCommands

/// What the log refuses is told in the user's language, not in the program's.
@Suite struct RuleWordsTests {
    @Test(arguments: LogRule.allCases) func everyRuleHasWordsInBothLanguages(_ rule: LogRule) {
        #expect(!rule.words.english.isEmpty && !rule.words.indonesian.isEmpty)
        #expect(rule.words.english != rule.words.indonesian)
    }

    /// Nobody could tell two rules apart that say the same.
    @Test func noTwoRulesSayTheSame() {
        #expect(Set(LogRule.allCases.map(\.words.english)).count == LogRule.allCases.count)
        #expect(Set(LogRule.allCases.map(\.words.indonesian)).count == LogRule.allCases.count)
    }

    @Test(arguments: LogRule.allCases) func whatTheLogRefusesIsToldInOneLanguage(_ rule: LogRule) {
        let problem = EntryProblem.notEntitled(rule)
        let errors: [VaultError] = [
            .refusedByLog(problem), .altered(.entry(index: 7, problem: problem)),
            .altered(.voidEntry(index: 7, problem: problem, by: "Siti")),
        ]
        for error in errors {
            let (english, indonesian) = (message(of: error, .english), message(of: error, .indonesian))
            #expect(english.contains(rule.words.english) && !english.contains(rule.words.indonesian))
            #expect(indonesian.contains(rule.words.indonesian) && !indonesian.contains(rule.words.english))
            #expect(!english.contains("\(rule)") || rule.words.english.contains("\(rule)"))
        }
    }

    @Test func whyAnEntryIsMalformedIsToldInOneLanguage() {
        let why: [Malformation] = [.notAnEntry, .otherForm, .otherBody(act: "case.open"), .padding]
        for why in why {
            let error = VaultError.altered(.entry(index: 7, problem: .malformed(why)))
            #expect(message(of: error, .english).contains(why.words.english))
            #expect(message(of: error, .indonesian).contains(why.words.indonesian))
            #expect(!message(of: error, .indonesian).contains(why.words.english))
        }
    }

    private func message(of error: VaultError, _ language: Language) -> String {
        Problem(error)?.message(in: language) ?? ""
    }
}
