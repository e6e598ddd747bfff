import Bytes
package import EvidenceVault
import Ledger

/// A letter that asks an office to stop using what it was given under a consent that is over: to be printed, signed and sent. It
/// names documents by their numbers, and no survivor.
package struct RecallLetter {
    private let summary: HandoverSummary
    private let consent: Int
    private let vault: String

    package init(_ summary: HandoverSummary, consent: Int, vault: String) {
        self.summary = summary
        self.consent = consent
        self.vault = vault
    }

    /// `TPPO-2026-0017-handover-2-lpsk.html`.
    package var fileName: String {
        BundleFiles.folderName(
            "\(summary.caseRef)-handover-\(summary.handover.number)-\(summary.handover.office)")
            + ".html"
    }

    private var ended: CaseFile.Consent? { summary.ended.first { $0.number == consent } }

    private var office: HTML {
        let name = summary.handover.office
        return "\(name.indonesian ?? name.description)"
    }

    /// Why, and since when.
    private var reason: (indonesian: HTML, english: HTML) {
        if let withdrawn = ended?.withdrawn {
            let day = OfficeClock.day(withdrawn.said.at)
            return (
                "telah <b>ditarik kembali</b> oleh yang memberikannya pada \(day)",
                "was <b>withdrawn</b> by who gave it on \(day)"
            )
        }
        let day = ended?.given.until.map(OfficeClock.day) ?? ""
        return ("telah <b>berakhir</b> pada \(day)", "<b>ended</b> on \(day)")
    }

    package var html: HTML {
        let handover = summary.handover
        let day = OfficeClock.day(handover.at)
        let documents = handover.documents.enumerated().map { index, number in
            "P-\(index + 1) (\(summary.caseRef)/\(number))"
        }.joined(separator: ", ")
        return """
            <!DOCTYPE html>
            <html lang="id"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(summary.caseRef): pemberitahuan penghentian pemakaian dokumen</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 2rem auto; max-width: 46rem; padding: 0 1rem; }
            h1 { font-size: 1.3rem; } i { color: #555; } .line { border-bottom: 1px solid #1a1a1a; display: inline-block; min-width: 14rem; }
            .sign { margin-top: 3rem; } .sign p { margin: 3.5rem 0 0; } li { margin-bottom: .4rem; }
            @page { size: A4; margin: 2.2cm; } @media print { body { margin: 0; max-width: none; font-size: 11pt; } }
            </style></head><body>
            <p>\(vault)<br>Nomor: <span class="line"></span> · Sifat: <b>Rahasia</b></p>
            <p>Kepada Yth. \(office)</p>
            <h1>Pemberitahuan: persetujuan \(ended?.withdrawn == nil ? "berakhir" : "ditarik kembali") · <i>notice that a consent is over</i></h1>
            <p>Pada \(day) kami menyerahkan kepada Anda \(handover.documents.count) dokumen kasus \(summary.caseRef): \(documents). Penyerahan itu berdasarkan persetujuan no. \(consent), yang \(reason.indonesian).<br>
            <i>On \(day) we handed over to you \(handover.documents.count) documents of case \(summary.caseRef): \(documents). That was by consent no. \(consent), which \(reason.english).</i></p>
            <p>Karena itu, sejauh tidak diwajibkan lain oleh proses hukum, kami mohon Anda:<br><i>So we ask you, as far as the law does not require otherwise, to:</i></p>
            <ol>
            <li>berhenti memakai dan meneruskan dokumen itu; · <i>stop using these documents and passing them on;</i></li>
            <li>mengembalikan atau memusnahkan semua salinannya, juga pada pihak yang telah menerimanya dari Anda; · <i>give back or destroy all copies, also those that others have from you;</i></li>
            <li>menjawab secara tertulis apa yang sudah dilakukan dan apa yang tidak dapat dilakukan, dengan dasar hukumnya. · <i>answer in writing what was done, and what cannot be done and by which law.</i></li>
            </ol>
            <p>Dasar: UU 27/2022 tentang Pelindungan Data Pribadi, Pasal 9 dan Pasal 40 (penarikan kembali persetujuan). Identitas korban dan saksi tetap wajib dirahasiakan (UU 21/2007 Pasal 24).<br>
            <i>UU 27/2022 arts. 9 and 40; the identity of victims and witnesses stays secret (UU 21/2007 art. 24).</i></p>
            <div class="sign">Tempat, tanggal: <span class="line"></span>
            <p><span class="line"></span><br>Nama, jabatan, tanda tangan</p></div>
            </body></html>

            """
    }
}
