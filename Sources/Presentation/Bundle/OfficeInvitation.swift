import Bytes
package import Ledger

/// A page for an officer who has no Amanah: how to make a key with programs that anybody can have, what to send back, and how it is
/// compared. To be sent by e-mail, or printed and filled in; it names no case and no survivor.
package struct OfficeInvitation {
    private let office: Office
    private let vaultName: String
    /// For a vault that seals to hybrid keys alone.
    private let isPostQuantum: Bool

    package init(_ office: Office, vaultName: String, isPostQuantum: Bool) {
        self.office = office
        self.vaultName = vaultName
        self.isPostQuantum = isPostQuantum
    }

    private var name: String { office.indonesian ?? office.description }
    /// Of the officer's file.
    private var file: String { "kunci-\(office)" }
    private var kind: String { isPostQuantum ? "age1pq" : "age1" }
    private var generate: String {
        isPostQuantum ? "age-keygen -pq -o \(file).txt" : "age-keygen -o \(file).txt"
    }

    package var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="id"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
        <title>Membuat kunci untuk menerima dokumen dari \(vaultName)</title>
        <style>\(HTML(stringLiteral: IndexPage.css + OfficeInvitation.css))</style></head><body>
        <h1>Kunci untuk menerima dokumen terkunci</h1>
        <p>Kepada <b>\(name)</b>, dari <b>\(vaultName)</b>.</p>
        <p>Dokumen korban kami serahkan dalam keadaan terkunci, hanya untuk pemegang kunci Anda. Untuk itu buatlah satu kunci, sekali saja, kira-kira sepuluh menit. Setelah itu setiap berkas dari kami dibuka dengan kunci yang sama.<br>
        <i>We hand over documents sealed to a key that you alone hold. Make one, once; it takes ten minutes.</i></p>
        <h2>1. Pasang program age · <i>install age</i></h2>
        <ul>
        <li>Windows 10 dan 11: buka <i>Terminal</i> atau <i>PowerShell</i>, ketik <code>winget install FiloSottile.age</code>, lalu tutup dan buka lagi jendelanya. Tanpa winget: unduh dari <code>github.com/FiloSottile/age/releases</code>, keluarkan, dan buka <i>Terminal</i> di folder itu.</li>
        <li>Linux: <code>sudo apt install age</code>. macOS: <code>brew install age</code>.\(newest)</li>
        </ul>
        <h2>2. Buat kunci · <i>make the key</i></h2>
        <pre>\(generate)
        age -p -o \(file).age \(file).txt</pre>
        <p>Baris pertama menampilkan <b>kunci publik</b>, yang diawali <code>\(kind)</code>. Baris kedua mengunci kunci itu dengan frasa sandi: tekan Enter saja, dan age mengusulkan sepuluh kata. Tulis kata-kata itu di kertas, simpan di tempat terkunci, lalu hapus berkas <code>\(file).txt</code>. Yang disimpan hanya <code>\(file).age</code>, dan satu salinannya di flashdisk yang juga terkunci.</p>
        <p class="box secret"><strong>Berkas kunci dan frasa sandinya tidak pernah dikirim kepada siapa pun, juga tidak kepada kami.</strong> Siapa yang memiliki keduanya dapat membuka semua yang kami kirim; kalau hilang, tidak ada yang dapat membukanya.<br>
        <i>Never send the key file or its passphrase to anybody, not even to us. Who has both opens all that we send; without them nobody does.</i></p>
        <h2>3. Kirim kunci publiknya · <i>send the public key</i></h2>
        <p>Salin baris yang diawali <code>\(kind)</code> dan kirim kepada kami lewat surel atau pesan: baris itu bukan rahasia. Bila suka, isi lembar di bawah dan serahkan langsung.</p>
        <h2>4. Cocokkan lewat telepon · <i>compare by telephone</i></h2>
        <p>Kami menelepon Anda ke nomor kantor yang kami ketahui sendiri. Bacakan kunci publik itu huruf demi huruf, empat-empat; dua orang di tempat kami mencatatnya. Kalau ada yang meminta kunci lewat nomor lain, atau mengatakan kunci Anda sudah diganti, jangan dijawab: telepon kami.<br>
        <i>We call you on a number that we know from elsewhere; read the public key to us, four letters at a time.</i></p>
        <h2>5. Tanda tangan untuk tanda terima, bila suka · <i>a signing key for receipts, if you like</i></h2>
        <p>Dengan program <code>minisign</code> (<code>winget install jedisct1.minisign</code>, <code>sudo apt install minisign</code>) tanda terima dapat ditandatangani di komputer: <code>minisign -G</code> membuat kuncinya, dan berkas <code>minisign.pub</code> dikirim kepada kami bersama kunci publik di atas. Tanpa itu, tanda terima di kertas sama baiknya.</p>
        <h2>Membuka berkas dari kami nanti · <i>opening what we send</i></h2>
        <pre>age -d -i \(file).age -o paket.tar BERKAS.age
        tar -xf paket.tar</pre>
        <p>Petunjuk lengkap menyertai setiap berkas (<code>\(Letters.readMeName)</code>). Pengguna Amanah cukup <code>amanah identity new</code>, lalu mengirim kartu dari <code>amanah identity card</code>.</p>
        <section class="reply">
        <h2>Lembar jawaban · <i>reply</i></h2>
        <table>
        <tr><th>Instansi</th><td>\(name)</td></tr>
        <tr><th>Nama dan jabatan pemegang kunci</th><td></td></tr>
        <tr><th>Telepon kantor</th><td></td></tr>
        <tr><th>Kunci publik\(isPostQuantum ? " (dikirim sebagai berkas; di sini 24 huruf pertama dan 24 huruf terakhir)" : "")</th><td class="boxes">\(boxes)</td></tr>
        <tr><th>Tanggal, tanda tangan, cap</th><td class="tall"></td></tr>
        </table>
        </section>
        </body></html>

        """
    }

    private var newest: HTML { isPostQuantum ? " Diperlukan age 1.3 atau yang lebih baru." : "" }

    /// A box for each letter, in fours: `age1` and 58 more; of a hybrid key, which has some two thousand, both ends.
    private var boxes: HTML {
        let count = isPostQuantum ? 12 : 16
        let first = Array("age1").map { "<b>\(String($0))</b>" as HTML }
        let rest = (1..<count).map { group -> HTML in
            let letters = !isPostQuantum && group == count - 1 ? 2 : 4
            return "<span>\((0..<letters).map { _ in "<b></b>" as HTML })</span>"
        }
        return "<span>\(first)</span>\(rest)"
    }

    private static let css = """
        .reply table { max-width: 46rem; } .reply th { width: 15rem; } .reply td { height: 1.8rem; } .reply td.tall { height: 5rem; }
        .boxes span { display: inline-block; margin: 0 .5rem .4rem 0; white-space: nowrap; } .boxes b { display: inline-block; width: 1.25rem; height: 1.6rem; border: 1px solid #1a1a1a; margin-right: -1px; text-align: center; font-weight: 400; line-height: 1.6rem; vertical-align: top; }
        @media print { h2 { margin-top: 1rem; } code { font-size: 9pt; } .reply { break-inside: avoid; } }

        """
}
