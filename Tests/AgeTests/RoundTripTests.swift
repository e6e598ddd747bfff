import Foundation
import Sodium
import TestSupport
import Testing

@testable import Age

@Suite struct RoundTripTests {
    /// Seals in writes of random sizes, some of them in place, and opens in reads of random sizes.
    private func roundTrip(
        _ plaintext: [UInt8], recipients: [any Recipient], identity: any Identity,
        _ random: inout SeededGenerator
    ) throws -> [UInt8] {
        var sealed: [UInt8] = []
        let seal = try SealingStream(to: recipients) { sealed += $0 }
        var rest = plaintext[...]
        while !rest.isEmpty {
            var piece = Array(rest.prefix(Int.random(in: 1...200_000, using: &random)))
            if Bool.random(using: &random) {
                let room = try seal.room(for: piece.count)
                piece = Array(piece.prefix(room.count))
                room.copyBytes(from: piece)
                try seal.write(UnsafeRawBufferPointer(rebasing: room[..<piece.count]))
            } else {
                try piece.withUnsafeBytes { try seal.write($0) }
            }
            rest = rest.dropFirst(piece.count)
        }
        try seal.finish()
        return try opened(sealed, with: identity, &random)
    }

    private func opened(
        _ sealed: [UInt8], with identity: any Identity, _ random: inout SeededGenerator
    ) throws -> [UInt8] {
        var rest = sealed[...]
        var generator = random
        let stream = try OpeningStream(identities: [identity]) { buffer in
            let count = min(buffer.count, rest.count, Int.random(in: 1...100_000, using: &generator))
            buffer.copyBytes(from: rest.prefix(count))
            rest = rest.dropFirst(count)
            return count
        }
        var result: [UInt8] = []
        while true {
            var buffer = [UInt8](repeating: 0, count: Int.random(in: 1...150_000, using: &random))
            let count = try buffer.withUnsafeMutableBytes { try stream.read(into: $0) }
            if count == 0 { return result }
            result += buffer[..<count]
        }
    }

    @Test func everyLengthAroundChunksAndBatchesComesBack() throws {
        var random = SeededGenerator()
        let identity = try X25519Identity.generate()
        let (chunk, batch) = (PayloadCipher.chunkSize, PayloadCipher.chunkSize * PayloadCipher.batch)
        let boundaries = [0, chunk, 2 * chunk, batch, batch + chunk, 2 * batch]
        for length in boundaries.flatMap({ [$0 - 1, $0, $0 + 1] }) where length >= 0 {
            let plaintext =
                random.bytes(min(length, 1000)) + [UInt8](repeating: 7, count: max(0, length - 1000))
            let result = try roundTrip(
                plaintext, recipients: [identity.recipient], identity: identity, &random)
            #expect(result == plaintext, "length \(length), seed \(random.seed)")
        }
    }

    @Test func eachOfSeveralRecipientsOpensAndNobodyElse() throws {
        var random = SeededGenerator()
        let identities = try (0..<3).map { _ in try X25519Identity.generate() }
        let plaintext = random.bytes(1234)
        let sealed = try plaintext.withUnsafeBytes { try AgeFile.seal($0, to: identities.map(\.recipient)) }
        for identity in identities { #expect(try AgeFile.open(sealed, with: [identity]) == plaintext) }
        #expect(throws: AgeError.noMatch) { try AgeFile.open(sealed, with: [X25519Identity.generate()]) }
    }

    @Test func aPassphraseOpensItsFileAndStandsAlone() throws {
        let text = Array("kesaksian".utf8)
        let recipient = ScryptRecipient(passphrase: try secret("kata sandi"), workFactor: 4)
        let sealed = try text.withUnsafeBytes { try AgeFile.seal($0, to: [recipient]) }
        #expect(try AgeFile.open(sealed, with: [ScryptIdentity(passphrase: secret("kata sandi"))]) == text)
        #expect(throws: AgeError.noMatch) {
            try AgeFile.open(sealed, with: [ScryptIdentity(passphrase: secret("kata sandj"))])
        }
        #expect(throws: AgeError.self) {
            try text.withUnsafeBytes {
                try AgeFile.seal($0, to: [recipient, X25519Identity.generate().recipient])
            }
        }
    }

    @Test func everyChangedByteIsFound() throws {
        var random = SeededGenerator()
        let identity = try X25519Identity.generate()
        let plaintext = random.bytes(300)
        let sealed = try plaintext.withUnsafeBytes { try AgeFile.seal($0, to: [identity.recipient]) }
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            #expect(throws: AgeError.self, "byte \(index), seed \(random.seed)") {
                try AgeFile.open(altered, with: [identity])
            }
        }
        for length in 0..<sealed.count {
            #expect(throws: AgeError.self, "cut at \(length)") {
                try AgeFile.open(Array(sealed[..<length]), with: [identity])
            }
        }
        #expect(throws: AgeError.self) { try AgeFile.open(sealed + [0], with: [identity]) }
    }

    @Test func chunksCannotChangePlaces() throws {
        let identity = try X25519Identity.generate()
        let plaintext = [UInt8](repeating: 1, count: 3 * PayloadCipher.chunkSize)
        var sealed = try plaintext.withUnsafeBytes { try AgeFile.seal($0, to: [identity.recipient]) }
        let start = sealed.count - 3 * PayloadCipher.sealedChunkSize
        let size = PayloadCipher.sealedChunkSize
        let first = Array(sealed[start..<(start + size)])
        sealed.replaceSubrange(start..<(start + size), with: sealed[(start + size)..<(start + 2 * size)])
        sealed.replaceSubrange((start + size)..<(start + 2 * size), with: first)
        #expect(throws: AgeError.payloadFailure("a chunk is not authentic")) {
            try AgeFile.open(sealed, with: [identity])
        }
    }

    @Test func stockAgeAndOursOpenEachOther() throws {
        guard let age = stockTool("age") else { return }
        let folder = try TemporaryFolder()
        let identity = try X25519Identity.generate()
        let key = try identity.encoded().withUnsafeBytes { Data($0) }
        try key.write(to: folder.appending("key"))
        var random = SeededGenerator()
        for length in [0, 1, 65_536, 200_001] {
            let plaintext = random.bytes(length)
            let sealed = try plaintext.withUnsafeBytes {
                try AgeFile.seal($0, to: [X25519Identity.generate().recipient, identity.recipient])
            }
            let opened = try run(age, ["-d", "-i", folder.appending("key").path], input: Data(sealed))
            #expect(opened.status == 0 && [UInt8](opened.stdout) == plaintext, "\(opened.errors)")
            let theirs = try run(age, ["-r", identity.recipient.description], input: Data(plaintext))
            #expect(try AgeFile.open([UInt8](theirs.stdout), with: [identity]) == plaintext)
            let fromArmor = try run(
                age, ["-d", "-i", folder.appending("key").path], input: Data(Armor.encode(sealed)))
            #expect(fromArmor.status == 0 && [UInt8](fromArmor.stdout) == plaintext, "\(fromArmor.errors)")
            let armored = try run(age, ["-a", "-r", identity.recipient.description], input: Data(plaintext))
            #expect(try AgeFile.open([UInt8](armored.stdout), with: [identity]) == plaintext)
        }
    }
}
