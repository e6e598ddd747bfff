import Bytes
import Foundation
import Ledger
public import Sodium

/// Why a new passphrase is among the first that somebody would try.
public enum PassphraseWeakness: Equatable, Sendable {
    /// Fewer characters than these, or little more than spaces.
    case tooShort(fewest: Int)
    /// Digits alone, and fewer than these: a date, a telephone number.
    case digits(fewest: Int)
    /// One character, or a few, again and again.
    case repeated
    /// A row of the keyboard or of the alphabet.
    case row
    /// Mostly the name of whose identity it is.
    case ownName
    /// Mostly the phrase of the vault, which is no secret.
    case vaultPhrase
    /// Mostly a password that many people have, whatever digits stand for its letters or behind it.
    case common
}

/// What every new passphrase must be better than (`docs/decisions/028`). Old ones open their files as ever.
///
/// A character counts as one. What whoever guesses tries first counts less: a common password, a row of the keyboard, one character
/// again and again, or a date as two, a part of the own name as one, a word of the vault's phrase as nothing. Eight are enough, in
/// at least ten characters. That refuses the weakest and measures nothing: only what chance has drawn is known to be hard to guess.
public enum PassphraseRule {
    static let fewestCharacters = 10
    static let fewestDigits = 16
    private static let fewestPoints = 8

    /// Throws ``VaultError/weakPassphrase(_:)``.
    public static func require(
        _ passphrase: borrowing Secret, of name: String, vault: VaultPhrase? = nil
    ) throws {
        if let weakness = weakness(of: passphrase, name: name, vault: vault) {
            throw VaultError.weakPassphrase(weakness)
        }
    }

    /// - Parameters:
    ///   - name: whose identity it is.
    ///   - vault: the phrase of a vault that they work in, where one is known.
    public static func weakness(
        of passphrase: borrowing Secret, name: String, vault: VaultPhrase? = nil
    ) -> PassphraseWeakness? {
        var text = passphrase.withUnsafeBytes(characters)
        defer { wipe(&text) }
        guard text.count >= fewestCharacters else { return .tooShort(fewest: fewestCharacters) }
        var solid = text.filter { !separators.contains($0) }
        defer { wipe(&solid) }
        let digits = solid.count(where: isDigit)
        if digits == solid.count, digits < fewestDigits { return .digits(fewest: fewestDigits) }

        let known = pieces(of: name, vault)
        if let period = period(of: solid) {
            return points(Array(solid[..<period]), known).points + 1 < fewestPoints ? .repeated : nil
        }
        let (points, reason) = points(solid, known)
        return points < fewestPoints ? reason ?? .tooShort(fewest: fewestCharacters) : nil
    }

    // MARK: Characters

    /// In small letters; whatever is not ASCII as one number for each character of Unicode.
    private static func characters(_ bytes: UnsafeRawBufferPointer) -> [UInt32] {
        var characters: [UInt32] = []
        characters.reserveCapacity(bytes.count)
        for byte in bytes {
            switch byte {
            case 0x41...0x5A: characters.append(UInt32(byte | 0x20))
            case 0x80..<0xC0 where !characters.isEmpty:
                characters[characters.count - 1] = characters[characters.count - 1] << 6 | UInt32(byte & 0x3F)
            default: characters.append(UInt32(byte))
            }
        }
        return characters
    }

    private static func wipe(_ characters: inout [UInt32]) {
        characters.withUnsafeMutableBytes { Bytes.wipe($0) }
    }

    private static let separators = Set(" \t-_.,/+".unicodeScalars.map(\.value))

    private static func isDigit(_ character: UInt32) -> Bool { (0x30...0x39).contains(character) }

    /// The length of what the text repeats from its beginning to its end, at least twice.
    private static func period(of text: [UInt32]) -> Int? {
        guard text.count > 1 else { return nil }
        return (1...text.count / 2).first { period in
            (period..<text.count).allSatisfy { text[$0] == text[$0 - period] }
        }
    }

    // MARK: Pieces

    /// What counts less than its characters.
    private struct Piece {
        let text: [UInt32]
        let points: Int
        let reason: PassphraseWeakness

        init(_ text: some StringProtocol, _ points: Int, _ reason: PassphraseWeakness) {
            self.text = text.unicodeScalars.map(\.value)
            self.points = points
            self.reason = reason
        }
    }

    /// By their first characters.
    private typealias Pieces = [UInt32: [Piece]]

    private static let common = byFirst(CommonPasswords.all.map { Piece($0, 2, .common) })

    private static func byFirst(_ pieces: [Piece]) -> Pieces {
        Dictionary(grouping: pieces) { $0.text.first ?? 0 }
    }

    private static func pieces(of name: String, _ vault: VaultPhrase?) -> Pieces {
        let parts = name.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil).lowercased()
            .split { !$0.isLetter && !$0.isNumber }.filter { $0.count >= 3 }.map { Piece($0, 1, .ownName) }
        let phrase = (vault.map { $0.words + $0.digits } ?? []).map { Piece($0, 0, .vaultPhrase) }
        return common.merging(byFirst(parts + phrase)) { $0 + $1 }
    }

    /// What people write for letters.
    private static let standIns: [Character: String] = [
        "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
        "@": "a", "!": "il", "$": "s", "|": "il",
    ]
    private static let standingFor: [UInt32: [UInt32]] = Dictionary(
        standIns.map { ($0.unicodeScalars.first?.value ?? 0, $1.unicodeScalars.map(\.value)) },
        uniquingKeysWith: { first, _ in first })

    private static func begins(_ text: ArraySlice<UInt32>, with piece: [UInt32]) -> Bool {
        guard text.count >= piece.count else { return false }
        return zip(text, piece).allSatisfy { $0 == $1 || standingFor[$0]?.contains($1) ?? false }
    }

    private static let rows: [[UInt32]] = [
        "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "0987654321", "abcdefghijklmnopqrstuvwxyz",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "q1w2e3r4t5y6u7i8o9p0",
        "1q2w3e4r5t6y7u8i9o0p",
    ].flatMap { row -> [[UInt32]] in
        let row = row.unicodeScalars.map(\.value)
        return [row, row.reversed()]
    }

    /// The longest piece of a row, of three characters or more, at the beginning of a text.
    private static func lengthOfRow(_ text: ArraySlice<UInt32>) -> Int {
        var longest = 0
        for row in rows {
            for start in row.indices where row[start] == text.first {
                longest = max(longest, zip(row[start...], text).prefix { $0 == $1 }.count)
            }
        }
        return longest < 3 ? 0 : longest
    }

    /// The fewest points that the text can be counted for, and what counted less for most of its characters.
    private static func points(_ text: [UInt32], _ known: Pieces) -> (
        points: Int, reason: PassphraseWeakness?
    ) {
        typealias Way = (points: Int, from: Int, reason: PassphraseWeakness?)
        var ways: [Way] = [(0, 0, nil)] + text.map { _ in (Int.max, 0, nil) }
        for start in text.indices {
            let rest = text[start...]
            func offer(_ length: Int, _ points: Int, _ reason: PassphraseWeakness?) {
                let points = ways[start].points + points
                if length > 0, points < ways[start + length].points {
                    ways[start + length] = (points, start, reason)
                }
            }
            offer(1, 1, nil)
            for first in [text[start]] + (standingFor[text[start]] ?? []) {
                for piece in known[first] ?? [] where begins(rest, with: piece.text) {
                    offer(piece.text.count, piece.points, piece.reason)
                }
            }
            offer(lengthOfRow(rest), 2, .row)
            let same = rest.prefix { $0 == rest.first }.count
            if same >= 3 { offer(same, 2, .repeated) }
            let digits = rest.prefix(while: isDigit).count
            if digits >= 2 { offer(digits, digits <= 8 ? 2 : digits / 2, .digits(fewest: fewestDigits)) }
        }
        var covered: [(reason: PassphraseWeakness, count: Int)] = []
        var end = text.count
        while end > 0 {
            if let reason = ways[end].reason {
                if let index = covered.firstIndex(where: { $0.reason == reason }) {
                    covered[index].count += end - ways[end].from
                } else {
                    covered.append((reason, end - ways[end].from))
                }
            }
            end = ways[end].from
        }
        return (ways[text.count].points, covered.max { $0.count < $1.count }?.reason)
    }
}
