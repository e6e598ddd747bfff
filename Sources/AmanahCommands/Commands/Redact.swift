import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Presentation
import Rendering

struct Redact: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Make a redacted copy of a document, check it, and deposit it.",
            id: "Buat salinan dokumen yang disamarkan, periksa, lalu masukkan ke brankas."),
        discussion: Words(
            """
            In a text, words give way to a bar of one width. A PDF becomes a PDF of pictures of its pages, in which words, areas and \
            whole pages are black: no text, no attachment and no older state of it is left. In a picture areas are black; in a \
            recording stretches are silent. What a file says of itself (position, author, device, thumbnails, history) never goes \
            into the copy. The original stays as it is; nothing is written to a disk in clear.

            The copy is looked at again before it is deposited, and refused where something is left. Whether the right places were \
            named only you can see: look at it first with -o, above all at scans and handwriting, in which no word is found.
            """,
            id: """
                Dalam teks, kata diganti balok yang sama lebarnya. PDF menjadi PDF berisi gambar halamannya, dengan kata, bidang, dan \
                halaman yang dihitamkan: tidak ada teks, lampiran, atau keadaan lama yang tersisa. Dalam gambar, bidangnya hitam; dalam \
                rekaman, bagiannya bisu. Keterangan di dalam berkas (lokasi, pembuat, perangkat, gambar mini, riwayat) tidak pernah \
                ikut ke salinan. Aslinya tidak berubah; tidak ada yang ditulis ke disk tanpa dikunci.

                Salinan diperiksa sebelum dimasukkan, dan ditolak kalau masih ada yang tersisa. Apakah tempatnya sudah benar hanya Anda \
                yang dapat melihat: lihat dahulu dengan -o, terutama hasil pindai dan tulisan tangan, yang katanya tidak ditemukan.
                """),
        examples: [
            Example(
                #"amanah redact TPPO-2026-0017/3 --words "Teratai,0812-3456" --why "not about them""#,
                id:
                    #"amanah redact TPPO-2026-0017/3 --words "Teratai,0812-3456" --why "bukan tentang mereka""#
            ),
            Example(
                #"amanah redact TPPO-2026-0017/4 --box 1:10,20,30,5 --pages 2-3 -o look.pdf"#,
                id: #"amanah redact TPPO-2026-0017/4 --box 1:10,20,30,5 --pages 2-3 -o lihat.pdf"#),
            Example(
                #"amanah redact TPPO-2026-0017/5 --silence 0:10-0:25 --why "name of a child""#,
                id: #"amanah redact TPPO-2026-0017/5 --silence 0:10-0:25 --why "nama anak""#),
            Example(
                #"amanah redact TPPO-2026-0017/6 --strip-metadata --why "shows where she lives""#,
                id: #"amanah redact TPPO-2026-0017/6 --strip-metadata --why "menunjukkan tempat tinggalnya""#),
        ])

    @Argument(
        help: ArgumentHelp(
            "A document, such as TPPO-2026-0017/12.", id: "Nomor dokumen, misalnya TPPO-2026-0017/12."))
    var ref: String

    @Option(
        help: ArgumentHelp(
            "Words to hide wherever they occur in a text or PDF, with commas; the whole word that they lie in goes.",
            id:
                "Kata yang ditutup di mana pun dalam teks atau PDF, dipisahkan koma; seluruh kata yang memuatnya ikut.",
            valueName: "words"))
    var words: [String] = []

    @Option(
        name: [.long, .customLong("page")],
        help: ArgumentHelp(
            "Pages of a PDF that are black all over.", id: "Halaman PDF yang dihitamkan seluruhnya.",
            valueName: "2,4-5"))
    var pages: [PageList] = []

    @Option(
        help: ArgumentHelp(
            "An area: page, then left, top, width and height in percent; without the page in a picture.",
            id:
                "Bidang: halaman, lalu kiri, atas, lebar, dan tinggi dalam persen; tanpa halaman untuk gambar.",
            valueName: "page:x,y,w,h"))
    var box: [TypedArea] = []

    @Option(
        help: ArgumentHelp(
            "A stretch of a recording, in minutes and seconds.",
            id: "Bagian rekaman yang dibisukan, dalam menit dan detik.", valueName: "0:10-0:25"))
    var silence: [TypedStretch] = []

    @Flag(
        help: ArgumentHelp(
            "Hide nothing but what the file says of itself.",
            id: "Hanya buang keterangan di dalam berkas (metadata)."))
    var stripMetadata = false

    @OptionGroup var redaction: RedactionOptions

    @OptionGroup var description: DescriptionOptions

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "Write the copy into this new file to look at it, and deposit nothing.",
            id: "Tulis salinannya ke berkas baru ini untuk dilihat; tidak ada yang dimasukkan.",
            valueName: "file"))
    var output: String?

    @OptionGroup var options: VaultOptions

    /// Asked when it runs: a mistyped option is told of first.
    private func request() throws -> RedactionRequest {
        var request = RedactionRequest()
        request.words = words.flatMap { $0.split(separator: ",") }.map {
            String($0).trimmingCharacters(in: .whitespaces)
        }
        request.pages = pages.flatMap(\.ranges)
        request.areas = box.map(\.area)
        request.silences = silence.map(\.seconds)
        let namesParts = !(words.isEmpty && pages.isEmpty && box.isEmpty && silence.isEmpty)
        guard namesParts != stripMetadata else {
            throw CommandError.wrongWords(
                stripMetadata
                    ? Words(
                        "no metadata goes into a redacted copy anyway: --strip-metadata is for a copy in which nothing else is hidden",
                        id:
                            "metadata memang tidak ikut ke salinan yang disamarkan: --strip-metadata hanya untuk salinan yang tidak ditutup bagian lainnya"
                    )
                    : Words(
                        "say what is to be hidden: --words, --pages, --box, --silence or --strip-metadata",
                        id:
                            "sebutkan yang harus ditutup: --words, --pages, --box, --silence, atau --strip-metadata"
                    ))
        }
        guard output != nil || redaction.why != nil else {
            throw CommandError.wrongWords(
                Words(
                    "say why with --why; or look at the copy first with -o FILE, which deposits nothing",
                    id:
                        "sebutkan alasannya dengan --why; atau lihat dahulu dengan -o BERKAS, yang tidak memasukkan apa pun"
                ))
        }
        return request
    }

    func run() throws {
        let request = try request()
        let confidentiality = try description.confidentiality?.value
        let vault = try options.open()
        let (file, number) = try vault.document(ref)
        let destination = try output.map { try Destination($0, json: options.format.json) }
        let copy = try vault.redactedCopy(
            of: number, in: file, hiding: request, leaves: destination != nil)
        if !copy.unsearchedPages.isEmpty {
            let pages = DocumentNumbers.text(copy.unsearchedPages)
            Terminal.complain(
                Words(
                    "Page \(pages) has no text: if it is a scan, no word was found or hidden there. Look at it, and use --box.",
                    id:
                        "Halaman \(pages) tidak berisi teks: kalau hasil pindai, tidak ada kata yang ditemukan atau ditutup di sana. Lihat, lalu gunakan --box."
                ))
        }
        if let destination { return try put(copy, of: "\(file.ref)/\(number)", into: destination) }
        let parts = redaction.parts ?? copy.hidden.said.here
        let receipt = try vault.deposit(
            copy, of: number, in: file, parts: parts, reason: redaction.why ?? "",
            confidentiality: confidentiality, title: description.title, obtained: description.obtained)
        try DepositView([receipt]).show(options.format)
        Terminal.complain(
            Words("Hidden: ", id: "Ditutup: ") + .data(parts)
                + Words(
                    ". Checked; look at it yourself: 'amanah get \(receipt.ref)'.",
                    id: ". Sudah diperiksa; lihat sendiri: 'amanah get \(receipt.ref)'."))
        Terminal.complainOfOldKeys(
            vault, in: file,
            of: [confidentiality ?? file.deposits[number]?.confidentiality].compactMap(\.self))
    }

    private func put(_ copy: RedactedCopy, of ref: String, into destination: Destination) throws {
        try LoggedAlone.telling(
            Words(
                "the log has it that you took \(ref) out, though no file was written: try again when there is room",
                id:
                    "log mencatat Anda menyalin \(ref) ke luar brankas, padahal tidak ada berkas yang ditulis: ulangi bila ada ruang"
            )
        ) { try destination.put(copy.bytes) }
        guard let path = destination.path else { return }
        let hidden = copy.hidden.said
        if options.format.json {
            struct Made: Encodable {
                let ref, path, hidden: String
                let size: Int
                let unsearchedPages: [Int]
            }
            return try Output.json(
                Made(
                    ref: ref, path: path, hidden: hidden.here, size: copy.bytes.count,
                    unsearchedPages: copy.unsearchedPages))
        }
        Output.line(.data("\(path)  ") + hidden)
        Terminal.complain(
            Words(
                "Nothing was deposited. Look at it; the same command with --why and without -o deposits it. Remove \(path) when it has served.",
                id:
                    "Belum ada yang dimasukkan. Lihat dahulu; perintah yang sama dengan --why dan tanpa -o memasukkannya. Hapus \(path) setelah dipakai."
            ))
    }
}

/// `2,4-5`.
struct PageList: ExpressibleByArgument {
    let ranges: [ClosedRange<Int>]

    init?(argument: String) {
        var ranges: [ClosedRange<Int>] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
                first >= 1, last >= first, last < 100_000
            else { return nil }
            ranges.append(first...last)
        }
        self.ranges = ranges
    }
}

/// `2:10,20,30,5`, or without a page.
struct TypedArea: ExpressibleByArgument {
    let area: RedactionRequest.Area

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return nil }
        let page = parts.count == 2 ? Int(parts[0]) : nil
        let sides = parts[parts.count - 1].split(separator: ",", omittingEmptySubsequences: false)
            .compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
        guard parts.count == 1 || (page ?? 0) >= 1, sides.count == 4,
            sides.allSatisfy({ (0...100).contains($0) }), sides[2] > 0, sides[3] > 0
        else { return nil }
        area = RedactionRequest.Area(
            page: page, x: sides[0], y: sides[1], width: sides[2], height: sides[3])
    }
}

/// `0:10-0:25`; hours may stand in front, and parts of a second behind.
struct TypedStretch: ExpressibleByArgument {
    let seconds: ClosedRange<Double>

    init?(argument: String) {
        let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map(TypedStretch.seconds)
        guard ends.count == 2, let from = ends[0], let to = ends[1], from < to else { return nil }
        seconds = from...to
    }

    private static func seconds(_ text: Substring) -> Double? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let last = Double(parts[parts.count - 1]),
            (0..<60).contains(last)
        else { return nil }
        let before = parts.dropLast().map { Int($0) }
        guard before.allSatisfy({ ($0.map { (0..<1000).contains($0) }) ?? false }) else { return nil }
        return before.reduce(0.0) { $0 * 60 + Double($1 ?? 0) } * 60 + last
    }
}
