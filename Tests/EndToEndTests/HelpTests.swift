import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Presentation
import TestSupport
import Testing

@testable import AmanahCommands

/// Help speaks both languages: every command, every option, every heading.
@Suite struct HelpTests {
    /// Paragraphs that are no language's.
    private static let same = ["  {\"amanah\": \"audit-rules/1\""]

    /// A command as it is described in both languages.
    private struct Both {
        let english, indonesian: CommandInfo

        /// It and all below it, without those that people are not told of.
        var all: [Both] {
            [self]
                + zip(english.shownSubcommands, indonesian.shownSubcommands)
                .flatMap { Both(english: $0, indonesian: $1).all }
        }

        func info(_ language: Language) -> CommandInfo { language == .english ? english : indonesian }
    }

    /// The built program's, whose language is chosen when it starts.
    private func commands() throws -> [Both] {
        let session = try Session([])
        func root(_ language: String) throws -> CommandInfo {
            session.environment["AMANAH_LANG"] = language
            return try CommandInfo(dump: session.amanah(["--experimental-dump-help"]).output)
        }
        let all = Both(english: try root("en"), indonesian: try root("id")).all
        #expect(all.count > 60)
        return all
    }

    @Test func everyCommandAndEveryOptionIsToldOfInBothLanguages() throws {
        for both in try commands() {
            let (english, indonesian) = (both.english, both.indonesian)
            #expect(english.path == indonesian.path)
            expectBoth(english.abstract, indonesian.abstract, english.path)
            let (texts, teks) = (paragraphs(english.discussion), paragraphs(indonesian.discussion))
            #expect(texts.isEmpty == teks.isEmpty, "\(english.path)")
            for text in texts where teks.contains(text) && !HelpTests.same.contains(where: text.hasPrefix) {
                Issue.record("\(english.path) says in both languages: \(text)")
            }
            #expect(english.shownArguments.count == indonesian.shownArguments.count)
            for (one, other) in zip(english.shownArguments, indonesian.shownArguments) where !one.isOfParser {
                expectBoth(one.abstract, other.abstract, "\(english.path) \(one.synopsis(in: .english))")
            }
        }
    }

    private func expectBoth(_ english: String?, _ indonesian: String?, _ what: String) {
        #expect(english?.isEmpty == false && indonesian?.isEmpty == false, "\(what)")
        #expect(english != indonesian, "\(what)")
    }

    /// Those of a discussion that are not its examples.
    private func paragraphs(_ discussion: String?) -> [String] {
        (discussion ?? "").components(separatedBy: "\n\n").filter { paragraph in
            !paragraph.isEmpty
                && !paragraph.split(separator: "\n").contains { Example.command(inLine: $0) != nil }
        }
    }

    @Test func everyNameOfAValueIsAWordOfBothLanguages() throws {
        var names: Set<String> = []
        for argument in try commands().flatMap(\.english.shownArguments) where argument.kind != .flag {
            names.insert(try #require(argument.valueName))
        }
        let known = ValueName.unchanged.union(ValueName.indonesian.keys)
        #expect(names.subtracting(known).isEmpty)
        #expect(known.subtracting(names).isEmpty, "no option has them")
        for (english, indonesian) in ValueName.indonesian { #expect(english != indonesian) }
    }

    @Test func everyPageIsInOneLanguageAndFitsTheTerminal() throws {
        let headings = [
            Language.english: [
                "Usage:", "Arguments:", "Options:", "Commands:", "Example:", "Show this help.",
            ],
            .indonesian: [
                "Cara pakai:", "Argumen:", "Pilihan:", "Perintah:", "Contoh:", "Tampilkan bantuan ini.",
            ],
        ]
        for both in try commands() {
            for language in [Language.english, .indonesian] {
                let info = both.info(language)
                let page = HelpPage(command: info, language: language, width: 80).text
                for line in page.split(separator: "\n") { #expect(line.count <= 80, "\(info.path): \(line)") }
                for other in headings[language == .english ? .indonesian : .english] ?? [] {
                    #expect(!page.contains(other), "\(info.path) in \(language) has \(other)")
                }
                let own = headings[language] ?? []
                #expect(page.contains(own[0]) && page.contains(own[2]) && page.contains(own[5]))
                #expect(page.contains(own[1]) == info.shownArguments.contains { $0.kind == .positional })
                #expect(page.contains(own[3]) == !info.shownSubcommands.isEmpty)
                #expect(page.contains(own[4]) == (info.example != nil), "\(info.path)")
                // Whoever is at a loss tries what is shown.
                #expect(
                    info.example != nil || !info.shownSubcommands.isEmpty || info.commandName == "exit-status"
                )
            }
        }
    }

    /// An example that the program refuses teaches nothing.
    @Test func everyExampleIsUnderstood() throws {
        for both in try commands() {
            for language in [Language.english, .indonesian] {
                for line in (both.info(language).discussion ?? "").split(separator: "\n") {
                    guard let command = Example.command(inLine: line), command.hasPrefix("amanah") else {
                        continue
                    }
                    let words = shellWords(command)
                    #expect(throws: Never.self, "\(command)") { try Amanah.parseAsRoot(words) }
                    for (option, value) in zip(words, words.dropFirst()) {
                        #expect(throws: Never.self, "\(command)") { try understand(value, of: option) }
                    }
                }
            }
        }
    }

    private func understand(_ value: String, of option: String) throws {
        switch option {
        case "--kind", "--kinds": _ = try DocumentKind.list(typed: value)
        case "--role": _ = try Role.list(typed: value)
        case "--purpose": _ = try ConsentPurpose(typed: value)
        case "--recipient" where !value.hasPrefix("age1"), "--to" where value == "lpsk":
            _ = try Office(value)
        case "--outcome": _ = try AuditFilter.Outcome(typed: value)
        default: break
        }
    }

    /// The arguments of a command line, up to where its output goes.
    private func shellWords(_ command: String) -> [String] {
        let parts = command.split(separator: "\"", omittingEmptySubsequences: false)
        let words = parts.enumerated().flatMap { index, part in
            index.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [String(part)]
        }
        return Array(words.dropFirst().prefix { ![">", "|"].contains($0) })
    }

    @Test func theWordsThatHelpNamesCanBeTyped() throws {
        func check<V: Vocabulary & Equatable>(_ type: V.Type) throws {
            for value in V.typed {
                for word in [value.typedWords.english, value.typedWords.indonesian] {
                    #expect(!word.contains { " ,()/".contains($0) }, "\(word)")
                    #expect(try V.list(typed: word) == [value])
                }
            }
        }
        try check(DocumentKind.self)
        try check(Role.self)
        try check(ConfidentialityClass.self)
        try check(ConsentPurpose.self)
        try check(AuditFilter.Outcome.self)
        #expect(
            DocumentKind.travelDocument.explainedWords.indonesian.hasSuffix(
                "(kontrak, visa, tiket, surat palsu)"))
        #expect(DocumentKind.identityDocument.explainedWords.indonesian.hasPrefix("dokumen-identitas (KTP, "))
    }

    @Test func helpIsThereUnderAllItsNames() throws {
        let session = try Session([])
        session.environment["AMANAH_LANG"] = "id"
        for ways in [
            [["help"], ["--help"], ["-h"], ["help", "--help"]],
            [
                ["help", "add"], ["add", "--help"], ["add", "-h"],
                ["add", "TPPO-2026-0017", "x", "--help", "--kind"],
            ],
            [["case"], ["help", "case"], ["case", "--help"], ["case", "-h"]],
            [["help", "case", "open"], ["case", "open", "--help"], ["case", "open", "--title", "-h"]],
            [["audit", "timestamp"], ["help", "audit", "timestamp"]],
            [["help", "exit-status"], ["exit-status", "--help"]],
        ] {
            let pages = try ways.map { words in
                let result = try session.amanah(words)
                #expect(result.status == 0 && result.errors.isEmpty, "\(words): \(result.errors)")
                return result.output
            }
            #expect(Set(pages).count == 1 && pages[0].contains("Cara pakai: amanah"), "\(ways)")
        }
        #expect(try session.amanah(["help"]).output.contains("AMANAH_LANG=en amanah --help"))
        #expect(try session.amanah(["--version"]).output == "0.1.0\n")
        #expect(try session.amanah(["add", "--version"]).output == "0.1.0\n")
        #expect(try session.amanah(["exit-status"]).output.contains("5  ada yang berubah"))
        for words in [
            ["help", "verfy"], ["help", "case", "opne"], ["case", "opne", "-h"], ["verfy", "--help"],
        ] {
            let refused = try session.amanah(words, as: nil, failsWith: 2)
            #expect(refused.contains("maksudnya '"), "\(refused)")
        }
        // What follows is no option.
        try session.amanah(["lock", "--", "--help"], as: nil, failsWith: 2)
    }
}
