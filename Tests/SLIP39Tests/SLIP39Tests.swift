import Foundation
import Sodium
import TestSupport
import Testing

@testable import SLIP39

@Suite struct SLIP39Tests {
    private func secret(_ text: String) throws -> Secret {
        var bytes = Array(text.utf8)
        return try Secret(moving: &bytes)
    }

    private func bytes(_ secret: borrowing Secret) -> [UInt8] { secret.withUnsafeBytes { [UInt8]($0) } }

    private func share(_ words: String) throws -> Share { try Share(words: secret(words)) }

    @Test func everyPublishedVectorHasTheExpectedOutcome() throws {
        for file in Vectors.files(in: "slip39") where file.pathExtension == "json" {
            let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
            let vectors = try #require(json as? [[Any]])
            #expect(vectors.count == 33)
            for vector in vectors {
                let name = try #require(vector[0] as? String)
                let mnemonics = try #require(vector[1] as? [String])
                let expected = try #require(vector[2] as? String)
                func restored() throws -> String {
                    let secret = try SLIP39.restore(
                        mnemonics.map(share), passphrase: Array("TREZOR".utf8))
                    return bytes(secret).map { String(format: "%02x", $0) }.joined()
                }
                if expected.isEmpty {
                    #expect(throws: SLIP39Error.self, "\(name)") { try restored() }
                } else {
                    #expect(try restored() == expected, "\(name)")
                    // What is read is written again as it was.
                    for words in mnemonics { #expect(bytes(try share(words).words()) == Array(words.utf8)) }
                }
            }
        }
    }

    @Test func theWordListIsThatOfTheSpecification() {
        #expect(WordList.words.count == 1024)
        #expect(WordList.words == WordList.words.sorted())
        #expect(Set(WordList.words.map { $0.prefix(4) }).count == 1024)
        #expect(WordList.words.first == "academic" && WordList.words.last == "zero")
        #expect(WordList.words(for: [0x00, 0x3F, 0xF0], count: 2) == ["academic", "zero"])
    }

    @Test func anyEnoughSharesRestoreTheSecretAndFewerDoNot() throws {
        var random = SeededGenerator()
        for _ in 0..<12 {
            let count = Int.random(in: 1...16, using: &random)
            let threshold = count == 1 ? 1 : Int.random(in: 2...count, using: &random)
            var plain = random.bytes(Int.random(in: 8...16, using: &random) * 2)
            let expected = plain
            let shares = try SLIP39.split(Secret(moving: &plain), threshold: threshold, of: count)
            #expect(shares.count == count)
            let some = Array(shares.shuffled(using: &random).prefix(threshold))
            #expect(bytes(try SLIP39.restore(some)) == expected, "seed \(random.seed)")
            #expect(bytes(try SLIP39.restore(shares)) == expected, "seed \(random.seed)")
            if threshold > 1 {
                #expect(throws: SLIP39Error.tooFew(needed: threshold, given: threshold - 1)) {
                    try SLIP39.restore(Array(some.dropLast()))
                }
                // Fewer points give another value, and the digest does not fit it.
                let fewer = some.dropLast().map { share in
                    var value = share.value
                    return try? Share(
                        header: share.header, group: 0, member: share.member,
                        memberThreshold: UInt8(max(2, threshold - 1)), value: &value)
                }.compactMap { $0 }
                if fewer.count >= 2 {
                    #expect(throws: SLIP39Error.wrongDigest, "seed \(random.seed)") {
                        try SLIP39.restore(fewer)
                    }
                }
            }
        }
    }

    @Test func theWordsComeBackWhateverTheirSpellingAllows() throws {
        let shares = try SLIP39.split(Secret(randomBytes: 32), threshold: 2, of: 3)
        for share in shares {
            let text = String(decoding: bytes(try share.words()), as: UTF8.self)
            #expect(text.split(separator: " ").count == 33)
            let short = text.split(separator: " ").map { $0.prefix(4).uppercased() }.joined(separator: "\n ")
            #expect(try self.share(short).value == share.value)
        }
    }

    @Test func aWrongWordIsFound() throws {
        var random = SeededGenerator()
        let share = try SLIP39.split(Secret(randomBytes: 16), threshold: 2, of: 2)[0]
        let words = String(decoding: bytes(try share.words()), as: UTF8.self).split(separator: " ").map(
            String.init)
        for position in words.indices {
            var altered = words
            repeat {
                altered[position] = WordList.words.randomElement(using: &random) ?? ""
            } while altered[position] == words[position]
            #expect(throws: SLIP39Error.wrongChecksum, "word \(position), seed \(random.seed)") {
                try self.share(altered.joined(separator: " "))
            }
            altered[position] = "amanah"
            #expect(throws: SLIP39Error.notAWord(position: position + 1)) {
                try self.share(altered.joined(separator: " "))
            }
        }
        #expect(throws: SLIP39Error.wrongLength(words: 19)) {
            try self.share(words.dropLast().joined(separator: " "))
        }
    }

    /// One wrong word is named, and no other.
    @Test func oneWrongWordIsPointedAt() throws {
        var random = SeededGenerator()
        let text = String(
            decoding: bytes(try SLIP39.split(Secret(randomBytes: 32), threshold: 2, of: 2)[0].words()),
            as: UTF8.self)
        let numbers = text.split(separator: " ").compactMap { WordList.index(of: String($0)) }
        for position in [0, 1, 2, 3, 16, 29, 32] {
            var altered = numbers
            altered[position] = (altered[position] + Int.random(in: 1..<1024, using: &random)) % 1024
            #expect(Share.suspect(in: altered) == position, "seed \(random.seed)")
        }
        // Two exchanged: to no single word.
        let pair = try #require((4..<29).first { numbers[$0] != numbers[$0 + 1] })
        var exchanged = numbers
        exchanged.swapAt(pair, pair + 1)
        #expect(Share.suspect(in: exchanged) == nil)
        #expect(Share.suspect(in: []) == nil && Share.suspect(in: [Int](repeating: 1024, count: 33)) == nil)
    }

    @Test func aShareThatCannotBeBesideOthersIsKnownBeforeThereAreEnough() throws {
        let one = try SLIP39.split(Secret(randomBytes: 32), threshold: 3, of: 3)
        let other = try SLIP39.split(Secret(randomBytes: 32), threshold: 3, of: 3)
        try SLIP39.require(one[1], fits: [one[0]])
        #expect(throws: SLIP39Error.duplicate) { try SLIP39.require(one[0], fits: [one[0]]) }
        #expect(throws: SLIP39Error.differentSets) { try SLIP39.require(other[1], fits: [one[0]]) }
    }

    @Test func sharesOfTwoSecretsDoNotMix() throws {
        let one = try SLIP39.split(Secret(randomBytes: 32), threshold: 2, of: 3)
        let other = try SLIP39.split(Secret(randomBytes: 32), threshold: 2, of: 3)
        #expect(throws: SLIP39Error.differentSets) { try SLIP39.restore([one[0], other[1]]) }
        #expect(throws: SLIP39Error.duplicate) { try SLIP39.restore([one[0], one[0]]) }
        // A third share that does not fit is found as well.
        var value = other[2].value
        let forged = try Share(
            header: one[2].header, group: 0, member: 2, memberThreshold: 2, value: &value)
        #expect(throws: SLIP39Error.wrongDigest) { try SLIP39.restore([one[0], one[1], forged]) }
    }

    @Test func whatCannotBeSharedIsRefused() throws {
        for (threshold, count) in [(0, 1), (2, 1), (1, 2), (3, 17), (17, 17)] {
            #expect(throws: SLIP39Error.self) {
                try SLIP39.split(Secret(randomBytes: 32), threshold: threshold, of: count)
            }
        }
        for size in [14, 17, 66] {
            #expect(throws: SLIP39Error.self) {
                try SLIP39.split(Secret(randomBytes: size), threshold: 2, of: 3)
            }
        }
    }
}
