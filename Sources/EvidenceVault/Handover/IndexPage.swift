/// `index.html` in a bundle: what a police officer, clerk or judge reads first. One file, no script, nothing from a network;
/// Indonesian first, English beside it.
enum IndexPage {
    static func html(_ custody: CustodyRecord, publicKey: String) -> String {
        let rows = custody.exhibits.map { exhibit in
            """
            <tr><th scope="row">\(escape(exhibit.exhibit))</th>
            <td><a href="\(escape(percentEncoded(exhibit.path)))">\(escape(exhibit.title))</a><br>
            <span class="kind">\(escape(exhibit.kind.indonesian)) · \(escape(exhibit.kind.rawValue))</span></td>
            <td>\(escape(exhibit.obtained ?? "–"))<br><span class="kind">\(escape(exhibit.depositedBy.name)), \(exhibit.depositedAt)</span></td>
            <td class="number">\(exhibit.size)</td><td><code>\(exhibit.sha256)</code></td></tr>
            """
        }.joined(separator: "\n")
        let consents = custody.consents.map {
            "No. \($0.number): \(escape($0.purpose.rawValue)), \($0.recordedAt)"
                + ($0.until.map { " – \($0)" } ?? "")
        }.joined(separator: "<br>")
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
            <p><i>Evidence bundle for \(escape(custody.office.description)). Confidential: disclosing the identity of a victim or witness is a crime
            (UU 21/2007 art. 24; UU 12/2022 art. 69).</i><br>
            <strong>Rahasia: membuka identitas korban atau saksi adalah tindak pidana.</strong></p>
            <dl>
            <dt>Untuk · <i>for</i></dt><dd>\(escape(custody.office.description))</dd>
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
            <dt>Dapat diakses · <i>accessible</i></dt><dd>Ordinary files in <code>data/</code>; no special program is needed.</dd>
            <dt>Dapat ditampilkan · <i>displayable</i></dt><dd>Each in its original format, byte for byte as it was deposited.</dd>
            <dt>Keutuhan dijamin · <i>integrity</i></dt><dd>SHA-256 of every file in <code>manifest-sha256.txt</code>, signed.</dd>
            <dt>Dapat dipertanggungjawabkan · <i>accountable</i></dt><dd>Who deposited each and when: <code>custody.json</code>; proof that the log has it: <code>proofs/</code>.</dd>
            </dl>
            <h2>Memeriksa · <i>checking, without Amanah</i></h2>
            <pre>sha256sum -c manifest-sha256.txt
            sha256sum -c tagmanifest-sha256.txt
            minisign -V -m tagmanifest-sha256.txt -P \(publicKey)</pre>
            <p><i>Compare the signer's fingerprint with what the sender tells you by another way, such as the telephone.</i></p>
            </body></html>

            """
    }

    /// Text for HTML: nothing in it is markup, and what reorders or hides text is made visible.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for character in visible(text) {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.append(character)
            }
        }
        return escaped
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
