import EvidenceVault
import Foundation
import Presentation
import SLIP39
import Sodium
import TestSupport
import Testing

@testable import AmanahCommands

/// One share as it is typed, key by key.
@Suite struct SharePadTests {
    private func shares(_ count: Int = 3) throws -> [Share] {
        try SLIP39.split(Secret(randomBytes: 32), threshold: 2, of: count)
    }

    private func words(_ share: Share) throws -> [String] {
        try share.words().withUnsafeBytes { String(decoding: $0, as: UTF8.self) }.split(separator: " ")
            .map(String.init)
    }

    /// Each character as a key by itself.
    private func press(_ text: String, _ pad: SharePad) throws -> Share? {
        for byte in Array(text.utf8) {
            for key in [byte].withUnsafeBytes({ Key.keys(in: $0) }) {
                if let share = try pad.take(key) { return share }
            }
        }
        return nil
    }

    private func screen(_ pad: SharePad) -> String {
        String(decoding: pad.screen(in: .english), as: UTF8.self)
    }

    @Test func fourLettersAreEnoughAndTheWholeWordIsTakenToo() throws {
        for share in try shares() {
            let words = try words(share)
            for spelling in [{ $0 }, { String($0.prefix(4)) }, { String($0.prefix(5)).uppercased() }]
                as [(String) -> String]
            {
                let pad = SharePad(beside: [])
                for (place, word) in words.dropLast().enumerated() {
                    #expect(try press(spelling(word), pad) == nil)
                    #expect(
                        screen(pad).contains("\u{1B}7\(word.dropFirst(spelling(word).count))\u{1B}8"),
                        "\(word)")
                    #expect(pad.position == place)
                    #expect(
                        try press(place.isMultiple(of: 2) ? " " : "\n", pad) == nil
                            && pad.position == place + 1)
                }
                let whole = try #require(try press(spelling(words[32]) + " ", pad))
                #expect(try self.words(whole) == words)
            }
        }
    }

    @Test func aMistypedWordIsToldAtOnceWithItsNeighbours() throws {
        let pad = SharePad(beside: [])
        #expect(try press("acadx", pad) == nil)
        let message = try #require(pad.message?.english)
        #expect(message.contains("'acadx'") && message.contains("academic"), "\(message)")
        #expect(screen(pad).hasSuffix("\u{07}"), "it sounds")
        // Taken back, or asked for again.
        #expect(try press("\u{7F}", pad) == nil && pad.message == nil)
        #expect(try press("x ", pad) == nil && pad.message != nil && pad.position == 0)
        #expect(try press("acad ", pad) == nil && pad.message == nil && pad.position == 1)
        // Fewer than four letters are none, also where one word alone begins so.
        #expect(try press("zer ", pad) == nil)
        #expect(pad.message?.indonesian.contains("zero") ?? false && pad.position == 1)
        // Long words, digits and keys that are none: nothing falls.
        #expect(try press(String(repeating: "z", count: 300) + "1.\u{1B}[A\t,", pad) == nil)
        #expect(pad.position == 1)
    }

    @Test func oneGoesBackToTheWordBefore() throws {
        let share = try shares()[0]
        let words = try words(share)
        let pad = SharePad(beside: [])
        let wrong = words[4] == "zero" ? "yoga" : "zero"
        for word in words.prefix(4) + [wrong] + words[5..<8] { #expect(try press(word + " ", pad) == nil) }
        #expect(try press("\u{7F}\u{7F}\u{7F}\u{7F}", pad) == nil)
        #expect(pad.position == 4 && screen(pad).contains("[\(wrong)]"))
        // Then on where one was.
        #expect(try press(words[4] + " ", pad) == nil && pad.position == 8)
        var typed: Share?
        for word in words[8...] { typed = try press(word + " ", pad) }
        #expect(try self.words(#require(typed)) == words)
        // From the first there is no way back.
        let other = SharePad(beside: [])
        #expect(try press("\u{7F}\u{7F}acad\u{15}", other) == nil && other.position == 0)
        #expect(!screen(other).contains("ACAD"))
    }

    @Test func aWordThatIsOneAndIsWrongIsFoundAtTheEnd() throws {
        let share = try shares()[0]
        let words = try words(share)
        var wrong = words
        wrong[20] = words[20] == "zero" ? "yoga" : "zero"
        let pad = SharePad(beside: [])
        for word in wrong { #expect(try press(word + " ", pad) == nil) }
        #expect(pad.position == 20 && pad.message?.english.contains("word 21") ?? false)
        let mended = try press(words[20] + "\n", pad)
        #expect(try self.words(#require(mended)) == words)

        // Of several it is said that they are.
        var exchanged = words
        let place = try #require((4..<29).first { words[$0] != words[$0 + 1] })
        exchanged.swapAt(place, place + 1)
        let second = SharePad(beside: [])
        for word in exchanged { #expect(try press(word + " ", second) == nil) }
        #expect(second.position == 0 && second.message?.english.contains("several") ?? false)
        for _ in 0..<place { #expect(try press("\n", second) == nil) }
        // What is left is one wrong word, and it is found.
        #expect(try press(words[place] + " ", second) == nil && second.position == place + 1)
        #expect(try self.words(#require(try press(words[place + 1] + " ", second))) == words)
    }

    @Test func aShareOfAnotherSetOrOneAgainIsRefusedAsSoonAsItIsSeen() throws {
        let (set, other) = (try shares(), try shares())
        let (first, second) = (try words(set[0]), try words(other[1]))
        let pad = SharePad(beside: [set[0]])
        let place = first[0] == second[0] ? 1 : 0
        for word in second[...place] { #expect(try press(word + " ", pad) == nil) }
        #expect(
            pad.position == place && pad.message?.english.contains("'\(first[place])'") ?? false,
            "\(first) \(second)")

        let again = SharePad(beside: [set[0]])
        for word in first.prefix(4) { #expect(try press(word + " ", again) == nil) }
        #expect(again.position == 0 && again.message?.english.contains("typed already") ?? false)
        var right: Share?
        for word in try words(set[2]) { right = try press(word + " ", again) }
        #expect(try words(#require(right)) == words(set[2]))
    }

    @Test func aPastedLineIsTakenAsItIs() throws {
        let share = try shares()[0]
        let words = try words(share)
        func keys(_ text: String) -> [Key] { Array(text.utf8).withUnsafeBytes { Key.keys(in: $0) } }
        let numbered = words.enumerated().map { "\($0 + 1). \($1.uppercased())," }.joined(separator: "\t")
        for line in [
            words.joined(separator: " ") + "\n", numbered + "\r\n", "\u{1B}[200~\(numbered)\u{1B}[201~",
        ] {
            let pad = SharePad(beside: [])
            let typed = try keys(line).compactMap { try pad.take($0) }
            #expect(try typed.map(self.words) == [words], "\(line)")
        }
        // In the middle of a word, and without the end of the last.
        let pad = SharePad(beside: [])
        #expect(try press(String(words[0].prefix(2)), pad) == nil)
        let rest = words[0].dropFirst(2) + " " + words[1...].joined(separator: " ")
        for key in keys(String(rest.dropLast(2))) { #expect(try pad.take(key) == nil) }
        #expect(try self.words(#require(try press(rest.suffix(2) + " ", pad))) == words)
        // Too many are none.
        let many = SharePad(beside: [])
        for key in keys((words + words).joined(separator: " ") + " ") { #expect(try many.take(key) == nil) }
        #expect(many.position == 0 && many.message?.english.contains("66 words") ?? false)
    }

    @Test func anyBytesAreKeysOrNone() throws {
        var random = SeededGenerator()
        for _ in 0..<300 {
            let pad = SharePad(beside: [])
            for _ in 0..<4 {
                let bytes = random.bytes(Int.random(in: 0...40, using: &random))
                for key in bytes.withUnsafeBytes({ Key.keys(in: $0) }) { _ = try pad.take(key) }
                #expect((0..<33).contains(pad.position), "seed \(random.seed)")
                #expect(!pad.screen(in: .indonesian).isEmpty)
            }
        }
    }

    @Test(arguments: [
        SLIP39Error.notAWord(position: 3), .wrongLength(words: 7), .wrongChecksum, .malformed("x"),
        .differentSets, .duplicate,
        .tooFew(needed: 3, given: 2), .wrongDigest, .badParameters("x"),
    ])
    func whatIsWrongWithSharesIsToldInBothLanguages(_ error: SLIP39Error) throws {
        let problem = try #require(Problem(error))
        #expect(problem.words.english != problem.words.indonesian && problem.status == .usage)
    }
}
