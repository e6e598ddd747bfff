import Bytes
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing

@testable import EvidenceVault

/// JSON that is signed or hashed is read in one way of writing it. Every other way of the same value, and every value with
/// something more, is refused: or it would say one thing here and another to somebody else's parser.
@Suite struct CanonicalTests {
    /// One thing that is otherwise, in one place.
    private enum Fault: CaseIterable {
        case doubled, doubledFirst, unknown, null, moved, space, escaped, escapedSlash, escapedUpper
        case point, exponent, zero, minus

        var isOfObjects: Bool { [.doubled, .doubledFirst, .unknown, .null, .moved, .space].contains(self) }
        var isOfNumbers: Bool { [.point, .exponent, .zero, .minus].contains(self) }
        var isOfStrings: Bool { [.escaped, .escapedSlash, .escapedUpper].contains(self) }
    }

    /// Writes a value as it should be, but for a fault at one of the places where it can be.
    private struct Writer {
        let fault: Fault?
        var place: Int

        mutating func isHere(_ applies: Bool) -> Bool {
            guard applies else { return false }
            place -= 1
            return place == -1
        }

        mutating func text(_ value: JSONValue) throws -> String {
            switch value {
            case .object(let members):
                var parts = try members.sorted { $0.key < $1.key }.map { name, value in
                    try "\(plain(name)):\(text(value))"
                }
                guard let fault, fault.isOfObjects, isHere(!parts.isEmpty) else {
                    return "{\(parts.joined(separator: ","))}"
                }
                switch fault {
                case .doubled: parts.append(parts[parts.count - 1])
                case .doubledFirst: parts.insert(parts[0], at: 0)
                case .unknown: parts.append(#""zzz":1"#)
                case .null: parts.append(#""zzz":null"#)
                case .moved where parts.count > 1: parts.swapAt(0, parts.count - 1)
                default: parts[0] = " " + parts[0]
                }
                return "{\(parts.joined(separator: ","))}"
            case .array(let elements):
                return "[\(try elements.map { try text($0) }.joined(separator: ","))]"
            case .string(let string):
                let plain = try plain(string)
                guard let fault, fault.isOfStrings, let first = string.utf8.first, first > 0x2f, first < 0x7f,
                    isHere(true)
                else { return plain }
                let digits = "0" + String(first, radix: 16, uppercase: fault == .escapedUpper)
                let rest = plain.dropFirst(2)
                return fault == .escapedSlash ? #""\/"# + rest : #""\u0"# + digits + rest
            case .number(let number):
                guard let fault, fault.isOfNumbers, isHere(true) else { return "\(number)" }
                switch fault {
                case .point: return "\(number).0"
                case .exponent: return "\(number)e0"
                case .zero: return "0\(number)"
                default: return "-\(number)"
                }
            case .boolean(let boolean): return boolean ? "true" : "false"
            }
        }

        private func plain(_ string: String) throws -> String {
            String(decoding: try CanonicalJSON.encode(string), as: UTF8.self)
        }
    }

    /// Other bytes than `bytes`, each in one of many ways.
    private func others(
        than bytes: [UInt8], _ random: inout SeededGenerator
    ) throws -> [(String, [UInt8])] {
        let value = try CanonicalJSON.decodeLeniently(JSONValue.self, from: bytes)
        var plain = Writer(fault: nil, place: 0)
        #expect(try Array(plain.text(value).utf8) == bytes, "this test writes as the code does")
        var all: [(String, [UInt8])] = []
        for fault in Fault.allCases {
            for _ in 0..<6 {
                var writer = Writer(fault: fault, place: Int.random(in: 0..<12, using: &random))
                all.append(("\(fault)", Array(try writer.text(value).utf8)))
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        all.append(("byte order mark", [0xef, 0xbb, 0xbf] + bytes))
        for (name, encoding) in [
            ("UTF-16", String.Encoding.utf16), ("UTF-16LE", .utf16LittleEndian),
            ("UTF-16BE", .utf16BigEndian),
            ("UTF-32", .utf32), ("UTF-32LE", .utf32LittleEndian),
        ] { all.append((name, [UInt8](try #require(text.data(using: encoding))))) }
        for end in [" ", "\n", "\0", "{}", ",", "}"] { all.append(("behind it", bytes + Array(end.utf8))) }
        for start in [" ", "\t", "\n"] { all.append(("before it", Array(start.utf8) + bytes)) }
        all.append(("cut", Array(bytes.dropLast())))
        all.append(("a byte that is no UTF-8", Array(bytes.dropLast(2)) + [0xff] + bytes.suffix(2)))
        return all.filter { $0.1 != bytes }
    }

    private func expectOnlyCanonical(
        _ bytes: [UInt8], _ what: String, _ random: inout SeededGenerator, _ read: ([UInt8]) throws -> Void
    ) throws {
        #expect(throws: Never.self, "\(what)") { try read(bytes) }
        for (name, other) in try others(than: bytes, &random) {
            let text = String(decoding: other, as: UTF8.self)
            #expect(throws: (any Error).self, "\(what), \(name), seed \(random.seed): \(text)") {
                try read(other)
            }
        }
    }

    @Test func statementsAreReadInOneWay() throws {
        var random = SeededGenerator()
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        let vault = try office.open("companion")
        let person = try office.person("companion")
        var statements = (0..<vault.state.head.size).compactMap {
            try? vault.log.statement(at: $0).statement
        }
        statements.append(
            Statement(
                by: statements[0].by, at: office.time, after: vault.state.head, offset: 3,
                act: Access.to(.list)))
        for pass in [false, true] {
            statements.append(
                Statement(
                    by: statements[0].by, at: office.time, after: vault.state.head,
                    act: .unknown(
                        UnknownAct(
                            name: "later.act", isPassedOver: pass,
                            body: .object([
                                "b": .object(["c": .number(7)]),
                                "a": .array([.string("é/\u{7}"), .number(0)]),
                            ])))))
        }
        for statement in statements {
            let own = Statement(
                by: HexBytes(person.card.signingKey.bytes), at: statement.at, after: statement.after,
                offset: statement.offset, act: statement.act)
            try expectOnlyCanonical(CanonicalJSON.encode(own), own.act.name, &random) { json in
                let message = ContextString.statement.bytes + vault.id.bytes + json
                let opening = StatementOpening(
                    [UInt8](repeating: 0, count: 32) + person.signingKey.sign(message) + json)
                let read = try opening.verified(vaultID: vault.id)
                #expect(read.act.name == own.act.name)
                // What such an act says is anybody's; it is carried as it was written.
                if case .unknown(let said) = own.act, case .unknown(let found) = read.act, said == found {
                    return
                }
                // What is not understood is read as an act that is not known: it must not come to that here.
                if case .unknown = read.act { throw EntryProblemError(.malformed(.notAStatement)) }
            }
        }
    }

    /// Unknown members of an act's body make it an act that nobody knows, and so void: never the act without them.
    @Test func cardsAndDetailsAndRecoveriesAreReadInOneWay() throws {
        var random = SeededGenerator()
        let office = try TestOffice()
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        let vault = try office.open("companion")
        let card = try office.person("lawyer").card
        try expectOnlyCanonical(CanonicalJSON.encode(card), "card", &random) {
            let read = try Card(json: $0 + [UInt8(ascii: "\n")])
            #expect(read == card)
        }
        let details = try #require(vault.show(1, in: vault.caseFile("TPPO-2026-0017")).details)
        try expectOnlyCanonical(CanonicalJSON.encode(details), "details", &random) {
            _ = try CanonicalJSON.decode(DocumentDetails.self, from: $0)
        }
        let founding = try #require(vault.state.founding)
        try expectOnlyCanonical(CanonicalJSON.encode(founding), "founding", &random) {
            _ = try CanonicalJSON.decode(Founding.self, from: $0)
        }
        let person = try office.person("companion")
        let rotated = try RecoveryRotated(
            recovery: founding.recovery,
            rotation: Rotation(
                generation: 2, logKey: founding.logKey, keys: founding.keys, previous: founding.keys,
                slots: founding.keys), approvedBy: person.signingKey, vaultID: vault.id)
        try expectOnlyCanonical(CanonicalJSON.encode(rotated), "recovery.rotate", &random) {
            let read = try CanonicalJSON.decode(RecoveryRotated.self, from: $0)
            #expect(read.isApproved(by: person.card.signingKey, vaultID: vault.id))
        }
    }

    // MARK: Writing

    private func foundations(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }

    private func value(_ depth: Int, _ random: inout SeededGenerator) -> JSONValue {
        func name() -> String {
            String(
                (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                    "aAbz_ !\"\\1~".randomElement(using: &random)!
                })
        }
        switch Int.random(in: depth > 0 ? 0..<5 : 2..<5, using: &random) {
        case 0:
            return .object(
                Dictionary(
                    (0..<Int.random(in: 0..<6, using: &random)).map { _ in (name(), value(depth - 1, &random))
                    },
                    uniquingKeysWith: { $1 }))
        case 1:
            return .array((0..<Int.random(in: 0..<5, using: &random)).map { _ in value(depth - 1, &random) })
        case 2:
            return .string(
                String(decoding: random.bytes(Int.random(in: 0..<20, using: &random)), as: UTF8.self))
        case 3: return .number(UInt64.random(in: 0...9_007_199_254_740_991, using: &random))
        default: return .boolean(.random(using: &random))
        }
    }

    /// Two encoders that know nothing of each other write the same.
    @Test func whatIsWrittenIsWhatFoundationWrites() throws {
        for scalar in (0...0x2FFF).compactMap(UnicodeScalar.init) {
            let text = "a\(scalar)b"
            #expect(
                try CanonicalJSON.encode(text) == foundations(text), "U+\(String(scalar.value, radix: 16))")
        }
        var random = SeededGenerator()
        for _ in 0..<2000 {
            let value = value(4, &random)
            #expect(try CanonicalJSON.encode(value) == foundations(value), "seed \(random.seed): \(value)")
        }
        struct Odd: Encodable {
            var missing: Int?
            let none: [String] = []
            let nothing: [String: Int] = [:]
            let nested = [[1, 2], []]
            let small: (UInt8, Int16) = (255, -3)
            let empty = Empty()

            struct Empty: Encodable {}

            enum Key: CodingKey { case missing, none, nothing, nested, b, a, inner, empty }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                try container.encodeIfPresent(missing, forKey: .missing)
                try container.encode(nested, forKey: .nested)
                try container.encode(none, forKey: .none)
                try container.encode(small.0, forKey: .b)
                try container.encode(small.1, forKey: .a)
                try container.encode(nothing, forKey: .nothing)
                try container.encode(empty, forKey: .empty)
                var inner = container.nestedContainer(keyedBy: Key.self, forKey: .inner)
                var list = inner.nestedUnkeyedContainer(forKey: .b)
                try list.encode("x")
                try list.encodeNil()
                try inner.encodeNil(forKey: .a)
            }
        }
        #expect(try CanonicalJSON.encode(Odd()) == foundations(Odd()))
    }

    @Test func thereAreNoFractionsAndNoMembersTwice() {
        struct Twice: Encodable {
            enum Key: CodingKey { case a }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(1, forKey: .a)
                try container.encode(2, forKey: .a)
            }
        }
        #expect(throws: EncodingError.self) { try CanonicalJSON.encode(Twice()) }
        #expect(throws: EncodingError.self) { try CanonicalJSON.encode(["a": 0.5]) }
        #expect(throws: EncodingError.self) { try CanonicalJSON.encode([0.5]) }
        #expect(throws: EncodingError.self) { try CanonicalJSON.encode(0.5) }
    }
}
