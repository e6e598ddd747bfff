/// `index.html` in a bundle: what a police officer, clerk or judge reads first. One file, no script, nothing from a network;
/// Indonesian first, English beside it.
enum IndexPage {
    static func html(_ custody: CustodyRecord, publicKey: String) -> String {
        let rows = custody.exhibits.map { exhibit in
            """
            <tr><th scope="row">\(escape(exhibit.exhibit))</th>
            <td><a href="\(escape(percentEncoded(exhibit.path)))">\(escape(exhibit.title))</a><br>
            <span class="kind">\(escape(exhibit.kind.indonesian)) · \(escape(exhibit.kind.rawValue))</span></td>
            <td>\(escape(exhibit.obtained ?? "–"))<br><span class="kind">\(escape(exhibit.depositedBy.name)), \(exhibit.depositedAt)\(sealedInField(exhibit))</span></td>
            <td class="number">\(exhibit.size)</td><td><code>\(exhibit.sha256)</code></td></tr>
            """
        }.joined(separator: "\n")
        let consents = custody.consents.map {
            "No. \($0.number): \($0.purpose.indonesian) · <i>\($0.purpose.rawValue)</i>, \($0.recordedAt)"
                + ($0.until.map { " – \($0)" } ?? "")
        }.joined(separator: "<br>")
        let office =
            (custody.office.indonesian.map { escape($0) + " · " } ?? "")
            + "<i>\(escape(custody.office.description))</i>"
        return """
            <!DOCTYPE html>
            <html lang="id"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escape(custody.caseRef)) – daftar bukti</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }
            h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin-top: 2rem; }
            i { color: #555; } .kind { color: #555; font-size: .875rem; }
            table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid #bbb; padding: .5rem; text-align: left; vertical-align: top; }
            .number { text-align: right; } code { font-size: .8rem; overflow-wrap: anywhere; } pre { background: #f4f4f4; padding: 1rem; overflow-x: auto; }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; } dt { font-weight: 600; } dd { margin: 0; }
            @media print { body { margin: 0; max-width: none; } }
            </style></head><body>
            <h1>Berkas \(escape(custody.caseRef))</h1>
            <p><strong>Rahasia. Membuka identitas korban atau saksi adalah tindak pidana (UU 21/2007 pasal 24; UU 12/2022 pasal 69).</strong><br>
            <i>Confidential: disclosing the identity of a victim or witness is a crime.</i></p>
            <dl>
            <dt>Untuk · <i>for</i></dt><dd>\(office)</dd>
            <dt>Kunci penerima · <i>sealed to</i></dt><dd><code>\(escape(custody.recipient))</code></dd>
            <dt>Disiapkan oleh · <i>prepared by</i></dt><dd>\(escape(custody.preparedBy.name)), \(custody.preparedAt)</dd>
            <dt>Sidik kunci · <i>signer's fingerprint</i></dt><dd><code>\(custody.preparedBy.fingerprint.spoken)</code></dd>
            <dt>Dasar persetujuan · <i>consent</i></dt><dd>\(consents)</dd>
            </dl>
            <h2>Daftar bukti · <i>exhibits</i></h2>
            <table><thead><tr><th>No.</th><th>Bukti · <i>exhibit</i></th><th>Cara diperoleh · <i>how obtained</i></th><th class="number">Byte</th><th>SHA-256</th></tr></thead>
            <tbody>
            \(rows)
            </tbody></table>
            <h2>Empat uji alat bukti elektronik (UU ITE pasal 6) · <i>the four tests of electronic evidence</i></h2>
            <dl>
            <dt>Dapat diakses · <i>accessible</i></dt><dd>Berkas biasa dalam folder <code>data/</code>; tidak perlu program khusus. <i>Ordinary files; no special program is needed.</i></dd>
            <dt>Dapat ditampilkan · <i>displayable</i></dt><dd>Masing-masing dalam format aslinya, tepat seperti saat disetor. <i>Each in its original format, byte for byte as it was deposited.</i></dd>
            <dt>Keutuhan dijamin · <i>integrity</i></dt><dd>SHA-256 setiap berkas ada dalam <code>manifest-sha256.txt</code>, ditandatangani. <i>The SHA-256 of every file, signed.</i></dd>
            <dt>Dapat dipertanggungjawabkan · <i>accountable</i></dt><dd>Siapa menyetor dan kapan: <code>custody.json</code>; bukti bahwa log memuatnya: <code>proofs/</code>. <i>Who deposited each and when; proof that the log has it.</i></dd>
            </dl>
            <h2>Memeriksa · <i>checking, without Amanah</i></h2>
            <pre>sha256sum -c manifest-sha256.txt
            sha256sum -c tagmanifest-sha256.txt
            minisign -V -m tagmanifest-sha256.txt -P \(publicKey)</pre>
            <p>Bandingkan kunci minisign atau sidik kunci di atas dengan yang disebutkan pengirim lewat jalan lain, misalnya telepon.
            <i>Compare the minisign key or the fingerprint above with what the sender tells you by another way, such as the telephone.</i></p>
            </body></html>

            """
    }

    private static func sealedInField(_ exhibit: CustodyRecord.Exhibit) -> String {
        exhibit.sealedInField.map {
            "<br>disegel di lapangan · <i>sealed in the field</i>, \($0.at), kit \($0.kit.spoken)"
        } ?? ""
    }

    private static func escape(_ text: String) -> String { HTML.escape(text) }

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
