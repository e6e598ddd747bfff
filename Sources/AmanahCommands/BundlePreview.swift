import EvidenceVault
import Ledger
import Presentation

/// What an officer would see of a bundle, before it is made. On stderr: the answer is the bundle.
struct BundlePreview {
    private let plan: BundlePlan

    init(_ plan: BundlePlan) { self.plan = plan }

    func show() {
        for key in plan.keys { show(key) }
        if plan.keys.isEmpty {
            Terminal.complain(plan.office.said)
            Terminal.complain(
                plan.sealing == .passphrase
                    ? Words(
                        "  with a PASSPHRASE: the office has no key. The log says so, and its auditors see it.",
                        id:
                            "  dengan FRASA SANDI: instansi tidak punya kunci. Ini tercatat di log dan dilihat auditor."
                    )
                    : Words(
                        "  with a PASSPHRASE although the office has a key, which would be safer. The log says so, and its auditors see it.",
                        id:
                            "  dengan FRASA SANDI, padahal instansi punya kunci yang lebih aman. Ini tercatat di log dan dilihat auditor."
                    ))
        }
        for consent in plan.consents {
            let view = ConsentView(consent, kinds: [], in: consent.given.caseID.description)
            let line = ([view.what.said + .data(": ") + view.covers] + view.lines).joined(separator: ", ")
            Terminal.complain(
                Words("  by consent \(consent.number), ", id: "  atas persetujuan \(consent.number), ") + line
            )
        }
        if let basis = plan.basis {
            Terminal.complain(
                Words("  WITHOUT CONSENT, on ", id: "  TANPA PERSETUJUAN, atas ")
                    + BasisView.line(basis.basis, in: plan.caseRef)
                    + .data(basis.text.map { ": “\($0)”" } ?? ""))
        }
        Terminal.complain(Words("What the officer will see:", id: "Yang akan dilihat petugas:"))
        for exhibit in plan.exhibits {
            let document = exhibit.details.document
            Terminal.complain(
                .data("  \(exhibit.ref)  ") + document.kind.said + .data("  \(document.title)"))
            if let redaction = document.redacts {
                Terminal.complain(
                    Words("    hidden: ", id: "    ditutup: ") + .data(redaction.parts)
                        + Words("; because: ", id: "; alasannya: ") + .data(redaction.reason))
            }
            if document.received != nil {
                Terminal.complain(
                    Words(
                        "    with its custody in the vault that it came from",
                        id: "    beserta riwayat penguasaannya di brankas asal"))
            }
            if let before = exhibit.amendedFrom?.document, before.kind != document.kind {
                Terminal.complain(
                    Words("    deposited as ", id: "    semula dimasukkan sebagai ") + before.kind.said)
            }
        }
        showLeftOut()
    }

    private func show(_ key: OfficeKey) {
        Terminal.complain(plan.office.said + .data(": \(key.label)"))
        Terminal.complain(Words("  key    ", id: "  kunci  ") + .data(key.recipient))
        Terminal.complain(Words("  words  ", id: "  kata   ") + .data(key.phrase))
        if key.isAlone {
            Terminal.complain(
                Words(
                    "  This key was confirmed by one member ALONE: compare the words once more.",
                    id: "  Kunci ini dikukuhkan SATU orang saja: cocokkan kata-katanya sekali lagi."))
        }
    }

    /// What the office expects and whether it is there, and what stays behind.
    func showLeftOut() {
        ExpectationCheckView.show(plan.check, in: plan.caseRef)
        // Documents that stay for one reason stand in one line.
        var reasons: [(words: Words, numbers: [Int])] = []
        for (_, number, reason) in plan.leftOut {
            guard let words = words(reason) else { continue }
            if let index = reasons.firstIndex(where: { $0.words.english == words.english }) {
                reasons[index].numbers.append(number)
            } else {
                reasons.append((words, [number]))
            }
        }
        for (words, numbers) in reasons {
            let which = DocumentNumbers.text(numbers)
            ExpectationCheckView.hang(
                Words("left out: \(which): ", id: "tidak disertakan: \(which): ") + words, by: 2)
        }
    }

    /// Nil for what is told of with the consents.
    private func words(_ reason: BundlePlan.Reason) -> Words? {
        switch reason {
        case .faulty:
            Words("its description is not what was deposited", id: "keterangannya bukan yang dimasukkan")
        case .notReadable: Words("not readable to you", id: "peran Anda tidak membacanya")
        case .neverProposed(let kind):
            Words(
                "\(kind.rawValue) is never proposed; name it with --with",
                id: "\(kind.said.indonesian) tidak pernah diusulkan; sebutkan dengan --with")
        case .noConsent: nil
        case .notExpected:
            Words(
                "\(plan.office) does not expect it; --with takes it",
                id: "tidak diminta \(plan.office.said.indonesian); sertakan dengan --with")
        case .excluded: Words("as you said", id: "sesuai permintaan Anda")
        case .hasRedactedCopy(let copy):
            Words(
                "there is a redacted copy, \(copy); the original goes only if you name it with --originals",
                id:
                    "ada salinan yang disamarkan, \(copy); aslinya hanya ikut kalau disebut dengan --originals"
            )
        case .hasNewerCopy(let newer):
            Words(
                "an older redacted copy; \(newer) was made later (name this one with --with)",
                id:
                    "salinan lama yang disamarkan; \(newer) dibuat sesudahnya (sebutkan yang ini dengan --with)"
            )
        }
    }
}

extension BundlePlan.Reason {
    /// The stable word for it in `--json`.
    var code: String {
        switch self {
        case .faulty: "faulty"
        case .notReadable: "not-readable"
        case .neverProposed: "never-proposed"
        case .noConsent: "no-consent"
        case .notExpected: "not-expected"
        case .excluded: "excluded"
        case .hasRedactedCopy: "has-redacted-copy"
        case .hasNewerCopy: "has-newer-copy"
        }
    }
}
