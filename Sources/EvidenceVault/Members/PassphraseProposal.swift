import Foundation
public import Sodium

/// A passphrase that nobody thought of: words drawn by chance.
public enum PassphraseProposal {
    static let wordCount = 6

    /// How many bits of chance are in it: 6 × log₂ 2048.
    public static var bits: Int { bits(words: wordCount) }

    static func bits(words: Int) -> Int { Int(Double(words) * log2(Double(PassphraseWords.all.count))) }

    /// Six words with a space between, in guarded memory. Each word is drawn by itself, so one may come twice.
    public static func make() throws -> Secret { try make(words: wordCount) }

    static func make(words: Int) throws -> Secret {
        var text: [UInt8] = []
        // Room for all of it at once: growing would leave copies.
        text.reserveCapacity(words * 10)
        for index in 0..<words {
            if index > 0 { text.append(UInt8(ascii: " ")) }
            text += PassphraseWords.all[try randomNumber(below: UInt32(PassphraseWords.all.count))].utf8
        }
        return try Secret(moving: &text)
    }
}
