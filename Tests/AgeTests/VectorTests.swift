import CZlib
import Crypto
import Foundation
import Sodium
import TestSupport
import Testing

@testable import Age

/// One file of the C2SP age test suite.
struct AgeVector {
    var expect = ""
    var payload: String?
    var identities: [String] = []
    var passphrases: [String] = []
    var isArmored = false
    var file: [UInt8] = []
    var unknownKeys: [String] = []

    init(_ url: URL) throws {
        let bytes = [UInt8](try Data(contentsOf: url))
        var position = 0
        var isCompressed = false
        while let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")), end > position {
            let line = String(decoding: bytes[position..<end], as: UTF8.self)
            position = end + 1
            let parts = line.split(separator: ":", maxSplits: 1).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            switch parts[0] {
            case "expect": expect = parts[1]
            case "payload": payload = parts[1]
            case "identity": identities.append(parts[1])
            case "passphrase": passphrases.append(parts[1])
            case "armored": isArmored = parts[1] == "yes"
            case "compressed": isCompressed = parts[1] == "zlib"
            case "file key", "comment": break
            default: unknownKeys.append(parts[0])
            }
        }
        file = Array(bytes[(position + 1)...])
        if isCompressed { file = try AgeVector.inflated(file) }
    }

    private static func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 16 << 20)
        var size = uLongf(output.count)
        let status = uncompress(&output, &size, bytes, uLong(bytes.count))
        try #require(status == Z_OK)
        return Array(output[..<Int(size)])
    }
}

@Suite struct VectorTests {
    /// What opening a file came to, in the words of the vectors, and the SHA-256 of all that was released.
    private func outcome(of vector: AgeVector) throws -> (kind: String, payload: String?) {
        var identities: [any Identity] = []
        for key in vector.identities {
            identities += try IdentityFile.parse(secret(key))
        }
        for passphrase in vector.passphrases {
            identities.append(ScryptIdentity(passphrase: try secret(passphrase)))
        }
        var rest = vector.file[...]
        var released = SHA256()
        func digest() -> String { released.finalize().map { String(format: "%02x", $0) }.joined() }
        do {
            let stream = try OpeningStream(identities: identities, armored: vector.isArmored) { buffer in
                let count = min(buffer.count, rest.count)
                buffer.copyBytes(from: rest.prefix(count))
                rest = rest.dropFirst(count)
                return count
            }
            var buffer = [UInt8](repeating: 0, count: 10_000)
            do {
                while true {
                    let count = try buffer.withUnsafeMutableBytes { try stream.read(into: $0) }
                    if count == 0 { return ("success", digest()) }
                    released.update(data: buffer[..<count])
                }
            } catch AgeError.payloadFailure {
                return ("payload failure", digest())
            }
        } catch let error as AgeError {
            switch error {
            case .headerFailure: return ("header failure", nil)
            case .noMatch: return ("no match", nil)
            case .hmacFailure: return ("HMAC failure", nil)
            case .armorFailure: return ("armor failure", nil)
            default: return (error.description, nil)
            }
        }
    }

    @Test func everyPublishedVectorHasExactlyTheExpectedOutcome() throws {
        var checked = 0
        for url in Vectors.files(in: "age") {
            let name = url.lastPathComponent
            let vector = try AgeVector(url)
            #expect(vector.unknownKeys.isEmpty, "\(name)")
            let (kind, payload) = try outcome(of: vector)
            #expect(kind == vector.expect, "\(name)")
            if let expected = vector.payload { #expect(payload == expected, "\(name)") }
            checked += 1
        }
        print("age vectors checked: \(checked)")
    }
}

/// A secret for tests.
func secret(_ text: String) throws -> Secret { try secret(Array(text.utf8)) }
func secret(_ bytes: [UInt8]) throws -> Secret {
    var bytes = bytes
    return try Secret(moving: &bytes)
}
