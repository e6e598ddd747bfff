import Foundation
import TestSupport

@testable import Rendering

/// Small documents, made by hand.
enum Papers {
    /// A PDF with a line of text on each page, 72 points from the left and 100 from the top; with an author, and a file attached.
    static func pdf(_ lines: [String], side: Int = 300) -> Data {
        var objects = [
            "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >> >>", "",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            "<< /Author (Teratai) /Title (rahasia) >>",
            "<< /Type /Filespec /F (a.txt) /EF << /F 6 0 R >> >>",
            "<< /Type /EmbeddedFile /Length 7 >>\nstream\nTeratai\nendstream",
        ]
        var kids: [String] = []
        for line in lines {
            let content = line.isEmpty ? "" : "BT /F 12 Tf 72 \(side - 100) Td (\(line)) Tj ET"
            objects.append("<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream")
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(side) \(side)] /Contents \(objects.count) 0 R "
                    + "/Resources << /Font << /F 3 0 R >> >> >>")
            kids.append("\(objects.count) 0 R")
        }
        objects[1] = "<< /Type /Pages /Count \(kids.count) /Kids [\(kids.joined(separator: " "))] >>"
        var (file, offsets) = ("%PDF-1.4\n", [Int]())
        for (index, object) in objects.enumerated() {
            offsets.append(file.utf8.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets { file += String(format: "%010d 00000 n \n", offset) }
        file +=
            "trailer << /Size \(objects.count + 1) /Root 1 0 R /Info 4 0 R >>\nstartxref\n\(start)\n%%EOF\n"
        return Data(file.utf8)
    }

    /// A picture of which every point has another color than its neighbours, and none is black.
    static func ppm(_ width: Int, _ height: Int) -> [UInt8] {
        var ppm = Array("P6\n\(width) \(height)\n255\n".utf8)
        for row in 0..<height {
            for column in 0..<width { ppm += [UInt8(60 + column), UInt8(60 + row), 90] }
        }
        return ppm
    }

    static func png(_ width: Int, _ height: Int) throws -> Data {
        guard let raster = Raster(ppm: ppm(width, height)) else { throw CocoaError(.coderInvalidValue) }
        return Data(try PictureFile.png(raster))
    }

    /// A tone of one channel at 8000 samples a second that is never silent, and says who made it.
    static func wav(seconds: Int) -> Data {
        let samples = (0..<(seconds * 8000)).flatMap { HandMade.little(1000 + $0 % 100, 2) }
        let note = Array("IART\u{8}\0\0\0Teratai\0".utf8)
        var info = Array("LIST".utf8)
        info += HandMade.little(4 + note.count, 4)
        info += Array("INFO".utf8) + note
        var body = Array("WAVEfmt ".utf8) + HandMade.little(16, 4)
        // PCM, one channel, so many samples and bytes a second, so many bytes and bits a sample
        for (value, size) in [(1, 2), (1, 2), (8000, 4), (16_000, 4), (2, 2), (16, 2)] {
            body += HandMade.little(value, size)
        }
        body += info + Array("data".utf8)
        body += HandMade.little(samples.count, 4) + samples
        let head = Array("RIFF".utf8) + HandMade.little(body.count, 4)
        return Data(head + body)
    }
}
