import Archive
import Bytes
package import EvidenceVault
import Ledger
import VaultStorage

/// What lies beside a sealed bundle, and is read before it is opened: no name of a victim, no title, no kind of a document is in it.
package struct Letters {
    private let receipt: BundleReceipt
    private let times: PageTimes
    /// The sealed file's name.
    private let name: String
    /// The same as an argument of a command, in any shell.
    private var argument: String {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || ".-_".utf8.contains(byte)
        }
        return isPlain ? name : "\"\(name)\""
    }
    private var custody: CustodyRecord { receipt.custody }

    package static let readMeName = "BACA-DULU.html"
    package static let minutesName = "berita-acara.html"
    package static let coverLetterName = "surat-pengantar.odt"

    package init(_ receipt: BundleReceipt) {
        self.receipt = receipt
        times = PageTimes(receipt.custody.clock)
        name = PathBytes.name(of: receipt.path)
    }

    // MARK: Pages

    /// What this is, what to install, how to open it.
    package var readMe: [UInt8] {
        page(
            "Berkas terkunci: baca dulu",
            """
            <h1>Baca dulu: berkas terkunci untuk \(office)</h1>
            <p class="box"><strong>RAHASIA.</strong> Berkas <code>\(name)</code> berisi \(custody.exhibits.count) dokumen elektronik kasus \(custody.caseRef) dari \(custody.vaultName), \(sealed). Identitas korban dan saksi di dalamnya wajib dirahasiakan (UU 21/2007 Pasal 24; UU 12/2022 Pasal 69).<br>
            <i>CONFIDENTIAL. This file is encrypted for its receiver alone. The identity of victims and witnesses in it must be kept secret.</i></p>
            \(joining)
            <h2>1. Cocokkan dahulu · <i>compare first</i></h2>
            <p>Buka folder tempat berkas ini, tekan Shift + klik kanan di tempat kosong, pilih <i>Buka di Terminal</i> atau <i>Buka jendela PowerShell di sini</i>, lalu ketik:</p>
            <pre>certutil -hashfile \(argument) SHA256</pre>
            <p>Hasilnya harus sama dengan berita acara serah terima di kertas (di Linux: <code>sha256sum \(argument)</code>):</p>
            <p>\(HandoverMinutes.grouped(receipt.sha256))</p>
            <h2>2. Yang diperlukan · <i>what you need</i></h2>
            \(needs)
            <h2>3. Membuka · <i>opening it</i></h2>
            \(opening)
            <p>Lalu buka <b>index.html</b> di dalamnya; cara memeriksanya ada di situ dan dalam <b>VERIFIKASI.txt</b>. Simpan hasilnya di komputer yang aman, dan hapus yang tidak diperlukan lagi.</p>
            <p><i>With Amanah, which checks all of it as well; or with the programs above. Then open index.html.</i></p>
            <h2>4. Setelah diterima · <i>when you have it</i></h2>
            <p>Tanda tangani kedua rangkap berita acara, simpan satu, kembalikan satu. Kalau tidak cocok atau tidak dapat dibuka: jangan dihapus, hubungi pengirim lewat nomor yang Anda ketahui sendiri.</p>
            """)
    }

    private var isUnderPassphrase: Bool { receipt.keys.isEmpty }

    /// What opens it.
    private var sealed: String {
        isUnderPassphrase
            ? "dikunci dengan frasa sandi yang disebutkan lewat telepon"
            : "dienkripsi untuk kunci \(receipt.keys.map(\.label).joined(separator: ", "))"
    }

    /// How volumes become the file again.
    private var joining: HTML {
        guard !receipt.volumes.isEmpty else { return "" }
        let names = receipt.volumes.map { PathBytes.name(of: $0.path) }
        return """
            <h2>Satukan dahulu · <i>join first</i></h2>
            <p>Berkas ini dikirim dalam \(names.count) potongan: \(names.joined(separator: ", ")). Letakkan semuanya di satu folder, lalu di Windows (<i>Command Prompt</i>):</p>
            <pre>copy /b \(names.joined(separator: "+")) \(argument)</pre>
            <p>atau di Linux: <code>cat \(names.joined(separator: " ")) &gt; \(argument)</code>. <i>Put all volumes into one folder and join them so.</i></p>
            """
    }

    private var needs: HTML {
        isUnderPassphrase
            ? """
            <ul>
            <li>Frasa sandi: sembilan kata, disebutkan pengirim lewat telepon, tidak pernah bersama berkasnya.</li>
            <li>Program <b>Amanah</b>; atau <b>7-Zip</b> (<code>7-zip.org</code>). Zip bawaan Windows tidak dapat membuka berkas ini.</li>
            </ul>
            """
            : """
            <ul>
            <li>Berkas kunci milik instansi Anda beserta frasa sandinya: kunci yang kartunya dulu diberikan kepada pengirim.</li>
            <li>Program <b>Amanah</b>; atau program <b>age</b> (<code>github.com/FiloSottile/age</code>, juga untuk Windows) bersama <code>tar</code>, yang sudah ada di Windows 10 dan 11, atau 7-Zip.</li>
            </ul>
            """
    }

    private var opening: HTML {
        isUnderPassphrase
            ? """
            <p>Dengan Amanah, yang sekaligus memeriksa semuanya:</p>
            <pre>amanah bundle open \(argument) -o paket</pre>
            <p>Atau dengan 7-Zip: buka berkasnya, ketik frasa sandi (huruf kecil, satu spasi di antara kata), keluarkan <code>\(BundleFiles.innerTar)</code>, lalu keluarkan isi berkas itu.</p>
            """
            : """
            <p>Dengan Amanah, yang sekaligus memeriksa semuanya:</p>
            <pre>amanah bundle open \(argument) -o paket --identity kunci.identity</pre>
            <p>Atau dengan age:</p>
            <pre>age -d -i kunci.identity -o paket.tar \(argument)
            tar -xf paket.tar</pre>
            """
    }

    /// *Berita acara serah terima* in two copies, a page each.
    package var minutes: [UInt8] {
        let copies = ["pertama, untuk Pihak Pertama", "kedua, untuk Pihak Kedua"].map { copy in
            HandoverMinutes(
                custody: custody, times: times, manifest: receipt.manifest, sealed: receipt.sha256, copy: copy
            ).html
        }
        return page("Berita acara serah terima", copies.joined())
    }

    private func page(_ title: String, _ body: HTML) -> [UInt8] {
        let html: HTML = """
            <!DOCTYPE html>
            <html lang="id"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
            <title>\(title)</title>
            <style>\(HTML(stringLiteral: IndexPage.css + HandoverMinutes.css))</style></head><body>
            \(body)
            </body></html>

            """
        return Array(html.text.utf8)
    }

    private var office: String { custody.office.indonesian ?? custody.office.description }

    // MARK: The cover letter

    /// A letter to go on the organisation's paper, as an OpenDocument text: what is between brackets is for them to fill in.
    package func coverLetter() throws -> [UInt8] {
        let files: [(String, String)] = [
            ("mimetype", Letters.mediaType), ("content.xml", content.text), ("styles.xml", Letters.styles),
            ("META-INF/manifest.xml", Letters.manifest),
        ]
        return try SmallZip.bytes(of: files.map { (try SafePath($0.0), Array($0.1.utf8)) })
    }

    private var content: HTML {
        let consents = custody.consents.map { "no. \($0.number) (\($0.purpose.indonesian))" }.joined(
            separator: ", ")
        let basis =
            custody.basis.map { ", atas dasar hukum yang disebut di dalam berkas itu (no. \($0.number))" }
            ?? ", atas persetujuan korban \(consents)"
        let paragraphs: [HTML] = [
            paragraph("[Kop surat \(custody.vaultName)]"),
            paragraph("[Tempat], \(times.day(custody.preparedAt))"),
            paragraph("Nomor: [………]"), paragraph("Sifat: RAHASIA"),
            paragraph("Lampiran: 1 (satu) berkas terkunci, 2 (dua) rangkap berita acara serah terima"),
            paragraph("Hal: Penyerahan dokumen elektronik kasus \(custody.caseRef)"), paragraph(""),
            paragraph("Kepada Yth."), paragraph("[Jabatan, nama]"), paragraph(office), paragraph(""),
            paragraph("Dengan hormat,"),
            paragraph(
                "Bersama ini kami serahkan salinan \(custody.exhibits.count) (\(HandoverMinutes.spelled(custody.exhibits.count))) dokumen elektronik kasus \(custody.caseRef)\(basis). Dokumen dikemas dalam satu berkas terkunci bernama \(name), \(sealed). Cara membukanya ada dalam \(Letters.readMeName)."
            ),
            paragraph("Sidik digital (SHA-256) berkas terkunci:"), digest(receipt.sha256),
            paragraph("Sidik digital (SHA-256) manifest-sha256.txt di dalamnya:"), digest(receipt.manifest),
            paragraph(
                "Identitas korban dan saksi dalam dokumen tersebut wajib dirahasiakan (UU 21/2007 Pasal 24; UU 12/2022 Pasal 69; UU 1/2023 (KUHP) Pasal 292). Benda dan perangkat asli tidak ikut diserahkan."
            ),
            paragraph(
                "Mohon kedua rangkap berita acara ditandatangani, dan satu rangkap dikembalikan kepada kami. Atas perhatian dan kerja samanya kami ucapkan terima kasih."
            ),
            paragraph(""), paragraph("Hormat kami,"), paragraph(""), paragraph(""), paragraph(""),
            paragraph(custody.preparedBy.name ?? "[Nama]"), paragraph("[Jabatan]"),
        ]
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:text>
            \(paragraphs)
            </office:text></office:body></office:document-content>

            """
    }

    private func paragraph(_ text: String) -> HTML {
        "<text:p text:style-name=\"Standard\">\(text)</text:p>\n"
    }

    private func digest(_ digest: HexBytes) -> HTML {
        let digits = Array(digest.description)
        let groups = stride(from: 0, to: digits.count, by: 8).map {
            String(digits[$0..<min($0 + 8, digits.count)])
        }
        return "<text:p text:style-name=\"Digest\">\(groups.joined(separator: " "))</text:p>\n"
    }

    private static let mediaType = "application/vnd.oasis.opendocument.text"

    private static let styles = """
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2"><office:styles>
        <style:style style:name="Standard" style:family="paragraph" style:class="text"><style:paragraph-properties fo:margin-bottom="0.15cm"/><style:text-properties style:font-name="Times New Roman" fo:font-family="'Times New Roman', 'Liberation Serif'" fo:font-size="12pt" fo:language="id" fo:country="ID"/></style:style>
        <style:style style:name="Digest" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:margin-left="0.5cm"/><style:text-properties fo:font-family="'Courier New', 'Liberation Mono'" fo:font-size="9pt"/></style:style>
        </office:styles><office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2.5cm" fo:margin-bottom="2.5cm" fo:margin-left="2.5cm" fo:margin-right="2.5cm"/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/></office:master-styles></office:document-styles>

        """

    private static let manifest = """
        <?xml version="1.0" encoding="UTF-8"?>
        <manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
        <manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="\(mediaType)"/>
        <manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
        <manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
        </manifest:manifest>

        """
}
