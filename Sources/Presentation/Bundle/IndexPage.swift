import Bytes
package import EvidenceVault
import Ledger
package import Sodium

/// `index.html` in a bundle: what a police officer, clerk or judge reads first. One file, no script, nothing from a network;
/// Indonesian first, English beside it.
///
/// A page proves nothing, and says so: beside each thing stands what in the bundle proves it, for who looks there.
package struct IndexPage {
    private let report: BundleReport
    private let custody: CustodyRecord
    private let signer: Ed25519.PublicKey

    /// As ``BundlePage``.
    package static func bytes(
        _ report: BundleReport, _ custody: CustodyRecord, _ signer: Ed25519.PublicKey
    ) -> [UInt8] {
        Array(IndexPage(report, custody, signer: signer).html.text.utf8)
    }

    package init(_ report: BundleReport, _ custody: CustodyRecord, signer: Ed25519.PublicKey) {
        self.report = report
        self.custody = custody
        self.signer = signer
    }

    package var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="id"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(custody.caseRef) – daftar dokumen yang diserahkan</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 2rem auto; max-width: 66rem; padding: 0 1rem; }
        h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin-top: 2rem; }
        i, .by { color: #555; } .by { font-size: .8rem; } .number { text-align: right; white-space: nowrap; }
        table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid #bbb; padding: .5rem; text-align: left; vertical-align: top; }
        code { font-size: .8rem; overflow-wrap: anywhere; } pre { background: #f4f4f4; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        .box { border: 2px solid #1a1a1a; padding: .2rem 1rem; margin: 1.2rem 0; } .words { font-size: 1.15rem; font-weight: 600; }
        dl { display: grid; grid-template-columns: 15rem 1fr; gap: .3rem 1.2rem; } dt { font-weight: 600; } dd { margin: 0; }
        @media print { body { margin: 0; max-width: none; } }
        </style></head><body>
        <h1>Paket dokumen kasus \(custody.caseRef)</h1>
        <p><strong>RAHASIA. Dengan ini diberitahukan kepada setiap penerima: identitas korban dan saksi dalam paket ini wajib dirahasiakan. Memberitahukannya kepada pihak yang tidak berwenang dapat dipidana (UU 21/2007 Pasal 24; UU 1/2023 (KUHP) Pasal 292). Korban berhak atas kerahasiaan identitas (UU 12/2022 Pasal 69).</strong><br>
        <i>CONFIDENTIAL. Every receiver is hereby told: the identity of victims and witnesses in this bundle must be kept secret. To disclose it to who has no right to it can be punished.</i></p>
        <div class="box">
        <p>Halaman ini baru kata pengirim, sampai paket diperiksa dengan <code>amanah bundle verify</code> atau langkah di bawah. Tanda ✓ berarti: dibuktikan oleh berkas yang disebut; <b>(pengirim)</b> berarti: kata pengirim saja.<br>
        <i>This page is the sender's word until the bundle was checked with <code>amanah bundle verify</code> or the steps below. ✓ is proven by the files that are named; (pengirim) is the word of the sender alone.</i></p>
        <p>Satu hal saja yang dicocokkan lewat telepon dengan pengirim, dua belas kata ini (atau angkanya):
        <i>One thing only to compare with the sender by telephone, these twelve words (or their numbers):</i></p>
        <p class="words">\(Minisign.words(signer).joined(separator: " "))</p>
        <p><code>\(Minisign.numbers(signer).joined(separator: " "))</code></p>
        </div>
        <dl>
        \(report.lines.map(field))
        </dl>
        <h2>Daftar dokumen yang diserahkan · <i>exhibits</i></h2>
        <table><thead><tr><th>No.</th><th>Dokumen · <i>exhibit</i></th><th>Asal · <i>where from</i></th><th class="number">Ukuran (bita)</th><th>SHA-256</th></tr></thead>
        <tbody>
        \(report.exhibits.map(row))
        </tbody></table>
        <p class="by">Jam adalah jam komputer yang menandatangani. Nomor P menurut urutan dalam paket ini. · <i>Times are those of the computers of those who signed. P numbers are the order in this bundle.</i></p>
        <h2>Empat syarat dokumen elektronik (UU ITE Pasal 6) dan bagaimana paket ini membantu memenuhinya · <i>the four conditions of electronic documents, and how this bundle helps to meet them</i></h2>
        <dl>
        <dt>Dapat diakses · <i>accessible</i></dt><dd>Dokumen biasa dalam folder <code>data/</code>; sebagian rekaman (.ogg, .opus) memerlukan pemutar seperti VLC. <i>Ordinary files; some recordings (.ogg, .opus) need a player such as VLC.</i></dd>
        <dt>Dapat ditampilkan · <i>displayable</i></dt><dd>Masing-masing dalam format aslinya, tepat seperti saat dimasukkan. <i>Each in its original format, byte for byte as it was deposited.</i></dd>
        <dt>Keutuhan dijamin · <i>integrity</i></dt><dd>SHA-256 setiap berkas ada dalam <code>manifest-sha256.txt</code>, ditandatangani secara elektronik oleh pengirim (bukan tanda tangan tersertifikasi). <i>The SHA-256 of every file, signed electronically by the sender (no certified signature).</i></dd>
        <dt>Dapat dipertanggungjawabkan · <i>accountable</i></dt><dd>Siapa memasukkan dan kapan: <code>custody.json</code>; keterangan teknis bahwa pemasukannya tercatat: <code>proofs/</code>. <i>Who deposited each and when; proof that the log has it.</i></dd>
        </dl>
        <h2>Memeriksa tanpa Amanah · <i>checking without Amanah</i></h2>
        <pre>sha256sum -c manifest-sha256.txt
        sha256sum -c tagmanifest-sha256.txt
        minisign -V -m tagmanifest-sha256.txt -p minisign.pub
        \(IndexPage.numbersCommand)</pre>
        <p>Di Windows, tanpa memasang program: buka PowerShell di folder ini dan ketik <code>Get-FileHash data\\* | Format-List</code>. Setiap <i>Hash</i> harus sama dengan baris dokumen itu dalam <code>manifest-sha256.txt</code>; huruf besar atau kecil tidak masalah.
        <i>On Windows, without installing anything: open PowerShell in this folder and type the command; each hash must be that of the file's line in the manifest.</i></p>
        <p>Baris terakhir perintah di atas mencetak dua belas angka dari kunci yang menandatangani: harus sama dengan yang disebutkan pengirim lewat telepon, di nomor yang Anda kenal sendiri.
        Langkah ini menunjukkan bahwa berkasnya utuh dan siapa pengirimnya; nama, waktu dan log diperiksa oleh <code>amanah bundle verify</code>.
        <i>The last line prints the twelve numbers of the key that signed: they must be those that the sender says by telephone.
        These steps prove the files and who sent them; names, times and the log are checked by <code>amanah bundle verify</code>.</i></p>
        \(timestampSteps)
        </body></html>

        """
    }

    /// How to check the time-stamps, where there are any.
    private var timestampSteps: HTML {
        let count = report.lines.count { $0.label == .timestamp }
        guard count > 0 else { return "" }
        let commands = (0..<count).map { index -> HTML in
            let name = BundleFiles.timestamp(index)
            return """
                openssl ts -verify -data \(BundleFiles.stamped(name)) -in \(BundleFiles.response(name)) -CAfile ca.pem

                """
        }
        return """
            <p>Penanda waktu diperiksa dengan sertifikat penyelenggaranya (<code>ca.pem</code>, mintalah dari penyelenggara itu sendiri):
            <code>amanah bundle verify --certificate ca.pem</code>, atau
            <i>A time-stamp is checked with the certificate of its authority (<code>ca.pem</code>, from the authority itself):</i></p>
            <pre>\(commands.joined())</pre>
            """
    }

    /// Prints ``Minisign/numbers(_:)`` of the key in `minisign.pub`.
    package static let numbersCommand = """
        python3 -c 'import base64,hashlib;k=base64.b64decode(open("minisign.pub").read().split("\\n")[1])[10:];n=int.from_bytes(hashlib.sha256(b"\(ContextString.signer.text)\\0"+k).digest(),"big")>>136;print(*["%04d"%(n>>i&1023) for i in range(110,-1,-10)])'
        """

    private func field(_ line: BundleLine) -> HTML {
        let words = BundleLine.words(line.label)
        return "<dt>\(words.indonesian) · <i>\(words.english)</i></dt><dd>\(value(line)) \(mark(line))</dd>\n"
    }

    private func row(_ exhibit: BundleReport.Exhibit) -> HTML {
        let path = exhibit.lines.first { $0.label == .file }?.value ?? ""
        func cell(_ labels: [BundleLine.Label]) -> [HTML] {
            exhibit.lines.filter { labels.contains($0.label) }.map { line in
                if line.label == .title {
                    return "<a href=\"\(IndexPage.percentEncoded(path))\">\(value(line))</a> \(mark(line))"
                }
                let words = BundleLine.words(line.label)
                return """
                    <span class="by">\(words.indonesian) · <i>\(words.english)</i></span> \(value(line)) \(mark(line))
                    """
            }
        }
        func plain(_ label: BundleLine.Label) -> HTML {
            exhibit.lines.filter { $0.label == label }.map { "<code>\(value($0))</code> \(mark($0))" as HTML }
                .joined()
        }
        let from = cell([
            .obtained, .ref, .sealedInField, .kit, .entry, .existedAt, .depositedAt, .depositedBy, .amendedAt,
            .amendedBy, .redacts, .hiddenParts, .hiddenWhy, .originalEntry, .originalAt, .originalBy,
            .calledBySender,
        ])
        return """
            <tr><th scope="row">\(exhibit.exhibit)</th>
            <td>\(cell([.title, .kind, .file, .mediaType]).joined("<br>"))</td>
            <td>\(from.joined("<br>"))</td>
            <td class="number">\(plain(.size))</td><td>\(plain(.sha256))</td></tr>

            """
    }

    private func value(_ line: BundleLine) -> HTML {
        guard let value = line.value else {
            return line.label == .timestamp
                ? "<b>belum diperiksa</b> · <i>not checked</i>" : "<b>tidak ada</b> · <i>nobody</i>"
        }
        switch line.label {
        case .kind:
            return "\(DocumentKind(rawValue: value)?.indonesian ?? value) · <i>\(value)</i>"
        case .consent:
            return "\(ConsentPurpose(rawValue: value)?.indonesian ?? value) · <i>\(value)</i>"
        case .office:
            let known = Office.known.first { $0.id == value }?.indonesian
            return "\(known ?? value) · <i>\(value)</i>"
        case .recipient, .vault, .logKey, .kit: return "<code>\(value)</code>"
        default: return "\(value)"
        }
    }

    /// In words, so that it does not hang on a colour.
    private func mark(_ line: BundleLine) -> HTML {
        guard case .proven(let files) = line.standing else {
            return "<span class=\"by\"><b>(pengirim)</b></span>"
        }
        return "<span class=\"by\">✓ \(files.joined(separator: ", "))</span>"
    }

    private static func percentEncoded(_ path: String) -> String {
        path.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "/"):
                String(UnicodeScalar(byte))
            default: "%" + hex([byte]).uppercased()
            }
        }.joined()
    }
}
