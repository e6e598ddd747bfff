import Bytes
import Foundation

/// A word of the log that people type: as the log has it, as Indonesian colleagues say it, or in another word for it.
///
/// Capitals do not count, and a hyphen is as good as a space or an underscore.
public protocol Vocabulary: CaseIterable, RawRepresentable<String> {
    static var subject: UnknownWord.Subject { get }
    /// What is told of those that can be typed: all, unless some are for the log alone.
    static var typed: [Self] { get }
    /// What Indonesian colleagues call it. What stands in brackets explains.
    var indonesian: String { get }
    /// Other words that are understood.
    var also: [String] { get }
}

extension Vocabulary {
    public static var typed: [Self] { Array(allCases) }

    /// All words that stand for it.
    private var words: [String] { [rawValue, Spelling.withoutBrackets(indonesian)] + also }

    /// What somebody has typed. Throws ``LedgerError/unknownWord(_:)``, with the nearest of the words that are understood.
    public init(typed text: String) throws {
        let word = Spelling.key(text)
        guard let found = Self.typed.first(where: { $0.words.contains { Spelling.key($0) == word } }) else {
            throw LedgerError.unknownWord(UnknownWord(text, of: Self.subject, known: Self.typed.map(\.words)))
        }
        self = found
    }

    /// Several with commas between. Throws ``LedgerError/unknownWord(_:)``.
    public static func list(typed text: String) throws -> [Self] {
        try text.split(separator: ",").map { try Self(typed: String($0)) }
    }
}

/// A word that is none of those that can stand there, with the one that was probably meant.
public struct UnknownWord: Hashable, Sendable {
    public enum Subject: Hashable, Sendable {
        case office, purpose, kind, role, confidentiality, outcome
    }

    public let word: String
    public let subject: Subject
    public let known: [Known]
    public let nearest: String?
    /// For a class of documents in the place of a kind: its kinds.
    public let ofClass: [Known]

    /// What can stand there: as the log has it, and as Indonesian colleagues say it.
    public struct Known: Hashable, Sendable {
        public let word, indonesian: String
    }

    /// - Parameter known: what can stand there: the log's word, the Indonesian one, others that are understood.
    package init(_ word: String, of subject: Subject, known: [[String]]) {
        self.word = word
        self.subject = subject
        self.known = known.map { Known(word: $0[0], indonesian: $0[1]) }
        nearest = Spelling.nearest(to: word, among: known.flatMap(\.self))
        let named = subject == .kind ? try? ConfidentialityClass(typed: word) : nil
        ofClass =
            named.map { named in
                DocumentKind.allCases.filter { $0.confidentialityClass == named }.map {
                    Known(word: $0.rawValue, indonesian: Spelling.withoutBrackets($0.indonesian))
                }
            } ?? []
    }
}
