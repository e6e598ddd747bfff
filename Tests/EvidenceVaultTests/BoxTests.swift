import Age
import Bytes
import Crypto
import Foundation
@testable import Ledger
import Sodium
import Testing

@testable import EvidenceVault

/// What is sealed to one key for one purpose opens for nothing else, and there is one box of it.
@Suite struct BoxTests {
    private let caseID = HexBytes(Array(16..<32))

    private func vault(_ first: UInt8 = 0) throws -> VaultID {
        try #require(VaultID(hex([first] + Array(1..<32))))
    }

    private func key(_ byte: UInt8) throws -> OpeningKey {
        try OpeningKey(
            secret: Secret(count: 32) { $0.initializeMemory(as: UInt8.self, repeating: byte) },
            postQuantum: false)
    }

    @Test func theVectorOfTheFormat() throws {
        let context = BoxContext.grant(CompartmentName(try vault(), caseID, .testimony, 2))
        #expect(
            context.bytes
                == Array("amanah/v2/box/grant\0".utf8) + Array(0..<32) + Array(16..<32)
                + [9] + Array("testimony".utf8) + [0, 0, 0, 2])
        let box = try key(7).sealingKey.seal([UInt8](repeating: 9, count: 32), for: context)
        #expect(box.count == 112)
        #expect(
            hex(SHA256.bytes(of: box))
                == "85f0edc7f8eacc734a9513c745034d797376f95df83fc90234846935201a4669")
        #expect(try key(7).openBytes(box, for: context) == [UInt8](repeating: 9, count: 32))
    }

    /// Every context that differs in one thing from another.
    private func contexts() throws -> [BoxContext] {
        let (one, other) = (try vault(), try vault(1))
        let compartments = [
            CompartmentName(one, caseID, .testimony, 2), CompartmentName(other, caseID, .testimony, 2),
            CompartmentName(one, HexBytes(Array(17..<33)), .testimony, 2),
            CompartmentName(one, caseID, .medical, 2), CompartmentName(one, caseID, .testimony, 3),
        ]
        return compartments.map(BoxContext.grant)
            + compartments.flatMap { compartment in
                BoxContext.TextItem.allCases.map { .text(compartment, $0) }
            }
            + [one, other].flatMap { vault in
                [1, 2].flatMap { (generation: UInt32) -> [BoxContext] in
                    [.slot(vault, generation), .audit(vault, generation)]
                        + [1, 2].flatMap { (audit: UInt32) -> [BoxContext] in
                            [.entry(vault, generation, audit), .cosign(vault, generation, audit)]
                        }
                }
            }
    }

    @Test(arguments: [false, true])
    func aBoxOpensForItsOwnPurposeOnly(postQuantum: Bool) throws {
        let key = try OpeningKey.generate(postQuantum: postQuantum)
        let stranger = try OpeningKey.generate(postQuantum: postQuantum)
        let message = try randomBytes(32)
        let contexts = try contexts()
        #expect(Set(contexts.map(\.bytes)).count == contexts.count)
        for (index, context) in contexts.enumerated() {
            let box = try key.sealingKey.seal(message, for: context)
            #expect(box.count == message.count + SealingKey.boxOverhead(postQuantum: postQuantum))
            #expect(try opened(box, by: key, for: context) == message)
            #expect(throws: SodiumError.notAuthentic) { try opened(box, by: stranger, for: context) }
            #expect(
                try key.sealingKey.isBox(box, of: message, for: context)
                    == (postQuantum ? nil : true))
            // A hybrid box takes a thousand times as long to open: its neighbour is enough.
            let others = postQuantum ? [contexts[(index + 1) % contexts.count]] : contexts
            for other in others where other != context {
                #expect(throws: SodiumError.notAuthentic) { try opened(box, by: key, for: other) }
                #expect(throws: SodiumError.notAuthentic) { try key.openBytes(box, for: other) }
            }
        }
    }

    /// Whoever has what is inside can make other bytes that libsodium opens: none of them is the box.
    @Test func thereIsOneBoxOfAThing() throws {
        let key = try key(7)
        let context = BoxContext.grant(CompartmentName(try vault(), caseID, .testimony, 2))
        let message = [UInt8](repeating: 9, count: 32)
        guard case .x25519(let recipient) = key.sealingKey, case .x25519(let identity) = key.kind else {
            return
        }
        let random = try message.withUnsafeBytes {
            try SealedBox.seal(
                prefix: context.tag, $0, to: recipient.publicKey, ephemeral: X25519.KeyPair())
        }
        let bare = try message.withUnsafeBytes { try SealedBox.seal($0, to: recipient.publicKey) }
        let genuine = try key.sealingKey.seal(message, for: context)
        var copy = message
        let secret = try hkdfSHA256(
            Secret(moving: &copy), salt: context.tag,
            info: ContextString.ephemeral.bytes + recipient.publicKey.bytes)
        // The same point, written in a second way: libsodium agrees on the same secret with it.
        var share = Array(genuine[..<32])
        share[31] |= 0x80
        let highBit = try BoxForging.box(
            context.tag + message, share: share, secret: secret, to: recipient.publicKey)
        // Another point, from which the same secret follows, since secrets are multiples of eight: the genuine one and one of
        // order eight.
        let moved = try #require(HexBytes("f9c7370d6bd3905c56c8ef582dc55e09586ae21dce0fccfcd6658af91405bf6d"))
        let shifted = try BoxForging.box(
            context.tag + message, share: moved.bytes, secret: secret, to: recipient.publicKey)
        for (name, box) in [
            ("random", random), ("bare", bare), ("bit 255", highBit), ("small order", shifted),
        ] {
            #expect(
                (try? SealedBox.openBytes(box, with: identity.keyPair)) != nil, "\(name): libsodium opens it")
            #expect(throws: SodiumError.notAuthentic, "\(name)") { try opened(box, by: key, for: context) }
            #expect(
                try key.sealingKey.isBox(box, of: message, for: context) == false, "\(name)")
        }
    }

    @Test func keysThatTwoProgramsTakeForDifferentOnesAreNone() throws {
        let sound = try key(7).sealingKey
        var bytes = sound.bytes
        bytes[31] |= 0x80
        let prime: [UInt8] = [0xed] + [UInt8](repeating: 0xff, count: 30) + [0x7f]
        let small: [[UInt8]] = [0, 1].map { [$0] + [UInt8](repeating: 0, count: 31) }
        for bad in [bytes, prime, [0xf6] + prime.dropFirst()] + small {
            let text = X25519Recipient(try X25519.PublicKey(bad)).description
            #expect(throws: AgeError.self) { try SealingKey(text) }
        }
        #expect(try SealingKey(sound.description) == sound)
    }
}

/// In guarded memory, as keys are opened.
private func opened(_ box: [UInt8], by key: OpeningKey, for context: BoxContext) throws -> [UInt8] {
    try key.open(box, for: context).withUnsafeBytes { [UInt8]($0) }
}

extension SealingKey {
    fileprivate func isBox(_ box: [UInt8], of message: [UInt8], for context: BoxContext) throws -> Bool? {
        try message.withUnsafeBytes { try isBox(box, of: $0, for: context) }
    }
}
