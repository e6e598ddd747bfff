package import Bytes
package import CaseRecords
package import EvidenceVault
package import Ledger

extension Expectation.Saying {
    /// What whoever wrote the expectations says, in both languages.
    package var words: Words { Words(english, id: indonesian) }
}

extension Expectation.Need {
    package var said: Words {
        switch self {
        case .required: Words(rawValue, id: "wajib")
        case .usual: Words(rawValue, id: "lazim")
        case .never: Words(rawValue, id: "jangan")
        }
    }
}

extension ExpectationsInForce {
    /// Whose they are, and which version of which day.
    package var said: Words {
        let (version, date) = (expectations.version, expectations.date)
        return switch source {
        case .program:
            Words("built-in list \(version) of \(date)", id: "daftar bawaan \(version) tanggal \(date)")
        case .organisation:
            Words(
                "the organisation's list \(version) of \(date)",
                id: "daftar organisasi \(version) tanggal \(date)")
        }
    }

    /// That the organisation's own are not what counts, where that is so.
    package var warning: Words? {
        unread.map {
            Words(
                "this program cannot read the organisation's own list (",
                id: "daftar organisasi tidak terbaca (")
                + $0.words
                + Words(
                    "), so the built-in one is used",
                    id: ") oleh program ini, jadi dipakai daftar bawaan")
        }
    }
}

extension ExpectationCheck.Absence {
    package var words: Words {
        switch self {
        case .notInCase: Words("no such document in the case", id: "belum ada dokumennya di kasus ini")
        case .notReadable(let numbers, let classes, let roles):
            Words("none that you can read; ", id: "tidak ada yang dapat Anda baca; ")
                + .data(DocumentNumbers.text(numbers)) + .data(" (") + classes.said
                + Words(") may be it, read by: ", id: ") mungkin itu, dibaca oleh: ") + roles.said
        case .notCovered(let numbers):
            Words("no consent for ", id: "belum ada persetujuan untuk ")
                + .data(DocumentNumbers.text(numbers))
        case .notChosen(let numbers):
            Words("not chosen: ", id: "tidak dipilih: ") + .data(DocumentNumbers.text(numbers))
        }
    }

    /// The stable word for it in `--json`.
    package var code: String {
        switch self {
        case .notInCase: "not-in-case"
        case .notReadable: "not-readable"
        case .notCovered: "not-covered"
        case .notChosen: "not-chosen"
        }
    }

    package var documents: [Int] {
        switch self {
        case .notInCase: []
        case .notReadable(let numbers, _, _), .notCovered(let numbers), .notChosen(let numbers): numbers
        }
    }
}

extension ConsentGap {
    /// Which documents, and what their consent lacks.
    package func words(for office: Office) -> Words {
        let which =
            Words("consent \(consent ?? 0)", id: "persetujuan \(consent ?? 0)")
            + (purpose.map { .data(" (") + $0.said + .data(")") } ?? .data(""))
        let reason: Words =
            switch why {
            case .none:
                Words("no consent to ", id: "belum ada persetujuan untuk ") + office.said
                    + Words(" covers it", id: "")
            case .ended(let end):
                which + Words(" ended on ", id: " berakhir pada ") + .data(OfficeClock.text(end))
            case .withdrawn(let at):
                which + Words(" was withdrawn on ", id: " ditarik kembali pada ")
                    + .data(OfficeClock.text(at))
            case .notNamed: which + Words(" does not cover it", id: " tidak mencakupnya")
            case .otherPurpose: which + Words(" is for another purpose", id: " untuk tujuan lain")
            case .kindsHidden:
                which
                    + Words(
                        " covers later documents of kinds that you do not see; ask who reads identities",
                        id:
                            " mencakup dokumen yang menyusul dari jenis yang tidak Anda lihat; tanyakan kepada yang membaca golongan identitas korban"
                    )
            }
        return .data(DocumentNumbers.text(documents) + ": ") + reason
    }

    /// The stable word for it in `--json`.
    package var code: String {
        switch why {
        case .none: "none"
        case .ended: "ended"
        case .withdrawn: "withdrawn"
        case .notNamed: "not-named"
        case .otherPurpose: "other-purpose"
        case .kindsHidden: "kinds-hidden"
        }
    }

    /// When its consent ended or was withdrawn.
    package var at: Timestamp? {
        switch why {
        case .ended(let time), .withdrawn(let time): time
        case .none, .notNamed, .otherPurpose, .kindsHidden: nil
        }
    }
}

extension [ConsentGap] {
    /// The command that records the consent that these documents lack, once the survivor has given it.
    package func command(in caseRef: String, for purpose: ConsentPurpose?, to office: Office) -> Words {
        let numbers = Set(flatMap(\.documents)).sorted().map(String.init).joined(separator: ",")
        func line(_ someFor: String, _ somebody: String) -> String {
            "amanah consent record \(caseRef) --purpose \(purpose?.rawValue ?? someFor) --recipient \(office) --documents \(numbers) --given-by \(somebody)"
        }
        return Words(line("PURPOSE", "NAME"), id: line("TUJUAN", "NAMA"))
    }
}

extension MissingConsent {
    package var words: Words {
        let (english, indonesian) = (
            Problem.list(kinds.map(\.rawValue)), Problem.list(kinds.map(\.said.indonesian))
        )
        guard !gaps.isEmpty else {
            return Words(
                "no recorded consent covers anything for \(office), so nothing leaves: ask the survivor first, and a no is an answer; see 'amanah consent record'. The refusal is in the log",
                id:
                    "korban belum menyetujui penyerahan kepada \(office.said.indonesian), jadi tidak diserahkan. Tanyakan dahulu kepada korban; \"tidak\" juga jawaban. Cara mencatatnya: 'amanah consent record'. Percobaan ini dicatat"
            )
        }
        let lacking = gaps.map { $0.words(for: office) }.joined(separator: "; ")
        let record = gaps.command(in: caseRef, for: purpose, to: office)
        return Words(
            "no recorded consent covers \(english) for \(office), so nothing leaves (\(lacking.english)): ask the survivor first, and a no is an answer; a yes is recorded with '\(record.english)'. The refusal is in the log",
            id:
                "korban belum menyetujui penyerahan \(indonesian) kepada \(office.said.indonesian), jadi tidak diserahkan (\(lacking.indonesian)). Tanyakan dahulu kepada korban; \"tidak\" juga jawaban. Kalau setuju, catat dengan '\(record.indonesian)'. Percobaan ini dicatat"
        )
    }
}
