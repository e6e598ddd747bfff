import Foundation
import TestSupport
import Testing

@testable import Rendering

/// `amanah redact`: what is hidden is gone from the copy, and what is not hidden is still there.
@Suite struct RedactTests {
    let ref = "TPPO-2026-0017"

    /// An office, and a file that the companion deposited in its case as document 1.
    private func office(_ name: String, _ contents: Data, kind: String = "chronology") throws -> Session {
        let session = try Session()
        try session.makeOffice()
        try contents.write(to: session.folder.appending(name))
        try session.amanah("add", ref, session.path(name), "--kind", kind, as: "companion")
        return session
    }

    /// What a document of the case holds.
    private func document(_ number: Int, _ session: Session) throws -> Data {
        try session.amanah(["cat", "\(ref)/\(number)"], as: "lawyer").stdout
    }

    private func count(_ session: Session) throws -> Int {
        try session.amanah("list", ref, as: "lawyer").split(separator: "\n").count - 1
    }

    /// A stock tool's answer.
    private func answer(_ tool: String, _ arguments: [String], on input: Data) throws -> CommandResult {
        let path = try #require(stockTool(tool))
        let result = try run(path, arguments, input: input)
        #expect(result.status == 0, "\(tool): \(result.errors)")
        return result
    }

    // MARK: Texts

    @Test func wordsOfATextGiveWayToABarOfOneWidth() throws {
        let text = """
            Siti Rahma bertemu Teratai, dan SITI
            RAHMA lari. Nomornya 0812\u{2010}3456; T\u{65}ratai\u{300}nya ditulis te\u{AD}ratai juga: Terataiku.
            Setia tetap.

            """
        let session = try office("kronologi.txt", Data(text.utf8))
        let answer = try session.amanah(
            ["redact", "\(ref)/1", "--words", "siti rahma, TERATAI", "--words", "08123456", "--why", "lain"],
            as: "lawyer")
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.output.hasPrefix("\(ref)/2  "))
        #expect(answer.errors.contains("words at 6 places"))
        let bar = "█████"
        let copy = String(decoding: try document(2, session), as: UTF8.self)
        #expect(
            copy == """
                \(bar) bertemu \(bar), dan \(bar) lari. Nomornya \(bar); T\u{65}ratai\u{300}nya ditulis \(bar) juga: \(bar).
                Setia tetap.

                """)
        #expect(try document(1, session) == Data(text.utf8))
        let shown = try session.amanah("show", "\(ref)/2", as: "lawyer")
        #expect(shown.contains("redacted copy of  \(ref)/1"), "\(shown)")
        for word in ["Siti", "Teratai", "0812", "kronologi"] { #expect(!shown.contains(word), "\(word)") }
    }

    @Test func wordsThatDoNotOccurStopIt() throws {
        let session = try office("kronologi.txt", Data("Siti dan Teratai".utf8))
        for words in ["Siti,Melati", "Melati", "-", " , "] {
            let said = try session.amanah(
                ["redact", "\(ref)/1", "--words", words, "--why", "x"], as: "lawyer", failsWith: 2)
            #expect(!said.contains("Siti"), "\(said)")
        }
        #expect(try count(session) == 1)
    }

    @Test func whatIsLeftIsFound() throws {
        for text in ["ada teratai", "TE\u{AD}RATAI", "Tera\ntai-", "\u{FF34}eratai"] {
            let isFound = text != "Tera\ntai-"
            if isFound {
                #expect(throws: RenderingError.stillThere(.words), "\(text)") {
                    try TextRedaction.requireHidden(["Teratai"], in: Array(text.utf8))
                }
            } else {
                try TextRedaction.requireHidden(["Teratai"], in: Array(text.utf8))
            }
        }
        let png = [UInt8](try Papers.png(4, 4))
        #expect(PictureFile.isBarePNG(png) && !PictureFile.isBarePNG(png + [0]))
    }

    // MARK: PDFs

    @Test func aPDFBecomesPicturesWithoutTheWords() throws {
        guard stockTool("pdftotext") != nil, stockTool("pdftoppm") != nil else { return }
        let session = try office(
            "pernyataan.pdf", Papers.pdf(["Saya Teratai dari sana", "Halaman dua", "Tiga", ""]))
        let said = try session.amanah(
            [
                "redact", "\(ref)/1", "--words", "teratai", "--page", "2", "--box", "3:50,0,50,100", "--why",
                "x",
            ],
            as: "lawyer")
        #expect(said.status == 0, "\(said.errors)")
        #expect(said.errors.contains("Page 4 has no text"), "\(said.errors)")
        #expect(
            said.errors.contains("Hidden: words at 1 place on page 1, all of page 2, 1 area on page 3."),
            "\(said.errors)")
        let copy = try document(2, session)
        #expect(copy.starts(with: Data("%PDF".utf8)) && copy.range(of: Data("Teratai".utf8)) == nil)
        let text = try answer("pdftotext", ["-", "-"], on: copy).output
        #expect(text.filter { !$0.isWhitespace }.isEmpty, "\(text)")
        let information = try answer("pdfinfo", ["-"], on: copy).output
        #expect(!information.contains("Author") && !information.contains("rahasia"), "\(information)")
        #expect(information.contains("300 x 300 pts"), "\(information)")

        // 72 points an inch, so that a point of the page is a point of the picture.
        func page(_ number: Int) throws -> Raster {
            let ppm = try answer(
                "pdftoppm", ["-r", "72", "-f", "\(number)", "-l", "\(number)", "-"], on: copy)
            return try #require(Raster(ppm: [UInt8](ppm.stdout)))
        }
        let first = try page(1)
        let before = try #require(
            Raster(
                ppm: [UInt8](
                    try answer(
                        "pdftoppm", ["-r", "72", "-l", "1", "-"], on: Papers.pdf(["Saya Teratai dari sana"])
                    ).stdout)))
        // "Saya " is some 32 points wide, and "Teratai " 42.
        #expect(first.isBlack(.init(columns: 104..<140, rows: 91..<103)))
        // Beside them is as much ink as there was.
        func ink(_ picture: Raster, _ columns: Range<Int>) -> Int {
            (85..<110).reduce(0) { sum, row in
                columns.reduce(sum) { $0 + 255 - Int(picture.pixels[(row * 300 + $1) * 3]) }
            }
        }
        for columns in [0..<100, 145..<300] {
            let (now, then) = (ink(first, columns), ink(before, columns))
            #expect(then > 5000 && (then * 8 / 10)..<(then * 12 / 10) ~= now, "\(now), \(then)")
        }
        let (second, fourth) = (try page(2), try page(4))
        #expect(second.isBlack(second.all))
        let third = try page(3)
        #expect(third.isBlack(.init(columns: 151..<300, rows: 0..<300)))
        #expect(third.pixels[(100 * 300 + 148) * 3] == 255)
        #expect(!fourth.isBlack(fourth.all))
    }

    @Test func aNameOverTwoWordsIsHiddenInAPDF() throws {
        guard stockTool("pdftotext") != nil else { return }
        let pages = try PDFPages(MemoryFile([UInt8](Papers.pdf(["Ibu SITI RAHMA-WATI ya", "x&lt;y"]))))
        #expect(
            pages.pages[0].places(of: "siti rahmawati").map { $0.map(\.text) } == [["SITI", "RAHMA-WATI"]])
        #expect(pages.pages[1].words.map(\.text) == ["x&lt;y"])
    }

    @Test func whatIsNotOnThePageIsToldAndNothingIsDeposited() throws {
        guard stockTool("pdftotext") != nil else { return }
        let session = try office("a.pdf", Papers.pdf(["satu"]))
        for (arguments, words) in [
            (["--page", "2"], "there is no page 2"), (["--box", "2:0,0,1,1"], "there is no page 2"),
            (["--box", "0,0,1,1"], "areas without a page"),
            (["--silence", "0:01-0:02"], "stretches of sound"),
            (["--words", "dua"], "dua"), (["--box", "1:100,0,5,5"], "beside the page"),
            (["--box", "1:0,0,5"], "--box"), (["--pages", "3-2"], "--pages"), ([], "--strip-metadata"),
            (["--strip-metadata", "--page", "1"], "--strip-metadata"),
        ] {
            let said = try session.amanah(
                ["redact", "\(ref)/1", "--why", "x"] + arguments, as: "lawyer", failsWith: 2)
            #expect(said.contains(words), "\(arguments): \(said)")
        }
        try session.amanah(["redact", "\(ref)/1", "--page", "1"], as: "lawyer", failsWith: 2)
        #expect(try count(session) == 1)
        try Data("%PDF-1.4\nrusak".utf8).write(to: session.folder.appending("b.pdf"))
        try session.amanah("add", ref, session.path("b.pdf"), "--kind", "chronology", as: "companion")
        #expect(
            try session.amanah(
                ["redact", "\(ref)/2", "--page", "1", "--why", "x"], as: "lawyer", failsWith: 1
            ).contains("damaged"))
    }

    // MARK: Pictures

    @Test func areasOfAPictureAreBlackToTheirLastPointAndNoFurther() throws {
        guard stockTool("ffmpeg") != nil else { return }
        let session = try office("foto.png", try Papers.png(160, 80))
        try session.amanah(
            "redact", "\(ref)/1", "--box", "10,20,25,30", "--why", "x", as: "lawyer")
        let copy = try document(2, session)
        #expect(PictureFile.isBarePNG([UInt8](copy)))
        let ppm = try answer(
            "ffmpeg", ["-v", "error", "-f", "png_pipe", "-i", "-", "-f", "image2pipe", "-c:v", "ppm", "-"],
            on: copy)
        let picture = try #require(Raster(ppm: [UInt8](ppm.stdout)))
        var expected = try #require(Raster(ppm: Papers.ppm(160, 80)))
        expected.blacken(.init(columns: 16..<56, rows: 16..<40))
        #expect(picture.pixels == expected.pixels)
    }

    /// Colors lie under transparency that no viewer shows.
    @Test func whatNobodySeesOfAPictureIsNotSeenInItsCopy() throws {
        guard stockTool("ffmpeg") != nil else { return }
        let clear = try answer(
            "ffmpeg",
            ["-v", "error", "-f", "ppm_pipe", "-i", "-", "-vf", "format=rgba,colorchannelmixer=aa=0"]
                + ["-f", "image2pipe", "-c:v", "png", "-"],
            on: Data(Papers.ppm(32, 32)))
        let copy = try Redactor.redact(MemoryFile([UInt8](clear.stdout)), RedactionRequest())
        let ppm = try answer(
            "ffmpeg", ["-v", "error", "-f", "png_pipe", "-i", "-", "-f", "image2pipe", "-c:v", "ppm", "-"],
            on: Data(copy.bytes))
        let picture = try #require(Raster(ppm: [UInt8](ppm.stdout)))
        #expect(Set(picture.pixels) == [255])
    }

    @Test func aPhotoIsUprightAndSaysNothingOfItself() throws {
        guard stockTool("ffmpeg") != nil, let exiftool = stockTool("exiftool") else { return }
        let session = try Session()
        try session.makeOffice()
        let jpeg = try answer(
            "ffmpeg",
            [
                "-v", "error", "-f", "ppm_pipe", "-i", "-", "-f", "image2pipe", "-c:v", "mjpeg", "-q:v", "2",
                "-",
            ],
            on: Data(Papers.ppm(160, 80)))
        try jpeg.stdout.write(to: session.folder.appending("foto.jpg"))
        let marked = try run(
            exiftool,
            [
                "-q", "-overwrite_original", "-Orientation#=6", "-GPSLatitude=6.2", "-GPSLatitudeRef=S",
                "-Artist=Teratai", "-Comment=Teratai",
            ]
                + [session.path("foto.jpg")])
        #expect(marked.status == 0, "\(marked.errors)")
        try session.amanah("add", ref, session.path("foto.jpg"), "--kind", "electronic", as: "companion")
        try session.amanah("redact", "\(ref)/1", "--strip-metadata", "--why", "x", as: "lawyer")
        try session.amanah("redact", "\(ref)/1", "--box", "0,0,100,50", "--why", "x", as: "lawyer")
        for number in [2, 3] {
            let copy = try document(number, session)
            #expect(PictureFile.isBareJPEG([UInt8](copy)))
            let original = [UInt8](try document(1, session))
            #expect(!PictureFile.isBareJPEG(original))
            let listed = try answer("exiftool", ["-G1", "-a", "-"], on: copy).output
            for word in ["GPS", "Teratai", "IFD0", "Lavc"] { #expect(!listed.contains(word), "\(listed)") }
            let ppm = try answer(
                "ffmpeg",
                ["-v", "error", "-f", "jpeg_pipe", "-i", "-", "-f", "image2pipe", "-c:v", "ppm", "-"],
                on: copy)
            let picture = try #require(Raster(ppm: [UInt8](ppm.stdout)))
            try #require(picture.width == 80 && picture.height == 160)
            #expect(picture.isBlack(.init(columns: 0..<80, rows: 0..<80)) == (number == 3))
            #expect(!picture.isBlack(.init(columns: 0..<80, rows: 81..<160)))
        }
    }

    // MARK: Recordings

    @Test func aStretchOfARecordingIsSilentToTheSample() throws {
        guard stockTool("ffmpeg") != nil else { return }
        let session = try office("rekaman.wav", Papers.wav(seconds: 4))
        let said = try session.amanah(
            ["redact", "\(ref)/1", "--silence", "0:01-0:02.5", "--why", "x"], as: "lawyer")
        #expect(said.errors.contains("sound from 0:01 to 0:02.5"), "\(said.errors)")
        let copy = try document(2, session)
        #expect(copy.range(of: Data("Teratai".utf8)) == nil && copy.range(of: Data("LIST".utf8)) == nil)
        let samples = [UInt8](
            try answer("ffmpeg", ["-v", "error", "-f", "wav", "-i", "-", "-f", "s16le", "-"], on: copy).stdout
        )
        var expected = [UInt8](Papers.wav(seconds: 4).suffix(4 * 16_000))
        for index in 16_000..<40_000 { expected[index] = 0 }
        #expect(samples == expected)
        try session.amanah(
            ["redact", "\(ref)/1", "--silence", "0:04-0:05", "--why", "x"], as: "lawyer", failsWith: 2)
    }

    @Test func soundOfOtherKindsAndOfFilmsIsSilenced() throws {
        guard let ffmpeg = stockTool("ffmpeg") else { return }
        let session = try Session()
        try session.makeOffice()
        let tone = ["-v", "error", "-f", "lavfi", "-i", "sine=440:duration=4:sample_rate=16000"]
        let film = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=4"]
        let recordings: [(String, [String])] = [
            ("a.ogg", tone + ["-c:a", "libvorbis"]), ("b.m4a", tone + ["-c:a", "aac"]),
            ("c.mp4", tone + film + ["-c:v", "libx264", "-c:a", "aac"]),
        ]
        for (number, (name, arguments)) in recordings.enumerated() {
            let made = try run(
                ffmpeg,
                arguments + ["-metadata", "title=Teratai", "-metadata", "location=-6.2+106.8/"]
                    + [session.path(name)])
            #expect(made.status == 0, "\(made.errors)")
            try session.amanah("add", ref, session.path(name), "--kind", "electronic", as: "companion")
            let original = 2 * number + 1
            try session.amanah(
                "redact", "\(ref)/\(original)", "--silence", "0:01-0:03", "--why", "x", as: "lawyer")
            let copy = try document(original + 1, session)
            #expect(copy.range(of: Data("Teratai".utf8)) == nil && copy.range(of: Data("106.8".utf8)) == nil)
            let format = name == "c.mp4" ? "mov" : "mp3"
            try copy.write(to: session.folder.appending("copy"))
            let samples = [UInt8](
                try answer(
                    "ffmpeg",
                    [
                        "-v", "error", "-f", format, "-i", session.path("copy"), "-f", "s16le", "-ac", "1",
                        "-ar",
                    ]
                        + ["16000", "-"],
                    on: Data()
                ).stdout)
            try #require(samples.count >= 2 * 4 * 15_900, "\(name)")
            func loudest(_ seconds: Range<Double>) -> Int {
                let (from, to) = (Int(seconds.lowerBound * 16_000), Int(seconds.upperBound * 16_000))
                return (from..<to).map { index in
                    let bits = UInt16(samples[2 * index]) | UInt16(samples[2 * index + 1]) << 8
                    return Int(Int16(bitPattern: bits).magnitude)
                }.max() ?? 0
            }
            #expect(loudest(0.2..<0.8) > 1000 && loudest(3.3..<3.7) > 1000, "\(name)")
            #expect(loudest(1.2..<2.8) <= 8, "\(name)")
        }
    }

    // MARK: What the log has, and what tools may do

    @Test func aCopyThatIsLookedAtFirstIsNotDeposited() throws {
        let session = try office("kronologi.txt", Data("Siti dan Teratai".utf8))
        let out = session.path("lihat.txt")
        let said = try session.amanah(
            ["redact", "\(ref)/1", "--words", "Teratai", "-o", out], as: "lawyer")
        #expect(said.status == 0 && said.errors.contains("Nothing was deposited"), "\(said.errors)")
        #expect(try session.contents("lihat.txt") == "Siti dan █████")
        #expect(try count(session) == 1)
        try session.amanah("redact", "\(ref)/1", "--words", "Teratai", "--why", "x", as: "lawyer")
        #expect(
            try session.amanah(
                ["redact", "\(ref)/1", "--words", "Teratai", "--why", "x"], as: "lawyer", failsWith: 2
            ).contains("1-disamarkan.txt"))
        let log = try session.amanah("audit", "log", "--json", as: "auditor")
        for act in ["document.export", "document.read", "document.deposit"] {
            #expect(log.contains(act), "\(act)")
        }
        // Who does not read it is refused, and told nothing of it.
        try session.write("visum.txt", "Siti")
        try session.amanah("add", ref, session.path("visum.txt"), "--kind", "visum", as: "companion")
        try session.amanah(
            ["redact", "\(ref)/3", "--words", "Siti", "--why", "x"], as: "companion", failsWith: 3)
    }

    @Test func aToolWritesNoFileAndHasNoNetworkAndNothingOfOurs() throws {
        let folder = try TemporaryFolder()
        let shell = Tool(name: "sh", package: "dash")
        let input = try MemoryFile(Array("rahasia".utf8))
        func answer(_ script: String) throws -> String {
            String(
                decoding: try shell.answer(["-c", script], on: [input], limit: 100_000), as: UTF8.self)
        }
        #expect(try answer("cat \(Tool.input(0))") == "rahasia")
        let file = folder.appending("spilled").path
        #expect(try answer("cat \(Tool.input(0)) > \(file); echo so") == "so\n")
        #expect((try? Data(contentsOf: folder.appending("spilled")))?.isEmpty ?? true)
        #expect(
            try answer("env | grep -v ^_= | sort").split(separator: "\n").map { $0.prefix { $0 != "=" } } == [
                "HOME", "LC_ALL", "PATH", "PWD", "TMPDIR",
            ])
        #expect(try answer("cd /proc/self/fd && echo *").hasPrefix("0 1 10 2"))
        #expect(try answer("cat /proc/net/dev | grep -c :") == "1\n", "lo alone")
        #expect(try answer("ulimit -c; ulimit -f") == "0\n0\n")
        #expect(throws: RenderingError.tooLarge(limit: 10)) {
            try shell.answer(["-c", "yes"], on: [], limit: 10)
        }
        #expect(throws: RenderingError.toolFailed(name: "sh")) {
            try shell.answer(["-c", "while :; do :; done"], on: [], seconds: 1, limit: 10)
        }
        #expect(throws: RenderingError.toolMissing(name: "no-such-tool", package: "none")) {
            try Tool(name: "no-such-tool", package: "none").answer([], on: [], limit: 10)
        }
    }
}
