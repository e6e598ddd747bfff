import TestSupport

/// Changes inputs: bytes, numbers, words and pieces, from what the seeds of a target are made of.
struct Mutator {
    private let seeds: [[UInt8]]
    private let words: [[UInt8]]
    private static let numbers: [UInt64] = [
        0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, .max >> 1, .max,
    ]
    private static let maximumSize = 1 << 20

    init(seeds: [[UInt8]], words: [String]) {
        self.seeds = seeds.isEmpty ? [[]] : seeds
        self.words = words.map { Array($0.utf8) }
    }

    /// The same input for the same generator, whatever was tried before.
    func input(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes = seeds.randomElement(using: &random) ?? []
        for _ in 0..<(1 << Int.random(in: 0...4, using: &random)) { change(&bytes, &random) }
        return Array(bytes.prefix(Mutator.maximumSize))
    }

    private func change(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else {
            bytes = seeds.randomElement(using: &random) ?? []
            if bytes.isEmpty { bytes = [UInt8.random(in: 0...255, using: &random)] }
            return
        }
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<11, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.removeSubrange(piece(of: bytes, &random))
        case 3: bytes.insert(contentsOf: bytes[piece(of: bytes, &random)], at: place)
        case 4:
            let other = seeds.randomElement(using: &random) ?? []
            bytes.replaceSubrange(piece(of: bytes, &random), with: other[piece(of: other, &random)])
        case 5: bytes.insert(contentsOf: words.randomElement(using: &random) ?? [], at: place)
        case 6:
            let word = words.randomElement(using: &random) ?? []
            bytes.replaceSubrange(place..<min(bytes.count, place + word.count), with: word)
        case 7: putNumber(in: &bytes, at: place, &random)
        case 8: changeDigits(of: &bytes, from: place, &random)
        case 9:
            bytes.insert(
                contentsOf: repeatElement(bytes[place], count: 1 << Int.random(in: 0...14, using: &random)),
                at: place)
        default: bytes = Array(bytes.prefix(place))
        }
    }

    /// A piece, which begins and ends at blocks of 512 half of the time: tars are made of these.
    private func piece(of bytes: [UInt8], _ random: inout SeededGenerator) -> Range<Int> {
        let unit = Bool.random(using: &random) ? 512 : 1
        let start = Int.random(in: 0...(bytes.count / unit), using: &random) * unit
        let length = (1 << Int.random(in: 0...(unit == 1 ? 8 : 2), using: &random)) * unit
        return start..<min(bytes.count, start + length)
    }

    private func putNumber(in bytes: inout [UInt8], at place: Int, _ random: inout SeededGenerator) {
        let number = Mutator.numbers.randomElement(using: &random) ?? 0
        let size = [1, 2, 4, 8].randomElement(using: &random) ?? 1
        let isBig = Bool.random(using: &random)
        for index in 0..<min(size, bytes.count - place) {
            let shift = 8 * (isBig ? size - 1 - index : index)
            bytes[place + index] = UInt8(truncatingIfNeeded: number >> UInt64(shift))
        }
    }

    /// Another number in the place of the next digits.
    private func changeDigits(of bytes: inout [UInt8], from place: Int, _ random: inout SeededGenerator) {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        let number = Mutator.numbers.randomElement(using: &random) ?? 0
        bytes.replaceSubrange(
            start..<end, with: String(number, radix: Bool.random(using: &random) ? 8 : 10).utf8)
    }
}
