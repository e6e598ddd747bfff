import EvidenceVault
import Presentation
import Rendering

/// What files say of themselves, as it is listed.
struct MetadataView {
    private struct Field: Encodable {
        let kind, name, value: String
        let isDangerous: Bool
    }

    private let fields: [MetadataField]

    init(_ fields: [MetadataField]) { self.fields = fields }

    func show(_ format: FormatOptions) throws {
        if format.json {
            return try Output.json(
                fields.map {
                    Field(
                        kind: $0.kind.code, name: $0.name, value: $0.value, isDangerous: $0.kind.isDangerous)
                })
        }
        if fields.isEmpty {
            Terminal.complain(
                Words(
                    "Nothing was found that the file says of itself.",
                    id: "Tidak ditemukan keterangan di dalam berkas ini."))
        }
        Output.table(
            [
                Words("DANGER", id: "BAHAYA"), Words("WHAT", id: "APA"), Words("NAME", id: "NAMA"),
                Words("VALUE", id: "ISI"),
            ],
            fields.map {
                [.data($0.kind.isDangerous ? "!" : ""), $0.kind.said, .data($0.name), .data($0.value)]
            })
    }
}

extension MetadataReview {
    struct View: Encodable {
        let ref: String
        let kinds: [String]
    }

    /// For `--json`.
    var views: [View] { findings.map { View(ref: $0.ref, kinds: $0.kinds.map(\.code)) } }

    /// On stderr, before anything leaves.
    func show() {
        for finding in findings {
            let hint =
                finding.isStrippable
                ? Words(
                    "'amanah redact \(finding.ref) --strip-metadata' makes a copy without",
                    id: "'amanah redact \(finding.ref) --strip-metadata' membuat salinan tanpa itu")
                : Words(
                    "save it as PDF without them, and deposit that with --redacts \(finding.ref)",
                    id: "simpan sebagai PDF tanpa itu, lalu masukkan dengan --redacts \(finding.ref)")
            Terminal.complain(
                Words("GOES ALONG in \(finding.ref): ", id: "IKUT TERBAWA di \(finding.ref): ")
                    + .list(finding.kinds.map(\.said)) + .data("; ") + hint)
        }
        if unexamined.isEmpty { return }
        let which = DocumentNumbers.text(unexamined)
        Terminal.complain(
            isPossible
                ? Words(
                    "Nobody looked for positions, names or earlier versions in \(which): too large, too many or damaged ('amanah show REF --metadata').",
                    id:
                        "Lokasi, nama, dan versi sebelumnya tidak diperiksa di \(which): terlalu besar, terlalu banyak, atau rusak ('amanah show REF --metadata')."
                )
                : Words(
                    "Nobody looked for positions, names or earlier versions in \(which): exiftool is not installed ('sudo apt install libimage-exiftool-perl').",
                    id:
                        "Lokasi, nama, dan versi sebelumnya tidak diperiksa di \(which): exiftool belum terpasang ('sudo apt install libimage-exiftool-perl')."
                ))
    }
}
