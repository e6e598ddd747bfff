import Bytes
import EvidenceVault
import Ledger

/// *Berita acara serah terima*: one page of paper that both sides sign, in two copies. No name of a victim is in it, no title, no kind.
struct HandoverMinutes {
    let custody: CustodyRecord
    let times: PageTimes
    /// SHA-256 of `manifest-sha256.txt`.
    let manifest: HexBytes
    /// SHA-256 of the sealed file, for paper that is printed when there is one.
    let sealed: HexBytes?
    /// `untuk pihak pertama`.
    var copy: String?

    static let css = """
        .minutes { max-width: 44rem; } .minutes h2 { text-align: center; text-transform: uppercase; font-size: 1.15rem; border: 0; }
        .minutes table { margin: .4rem 0; } .minutes td, .minutes th { border: 0; padding: .15rem .4rem .15rem 0; }
        .minutes th { width: 12rem; font-weight: 400; } .copy { text-align: right; font-size: .85rem; }
        .sign { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin-top: 1rem; break-inside: avoid; } .sign div { text-align: center; }
        .space { height: 4.5rem; } .stamp { color: #666; font-size: .8rem; }
        """

    var html: HTML {
        let count = custody.exhibits.count
        return """
            <section class="minutes" id="berita-acara">
            \(copy.map { "<p class=\"copy\">Rangkap \($0)</p>" as HTML } ?? "")
            <h2>Berita acara serah terima<br>dokumen elektronik</h2>
            <p>Nomor: ………………………………</p>
            <p>Pada hari ini, ……………………, tanggal ……………………………………, di ……………………………………, yang bertanda tangan di bawah ini:</p>
            <table>
            <tr><th>Pihak Pertama (yang menyerahkan)</th><td>: \(custody.preparedBy.name ?? "………………………………"), \(custody.vaultName)</td></tr>
            <tr><th>Pihak Kedua (yang menerima)</th><td>: ……………………………………………… (nama, NIP/NRP, jabatan),<br>&nbsp; \(office)</td></tr>
            </table>
            <p>Pihak Pertama menyerahkan, dan Pihak Kedua menerima, satu paket dokumen elektronik yang dienkripsi:</p>
            <table>
            <tr><th>Kasus</th><td>: \(custody.caseRef)</td></tr>
            <tr><th>Jumlah dokumen</th><td>: \(count) (\(HandoverMinutes.spelled(count))), bernomor \(numbers)</td></tr>
            <tr><th>Disiapkan</th><td>: \(times.text(custody.preparedAt))</td></tr>
            \(custody.consents.map(consent))\(basis)
            <tr><th>SHA-256 berkas terkunci</th><td>: \(sealed.map(HandoverMinutes.grouped) ?? "………………………………………………………")</td></tr>
            <tr><th>SHA-256 manifest-sha256.txt di dalamnya</th><td>: \(HandoverMinutes.grouped(manifest))</td></tr>
            </table>
            <p>Dokumen di dalamnya adalah salinan; benda dan perangkat asli tidak ikut diserahkan. Pihak Kedua telah diberi tahu bahwa identitas korban dan saksi wajib dirahasiakan (UU 21/2007 Pasal 24; UU 12/2022 Pasal 69; UU 1/2023 (KUHP) Pasal 292).</p>
            <p>Catatan saat diterima (cocok / tidak cocok, keadaan media): …………………………………………………………………………………………………</p>
            <p>Berita acara ini dibuat rangkap dua, satu untuk masing-masing pihak.</p>
            <div class="sign">
            <div>Pihak Pertama<div class="space"></div>(\(custody.preparedBy.name ?? "………………………………"))<br><span class="stamp">tanda tangan, cap lembaga</span></div>
            <div>Pihak Kedua<div class="space"></div>(………………………………)<br><span class="stamp">tanda tangan, NIP/NRP, cap instansi</span></div>
            </div>
            </section>

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

    /// Not what it says: the minutes lie beside the sealed file, and it may name somebody.
    private var basis: HTML {
        custody.basis.map {
            "<tr><th>Atas dasar hukum</th><td>: no. \($0.number), disetujui \(times.day($0.approvedAt)), disebut di dalam paket</td></tr>\n"
        } ?? ""
    }

    private func consent(_ consent: CustodyRecord.Consent) -> HTML {
        let until = consent.until.map { ", berlaku sampai \(times.day($0))" } ?? ""
        return """
            <tr><th>Atas persetujuan korban</th><td>: no. \(consent.number), untuk \(consent.purpose.indonesian), dicatat \(times.day(consent.recordedAt))\(until)</td></tr>

            """
    }

    /// In groups of eight, to be compared by eye.
    static func grouped(_ digest: HexBytes) -> HTML {
        let digits = Array(digest.description)
        let groups = stride(from: 0, to: digits.count, by: 8).map { start -> HTML in
            "<span>\(String(digits[start..<min(start + 8, digits.count)]))</span>"
        }
        return "<code class=\"digest\">\(groups.joined(" "))</code>"
    }

    /// A number in words, as papers have it: `dua puluh tujuh`.
    static func spelled(_ number: Int) -> String {
        let units = [
            "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
            "sebelas",
        ]
        func rest(_ number: Int) -> String { number == 0 ? "" : " " + spelled(number) }
        switch number {
        case ..<12: return units[max(0, number)]
        case ..<20: return units[number - 10] + " belas"
        case ..<100: return units[number / 10] + " puluh" + rest(number % 10)
        case ..<200: return "seratus" + rest(number - 100)
        case ..<1000: return units[number / 100] + " ratus" + rest(number % 100)
        case ..<2000: return "seribu" + rest(number - 1000)
        default: return spelled(number / 1000) + " ribu" + rest(number % 1000)
        }
    }
}
