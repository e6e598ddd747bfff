import Bytes
package import EvidenceVault
import Ledger
import Sodium

/// `index.html` in a bundle: what a police officer, clerk or judge reads first. One file, no script, nothing from a network;
/// Indonesian first, English beside it. Pictures are shown small, and sound and film are played, out of `data/` by the browser itself.
///
/// A page proves nothing, and says so: beside each thing stands what in the bundle proves it, for who looks there.
package struct IndexPage {
    private let story: BundleStory
    private let times: PageTimes
    private var report: BundleReport { story.report }
    private var custody: CustodyRecord { story.custody }

    /// As ``BundlePage``.
    package static func pages(_ story: BundleStory) -> BundlePages {
        BundlePages(
            index: Array(IndexPage(story).html.text.utf8), verification: VerificationText.bytes(story))
    }

    private init(_ story: BundleStory) {
        self.story = story
        times = PageTimes(story.custody.clock)
    }

    private var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="id"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:; media-src 'self' file:">
        <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
        <title>\(custody.caseRef) – daftar bukti dan cara memeriksanya</title>
        <style>\(HTML(stringLiteral: IndexPage.css + HandoverMinutes.css))</style></head><body>
        <header>
        <h1>Paket dokumen kasus \(custody.caseRef)</h1>
        <p class="box secret"><strong>RAHASIA. Dengan ini diberitahukan kepada setiap penerima: identitas korban dan saksi dalam paket ini wajib dirahasiakan. Memberitahukannya kepada pihak yang tidak berwenang dapat dipidana (UU 21/2007 Pasal 24; UU 1/2023 (KUHP) Pasal 292). Korban berhak atas kerahasiaan identitas (UU 12/2022 Pasal 69).</strong><br>
        <i>CONFIDENTIAL. Every receiver is hereby told: the identity of victims and witnesses in this bundle must be kept secret. To disclose it to who has no right to it can be punished.</i></p>
        <p><strong>Apa ini?</strong> Salinan \(custody.exhibits.count) dokumen dari \(custody.vaultName) untuk \(office)\(ground). Dokumennya ada di folder <b>data</b>, bernomor \(numbers). Benda dan perangkat asli tidak ada di sini.<br>
        <i>Copies of \(custody.exhibits.count) \(custody.exhibits.count == 1 ? "document" : "documents"), in the folder <b>data</b>. Original things and devices are not here.</i></p>
        <nav><a href="#daftar">Daftar bukti</a> <a href="#memeriksa">Cara memeriksa</a> <a href="#syarat">Empat syarat UU ITE</a> <a href="#rincian">Siapa, kapan, bagaimana</a> <a href="#paket">Tentang paket ini</a> <a href="#berita-acara">Berita acara</a></nav>
        </header>
        <section class="box">
        <p>Halaman ini baru kata pengirim, sampai paket diperiksa dengan langkah di bawah atau dengan <code>amanah bundle verify</code>. Tanda ✓ berarti: dibuktikan oleh berkas yang disebut; <b>(pengirim)</b> berarti: kata pengirim saja.<br>
        <i>This page is the sender's word until the bundle was checked with the steps below or with <code>amanah bundle verify</code>. ✓ is proven by the files that are named; (pengirim) is the word of the sender alone.</i></p>
        <p>Untuk memastikan siapa pengirimnya, cocokkan dua belas kata ini (atau angkanya) lewat telepon, ke nomor yang Anda ketahui sendiri:
        <i>To be sure who sent it, compare these twelve words (or their numbers) by telephone:</i></p>
        <p class="words">\(Minisign.words(story.signer).joined(separator: " "))</p>
        <p><code>\(Minisign.numbers(story.signer).joined(separator: " "))</code></p>
        </section>
        <section id="daftar"><h2>Daftar bukti · <i>exhibits</i></h2>
        <table class="list"><thead><tr><th>No.</th><th>Dokumen · <i>document</i></th><th class="wide">Sidik digital (SHA-256)</th><th class="number">Ukuran · <i>size</i></th></tr></thead>
        <tbody>
        \(custody.exhibits.map(row))
        </tbody></table>
        <p class="by">Nomor P menurut urutan dalam paket ini. Gambar kecil tidak ikut tercetak. · <i>P numbers are the order in this bundle. Small pictures are not printed.</i></p>
        </section>
        \(checking)
        \(conditions)
        <section id="rincian"><h2>Siapa mengumpulkan apa, kapan, dan bagaimana · <i>who collected what, when and how</i></h2>
        \(zip(custody.exhibits, report.exhibits).map(card))
        <p class="by">Jam adalah jam komputer yang menandatangani; di depan menurut jam dinding pengirim (\(times.zone)), di dalam kurung UTC. Riwayat yang sama ada sebagai tabel dalam <code>custody/chain.csv</code>. · <i>Times are those of the computers of those who signed, by the wall clock of the sender's office, and in brackets UTC. The same history is a table in <code>custody/chain.csv</code>.</i></p>
        </section>
        <section id="paket"><h2>Tentang paket ini · <i>about this bundle</i></h2>
        <dl>
        \(report.lines.map(field))
        </dl></section>
        \(earlier)
        <p class="screen by">Untuk ditandatangani, cetak berita acara ini dua kali: bila halaman ini dicetak, ia halaman terakhir. · <i>To be signed, print it twice: in print it is the last page.</i></p>
        \(minutes.html)
        </body></html>

        """
    }

    /// The bundles of other vaults by which documents came.
    private var earlier: HTML {
        let bundles = report.earlier.flatMap(\.all)
        guard !bundles.isEmpty else { return "" }
        let each = bundles.map { bundle -> HTML in
            """
            <h3>\(bundle.custody.vaultName), \(bundle.custody.caseRef) <small><code>\(bundle.folder)</code></small></h3>
            <dl>
            \(bundle.lines.map(field))
            </dl>

            """
        }
        return """
            <section id="sebelumnya"><h2>Paket-paket sebelumnya · <i>earlier bundles</i></h2>
            <p>Sebagian dokumen datang kepada pengirim dengan paket dari brankas lain. Buktinya dari log brankas itu ada dalam folder yang disebut, dan diperiksa juga oleh <code>amanah bundle verify</code>. Milik siapa log itu, tanyakan kepada yang bersangkutan: bandingkan frasa brankasnya.<br>
            <i>Some documents came to the sender with a bundle of another vault. What that vault's log proves of them is in the folder named, and is checked as well. Whose log it is, ask them: compare the phrase of the vault.</i></p>
            \(each.joined())</section>

            """
    }

    private var office: String { custody.office.indonesian ?? custody.office.description }

    private var numbers: String {
        let names = custody.exhibits.map(\.exhibit)
        guard let first = names.first, let last = names.last, names.count > 1 else {
            return names.first ?? ""
        }
        return "\(first) sampai \(last)"
    }

    private var ground: HTML {
        if let basis = custody.basis {
            return
                ", diserahkan atas dasar hukum: \(basis.text) (berlaku sampai \(times.day(basis.until)))"
        }
        let each = custody.consents.map { consent -> HTML in
            let until = consent.until.map { ", berlaku sampai \(times.day($0))" } ?? ""
            return "no. \(consent.number) untuk \(consent.purpose.indonesian)\(until)"
        }
        return each.isEmpty ? "" : ", diserahkan atas persetujuan korban \(each.joined("; "))"
    }

    private var minutes: HandoverMinutes {
        HandoverMinutes(custody: custody, times: times, manifest: story.manifest, sealed: nil, copy: nil)
    }

    // MARK: Exhibits

    private func row(_ exhibit: CustodyRecord.Exhibit) -> HTML {
        let viewer = ExhibitViewer(mediaType: exhibit.mediaType)
        var picture: HTML = ""
        if case .image = viewer {
            picture =
                "<a href=\"\(exhibit.path)\"><img class=\"thumb\" src=\"\(exhibit.path)\" alt=\"\" loading=\"lazy\"></a>"
        }
        return """
            <tr><th scope="row"><a href="#\(exhibit.exhibit)">\(exhibit.exhibit)</a></th>
            <td>\(picture)<a href="\(exhibit.path)">\(exhibit.title)</a><br><span class="by">\(exhibit.kind.indonesian)</span></td>
            <td class="wide"><code>\(exhibit.sha256)</code></td><td class="number">\(ByteCount.text(exhibit.size))</td></tr>

            """
    }

    private func card(_ exhibit: CustodyRecord.Exhibit, _ reported: BundleReport.Exhibit) -> HTML {
        let viewer = ExhibitViewer(mediaType: exhibit.mediaType)
        let player: HTML =
            switch viewer {
            case .audio: "<audio controls preload=\"none\" src=\"\(exhibit.path)\"></audio>"
            case .video: "<video controls preload=\"none\" src=\"\(exhibit.path)\"></video>"
            default: ""
            }
        let note = viewer.note.text.isEmpty ? "" : "<p class=\"by\">\(viewer.note)</p>" as HTML
        return """
            <article id="\(exhibit.exhibit)"><h3>\(exhibit.exhibit) · <a href="\(exhibit.path)">\(exhibit.title)</a></h3>
            \(player)\(note)
            <dl>
            \(reported.lines.map(field))
            </dl></article>

            """
    }

    private func field(_ line: BundleLine) -> HTML {
        let words = BundleLine.words(line.label)
        return "<dt>\(words.indonesian) <i>· \(words.english)</i></dt><dd>\(value(line)) \(mark(line))</dd>\n"
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
        case .passphrase:
            let words = BundleLine.passphrase(value)
            return "\(words.indonesian) · <i>\(words.english)</i>"
        case .recipient, .vault, .logKey, .kit, .sha256: return "<code>\(value)</code>"
        case .preparedAt, .recordedAt, .until, .notWithdrawn, .witnessedAt, .stampedAt, .depositedAt,
            .amendedAt,
            .sealedInField, .existedAt, .handedOverAt, .originalAt:
            return times.html(value)
        default: return "\(value)"
        }
    }

    /// In words, so that it does not hang on a colour.
    private func mark(_ line: BundleLine) -> HTML {
        guard case .proven(let files) = line.standing else {
            return "<small><b>(pengirim)</b></small>"
        }
        return "<small>✓ \(files.joined(separator: ", "))</small>"
    }

    // MARK: Checking

    private var checking: HTML {
        """
        <section id="memeriksa"><h2>Cara memeriksa · <i>how to check</i></h2>
        <h3>Di Windows, tanpa memasang program · <i>on Windows, nothing to install</i></h3>
        <ol>
        <li>Buka folder ini. Tekan Shift + klik kanan di tempat kosong, pilih <i>Buka di Terminal</i> atau <i>Buka jendela PowerShell di sini</i>.</li>
        <li>Ketik <code>certutil -hashfile manifest-sha256.txt SHA256</code>. Deret 64 huruf dan angka yang muncul harus sama dengan yang tercetak di <b>berita acara serah terima</b> yang Anda pegang di kertas. Menurut halaman ini: \(HandoverMinutes.grouped(story.manifest))</li>
        <li>Ketik <code>Get-FileHash data\\* | Format-List</code>. Setiap <i>Hash</i> harus sama dengan baris dokumen itu dalam <code>manifest-sha256.txt</code>; huruf besar atau kecil tidak masalah. Berkas lain tidak boleh ada di folder <b>data</b>.</li>
        <li>Ragu? Telepon pengirim ke nomor yang Anda ketahui sendiri, bukan dari paket ini.</li>
        </ol>
        <p><i>Open PowerShell in this folder. The first command must print what stands on the handover minutes on paper; the second, for each file, what stands in its line of the manifest. In doubt, telephone the sender, at a number that you know yourself.</i></p>
        <h3>Di Linux dan macOS · <i>on Linux and macOS</i></h3>
        <pre>sha256sum -c manifest-sha256.txt
        sha256sum -c tagmanifest-sha256.txt
        sha512sum -c manifest-sha512.txt
        minisign -V -m tagmanifest-sha256.txt -p minisign.pub
        \(IndexPage.numbersCommand)</pre>
        <p>Baris terakhir mencetak dua belas angka dari kunci yang menandatangani: harus sama dengan yang disebutkan pengirim lewat telepon.
        Langkah ini menunjukkan bahwa berkasnya utuh dan siapa pengirimnya; nama, waktu dan log diperiksa oleh <code>amanah bundle verify</code>. Langkah yang sama, tanpa peramban, ada dalam <code>VERIFIKASI.txt</code>.
        <i>The last line prints the twelve numbers of the key that signed: they must be those that the sender says by telephone.
        These steps prove the files and who sent them; names, times and the log are checked by <code>amanah bundle verify</code>.</i></p>
        \(timestampSteps)
        <p><b>Yang ditunjukkan:</b> isi berkas tidak berubah sejak paket dibuat; paket ditandatangani dengan kunci pengirim; kapan dan oleh siapa dokumen dimasukkan ke penyimpanan, menurut jam komputernya.<br>
        <b>Yang tidak ditunjukkan:</b> bahwa isi dokumen benar; bahwa dokumen tidak diubah sebelum dimasukkan; siapa pembuat aslinya. Ini bukan tanda tangan atau segel elektronik tersertifikasi. Nilai pembuktiannya ditentukan penyidik dan hakim.<br>
        <b>Tidak cocok?</b> Jangan dipakai dan jangan dihapus. Hubungi pengirim.</p>
        <p><i>Shown: that the files are as they were when the bundle was made, whose key signed it, when and by whom each was deposited, by the clock of their computer. Not shown: that what a document says is true, that it was not changed before it was deposited, who made it first. This is no certified electronic signature or seal. It does not fit? Do not use it and do not delete it; ask the sender.</i></p>
        </section>

        """
    }

    private var conditions: HTML {
        """
        <section id="syarat"><h2>Empat syarat dokumen elektronik (UU ITE Pasal 6) dan bagaimana paket ini membantu memenuhinya · <i>the four conditions of electronic documents, and how this bundle helps to meet them</i></h2>
        <dl>
        <dt>Dapat diakses <i>· accessible</i></dt><dd>Dokumen biasa dalam folder <code>data/</code>; yang memerlukan program lain disebut di rinciannya. <i>Ordinary files; what needs another program says so.</i></dd>
        <dt>Dapat ditampilkan <i>· displayable</i></dt><dd>Masing-masing dalam format aslinya, tepat seperti saat dimasukkan. <i>Each in its original format, byte for byte as it was deposited.</i></dd>
        <dt>Keutuhan dijamin <i>· integrity</i></dt><dd>SHA-256 dan SHA-512 setiap berkas ada dalam <code>manifest-sha256.txt</code> dan <code>manifest-sha512.txt</code>, ditandatangani secara elektronik oleh pengirim (bukan tanda tangan tersertifikasi). <i>The digests of every file, signed electronically by the sender (no certified signature).</i></dd>
        <dt>Dapat dipertanggungjawabkan <i>· accountable</i></dt><dd>Siapa memasukkan dan kapan: <code>custody.json</code>, <code>custody/chain.csv</code>; keterangan teknis bahwa pemasukannya tercatat: <code>proofs/</code>. <i>Who deposited each and when; proof that the log has it.</i></dd>
        </dl></section>

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

    static let css = """
        body { font: 16px/1.5 system-ui, "Segoe UI", sans-serif; color: #1a1a1a; background: #fff; margin: 1.5rem auto; max-width: 64rem; padding: 0 1rem; }
        h1 { font-size: 1.6rem; margin: 0 0 .6rem; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; border-bottom: 2px solid #1a1a1a; } h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
        h1, h2, h3, td, dd { overflow-wrap: anywhere; } a { color: #0b4a8f; }
        i, .by, .utc, small { color: #555; } .by, .utc, small { font-size: .8rem; } .number { text-align: right; white-space: nowrap; }
        table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid #bbb; padding: .45rem; text-align: left; vertical-align: top; }
        code { font-size: .85rem; overflow-wrap: anywhere; } .digest span { white-space: nowrap; } .wide { width: 18rem; }
        pre { background: #f4f4f4; padding: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8rem; }
        .box { border: 2px solid #1a1a1a; padding: .4rem 1rem; margin: 1rem 0; } .secret { background: #fff4d6; } .words { font-size: 1.15rem; font-weight: 600; }
        nav { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: 1rem 0; }
        .thumb { float: right; width: 5.5rem; max-height: 5.5rem; object-fit: contain; margin-left: .6rem; background: #eee; }
        article { border-top: 1px solid #bbb; padding: .2rem 0 .6rem; break-inside: avoid; } audio, video { display: block; width: 100%; max-width: 28rem; margin: .4rem 0; } video { max-height: 18rem; background: #000; }
        dl { display: grid; grid-template-columns: 14rem 1fr; gap: .2rem 1rem; margin: .4rem 0; } dt { font-weight: 600; font-size: .9rem; } dd { margin: 0; }
        @media (max-width: 40rem) { dl { display: block; } dd { margin-bottom: .5rem; } .sign { gap: .4rem; } td.wide, th.wide { display: none; } .thumb { float: none; display: block; margin: 0 0 .3rem; } th.number i { display: none; } .minutes th { width: 40%; } }
        @media print { @page { size: A4; margin: 16mm; } body { margin: 0; max-width: none; padding: 0; font-size: 10.5pt; } nav, audio, video, .thumb, .screen { display: none; } .wide { width: 15rem; } tr { break-inside: avoid; } h2, h3 { break-after: avoid; } }
        @media print { article, .list, #paket dl { font-size: 8.5pt; line-height: 1.3; } article dl, #paket dl { grid-template-columns: 11rem 1fr; gap: 0 .6rem; } article dt, #paket dt { font-size: 8.5pt; font-weight: 400; } dt i { display: none; } .by, .utc, small, code { font-size: 7.5pt; } }
        @media print { .minutes { break-before: page; max-width: none; } .minutes h2 { margin-top: 0; } .minutes code { font-size: 9pt; } }

        """
}
