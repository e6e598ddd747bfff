import EvidenceVault
import Presentation

/// What an officer would see of a bundle, before it is made. On stderr: the answer is the bundle.
struct BundlePreview {
    private let plan: BundlePlan

    init(_ plan: BundlePlan) { self.plan = plan }

    func show() {
        let key = plan.key
        Terminal.complain(plan.office.said + .data(": \(key.label)"))
        Terminal.complain(Words("  key    ", id: "  kunci  ") + .data(key.recipient))
        Terminal.complain(Words("  words  ", id: "  kata   ") + .data(key.phrase))
        if key.isAlone {
            Terminal.complain(
                Words(
                    "  This key was confirmed by one member ALONE: compare the words once more.",
                    id: "  Kunci ini dikukuhkan SATU orang saja: cocokkan kata-katanya sekali lagi."))
        }
        for consent in plan.consents {
            let view = ConsentView(consent, kinds: [], in: consent.given.caseID.description)
            let line = ([view.what.said + .data(": ") + view.covers] + view.lines).joined(separator: ", ")
            Terminal.complain(
                Words("  by consent \(consent.number), ", id: "  atas persetujuan \(consent.number), ") + line
            )
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
            if let before = exhibit.amendedFrom?.document, before.kind != document.kind {
                Terminal.complain(
                    Words("    deposited as ", id: "    semula dimasukkan sebagai ") + before.kind.said)
            }
        }
        showLeftOut()
    }

    func showLeftOut() {
        for (ref, reason) in plan.leftOut {
            Terminal.complain(
                Words("left out: \(ref): ", id: "tidak disertakan: \(ref): ") + words(reason))
        }
    }

    private func words(_ reason: BundlePlan.Reason) -> Words {
        switch reason {
        case .faulty:
            Words("its description is not what was deposited", id: "keterangannya bukan yang dimasukkan")
        case .notReadable: Words("not readable to you", id: "peran Anda tidak membacanya")
        case .neverProposed(let kind):
            Words(
                "\(kind.rawValue) is never proposed; name it with --documents",
                id: "\(kind.said.indonesian) tidak pernah diusulkan; sebutkan dengan --documents")
        case .noConsent(let kind):
            Words(
                "no consent covers this \(kind.rawValue) for \(plan.office)",
                id:
                    "belum ada persetujuan untuk \(kind.said.indonesian) ini kepada \(plan.office.said.indonesian)"
            )
        case .hasRedactedCopy(let copy):
            Words(
                "there is a redacted copy, \(copy); the original goes only if you name it with --originals",
                id:
                    "ada salinan yang disamarkan, \(copy); aslinya hanya ikut kalau disebut dengan --originals"
            )
        case .hasNewerCopy(let newer):
            Words(
                "an older redacted copy; \(newer) was made later (name this one with --documents)",
                id:
                    "salinan lama yang disamarkan; \(newer) dibuat sesudahnya (sebutkan yang ini dengan --documents)"
            )
        }
    }
}
