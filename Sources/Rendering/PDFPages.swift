import Foundation

/// The pages of a PDF as they are seen, and the words on them with their places, as poppler finds them.
struct PDFPages {
    struct Word {
        let text: String
        /// In parts of the page's sides, from the top left corner.
        let x, y, width, height: Double
    }

    struct Page {
        /// In points of 1/72 inch, upright.
        let width, height: Double
        var words: [Word] = []
    }

    private(set) var pages: [Page] = []
    static let mostPages = 500
    private static let longestText = 1 << 26

    init(_ file: MemoryFile) throws {
        let answer = try Tool.pdftotext.answer(
            ["-q", "-cropbox", "-bbox", Tool.input(0), "-"], on: [file], limit: PDFPages.longestText)
        var isInside = false
        for line in String(decoding: answer, as: UTF8.self).split(separator: "\n") {
            let line = line.trimmingCharacters(in: .whitespaces)
            // Before that come the document's own words on itself.
            if line == "<doc>" { isInside = true }
            guard isInside else { continue }
            if line.hasPrefix("<page ") {
                guard let width = PDFPages.value("width", in: line),
                    let height = PDFPages.value("height", in: line), width >= 1, height >= 1,
                    width < 100_000, height < 100_000
                else { throw RenderingError.toolFailed(name: Tool.pdftotext.name) }
                guard pages.count < PDFPages.mostPages else {
                    throw RenderingError.tooManyPages(limit: PDFPages.mostPages)
                }
                pages.append(Page(width: width, height: height))
            } else if line.hasPrefix("<word "), let page = pages.last {
                let ends = ["xMin", "yMin", "xMax", "yMax"].compactMap { PDFPages.value($0, in: line) }
                guard ends.count == 4, let from = line.firstIndex(of: ">"),
                    let to = line.range(of: "</word>", options: .backwards)?.lowerBound, from < to
                else { throw RenderingError.toolFailed(name: Tool.pdftotext.name) }
                pages[pages.count - 1].words.append(
                    Word(
                        text: PDFPages.plain(line[line.index(after: from)..<to]), x: ends[0] / page.width,
                        y: ends[1] / page.height, width: (ends[2] - ends[0]) / page.width,
                        height: (ends[3] - ends[1]) / page.height))
            }
        }
        guard !pages.isEmpty else { throw RenderingError.toolFailed(name: Tool.pdftotext.name) }
    }

    private static func value(_ name: String, in line: String) -> Double? {
        guard let start = line.range(of: " \(name)=\"")?.upperBound else { return nil }
        return Double(line[start...].prefix { $0 != "\"" }).flatMap { $0.isFinite ? $0 : nil }
    }

    private static func plain(_ text: Substring) -> String {
        var text = String(text)
        for (entity, character) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&"),
        ] { text = text.replacingOccurrences(of: entity, with: character) }
        return text
    }
}

extension PDFPages.Page {
    /// The words that others lie in, once for each place: all of a name that goes over two lines.
    func places(of sought: String) -> [[PDFPages.Word]] {
        var text = ""
        // Which word each character is of; nil between two.
        var owners: [Int?] = []
        for (index, word) in words.enumerated() {
            if index > 0 {
                text += " "
                owners.append(nil)
            }
            text += word.text
            owners += Array(repeating: index, count: word.text.count)
        }
        // Where a mark joins the blank before it, characters and words are no longer apart.
        guard text.count == owners.count else { return looselyPlaced(sought) }
        return WordSearch(text).ranges(of: sought).map { range in
            Set(owners[range].compactMap(\.self)).sorted().map { words[$0] }
        }
    }

    /// The same word by word.
    private func looselyPlaced(_ sought: String) -> [[PDFPages.Word]] {
        words.filter { !WordSearch($0.text).ranges(of: sought).isEmpty }.map { [$0] }
    }
}
