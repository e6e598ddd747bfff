import EvidenceVault
import Sodium

/// `VERIFIKASI.txt` in a bundle: how to check it, step by step, on a computer as it comes. Plain ASCII with the line breaks of Windows, for
/// the oldest editor there is.
enum VerificationText {
    static func bytes(_ story: BundleStory) -> [UInt8] {
        let custody = story.custody
        let first = custody.exhibits.first?.path ?? "data/P-1"
        let text = """
            CARA MEMERIKSA PAKET DOKUMEN KASUS \(custody.caseRef)
            (English below)

            RAHASIA. Identitas korban dan saksi dalam paket ini wajib dirahasiakan
            (UU 21/2007 Pasal 24; UU 12/2022 Pasal 69; UU 1/2023 (KUHP) Pasal 292).

            Mulailah dari berita acara serah terima di kertas: di situ tertulis SHA-256
            dari berkas terkunci dan dari manifest-sha256.txt. Kalau tidak ada, mintalah
            kepada pengirim lewat telepon, ke nomor yang Anda ketahui sendiri.

            A. WINDOWS, TANPA MEMASANG PROGRAM

            1. Buka folder ini. Tekan Shift + klik kanan di tempat kosong, pilih "Buka di
               Terminal" atau "Buka jendela PowerShell di sini".
            2. Ketik:
                   certutil -hashfile manifest-sha256.txt SHA256
               Deret 64 huruf dan angka yang muncul harus sama dengan berita acara.
               Menurut pengirim:
                   \(story.manifest)
            3. Ketik:
                   Get-FileHash data\\* | Format-List
               Setiap Hash harus sama dengan baris berkas itu dalam manifest-sha256.txt.
               Huruf besar atau kecil tidak masalah. Satu berkas saja:
                   certutil -hashfile \(first.split(separator: "/").joined(separator: "\\")) SHA256
            4. Periksa juga bahwa tidak ada berkas lain di folder data.
            Dengan 7-Zip (kalau ada): klik kanan berkas, menu CRC SHA, pilih SHA-256.

            B. LINUX, MACOS

                sha256sum -c manifest-sha256.txt
                sha256sum -c tagmanifest-sha256.txt
                sha512sum -c manifest-sha512.txt
                minisign -V -m tagmanifest-sha256.txt -p minisign.pub
                bagit.py --validate .

            C. DENGAN AMANAH (memeriksa juga nama, waktu, dan log)

                amanah bundle verify .

            SIAPA PENGIRIMNYA
            Cocokkan dua belas kata ini, atau angkanya, lewat telepon dengan pengirim:
                \(lines(Minisign.words(story.signer)))
                \(lines(Minisign.numbers(story.signer)))

            YANG DITUNJUKKAN: isi berkas tidak berubah sejak paket ini dibuat; paket
            ditandatangani dengan kunci pengirim; kapan dan oleh siapa dokumen dimasukkan
            ke penyimpanan, menurut jam komputernya. Riwayatnya ada dalam custody/chain.csv
            (tabel) dan custody/case.jsonld (CASE/UCO).\(earlier(story).indonesian)
            YANG TIDAK DITUNJUKKAN: bahwa isi dokumen benar; bahwa dokumen tidak diubah
            sebelum dimasukkan; siapa pembuat aslinya. Ini bukan tanda tangan atau segel
            elektronik tersertifikasi. Nilai pembuktiannya ditentukan penyidik dan hakim.
            TIDAK COCOK? Jangan dipakai dan jangan dihapus. Hubungi pengirim.

            ----------------------------------------------------------------------------

            HOW TO CHECK THIS BUNDLE OF DOCUMENTS

            CONFIDENTIAL. The identity of victims and witnesses must be kept secret.

            Begin with the handover minutes on paper: they have the SHA-256 of the sealed
            file and of manifest-sha256.txt. Without them, ask the sender by telephone.

            Windows, nothing to install: open PowerShell in this folder.
                certutil -hashfile manifest-sha256.txt SHA256    as on the paper
                Get-FileHash data\\* | Format-List                as in manifest-sha256.txt
            No other file may be in the folder data.
            Linux, macOS: the commands under B. With Amanah: the command under C; it also
            checks names, times and the log.
            Compare the twelve words above, or their numbers, with the sender by telephone.

            What this shows: the files are as they were when the bundle was made; it was
            signed with the sender's key; when and by whom each was deposited, by the clock
            of their computer.\(earlier(story).english)
            What it does not show: that what a document says is true; that it was not
            changed before it was deposited; who made it first. This is no certified
            electronic signature or seal. What it is worth as evidence, investigators and
            judges decide.
            It does not fit? Do not use it and do not delete it. Ask the sender.

            """
        return Array(
            text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
    }

    /// Where documents came from other vaults.
    private static func earlier(_ story: BundleStory) -> (indonesian: String, english: String) {
        guard !story.report.earlier.isEmpty else { return ("", "") }
        return (
            """

            Sebagian dokumen datang dari brankas lain: bukti dari log brankas itu ada dalam
            folder chain, dan diperiksa oleh perintah di C. Milik siapa log itu, tanyakan
            kepada yang bersangkutan.
            """,
            """

            Some documents came from other vaults: what the logs of those prove is in the
            folder chain, and is checked by the command under C. Whose logs they are, ask
            them.
            """
        )
    }

    /// Six to a line.
    private static func lines(_ words: [String]) -> String {
        "\(words.prefix(6).joined(separator: " "))\n    \(words.dropFirst(6).joined(separator: " "))"
    }
}
