import EvidenceVault

/// What an officer would see of a bundle, before it is made. On stderr: the answer is the bundle.
struct BundlePreview {
    private let plan: BundlePlan

    init(_ plan: BundlePlan) { self.plan = plan }

    func show() {
        let key = plan.key
        say("\(plan.office): \(key.label)", "\(plan.office): \(key.label)")
        say("  key    \(key.recipient)", "  kunci  \(key.recipient)")
        say("  words  \(key.phrase)", "  kata   \(key.phrase)")
        if key.isAlone {
            say(
                "  This key was confirmed by one member ALONE: compare the words once more.",
                "  Kunci ini dikukuhkan SATU orang saja: bandingkan kata-katanya sekali lagi.")
        }
        for consent in plan.consents {
            let view = ConsentView(consent, kinds: [], in: consent.given.caseID.description)
            let line = (["\(view.purpose): \(view.covers)"] + view.lines).joined(separator: ", ")
            say("  by consent \(consent.number), \(line)", "  persetujuan \(consent.number), \(line)")
        }
        say("What the officer will see:", "Yang akan dilihat petugas:")
        for exhibit in plan.exhibits {
            let document = exhibit.details.document
            let kind = Words(document.kind.rawValue, id: document.kind.indonesian).in(.current)
            say(
                "  \(exhibit.ref)  \(kind)  \(document.title)", "  \(exhibit.ref)  \(kind)  \(document.title)"
            )
            if let before = exhibit.amendedFrom?.document, before.kind != document.kind {
                let kind = Words(before.kind.rawValue, id: before.kind.indonesian).in(.current)
                say("    deposited as \(kind)", "    semula dimasukkan sebagai \(kind)")
            }
        }
        showLeftOut()
    }

    func showLeftOut() {
        for (ref, reason) in plan.leftOut {
            let words = words(reason)
            say("left out: \(ref): \(words.english)", "tidak disertakan: \(ref): \(words.indonesian)")
        }
    }

    private func words(_ reason: BundlePlan.Reason) -> Words {
        switch reason {
        case .faulty:
            Words("its description is not what was deposited", id: "keterangannya bukan yang dimasukkan")
        case .notReadable: Words("not readable to you", id: "tertutup bagi Anda")
        case .neverProposed(let kind):
            Words(
                "\(kind.rawValue) is never proposed; name it with --documents",
                id: "\(kind.indonesian) tidak pernah diusulkan; sebutkan dengan --documents")
        case .noConsent(let kind):
            Words(
                "no consent covers this \(kind.rawValue) for \(plan.office)",
                id: "belum ada persetujuan untuk \(kind.indonesian) ini kepada \(plan.office)")
        }
    }

    private func say(_ english: String, _ indonesian: String) {
        Terminal.complain(visible(Words(english, id: indonesian).in(.current)))
    }
}
