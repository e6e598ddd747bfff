import EvidenceVault
import Foundation
import TestSupport
import Testing

@testable import Rendering

/// What files say of themselves is told before it goes.
@Suite struct MetadataTests {
    let ref = "TPPO-2026-0017"

    /// An office whose case has a photograph with a position, a PDF that was changed, a text, and a PDF that says nothing.
    private func office() throws -> Session? {
        guard stockTool("ffmpeg") != nil, let exiftool = stockTool("exiftool") else { return nil }
        let session = try Session()
        try session.makeOffice()
        let jpeg = try run(
            try #require(stockTool("ffmpeg")),
            ["-v", "error", "-f", "ppm_pipe", "-i", "-", "-f", "image2pipe", "-c:v", "mjpeg", "-"],
            input: Data(Papers.ppm(32, 32)))
        try jpeg.stdout.write(to: session.folder.appending("foto.jpg"))
        let marked = try run(
            exiftool,
            ["-q", "-overwrite_original", "-GPSLatitude=6.2", "-GPSLatitudeRef=S", "-Model=HP 1"]
                + [session.path("foto.jpg")])
        #expect(marked.status == 0, "\(marked.errors)")
        let pdf = Papers.pdf(["satu"])
        let end = Data("\n%%EOF\n".utf8)
        try (pdf + end).write(to: session.folder.appending("berubah.pdf"))
        try session.write("catatan.txt", "Teratai")
        try Data(try PDFFile.empty()).write(to: session.folder.appending("polos.pdf"))
        for name in ["foto.jpg", "berubah.pdf", "catatan.txt", "polos.pdf"] {
            try session.amanah("add", ref, session.path(name), "--kind", "electronic", as: "companion")
        }
        try session.giveKey()
        try consent(session)
        return session
    }

    /// To all that is there now.
    private func consent(_ session: Session) throws {
        try session.amanah(
            "consent", "record", ref, "--purpose", "protection", "--recipient", "lpsk", "--kinds",
            "electronic", "--given-by", "Melati", as: "coordinator")
    }

    private func bundle(_ session: Session, _ documents: String) throws -> CommandResult {
        let result = try session.amanah(
            ["bundle", "create", ref, "--to", "lpsk", "--documents", documents, "--yes", "-o"]
                + [session.path("\(UUID().uuidString).tar.age")], as: "lawyer")
        #expect(result.status == 0, "\(result.errors)")
        return result
    }

    @Test func whatAFileSaysOfItselfIsListed() throws {
        guard let session = try office() else { return }
        let photo = try session.amanah("show", "\(ref)/1", "--metadata", as: "lawyer")
        #expect(photo.contains("!       position where it was taken  GPSLatitude"), "\(photo)")
        #expect(photo.contains("HP 1"), "\(photo)")
        let changed = try session.amanah("show", "\(ref)/2", "--metadata", "--json", as: "lawyer")
        #expect(changed.contains("EarlierStates") && changed.contains("\"person\""), "\(changed)")
        let plain = try session.amanah(["show", "\(ref)/4", "--metadata"], as: "lawyer")
        #expect(plain.output.isEmpty && plain.errors.contains("Nothing was found"), "\(plain.output)")
        let log = try session.amanah("audit", "log", "--json", as: "auditor")
        #expect(log.contains("document.read"), "reading a file for what it says of itself is reading it")
    }

    @Test func whatGoesAlongIsToldBeforeItGoes() throws {
        guard let session = try office() else { return }
        let made = try bundle(session, "1,2,3,4")
        let lines = made.errors.split(separator: "\n").filter { $0.contains("GOES ALONG") }.map(String.init)
        #expect(lines.count == 2, "\(made.errors)")
        #expect(
            lines.first
                == "GOES ALONG in \(ref)/1: position where it was taken; 'amanah redact \(ref)/1 --strip-metadata' makes a copy without"
        )
        #expect(lines.last?.contains("\(ref)/2: names of people, earlier versions;") ?? false, "\(lines)")
        #expect(!made.errors.contains("HP 1") && !made.errors.contains("Teratai"), "kinds, not what it says")
        // What was stripped goes, and nothing is told of it.
        try session.amanah("redact", "\(ref)/1", "--strip-metadata", "--why", "x", as: "lawyer")
        try session.amanah("redact", "\(ref)/2", "--strip-metadata", "--why", "x", as: "lawyer")
        try consent(session)
        let stripped = try bundle(session, "3,4,5,6")
        #expect(!stripped.errors.contains("GOES ALONG"), "\(stripped.errors)")
    }

    @Test func changesThatCanBeUndoneAndCommentsAreFound() throws {
        guard stockTool("exiftool") != nil else { return }
        func kinds(_ files: [HandMade.ZipFile]) throws -> [MetadataField.Kind] {
            try Metadata.fields(of: [MemoryFile(HandMade.zip(files))])[0].map(\.kind)
        }
        func part(_ name: String, _ text: String) -> HandMade.ZipFile {
            HandMade.ZipFile(name, Array(text.utf8), deflated: true)
        }
        let main = part("word/document.xml", "<w:document><w:p>" + String(repeating: "kata ", count: 500))
        #expect(try kinds([main]) == [])
        let changed = part("word/document.xml", "<w:document><w:ins w:id=\"1\">Teratai</w:ins>")
        #expect(try kinds([changed, part("word/comments.xml", "<x/>")]) == [.history, .remark])
        #expect(try kinds([part("content.xml", "<office:annotation>")]) == [.remark])
        // Damaged ones say nothing, and stop nothing.
        let whole = HandMade.zip([changed])
        for length in stride(from: 0, to: whole.count, by: 7) {
            _ = try OfficeFile.traces(in: MemoryFile(Array(whole.prefix(length))))
        }
        var random = SeededGenerator()
        print("seed \(random.seed)")
        for _ in 0..<300 {
            var bytes = whole
            for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255) }
            _ = try OfficeFile.traces(in: MemoryFile(bytes))
        }
    }
}

extension PDFFile {
    fileprivate static func empty() throws -> [UInt8] {
        var file = PDFFile()
        guard let raster = Raster(ppm: Papers.ppm(4, 4)) else { return [] }
        try file.addPage(raster, width: 100, height: 100)
        return file.finish()
    }
}
