import Foundation

/// Pages, rectangles and words of a PDF, made black in pictures of its pages.
enum PDFRedaction {
    /// Points an inch: enough to read small print and stamps.
    private static let resolution = 150.0
    /// Of the longer side of a page, in points; larger pages are coarser.
    private static let longestSide = 6000.0

    static func redact(_ file: MemoryFile, _ request: RedactionRequest) throws -> RedactedCopy {
        let pages = try PDFPages(file).pages
        for page in request.pages.flatMap({ [$0.lowerBound, $0.upperBound] })
            + request.areas.compactMap(\.page) where !(1...pages.count).contains(page)
        {
            throw RenderingError.noSuchPage(page, of: pages.count)
        }
        var hidden = RedactedCopy.Hidden()
        hidden.pages = Set(request.pages.flatMap { Array($0) }).sorted()
        let words = try wordPlaces(request.words, on: pages, &hidden)
        for area in request.areas { hidden.areas[area.page ?? 0, default: 0] += 1 }

        var copy = PDFFile()
        var boxes: [[Raster.Box]] = []
        for (index, page) in pages.enumerated() {
            var raster = try render(index + 1, of: file, page)
            let areas = try request.areas.filter { $0.page == index + 1 }.map { area in
                let box = raster.box(
                    x: area.x / 100, y: area.y / 100, width: area.width / 100, height: area.height / 100)
                guard !box.isEmpty else { throw RenderingError.emptyArea }
                return box
            }
            let all = hidden.pages.contains(index + 1) ? [raster.all] : []
            boxes.append(words[index].map { raster.box(around: $0) } + areas + all)
            for box in boxes[index] { raster.blacken(box) }
            try copy.addPage(raster, width: page.width, height: page.height)
            guard copy.size <= RenderingError.largestInput else {
                throw RenderingError.tooLarge(limit: RenderingError.largestInput)
            }
        }
        let bytes = copy.finish()
        try requireHidden(boxes, in: bytes, of: pages)
        return RedactedCopy(
            bytes: bytes, format: .pdf, suffix: "pdf", hidden: hidden,
            unsearchedPages: request.words.isEmpty
                ? [] : pages.indices.filter { pages[$0].words.isEmpty }.map { $0 + 1 })
    }

    /// By page, the words that are to be hidden.
    private static func wordPlaces(
        _ sought: [String], on pages: [PDFPages.Page], _ hidden: inout RedactedCopy.Hidden
    ) throws -> [[PDFPages.Word]] {
        var found = pages.map { _ in [PDFPages.Word]() }
        var missing: [String] = []
        for words in sought {
            var isFound = false
            for (index, page) in pages.enumerated() {
                let places = page.places(of: words)
                if places.isEmpty { continue }
                isFound = true
                hidden.words[index + 1, default: 0] += places.count
                found[index] += places.joined()
            }
            if !isFound { missing.append(words) }
        }
        guard missing.isEmpty else { throw RenderingError.wordsNotFound(missing) }
        return found
    }

    private static func render(
        _ number: Int, of file: MemoryFile, _ page: PDFPages.Page
    ) throws -> Raster {
        let resolution = min(resolution, longestSide * 72 / max(page.width, page.height))
        let ppm = try Tool.pdftoppm.answer(
            ["-q", "-cropbox", "-f", "\(number)", "-l", "\(number)", "-r", "\(resolution)", Tool.input(0)],
            on: [file], limit: Raster.largest * 3 + 100)
        guard let raster = Raster(ppm: ppm) else {
            throw RenderingError.toolFailed(name: Tool.pdftoppm.name)
        }
        return raster
    }

    /// Looks at what was made: no text, nothing said of it, nothing attached, and all boxes black when it is rendered again.
    private static func requireHidden(
        _ boxes: [[Raster.Box]], in bytes: [UInt8], of pages: [PDFPages.Page]
    ) throws {
        let file = try MemoryFile(bytes)
        let made = try PDFPages(file).pages
        guard made.count == pages.count else { throw RenderingError.stillThere(.otherPages) }
        guard made.allSatisfy(\.words.isEmpty) else { throw RenderingError.stillThere(.text) }
        let information = String(
            decoding: try Tool.pdfinfo.answer([Tool.input(0)], on: [file], limit: 1 << 20), as: UTF8.self)
        let allowed = [
            "Custom Metadata: no", "Metadata Stream: no", "Tagged: no", "UserProperties: no",
            "Suspects: no", "Form: none", "JavaScript: no", "Pages:", "Encrypted: no", "Page size:",
            "Page rot:", "File size:", "Optimized: no", "PDF version:",
        ]
        for line in information.split(separator: "\n") {
            let line = line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
            guard allowed.contains(where: line.hasPrefix) else { throw RenderingError.stillThere(.metadata) }
        }
        let attached = try Tool.pdfdetach.answer(["-list", Tool.input(0)], on: [file], limit: 1 << 20)
        guard attached.starts(with: "0 ".utf8) else { throw RenderingError.stillThere(.metadata) }
        for (index, boxes) in boxes.enumerated() where !boxes.isEmpty {
            let raster = try render(index + 1, of: file, made[index])
            // The edges of a picture fall between the points of another: within them it is black.
            guard boxes.allSatisfy({ raster.isBlack(raster.inside($0)) }) else {
                throw RenderingError.stillThere(.area)
            }
        }
    }
}

extension Raster {
    /// What a word takes, and a little around it: fonts say what their letters take, and accents reach beyond.
    fileprivate func box(around word: PDFPages.Word) -> Box {
        let margin = 0.15 * min(word.width * Double(width), word.height * Double(height))
        let (aside, above) = (margin / Double(width), margin / Double(height))
        return box(
            x: word.x - aside, y: word.y - above, width: word.width + 2 * aside,
            height: word.height + 2 * above)
    }

    /// Without its outermost points.
    fileprivate func inside(_ box: Box) -> Box {
        func inner(_ range: Range<Int>, _ size: Int) -> Range<Int> {
            let from = min(range.lowerBound + 1, size)
            return from..<max(from, min(range.upperBound, size) - 1)
        }
        return Box(columns: inner(box.columns, width), rows: inner(box.rows, height))
    }
}
