import Bytes
import EvidenceVault
import Ledger
import Presentation

/// A handover as it is shown.
struct HandoverView: Encodable {
    private struct ReceiptView: Encodable {
        let document, how, recordedAt: String
    }

    private struct RecallView: Encodable {
        let consent: Int
        let step, recordedAt: String
        let text: String?
    }

    private let `case`: String
    private let handover: Int
    private let office, at, by: String
    private let sealing: BundleSealing
    private let labels: [String]
    private let documents: [String]
    private let consents, endedConsents: [Int]
    private let legalBasis: Int?
    private let acknowledged: Bool
    private let receipts: [ReceiptView]
    private let recalls: [RecallView]
    private let letter: String?
    private let summary: HandoverSummary

    private enum CodingKeys: CodingKey {
        case `case`, handover, office, sealing, at, by, labels, documents, consents, endedConsents,
            legalBasis,
            acknowledged, receipts, recalls, letter
    }

    init(_ summary: HandoverSummary) { self.init(summary, letter: nil) }

    init(_ summary: HandoverSummary, letter: String?) {
        self.summary = summary
        self.letter = letter
        let handover = summary.handover
        `case` = summary.caseRef
        self.handover = handover.number
        office = handover.office.description
        sealing = handover.sealing
        at = handover.at.description
        by = summary.by
        labels = summary.keys.map(\.label)
        documents = handover.documents.map { "\(summary.caseRef)/\($0)" }
        consents = handover.consents
        legalBasis = handover.basis
        endedConsents = summary.ended.map(\.number)
        acknowledged = handover.isAcknowledged
        receipts = handover.receipts.map {
            ReceiptView(
                document: "\(summary.caseRef)/\($0.document)", how: $0.how.rawValue,
                recordedAt: $0.recordedAt.description)
        }
        recalls = summary.recalls.map {
            RecallView(
                consent: $0.recall.consent, step: $0.recall.step.rawValue,
                recordedAt: $0.recall.recordedAt.description,
                text: $0.details.flatMap { $0.text.isEmpty ? nil : $0.text })
        }
    }

    /// Whether somebody has still to do something.
    var isOpen: Bool {
        !acknowledged
            || summary.ended.contains { summary.handover.recall(under: $0.number)?.step != .answered }
    }

    func print() {
        let handover = summary.handover
        Output.line(
            Words(
                "\(`case`)  handover \(handover.number)  ", id: "\(`case`)  penyerahan \(handover.number)  ")
                + handover.office.said + .data("  \(OfficeClock.text(handover.at))  ")
                + Words("documents ", id: "dokumen ") + .data(DocumentNumbers.text(handover.documents)))
        for line in lines { Output.line(.data("  ") + line) }
    }

    private var lines: [Words] {
        var lines = [Words("by \(by)", id: "oleh \(by)") + under + sealed]
        lines += summary.handover.receipts.map { receipt in
            Words(receipt.how.words(.english), id: receipt.how.words(.indonesian))
                + .data(": \(`case`)/\(receipt.document), \(OfficeClock.text(receipt.recordedAt))")
        }
        if !acknowledged {
            lines.append(Words("NOT ACKNOWLEDGED", id: "BELUM ADA TANDA TERIMA"))
        }
        for consent in summary.ended where summary.handover.recall(under: consent.number) == nil {
            lines.append(
                Words(
                    "consent \(consent.number) is over: 'amanah bundle recall \(`case`) \(consent.number) -o DIR'",
                    id:
                        "persetujuan \(consent.number) sudah berakhir atau ditarik kembali: 'amanah bundle recall \(`case`) \(consent.number) -o FOLDER'"
                ))
        }
        lines += summary.recalls.map { recall, details in
            let step = recall.step
            return Words(
                "consent \(recall.consent): \(step.words(.english))",
                id: "persetujuan \(recall.consent): \(step.words(.indonesian))")
                + .data(", \(OfficeClock.text(recall.recordedAt))")
                + .data(details.flatMap { $0.text.isEmpty ? nil : ": \($0.text)" } ?? "")
        }
        if let letter { lines.append(Words("letter: \(letter)", id: "surat: \(letter)")) }
        return lines
    }

    private var sealed: Words {
        labels.isEmpty
            ? Words(", with a passphrase", id: ", dengan frasa sandi")
            : Words(", to ", id: ", kepada ") + .data(labels.joined(separator: ", "))
    }

    private var under: Words {
        legalBasis.map { Words(", on legal basis no. \($0)", id: ", atas dasar hukum no. \($0)") }
            ?? Words(", by consent no. ", id: ", atas persetujuan no. ")
            + .data(consents.map(String.init).joined(separator: ", "))
    }
}
