package import Bytes
import Foundation
import Synchronization

/// All case files of a vault by id and in the order in which they were opened.
///
/// A member's computer remembers thousands of them, and a command touches one. So each is kept as it was encoded until it
/// is asked for, and only what was changed is encoded again.
///
/// Layout (integers big-endian): for each case id (16) ‖ length of the reference (1) ‖ reference ‖ length (4) ‖
/// ``CaseFile`` (JSON).
package struct CaseTable: Sendable {
    private struct Row: Sendable {
        let ref: String
        /// The whole row as it was encoded.
        let encoded: ArraySlice<UInt8>
        /// Where in it the JSON begins.
        let start: Int
        /// The case itself, once it was changed.
        var file: CaseFile?
        /// The case as it was encoded, once it was asked for.
        let decoded = Decoded()
    }

    /// A case that was decoded: who goes through thousands of documents of it asks for it as often.
    private final class Decoded: Sendable {
        private let file = Mutex<CaseFile?>(nil)

        func file(of json: ArraySlice<UInt8>) -> CaseFile? {
            file.withLock { file in
                if file == nil { file = try? CanonicalJSON.decodeLeniently(CaseFile.self, from: json) }
                return file
            }
        }
    }

    /// The 16 bytes of a case id.
    private struct ID: Hashable {
        let high, low: UInt64

        init(_ bytes: some Sequence<UInt8>) {
            var (high, low) = (UInt64(0), UInt64(0))
            for byte in bytes { (high, low) = (high << 8 | low >> 56, low << 8 | UInt64(byte)) }
            (self.high, self.low) = (high, low)
        }
    }

    private var rows: [Row] = []
    private var indices: [ID: Int] = [:]
    /// The size of a case id, in bytes.
    static let idSize = 16

    package init() {}

    package var refs: [String] { rows.map(\.ref) }

    /// The case at a place in the order.
    package subscript(index: Int) -> CaseFile? {
        let row = rows[index]
        return row.file ?? row.decoded.file(of: row.encoded[row.start...])
    }

    /// The case with an id.
    package subscript(id: HexBytes) -> CaseFile? {
        guard id.bytes.count == CaseTable.idSize else { return nil }
        return indices[ID(id.bytes)].flatMap { self[$0] }
    }

    /// All of them, oldest first.
    package var all: [CaseFile] { rows.indices.compactMap { self[$0] } }

    package mutating func append(_ file: CaseFile) {
        indices[ID(file.id.bytes)] = rows.count
        rows.append(Row(ref: file.ref, encoded: [], start: 0, file: file))
    }

    /// Puts a changed case in the place of the one with its id.
    package mutating func replace(_ file: CaseFile) {
        if let index = indices[ID(file.id.bytes)] { rows[index].file = file }
    }

    /// Changes a case where it lies, so that what is long in it is not copied.
    package mutating func update(_ id: HexBytes, _ change: (inout CaseFile) -> Void) {
        guard id.bytes.count == CaseTable.idSize, let index = indices[ID(id.bytes)], var file = self[index]
        else { return }
        rows[index].file = nil
        change(&file)
        rows[index].file = file
    }

    // MARK: Encoding

    package func encoded() throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.reduce(0) { $0 + $1.encoded.count + 1024 })
        for row in rows {
            guard let file = row.file else {
                bytes += row.encoded
                continue
            }
            let json = try CanonicalJSON.encode(file)
            bytes += file.id.bytes
            bytes.append(UInt8(file.ref.utf8.count))
            bytes += Array(file.ref.utf8)
            bytes += UInt32(json.count).bigEndianBytes
            bytes += json
        }
        return bytes
    }

    /// Nil when the bytes are not those of a table.
    package init?(encoded bytes: ArraySlice<UInt8>) {
        var position = bytes.startIndex
        func number(_ range: Range<Int>) -> Int? {
            range.upperBound <= bytes.endIndex ? bytes[range].reduce(0) { $0 << 8 | Int($1) } : nil
        }
        while position < bytes.endIndex {
            let start = position
            let refStart = start + CaseTable.idSize + 1
            guard let refSize = number((refStart - 1)..<refStart) else { return nil }
            let jsonStart = refStart + refSize + 4
            guard let size = number((jsonStart - 4)..<jsonStart), jsonStart + size <= bytes.endIndex else {
                return nil
            }
            indices[ID(bytes[start..<(start + CaseTable.idSize)])] = rows.count
            rows.append(
                Row(
                    ref: String(decoding: bytes[refStart..<(jsonStart - 4)], as: UTF8.self),
                    encoded: bytes[start..<(jsonStart + size)], start: jsonStart))
            position = jsonStart + size
        }
    }
}
