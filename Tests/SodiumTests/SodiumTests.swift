import Foundation
import Testing

@testable import Sodium

private func bytes(_ hex: String) -> [UInt8] {
    stride(from: 0, to: hex.count, by: 2).map {
        UInt8(hex.dropFirst($0).prefix(2), radix: 16) ?? 0
    }
}

private func secret(_ bytes: [UInt8]) throws -> Secret {
    var bytes = bytes
    return try Secret(moving: &bytes)
}

private func contents(_ secret: borrowing Secret) -> [UInt8] { secret.withUnsafeBytes { [UInt8]($0) } }

@Suite struct SecretTests {
    @Test func memoryOfASecretIsWipedBeforeAnotherGetsIt() throws {
        for count in [1, 32, 128] {
            for _ in 0..<50 {
                let memory = try GuardedMemory.allocate(count)
                memset(memory, 0xAA, count)
                GuardedMemory.free(memory, count)
                // Very likely the same place, and in any case one that a secret may have lain in.
                let next = try GuardedMemory.allocate(count)
                let bytes = UnsafeRawBufferPointer(start: next, count: count)
                #expect(bytes.allSatisfy { $0 == 0 })
                GuardedMemory.free(next, count)
            }
        }
    }

    @Test func movingASecretLeavesZerosBehind() throws {
        var original: [UInt8] = [1, 2, 3]
        let moved = try Secret(moving: &original)
        #expect(original == [0, 0, 0])
        #expect(contents(moved) == [1, 2, 3])
        #expect(contents(try moved.slice(1..<3)) == [2, 3])
    }

    @Test func comparisonTellsEqualFromUnequal() throws {
        #expect(try secret([1, 2]).equals(secret([1, 2])))
        #expect(try !secret([1, 2]).equals(secret([1, 3])))
        #expect(try !secret([1, 2]).equals(secret([1, 2, 3])))
        #expect(constantTimeEqual([UInt8](), []))
        #expect(!constantTimeEqual([1], [2]))
    }

    @Test func randomBytesDiffer() throws {
        #expect(try randomBytes(32) != randomBytes(32))
        #expect(try randomBytes(0).isEmpty)
    }
}

@Suite struct PublishedVectorTests {
    // RFC 5869, appendix A.1 and A.3
    @Test func hkdfGivesThePublishedKeys() throws {
        let first = try hkdfSHA256(
            secret([UInt8](repeating: 0x0b, count: 22)), salt: bytes("000102030405060708090a0b0c"),
            info: bytes("f0f1f2f3f4f5f6f7f8f9"), count: 42)
        #expect(
            contents(first)
                == bytes(
                    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"))
        let third = try hkdfSHA256(
            secret([UInt8](repeating: 0x0b, count: 22)), salt: [], info: [], count: 42)
        #expect(
            contents(third)
                == bytes(
                    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"))
    }

    // RFC 7914, section 12
    @Test func scryptGivesThePublishedKey() throws {
        let key = try scrypt(
            passphrase: secret(Array("pleaseletmein".utf8)), salt: Array("SodiumChloride".utf8),
            workFactor: 14,
            count: 64)
        #expect(
            contents(key)
                == bytes(
                    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"))
    }

    // RFC 7748, section 5.2, the first vector
    @Test func x25519GivesThePublishedSecret() throws {
        let pair = try X25519.KeyPair(
            secretKey: secret(bytes("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")))
        let peer = try X25519.PublicKey(
            bytes("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"))
        #expect(
            contents(try pair.sharedSecret(with: peer))
                == bytes("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"))
    }

    // RFC 8032, section 7.1, test 2
    @Test func ed25519GivesThePublishedSignature() throws {
        let key = try Ed25519.SigningKey(
            seed: secret(bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")))
        #expect(
            key.publicKey.bytes == bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"))
        let signature = key.sign([0x72])
        #expect(
            signature
                == bytes(
                    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"))
        #expect(key.publicKey.verifies(signature, of: [0x72]))
        #expect(!key.publicKey.verifies(signature, of: [0x73]))
        #expect(!key.publicKey.verifies(Array(signature.dropLast()), of: [0x72]))
    }

    @Test func chachaPolyOpensOnlyWhatItSealed() throws {
        let key = try Secret(randomBytes: 32)
        let nonce = [UInt8](repeating: 3, count: 12)
        let message = Array("Ladies and Gentlemen".utf8)
        var box = [UInt8](repeating: 0, count: message.count + ChaChaPoly.tagSize)
        try message.withUnsafeBytes { message in
            try box.withUnsafeMutableBytes { box in
                try nonce.withUnsafeBytes { try ChaChaPoly.seal(message, into: box, nonce: $0, key: key) }
            }
        }
        func open(_ box: [UInt8]) throws -> [UInt8] {
            var output = [UInt8](repeating: 0, count: box.count - ChaChaPoly.tagSize)
            try box.withUnsafeBytes { box in
                try output.withUnsafeMutableBytes { output in
                    try nonce.withUnsafeBytes { try ChaChaPoly.open(box, into: output, nonce: $0, key: key) }
                }
            }
            return output
        }
        #expect(try open(box) == message)
        for index in box.indices {
            var altered = box
            altered[index] ^= 1
            #expect(throws: SodiumError.notAuthentic) { try open(altered) }
        }
    }
}

@Suite struct BoxTests {
    @Test func aSealedBoxOpensForItsRecipientAlone() throws {
        let owner = try X25519.KeyPair()
        let other = try X25519.KeyPair()
        let box = try SealedBox.seal(secret([9, 8, 7]), to: owner.publicKey)
        #expect(contents(try SealedBox.open(box, with: owner)) == [9, 8, 7])
        #expect(throws: SodiumError.notAuthentic) { _ = try SealedBox.open(box, with: other).count }
        #expect(throws: SodiumError.notAuthentic) { _ = try SealedBox.open([1, 2], with: owner).count }
    }

    @Test func recordsAreBoundToTheirAssociatedData() throws {
        let key = try Secret(randomBytes: 32)
        let sealed = try XChaChaPoly.seal([1, 2, 3], associatedData: [5], key: key)
        #expect(try XChaChaPoly.open(sealed, associatedData: [5], key: key) == [1, 2, 3])
        #expect(throws: SodiumError.notAuthentic) {
            try XChaChaPoly.open(sealed, associatedData: [6], key: key)
        }
    }

    @Test func pointsOfSmallOrderAreRefused() throws {
        let pair = try X25519.KeyPair()
        let zero = try X25519.PublicKey([UInt8](repeating: 0, count: 32))
        #expect(throws: SodiumError.smallOrderPoint) { _ = try pair.sharedSecret(with: zero).count }
    }
}
