import Age
import Archive
import EvidenceVault
import Foundation
import Ledger
import Presentation
import SLIP39
import TestSupport
import Testing
import TransparencyLog

@testable import AmanahCommands

/// Whatever can go wrong is told in the user's language: every case of every error is gone through, and one that is added to an
/// enum and not here fails the test that counts them.
@Suite struct WordsTests {
    /// The cases of one enum, by name.
    struct Said: CustomTestStringConvertible, Sendable {
        let name: String
        /// Where the enum is declared, below Sources.
        let file: String
        let cases: [(String, english: String, indonesian: String)]

        init(_ name: String, in file: String, _ cases: KeyValuePairs<String, Words>) {
            self.name = name
            self.file = file
            self.cases = cases.map { ($0, english: $1.english, indonesian: $1.indonesian) }
        }

        var testDescription: String { name }
    }

    @Test(arguments: all) func everyCaseHasWordsInBothLanguages(_ said: Said) {
        for (name, english, indonesian) in said.cases {
            #expect(!english.isEmpty && !indonesian.isEmpty, "\(name)")
            #expect(english != indonesian, "\(name): \(english)")
            #expect(!english.contains("has no words for"), "\(name): \(english)")
            #expect(englishWords(in: indonesian).isEmpty, "\(name): \(indonesian)")
        }
    }

    /// A case that nobody has added here was not looked at.
    @Test(arguments: all) func noCaseIsLeftOut(_ said: Said) throws {
        let declared = try WordsTests.cases(of: said.name, in: said.file)
        #expect(!declared.isEmpty)
        let missing = declared.subtracting(said.cases.map { $0.0.prefix { $0 != " " } }.map(String.init))
        #expect(missing.isEmpty, "\(missing.sorted())")
    }

    @Test func wordsOfTheLogAreShownInTheUsersLanguage() {
        #expect(Role.lawyer.said.english == "lawyer" && Role.lawyer.said.indonesian == "pendamping hukum")
        #expect(DocumentKind.statement.said.indonesian == "pernyataan tertulis korban atau saksi")
        #expect([ConfidentialityClass.medical, .legal].said.indonesian == "medis, dokumen hukum")
        #expect([Role]().said.english == "–")
        #expect(Member.Status.suspended.said.indonesian == "nonaktif sementara")
    }

    @Test(arguments: DocumentKind.allCases) func adviceIsGivenInBothLanguages(_ kind: DocumentKind) {
        guard let advice = kind.advice else { return }
        #expect(advice.english != advice.indonesian && englishWords(in: advice.indonesian).isEmpty)
    }

    /// Words that stand in no Indonesian sentence. Those of commands and options do, and are in quotation marks or begin with a hyphen.
    private func englishWords(in text: String) -> [String] {
        let plain = text.replacing(/'amanah [^']*'/, with: "").replacing(/--[a-z-]+/, with: "")
        let words = plain.lowercased().split { !$0.isLetter }.map(String.init)
        return words.filter {
            [
                "the", "of", "is", "not", "and", "with", "was", "were", "this", "that", "your", "a", "an",
                "by", "are",
            ]
            .contains($0)
        }
    }

    /// The names of an enum's cases, from its source.
    private static func cases(of name: String, in file: String) throws -> Set<String> {
        let url = Vectors.packageFolder.appending(path: "Sources/\(file)")
        let source = try String(contentsOf: url, encoding: .utf8)
        let short = String(name.split(separator: ".").last ?? "")
        let declaration = try #require(
            source.range(of: "enum \(short)[: ]", options: .regularExpression), "\(name) in \(file)")
        var found: Set<String> = []
        var (depth, isContinued) = (0, false)
        for line in source[declaration.lowerBound...].split(separator: "\n", omittingEmptySubsequences: false)
        {
            let text = line.drop { $0 == " " }
            if depth == 1, text.hasPrefix("case ") || isContinued {
                found.formUnion(names(in: String(text)))
                isContinued = text.hasSuffix(",")
            }
            // `enum Kind { case missing, changed }`
            if depth == 0, let inline = text.range(of: "{ case ") {
                found.formUnion(names(in: String(text[inline.upperBound...].prefix { $0 != "}" })))
            }
            depth += text.count { $0 == "{" } - text.count { $0 == "}" }
            if depth <= 0 { break }
        }
        return found
    }

    /// `case a, b(path: String), c` has three.
    private static func names(in line: String) -> [String] {
        let text = line.hasPrefix("case ") ? String(line.dropFirst(5)) : line
        var (depth, part, parts) = (0, "", [String]())
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                parts.append(part)
                part = ""
            } else {
                part.append(character)
            }
        }
        return (parts + [part]).map { part in
            String(part.drop { $0 == " " }.prefix { $0.isLetter || $0.isNumber || $0 == "`" })
        }.filter { !$0.isEmpty }
    }
}
