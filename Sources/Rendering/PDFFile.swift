/// A PDF (ISO 32000-1) that is made of pictures, and has nothing else: no text, no information, no attachment.
struct PDFFile {
    private var bytes = Array("%PDF-1.5\n%\u{B5}\u{B5}\n".utf8)
    /// Where each object begins, from number 1.
    private var offsets: [Int] = []
    private var pages: [Int] = []

    init() {
        // The catalog and the list of pages come last, with numbers that are known.
        offsets = [0, 0]
    }

    var size: Int { bytes.count }

    /// - Parameters:
    ///   - width: of the page, in points of 1/72 inch.
    mutating func addPage(_ raster: Raster, width: Double, height: Double) throws {
        let (data, channels) = try raster.deflated()
        let (w, h) = (raster.width, raster.height)
        let image = addObject(
            "<< /Type /XObject /Subtype /Image /Width \(w) /Height \(h) /BitsPerComponent 8 "
                + "/ColorSpace /\(channels == 1 ? "DeviceGray" : "DeviceRGB") /Filter /FlateDecode "
                + "/DecodeParms << /Predictor 15 /Colors \(channels) /Columns \(w) >> /Length \(data.count) >>",
            stream: data)
        let (x, y) = (PDFFile.number(width), PDFFile.number(height))
        let drawing = Array("\(x) 0 0 \(y) 0 0 cm /P Do".utf8)
        let contents = addObject("<< /Length \(drawing.count) >>", stream: drawing)
        pages.append(
            addObject(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(x) \(y)] /Contents \(contents) 0 R "
                    + "/Resources << /XObject << /P \(image) 0 R >> >> >>"))
    }

    private static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    private mutating func addObject(_ dictionary: String, stream: [UInt8]? = nil) -> Int {
        offsets.append(0)
        put(offsets.count, dictionary, stream)
        return offsets.count
    }

    private mutating func put(_ number: Int, _ dictionary: String, _ stream: [UInt8]? = nil) {
        offsets[number - 1] = bytes.count
        bytes += Array("\(number) 0 obj\n\(dictionary)\n".utf8)
        if let stream { bytes += Array("stream\n".utf8) + stream + Array("\nendstream\n".utf8) }
        bytes += Array("endobj\n".utf8)
    }

    consuming func finish() -> [UInt8] {
        put(1, "<< /Type /Catalog /Pages 2 0 R >>")
        let kids = pages.map { "\($0) 0 R" }.joined(separator: " ")
        put(2, "<< /Type /Pages /Count \(pages.count) /Kids [\(kids)] >>")
        let start = bytes.count
        var end = "xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            let digits = String(offset)
            end += String(repeating: "0", count: max(0, 10 - digits.count)) + digits + " 00000 n \n"
        }
        end += "trailer\n<< /Size \(offsets.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
        return bytes + Array(end.utf8)
    }
}
