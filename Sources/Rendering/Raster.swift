/// A picture of which every point is known: red, green and blue, a byte each, from the top left corner.
struct Raster {
    let width, height: Int
    private(set) var pixels: [UInt8]
    /// Of a picture that is read; more would take more memory than small computers have.
    static let largest = 100_000_000

    /// A part of a picture, in points.
    struct Box: Equatable {
        var columns, rows: Range<Int>
        var isEmpty: Bool { columns.isEmpty || rows.isEmpty }
    }

    /// Reads a binary portable pixmap (PPM, `P6`) of 8 bits a sample.
    init?(ppm: [UInt8]) {
        var position = 0
        func token() -> String {
            while position < ppm.count, [0x20, 0x09, 0x0A, 0x0D].contains(ppm[position]) { position += 1 }
            let start = position
            while position < ppm.count, ![0x20, 0x09, 0x0A, 0x0D].contains(ppm[position]) { position += 1 }
            return String(decoding: ppm[start..<position].prefix(20), as: UTF8.self)
        }
        guard token() == "P6", let width = Int(token()), let height = Int(token()), token() == "255",
            width > 0, height > 0, width <= Raster.largest, height <= Raster.largest / width,
            ppm.count == position + 1 + width * height * 3
        else { return nil }
        (self.width, self.height) = (width, height)
        pixels = Array(ppm[(position + 1)...])
    }

    /// Reads a portable arbitrary map (PAM, `P7`) of red, green, blue and opacity, 8 bits each. What shows through is white: colors that
    /// nobody sees must not be seen in a copy.
    init?(pam: [UInt8]) {
        let end = Array("ENDHDR\n".utf8)
        guard let start = (0..<min(pam.count, 300)).first(where: { pam[$0...].starts(with: end) }) else {
            return nil
        }
        var values: [Substring: Int] = [:]
        for line in String(decoding: pam[..<start], as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ")
            if parts.count == 2 { values[parts[0]] = Int(parts[1]) }
        }
        guard let width = values["WIDTH"], let height = values["HEIGHT"], values["DEPTH"] == 4,
            values["MAXVAL"] == 255, width > 0, height > 0, width <= Raster.largest,
            height <= Raster.largest / width, pam.count == start + end.count + width * height * 4
        else { return nil }
        (self.width, self.height) = (width, height)
        pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { pixels, count in
            for point in stride(from: start + end.count, to: pam.count, by: 4) {
                let opacity = Int(pam[point + 3])
                for channel in 0..<3 {
                    let color = Int(pam[point + channel]) * opacity + 255 * (255 - opacity)
                    pixels[count] = UInt8((color + 127) / 255)
                    count += 1
                }
            }
        }
    }

    var all: Box { Box(columns: 0..<width, rows: 0..<height) }

    /// The points that a rectangle touches, which is given in parts of the picture's sides.
    func box(x: Double, y: Double, width w: Double, height h: Double) -> Box {
        func points(_ start: Double, _ length: Double, of size: Int) -> Range<Int> {
            let from = min(max(start, 0), 1) * Double(size)
            let to = min(max(start + length, 0), 1) * Double(size)
            return Int(from.rounded(.down))..<max(Int(to.rounded(.up)), Int(from.rounded(.down)))
        }
        return Box(columns: points(x, w, of: width), rows: points(y, h, of: height))
    }

    /// The same, made larger to the edges of blocks of so many points.
    func onGrid(_ box: Box, of step: Int) -> Box {
        func snapped(_ range: Range<Int>, _ size: Int) -> Range<Int> {
            let to = (range.upperBound + step - 1) / step * step
            return (range.lowerBound / step * step)..<min(to, size)
        }
        return Box(columns: snapped(box.columns, width), rows: snapped(box.rows, height))
    }

    /// Makes every point of a box black.
    mutating func blacken(_ box: Box) {
        for row in box.rows {
            let start = (row * width + box.columns.lowerBound) * 3
            for index in start..<(start + box.columns.count * 3) { pixels[index] = 0 }
        }
    }

    /// Whether every point of a box is black.
    func isBlack(_ box: Box) -> Bool {
        box.rows.allSatisfy { row in
            let start = (row * width + box.columns.lowerBound) * 3
            return pixels[start..<(start + box.columns.count * 3)].allSatisfy { $0 == 0 }
        }
    }

    private var isGray: Bool {
        pixels.withUnsafeBufferPointer { pixels in
            var index = 0
            while index < pixels.count {
                let red = pixels[index]
                if pixels[index + 1] != red || pixels[index + 2] != red { return false }
                index += 3
            }
            return true
        }
    }

    /// Deflated as PNG and PDF have it: each line as its difference from the one above.
    func deflated() throws -> (bytes: [UInt8], channels: Int) {
        let channels = isGray ? 1 : 3
        let (line, step) = (width * channels, 3 / channels)
        let lines = [UInt8](unsafeUninitializedCapacity: (line + 1) * height) { lines, count in
            var index = 0
            for row in 0..<height {
                lines[count] = 2  // PNG, 9.2: filter type “Up”
                count += 1
                for _ in 0..<line {
                    let above = row == 0 ? 0 : pixels[index - width * 3]
                    lines[count] = pixels[index] &- above
                    index += step
                    count += 1
                }
            }
        }
        return (try Deflate.bytes(lines), channels)
    }
}
