import ArgumentParser
import EvidenceVault
import Ledger
import Presentation

/// A word of an option, as it was typed: what it stands for is asked when all options are read, so that one that is not understood is
/// answered in the user's language, with the nearest.
struct TypedWord<Value: Vocabulary & Sendable>: ExpressibleByArgument {
    private let text: String

    init(argument: String) { text = argument }

    static var allValueStrings: [String] { Value.typed.map { $0.typedWords.in(.current) } }

    /// Throws ``LedgerError/unknownWord(_:)``.
    var value: Value { get throws { try Value(typed: text) } }
}
