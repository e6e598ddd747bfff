import Bytes
import EvidenceVault
import Foundation
import Presentation

/// What goes to stdout.
enum Output {
    /// A line.
    static func line(_ words: Words) { data(visible(words.here)) }

    /// A line, or its beginning, of what is the same in every language: references, digests, paths.
    static func data(_ text: String, end: String = "\n") { StandardOutput.print(text + end) }

    /// One JSON value, keys sorted. What could reorder or hide text is escaped, as are line separators.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        Output.data(visibleJSON(String(decoding: try encoder.encode(value), as: UTF8.self)))
    }

    /// The same as a line of its own, for what is printed as it comes.
    static func jsonLine(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        Output.data(visibleJSON(String(decoding: try encoder.encode(value), as: UTF8.self)))
    }

    /// Comma-separated values (RFC 4180), safe for spreadsheets.
    static func csv(_ header: [String], _ rows: [[String]]) {
        for row in [header] + rows { Output.data(CSV.record(row)) }
    }

    /// Columns as wide as they need to be; on a terminal the last one is cut to fit.
    static func table(_ header: [Words], _ rows: [[Words]]) {
        guard !rows.isEmpty else { return }
        let cells = ([header] + rows).map { $0.map { visible($0.here) } }
        let widths = header.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        for row in cells {
            var line = ""
            for (column, cell) in row.enumerated() {
                line +=
                    column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }
            if let columns = Terminal.columns, line.count > columns {
                line = line.prefix(max(0, columns - 1)) + "…"
            }
            while line.last == " " { line.removeLast() }
            Output.data(line)
        }
    }

    /// Label and value, a line each; values that are nil are left out.
    static func fields(_ fields: [(Words, Words?)]) {
        let width = fields.map(\.0.here.count).max() ?? 0
        for (label, value) in fields {
            guard let value else { continue }
            let label = label.here
            Output.data(label + String(repeating: " ", count: width - label.count + 2) + visible(value.here))
        }
    }
}
