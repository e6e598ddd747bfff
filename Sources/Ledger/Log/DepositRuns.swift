import Bytes

/// Where the log has the deposits of a case, who made them and of which class, as runs: a folder of ten thousand photographs
/// is one.
///
/// As JSON it is base64 of a row for each run: positions since the run before, length, number of the author, place of the class,
/// each as a LEB128 integer. So a case of a hundred thousand single deposits is half a megabyte and not five.
package struct DepositRuns: Codable, Hashable, Sendable {
    package struct Place: Hashable, Sendable {
        package let position: UInt64
        /// ``Member/number``: of who deposited it, or collected it from a kit.
        package let author: Int
        package let confidentiality: ConfidentialityClass
    }

    private struct Run: Hashable, Sendable {
        /// The number of the first document.
        let number: Int
        let position: UInt64
        var count: Int
        let author: Int
        let confidentiality: ConfidentialityClass
    }

    private var runs: [Run] = []

    package init() {}

    /// How many deposits there are.
    package var count: Int { runs.last.map { $0.number + $0.count - 1 } ?? 0 }

    /// The next deposit of the case.
    package mutating func append(
        at position: UInt64, by author: Int, into confidentiality: ConfidentialityClass
    ) {
        if let last = runs.last, last.position + UInt64(last.count) == position, last.author == author,
            last.confidentiality == confidentiality
        {
            runs[runs.count - 1].count += 1
        } else {
            runs.append(
                Run(
                    number: count + 1, position: position, count: 1, author: author,
                    confidentiality: confidentiality))
        }
    }

    /// The deposit of a document.
    package subscript(number: Int) -> Place? {
        guard number >= 1, number <= count else { return nil }
        var (low, high) = (0, runs.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].number <= number { low = middle } else { high = middle }
        }
        let run = runs[low]
        return Place(
            position: run.position + UInt64(number - run.number), author: run.author,
            confidentiality: run.confidentiality)
    }

    /// The number of the document that was deposited at a position; nil when none was.
    package func number(at position: UInt64) -> Int? {
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].position <= position { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        let run = runs[low - 1]
        let offset = position - run.position
        return offset < UInt64(run.count) ? run.number + Int(offset) : nil
    }

    // MARK: Encoding

    package func encode(to encoder: any Encoder) throws {
        var bytes: [UInt8] = []
        func add(_ value: UInt64) {
            var rest = value
            while rest >= 0x80 {
                bytes.append(UInt8(rest & 0x7F) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
        }
        var end: UInt64 = 0
        for run in runs {
            add(run.position - end)
            add(UInt64(run.count))
            add(UInt64(max(0, run.author)))
            add(UInt64(ConfidentialityClass.allCases.firstIndex(of: run.confidentiality) ?? 0))
            end = run.position + UInt64(run.count)
        }
        try Base64Bytes(bytes).encode(to: encoder)
    }

    package init(from decoder: any Decoder) throws {
        let malformed = DecodingError.dataCorrupted(
            .init(codingPath: decoder.codingPath, debugDescription: "not runs of deposits"))
        var bytes = try Base64Bytes(from: decoder).bytes[...]
        func next() throws -> UInt64 {
            var (value, shift) = (UInt64(0), UInt64(0))
            while let byte = bytes.popFirst() {
                guard shift < 63 else { throw malformed }
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
                shift += 7
            }
            throw malformed
        }
        let limit = UInt64(1) << 53
        var (end, number) = (UInt64(0), 1)
        while !bytes.isEmpty {
            let (gap, count, author, place) = (try next(), try next(), try next(), try next())
            guard gap < limit, count > 0, count < limit, author < limit,
                place < ConfidentialityClass.allCases.count
            else { throw malformed }
            runs.append(
                Run(
                    number: number, position: end + gap, count: Int(count), author: Int(author),
                    confidentiality: ConfidentialityClass.allCases[Int(place)]))
            end += gap + count
            number += Int(count)
        }
    }
}
