import Bytes
import Foundation
import Presentation
import SLIP39
import Sodium

/// The words of a share as people copy them: numbered, three to a line, with the four letters in capitals by which each word is known.
enum ShareGrid {
    private static let columns = 3
    private static let width = 24

    /// - Parameter words: with a space between each two.
    static func text(of words: borrowing Secret) throws -> Secret {
        var numbers = words.withUnsafeBytes { bytes in
            bytes.split(separator: UInt8(ascii: " ")).map {
                WordList.index(of: String(decoding: $0, as: UTF8.self))
            }
        }
        defer { numbers.withUnsafeMutableBytes { wipe($0) } }
        var text = text(of: numbers)
        return try Secret(moving: &text)
    }

    /// - Parameter numbers: of words in the list; nil for one that is not known yet.
    /// - Returns: what is for the caller to wipe.
    static func text(of numbers: [Int?]) -> [UInt8] {
        var text: [UInt8] = []
        // Room for all of it at once: growing would leave copies.
        text.reserveCapacity((numbers.count + columns) * (width + 1))
        for (position, number) in numbers.enumerated() {
            let column = position % columns
            if column > 0 {
                let used = text.count - (text.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)
                text += repeatElement(UInt8(ascii: " "), count: max(0, column * width - used))
            }
            let place = String(position + 1)
            text += (String(repeating: " ", count: 5 - place.count) + place + "  ").utf8
            if let number {
                text += WordList.words[number].utf8.enumerated().map { $0 < 4 ? $1 & ~0x20 : $1 }
            } else {
                text.append(UInt8(ascii: "-"))
            }
            if column == columns - 1 || position == numbers.count - 1 { text.append(UInt8(ascii: "\n")) }
        }
        return text
    }
}
