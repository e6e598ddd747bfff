import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Presentation
import VaultStorage

/// A document as listings and `--json` show it.
struct DocumentView: Encodable {
    /// When it came with a field kit; `depositedBy` is who collected it.
    struct SealedInField: Encodable {
        let kit, at: String
        let isBeforeKit: Bool
    }

    let ref, documentID, confidentiality, depositedAt, blob: String
    let depositedBy: String?
    let sealedInField: SealedInField?
    let logIndex: UInt64
    let blobSize: Int64
    let kind, title, name, mediaType, modified, obtained, sha256, fault: String?
    let size: Int64?
    /// What was said of it before it was amended, oldest first, with who said the next and when.
    let earlier: [Earlier]
    /// For a redacted copy.
    let redacts: Redacts?
    /// The redacted copies of it.
    let redactedCopies: [String]?
    /// For what came with a bundle of another vault.
    let received: ReceivedView?

    struct ReceivedView: Encodable {
        let vault: VaultID
        let handover, deposit: UInt64
    }

    struct Redacts: Encodable {
        let ref, parts, reason: String
    }

    struct Earlier: Encodable {
        let kind, title: String
        let obtained: String?
        let amendedAt: String
        let amendedBy: String?
        let logIndex: UInt64
        fileprivate let ofKind: DocumentKind

        private enum CodingKeys: CodingKey { case kind, title, obtained, amendedAt, amendedBy, logIndex }
    }

    // As people are shown it.
    private let ofClass: ConfidentialityClass
    private let ofKind: DocumentKind?
    private let faultWords: Words?

    private enum CodingKeys: String, CodingKey {
        case confidentiality = "class"
        case ref, documentID, depositedAt, blob, depositedBy, sealedInField, logIndex, blobSize, kind, title,
            name,
            mediaType, modified,
            obtained, sha256, fault, size, earlier, redacts, redactedCopies, received
    }

    init(_ summary: DocumentSummary) {
        ref = summary.ref
        documentID = summary.deposit.documentID.description
        ofClass = summary.deposit.confidentiality
        ofKind = summary.details?.document.kind
        faultWords = summary.fault?.words
        confidentiality = ofClass.rawValue
        depositedAt = summary.depositedAt.description
        depositedBy = summary.depositedBy?.name
        sealedInField = summary.deposit.kit.map {
            SealedInField(
                kit: $0.fingerprint.description, at: $0.at.description, isBeforeKit: summary.isBeforeKit)
        }
        logIndex = summary.logPosition
        blob = summary.deposit.blob.description
        blobSize = summary.deposit.blobSize
        let document = summary.details?.document
        kind = document?.kind.rawValue
        title = document?.title
        name = document?.name
        mediaType = document?.mediaType
        modified = document?.modified.description
        obtained = document?.obtained
        size = document?.size
        sha256 = summary.details?.sha256.description
        fault = faultWords?.english
        redacts = document?.redacts.map {
            Redacts(
                ref: "\(summary.caseRef)/\($0.number)", parts: $0.parts, reason: $0.reason)
        }
        received = document?.received.map {
            ReceivedView(vault: $0.vault, handover: $0.handover, deposit: $0.deposit)
        }
        redactedCopies = summary.redactedCopies.map { copies in copies.map { "\(summary.caseRef)/\($0)" } }
        earlier = zip(summary.versions, summary.versions.dropFirst()).map { old, new in
            let document = old.details.document
            return Earlier(
                kind: document.kind.rawValue, title: document.title, obtained: document.obtained,
                amendedAt: new.at.description, amendedBy: new.by?.name, logIndex: new.logPosition,
                ofKind: document.kind)
        }
    }

    /// The cells of a listing.
    var cells: [Words] {
        // A line is not for reading all of a long title: 'show' is.
        func brief(_ title: String) -> String { title.count > 200 ? title.prefix(200) + "…" : title }
        return [
            .data(ref), ofClass.said,
            (ofKind?.said).map { kind in
                if let redacts { return kind + Words(" of ", id: " dari ") + .data(redacts.ref) }
                guard let redactedCopies, !redactedCopies.isEmpty else { return kind }
                return kind + Words(", redacted: ", id: ", disamarkan: ")
                    + .data(redactedCopies.joined(separator: ", "))
            } ?? Words("(sealed)", id: "(bukan untuk peran Anda)"),
            .data(size.map(ByteCount.text) ?? "–"), .data(OfficeClock.day(depositedAt)),
            .data(depositedBy ?? "–"),
            faultWords.map { Words("FAULT: ", id: "MASALAH: ") + $0 }
                ?? .data(title.map { brief(visibleName($0)) } ?? "–"),
        ]
    }

    func show(_ format: FormatOptions) throws {
        if format.json { return try Output.json(self) }
        Output.fields([
            (Words("document", id: "dokumen"), .data(ref)),
            (Words("id", id: "nomor pengenal"), .data(documentID)),
            (Words("class", id: "golongan"), ofClass.said),
            (
                .kind,
                ofKind?.said
                    ?? Words(
                        "(sealed to those who read \(confidentiality))",
                        id: "(hanya untuk yang membaca golongan \(ofClass.said.indonesian))")
            ),
            (Words("redacted copy of", id: "salinan dari"), redacts.map { .data($0.ref) }),
            (Words("hidden parts", id: "bagian yang ditutup"), redacts.map { .data($0.parts) }),
            (Words("hidden because", id: "alasan ditutup"), redacts.map { .data($0.reason) }),
            (
                Words("came from vault", id: "dari brankas"),
                received.map {
                    .data("\($0.vault)")
                        + Words(
                            ", handover at entry \($0.handover) of its log, deposit at \($0.deposit)",
                            id:
                                ", penyerahan: catatan log \($0.handover) di sana, pemasukan: catatan \($0.deposit)"
                        )
                }
            ),
            (.title, title.map { .data(visibleName($0)) }),
            (Words("file", id: "berkas"), name.map { .data(visibleName($0)) }),
            (Words("media type", id: "format"), mediaType.map(Words.data)),
            (Words("size", id: "ukuran"), size.map(Words.bytes)),
            (Words("modified", id: "terakhir diubah"), modified.map { .data(OfficeClock.text($0)) }),
            (.obtained, obtained.map(Words.data)), (.data("SHA-256"), sha256.map(Words.data)),
            (
                Words("sealed", id: "dititipkan"),
                sealedInField.map {
                    OfficeClock.sealed($0.at, isBeforeKit: $0.isBeforeKit)
                        + Words(
                            " in the field, with kit \($0.kit.prefix(8))",
                            id: " di lapangan, dengan kotak titip \($0.kit.prefix(8))")
                }
            ),
            (
                sealedInField == nil
                    ? Words("deposited", id: "dimasukkan") : Words("collected", id: "diterima"),
                .by(OfficeClock.text(depositedAt), depositedBy)
            ),
            (Words("log entry", id: "catatan log"), .data(String(logIndex))),
            (Words("sealed file", id: "berkas tersegel"), .data("\(blob) (") + .bytes(blobSize) + .data(")")),
        ])
        for old in earlier {
            let indent = Words.data("  ")
            Output.fields([
                (
                    Words("AMENDED", id: "DIPERBAIKI"),
                    .by(OfficeClock.text(old.amendedAt), old.amendedBy)
                        + Words(
                            ", log entry \(old.logIndex); before that:",
                            id: ", catatan log \(old.logIndex); sebelumnya:")
                ),
                (indent + .kind, old.ofKind.said), (indent + .title, .data(old.title)),
                (indent + .obtained, old.obtained.map(Words.data)),
            ])
        }
    }
}

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "The documents of a case, or of all cases on whose teams you are. The listing is logged.",
            id: "Daftar dokumen satu kasus, atau semua kasus tim Anda. Melihat daftar tercatat di log."),
        discussion: Words(
            """
            Documents whose class your role does not read are listed by class alone.
            """,
            id: """
                Dokumen dari golongan yang tidak dibaca peran Anda hanya ditunjukkan golongannya.
                """),
        examples: ["amanah list TPPO-2026-0017"])

    @Argument(
        help: ArgumentHelp(
            "A case; without it, all of yours.", id: "Nomor kasus; jika tidak disebut, semua kasus Anda."))
    var `case`: String?

    @OptionGroup var options: VaultOptions

    func run() throws {
        let vault = try options.open()
        let documents = try (`case`.map { try vault.list(vault.caseFile($0)) } ?? vault.listAll())
            .map(DocumentView.init)
        if options.format.json { return try Output.json(documents) }
        if documents.isEmpty {
            Terminal.complain(
                Words(
                    "There are no documents yet. 'amanah add' deposits them.",
                    id: "Belum ada dokumen. Masukkan dengan 'amanah add'."))
        }
        Output.table(
            [
                Words("DOCUMENT", id: "DOKUMEN"), Words("CLASS", id: "GOLONGAN"), Words("KIND", id: "JENIS"),
                Words("SIZE", id: "UKURAN"), Words("DEPOSITED", id: "MASUK"), Words("BY", id: "OLEH"),
                Words("TITLE", id: "JUDUL"),
            ], documents.map(\.cells))
    }
}

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "What is known of one document. The look is logged.",
            id: "Rincian satu dokumen. Melihatnya tercatat di log."),
        discussion: Words(
            """
            With --metadata, what the file says of itself: where a photograph was taken, who wrote it and with what, earlier versions, \
            comments, thumbnails. For that it is read, and the log says so. 'amanah redact --strip-metadata' makes a copy without.
            """,
            id: """
                Dengan --metadata: keterangan di dalam berkasnya, seperti lokasi pengambilan foto, siapa penulisnya dan dengan program apa, \
                versi sebelumnya, komentar, gambar mini. Untuk itu isinya dibaca, dan itu tercatat di log. 'amanah redact \
                --strip-metadata' membuat salinan tanpa keterangan itu.
                """),
        examples: ["amanah show TPPO-2026-0017/12", "amanah show TPPO-2026-0017/12 --metadata"])

    @Argument(
        help: ArgumentHelp(
            "A document, such as TPPO-2026-0017/12.", id: "Nomor dokumen, misalnya TPPO-2026-0017/12."))
    var ref: String

    @Flag(
        help: ArgumentHelp(
            "What the file says of itself, the most dangerous first.",
            id: "Keterangan di dalam berkasnya, yang paling berbahaya dahulu."))
    var metadata = false

    @OptionGroup var options: VaultOptions

    func run() throws {
        let vault = try options.open()
        let (file, number) = try vault.document(ref)
        if metadata { return try MetadataView(vault.metadata(of: number, in: file)).show(options.format) }
        try DocumentView(vault.show(number, in: file)).show(options.format)
    }
}

struct Get: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Read a document into a file. The access is logged before the first byte is.",
            id: "Salin dokumen ke luar brankas, ke sebuah berkas. Dicatat di log sebelum isinya dibaca."),
        discussion: Words(
            """
            Without -o the file gets the name that it was deposited under, in this folder. A file that exists is never overwritten.
            """,
            id: """
                Tanpa -o berkasnya diberi nama seperti waktu dimasukkan, di folder ini. Berkas yang sudah ada tidak pernah ditimpa. \
                Hapus setelah dipakai.
                """),
        examples: ["amanah get TPPO-2026-0017/12 -o visum.pdf"])

    @Argument(
        help: ArgumentHelp(
            "A document, such as TPPO-2026-0017/12.", id: "Nomor dokumen, misalnya TPPO-2026-0017/12."))
    var ref: String

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "The new file; - is standard output.", id: "Berkas baru; - berarti keluaran standar.",
            valueName: "file"))
    var output: String?

    @OptionGroup var options: VaultOptions

    func run() throws {
        let vault = try options.open()
        let (file, number) = try vault.document(ref)
        let new: NewFile
        switch try output.map({ try Destination($0, json: options.format.json) }) {
        case .standardOutput:
            return try vault.readVerified(number, in: file)
                .forEachPiece(StandardOutput.write)
        case .file(let file): new = file
        case nil: new = try NewFile(in: ".")
        }
        let export = try vault.export(number, in: file, to: new)
        let document = export.details.document
        let progress = Progress(.data(export.ref), total: document.size)
        try LoggedAlone.telling(
            Words(
                "the log has it that you took \(export.ref) out, though no file was written: when there is room, or with another -o, get it again",
                id:
                    "log mencatat Anda menyalin \(export.ref) ke luar brankas, padahal tidak ada berkas yang ditulis: bila ada ruang, atau dengan -o lain, ulangi"
            )
        ) {
            try export.write(progress: progress.add)
            if output == nil { try new.publish(as: export.fileName) } else { try new.publish() }
        }
        let path = new.path
        if options.format.json {
            struct Got: Encodable {
                let ref, path, sha256: String
                let size: Int64
            }
            return try Output.json(
                Got(
                    ref: export.ref, path: path, sha256: export.details.sha256.description,
                    size: document.size))
        }
        Output.data("\(export.ref)  \(export.details.sha256)  \(visible(path))")
        Terminal.complain(
            Words(
                "An open copy now lies at \(path). Remove it when it has served.",
                id: "Salinan terbuka ada di \(path). Hapus setelah dipakai."))
    }
}

struct Cat: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Write a document to standard output. The access is logged before the first byte is.",
            id: "Tampilkan isi dokumen ke keluaran standar. Dicatat di log sebelum isinya dibaca."),
        discussion: Words(
            """
            With --range only the part that is asked for is read and authenticated, so a piece of a long recording costs no \
            more than a short one; that the whole is as it was deposited is checked without it.
            """,
            id: """
                Dengan --range hanya bagian yang diminta yang dibaca dan diperiksa, sehingga sepotong rekaman panjang secepat rekaman \
                pendek; tanpa --range diperiksa juga bahwa seluruhnya masih seperti waktu dimasukkan.
                """),
        examples: ["amanah cat TPPO-2026-0017/3 | less", "amanah cat TPPO-2026-0017/4 --range 1000-2000"])

    @Argument(
        help: ArgumentHelp(
            "A document, such as TPPO-2026-0017/12.", id: "Nomor dokumen, misalnya TPPO-2026-0017/12."))
    var ref: String

    @Option(
        help: ArgumentHelp(
            "Bytes A to B of it, both included, the first being 0; A- is from A to the end.",
            id:
                "Hanya bita ke-A sampai ke-B, keduanya termasuk, dihitung dari 0; A- berarti dari A sampai akhir.",
            valueName: "A-B"
        ))
    var range: ByteRange?

    @OptionGroup var options: VaultOptions

    func run() throws {
        let vault = try options.open()
        let (file, number) = try vault.document(ref)
        if let range {
            let piece = try vault.read(number, in: file, range: range.bytes)
            return try put(piece.ref, piece.details, piece.forEachPiece)
        }
        // Bytes on a pipe cannot be taken back: the sealed file is checked as a whole first.
        let reader = try vault.readVerified(number, in: file)
        try put(reader.ref, reader.details, reader.forEachPiece)
    }

    private func put(
        _ ref: String, _ details: DocumentDetails,
        _ forEachPiece: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        if options.format.json {
            struct Content: Encodable {
                let ref, sha256, base64: String
                let range: String?
            }
            var bytes = Data()
            try forEachPiece { bytes.append(contentsOf: $0) }
            return try Output.json(
                Content(
                    ref: ref, sha256: details.sha256.description, base64: bytes.base64EncodedString(),
                    range: range?.text))
        }
        try forEachPiece(StandardOutput.write)
    }
}

/// `A-B`, both included, or `A-`.
struct ByteRange: ExpressibleByArgument {
    let text: String
    let bytes: Range<Int64>

    init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = Int64(parts[0]), first >= 0 else { return nil }
        if parts[1].isEmpty {
            bytes = first..<Int64.max
        } else {
            guard let last = Int64(parts[1]), last >= first, last < Int64.max else { return nil }
            // cannot trap: it is less than the greatest number
            bytes = first..<(last + 1)
        }
        text = argument
    }
}
