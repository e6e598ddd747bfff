import Foundation

/// All case files of a vault by id and in the order in which they were opened.
///
/// A member's computer remembers thousands of them, and a command touches one. So each is kept as it was encoded until it
/// is asked for, and only what was changed is encoded again.
///
/// Layout (integers big-endian): for each case id (16) ‖ length of the reference (1) ‖ reference ‖ length (4) ‖
/// ``CaseFile`` (JSON).
struct CaseTable: Sendable {
    private struct Row: Sendable {
        let ref: String
        var encoded: ArraySlice<UInt8>
        /// The case itself, once it was changed.
        var file: CaseFile?
    }

    private var rows: [Row] = []
    private var indices: [HexBytes: Int] = [:]
    private static let idSize = 16

    init() {}

    var count: Int { rows.count }
    var refs: [String] { rows.map(\.ref) }

    /// The case at a place in the order.
    subscript(index: Int) -> CaseFile? { try? file(rows[index]) }

    /// The case with an id.
    subscript(id: HexBytes) -> CaseFile? { indices[id].flatMap { self[$0] } }

    /// All of them, oldest first.
    var all: [CaseFile] { rows.indices.compactMap { self[$0] } }

    private func file(_ row: Row) throws -> CaseFile {
        try row.file ?? CanonicalJSON.decode(CaseFile.self, from: row.encoded)
    }

    mutating func append(_ file: CaseFile) {
        indices[file.id] = rows.count
        rows.append(Row(ref: file.ref, encoded: [], file: file))
    }

    /// Puts a changed case in the place of the one with its id.
    mutating func replace(_ file: CaseFile) {
        if let index = indices[file.id] { rows[index].file = file }
    }

    // MARK: Encoding

    func encoded() throws -> [UInt8] {
        var bytes: [UInt8] = []
        for (id, index) in indices.sorted(by: { $0.value < $1.value }) {
            let row = rows[index]
            bytes += id.bytes
            bytes.append(UInt8(row.ref.utf8.count))
            bytes += Array(row.ref.utf8)
            let json = try row.file.map { try CanonicalJSON.encode($0)[...] } ?? row.encoded
            bytes += UInt32(json.count).bigEndianBytes
            bytes += json
        }
        return bytes
    }

    /// Nil when the bytes are not those of a table.
    init?(encoded bytes: ArraySlice<UInt8>) {
        var rest = bytes
        func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        while !rest.isEmpty {
            guard let id = take(CaseTable.idSize), let refSize = take(1)?.first,
                let ref = take(Int(refSize)), let size = take(4),
                let json = take(Int(UInt32(bigEndianBytes: size)))
            else { return nil }
            indices[HexBytes(Array(id))] = rows.count
            rows.append(Row(ref: String(decoding: ref, as: UTF8.self), encoded: json, file: nil))
        }
    }
}
