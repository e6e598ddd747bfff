import Bytes
import EvidenceVault
import Foundation
import Presentation
import SLIP39
import Sodium

/// Typing shares from their sheets: word by word, seen, and told at once of what cannot be.
enum ShareTyping {
    /// As many shares as their own threshold asks for. Throws ``CommandError/declined`` when that ends early.
    static func ask() throws -> [Share] {
        guard Terminal.canAsk else { throw CommandError.noTerminalForShares }
        return try Terminal.onTerminal { terminal in
            var shares: [Share] = []
            var pad = SharePad(beside: [])
            let typed: [Share]? = try Prompt.keys(on: terminal) {
                Terminal.say("\(Terminal.wiped)\(pasteIsMarked)", on: terminal)
                draw(pad, on: terminal)
            } hide: {
                Terminal.say("\(pasteIsPlain)\(Terminal.wiped)", on: terminal)
            } take: { bytes in
                for key in Key.keys(in: bytes) {
                    if key == .end { throw CommandError.declined }
                    guard let share = try pad.take(key) else { continue }
                    shares.append(share)
                    if shares.count >= shares[0].threshold { return shares }
                    pad = SharePad(beside: shares)
                }
                draw(pad, on: terminal)
                return nil
            }
            guard let typed else { throw CommandError.declined }
            return typed
        }
    }

    /// Terminals that know how put marks around what is pasted.
    private static let pasteIsMarked = "\u{1B}[?2004h"
    private static let pasteIsPlain = "\u{1B}[?2004l"

    private static func draw(_ pad: SharePad, on terminal: Int32) {
        var screen = pad.screen(in: .current)
        defer { wipe(&screen) }
        screen.withUnsafeBytes { Terminal.say($0, on: terminal) }
    }
}

/// What was pressed.
enum Key: Equatable {
    case letter(UInt8)
    /// A space, Enter, a comma: a word ends.
    case separator
    case backspace
    /// Ctrl-U.
    case clear
    /// Ctrl-D.
    case end
    /// Words at once.
    case pasted([UInt8])

    private static let pasteBegins = Array("\u{1B}[200~".utf8)
    private static let pasteEnds = Array("\u{1B}[201~".utf8)

    /// What a terminal sent at once: a key, or what was pasted.
    static func keys(in bytes: UnsafeRawBufferPointer) -> [Key] {
        var keys: [Key] = []
        var rest = bytes[...]
        // Where nothing marks it: nobody types two words at once.
        if !rest.starts(with: pasteBegins), wordCount(rest) > 1, !rest.contains(0x1B) {
            return [.pasted(Array(rest))]
        }
        while let byte = rest.first {
            if rest.starts(with: pasteBegins) {
                let text = rest.dropFirst(pasteBegins.count)
                let end = text.indices.first { text[$0...].starts(with: pasteEnds) } ?? text.endIndex
                // Its end ends the last word.
                keys.append(.pasted(Array(text[..<end]) + [UInt8(ascii: " ")]))
                rest = text[end...].dropFirst(pasteEnds.count)
                continue
            }
            rest = rest.dropFirst()
            switch byte {
            case 0x1B: rest = withoutSequence(rest)
            case 0x08, 0x7F: keys.append(.backspace)
            case 0x15: keys.append(.clear)
            case 0x04: keys.append(.end)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                keys.append(.letter(byte | 0x20))
            case 0x80...: break
            default: keys.append(.separator)
            }
        }
        return keys
    }

    /// What follows an arrow or another key that sends several bytes.
    private static func withoutSequence(_ rest: Slice<UnsafeRawBufferPointer>) -> Slice<
        UnsafeRawBufferPointer
    > {
        guard let next = rest.first, next == UInt8(ascii: "[") || next == UInt8(ascii: "O") else {
            return rest.dropFirst()
        }
        return rest.dropFirst().drop { !(0x40...0x7E).contains($0) }.dropFirst()
    }

    private static func wordCount(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
        bytes.split { !SharePad.isLetter($0) }.count
    }
}

/// One share as far as it was typed.
final class SharePad {
    static let wordCount = 33
    private static let lettersThatMatter = 4

    /// Numbers of words in the list.
    private var numbers = [Int?](repeating: nil, count: wordCount)
    private(set) var position = 0
    private var letters: [UInt8] = []
    private(set) var message: Words?
    /// What was typed before.
    private let others: [Share]

    init(beside others: [Share]) {
        self.others = others
        letters.reserveCapacity(64)
    }

    deinit {
        numbers.withUnsafeMutableBytes { wipe($0) }
        wipe(&letters)
    }

    static func isLetter(_ byte: UInt8) -> Bool { Share.isLetter(byte) }

    // MARK: Keys

    /// Nil until the share is whole.
    func take(_ key: Key) throws -> Share? {
        switch key {
        case .letter(let letter):
            guard letters.count < 32 else { return nil }
            letters.append(letter)
            message = isPossible ? nil : unknown(letters)
        case .clear:
            clearLetters()
            message = nil
        case .backspace:
            message = nil
            if letters.isEmpty { position = max(0, position - 1) } else { letters.removeLast() }
        case .separator: return try endWord()
        case .pasted(let bytes): return try paste(bytes)
        case .end: break
        }
        return nil
    }

    private func endWord() throws -> Share? {
        guard !letters.isEmpty else {
            if numbers[position] == nil { return nil }
            moveOn()
            return nil
        }
        guard let number = word(letters) else {
            message = unknown(letters)
            clearLetters()
            return nil
        }
        numbers[position] = number
        clearLetters()
        message = nil
        if refuseEarly() { return nil }
        moveOn()
        return try whole()
    }

    /// To the first word that is missing, or else to the next.
    private func moveOn() {
        position = numbers.firstIndex { $0 == nil } ?? (position + 1) % SharePad.wordCount
    }

    private func paste(_ bytes: [UInt8]) throws -> Share? {
        var bytes = letters + bytes
        defer { wipe(&bytes) }
        clearLetters()
        message = nil
        var words = bytes.split(omittingEmptySubsequences: true) { !SharePad.isLetter($0) }
        // The last one may go on.
        let unfinished = bytes.last.map(SharePad.isLetter) ?? false ? words.popLast() : nil
        guard words.count <= SharePad.wordCount - position else {
            message = Words(
                "That is \(words.count) words, and \(SharePad.wordCount - position) are missing here.",
                id: "Itu \(words.count) kata, sedangkan di sini kurang \(SharePad.wordCount - position).")
            return nil
        }
        for (offset, word) in words.enumerated() {
            let word = word.map { $0 | 0x20 }
            numbers[position + offset] = self.word(word)
            if message == nil, numbers[position + offset] == nil {
                message = unknown(word, at: position + offset + 1)
            }
        }
        if refuseEarly() { return nil }
        moveOn()
        for letter in unfinished ?? [] { letters.append(letter | 0x20) }
        return try whole()
    }

    private func clearLetters() {
        wipe(&letters)
        letters.removeAll(keepingCapacity: true)
    }

    private func startAgain() {
        for index in numbers.indices { numbers[index] = nil }
        position = 0
        clearLetters()
    }

    // MARK: What is known of it

    private func word(_ letters: [UInt8]) -> Int? {
        WordList.index(of: String(decoding: letters, as: UTF8.self))
            ?? (letters.count > SharePad.lettersThatMatter ? completion(letters) : nil)
    }

    /// The word that letters, four or more, are the beginning of.
    private func completion(_ letters: [UInt8]) -> Int? {
        guard letters.count >= SharePad.lettersThatMatter,
            let number = WordList.index(
                of: String(decoding: letters.prefix(SharePad.lettersThatMatter), as: UTF8.self)),
            WordList.words[number].utf8.starts(with: letters)
        else { return nil }
        return number
    }

    private var isPossible: Bool { WordList.words.contains { $0.utf8.starts(with: letters) } }

    private func unknown(_ letters: [UInt8], at place: Int? = nil) -> Words {
        let typed = String(decoding: letters.prefix(32).filter { $0 < 0x80 }, as: UTF8.self)
        let heads = WordList.words.map { String($0.prefix(max(typed.count, 4))) }
        let near = Spelling.nearest(to: typed, among: heads, atMost: 3).compactMap { head in
            WordList.words.first { $0.hasPrefix(head) }
        }
        let list = near.joined(separator: ", ")
        let (word, kata) =
            place.map { ("Word \($0), '\(typed)',", "Kata \($0), '\(typed)',") } ?? (
                "'\(typed)'", "'\(typed)'"
            )
        return Words(
            "\(word) is not in the list." + (near.isEmpty ? "" : " Near it: \(list)."),
            id: "\(kata) tidak ada dalam daftar." + (near.isEmpty ? "" : " Yang mirip: \(list)."))
    }

    /// What cannot be beside the shares that were typed before is said as soon as that can be seen. All shares of a set have the first two
    /// words in common, and a share is known by its first four.
    private func refuseEarly() -> Bool {
        for other in others {
            guard
                let theirs = try? other.words().withUnsafeBytes({ bytes in
                    bytes.split(separator: UInt8(ascii: " ")).prefix(4).map {
                        WordList.index(of: String(decoding: $0, as: UTF8.self))
                    }
                })
            else { continue }
            for place in 0..<2 where numbers[place] != nil && numbers[place] != theirs[place] {
                numbers[place] = nil
                position = place
                message = Words(
                    "Word \(place + 1) is the same on all shares made together, and was '\(name(theirs[place]))' on the first: misread, or a sheet of another set?",
                    id:
                        "Kata \(place + 1) sama pada semua bagian yang dibuat bersama; pada bagian pertama '\(name(theirs[place]))'. Salah baca, atau lembar dari set lain?"
                )
                return true
            }
            if numbers.prefix(4).elementsEqual(theirs) {
                startAgain()
                message = alreadyTyped
                return true
            }
        }
        return false
    }

    private func name(_ number: Int?) -> String { number.map { WordList.words[$0] } ?? "" }

    private var alreadyTyped: Words {
        Words(
            "This share was typed already. Take the sheet of another holder.",
            id: "Bagian ini sudah diketik. Ambil lembar dari pemegang lain.")
    }

    /// The share once no word is missing; nil after saying why it is none.
    private func whole() throws -> Share? {
        let all = numbers.compactMap { $0 }
        guard all.count == SharePad.wordCount else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(SharePad.wordCount * 9)
        for number in all { text += WordList.words[number].utf8 + [UInt8(ascii: " ")] }
        do {
            let share = try Share(words: Secret(moving: &text))
            try SLIP39.require(share, fits: others)
            return share
        } catch SLIP39Error.wrongChecksum {
            if let suspect = Share.suspect(in: all) {
                position = suspect
                message = Words(
                    "The words do not fit each other. Look at word \(suspect + 1) first, and type it again.",
                    id: "Kata-katanya belum cocok. Periksa dulu kata \(suspect + 1), lalu ketik ulang.")
            } else {
                position = 0
                message = Words(
                    "The words do not fit each other: several are wrong, or in another place. Compare them with the sheet; Enter goes on to the next, and what you type replaces a word.",
                    id:
                        "Kata-katanya belum cocok: ada beberapa yang salah atau tertukar. Bandingkan dengan lembarnya; Enter ke kata berikutnya, yang diketik menggantikan."
                )
            }
        } catch SLIP39Error.duplicate {
            startAgain()
            message = alreadyTyped
        } catch let error as SLIP39Error {
            startAgain()
            message = error.words
        }
        return nil
    }

    // MARK: The screen

    /// All of it, with the cursor behind what is typed. To be wiped.
    func screen(in language: Language) -> [UInt8] {
        var screen: [UInt8] = []
        // Room for all of it at once: growing would leave copies.
        screen.reserveCapacity(4096)
        func line(_ text: String) { screen += "\(text)\u{1B}[K\r\n".utf8 }
        screen += "\u{1B}[H".utf8
        line(title.in(language))
        line(
            Words(
                "Type the words of the sheet. Four letters are enough, then a space; Backspace goes back.",
                id: "Ketik kata-kata pada lembar. Empat huruf cukup, lalu spasi; Backspace untuk mundur."
            ).in(language))
        line("")
        var grid = ShareGrid.text(of: numbers)
        defer { wipe(&grid) }
        for row in grid.split(separator: UInt8(ascii: "\n")) {
            screen += row
            line("")
        }
        line("")
        screen += "\(message?.in(language) ?? "")\u{1B}[K\r\n\u{1B}[J".utf8
        screen +=
            Words(
                "Word \(position + 1) of \(SharePad.wordCount): ",
                id: "Kata \(position + 1) dari \(SharePad.wordCount): "
            ).in(language).utf8
        if letters.isEmpty, let number = numbers[position] {
            // What stands there already, until something else is typed.
            screen += "\u{1B}7[\(WordList.words[number])]\u{1B}8".utf8
        } else {
            screen += letters
            if let number = completion(letters) {
                let rest = WordList.words[number].dropFirst(letters.count)
                screen += "\u{1B}7\(rest)\u{1B}8".utf8
            } else if !isPossible {
                screen += "\u{07}".utf8
            }
        }
        return screen
    }

    private var title: Words {
        guard let needed = others.first?.threshold else {
            return Words("Key share no. 1", id: "Bagian kunci ke-1")
        }
        return Words(
            "Key share no. \(others.count + 1) of \(needed) that are needed",
            id: "Bagian kunci ke-\(others.count + 1) dari \(needed) yang diperlukan")
    }
}
