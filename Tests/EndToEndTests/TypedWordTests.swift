import EvidenceVault
import Foundation
import Ledger
import TestSupport
import Testing

/// What people type: Indonesian or the log's words, days as they write them, and as much of a name as is unambiguous.
@Suite struct TypedWordTests {
    @Test func everyWordOfTheLogIsUnderstoodInBothLanguages() throws {
        func check<V: Vocabulary & Equatable>(_ type: V.Type) throws {
            for value in V.typed {
                let plain = value.indonesian.prefix { $0 != "(" }.trimmingCharacters(in: .whitespaces)
                for word in [value.rawValue, plain, plain.uppercased(), plain.replacing(" ", with: "-")]
                    + value.also
                {
                    #expect(try V(typed: word) == value, "\(word)")
                }
            }
            // No word stands for two.
            let words = V.typed.flatMap { value in
                Set(
                    ([value.rawValue, value.indonesian] + value.also).map {
                        $0.lowercased().replacing(" ", with: "-")
                    })
            }
            #expect(Set(words).count == words.count, "\(type)")
        }
        try check(DocumentKind.self)
        try check(Role.self)
        try check(ConfidentialityClass.self)
        try check(ConsentPurpose.self)
        try check(AuditFilter.Outcome.self)
        for office in Office.known {
            #expect(try Office(office.id.uppercased()).description == office.id)
            let plain = office.indonesian.prefix { $0 != "(" }.trimmingCharacters(in: .whitespaces)
            #expect(try Office(plain).description == office.id)
        }
    }

    private func office() throws -> Session {
        let session = try Session(["custodian", "coordinator", "Siti Rahma", "Sari Dewi"])
        try session.amanah(
            "init", session.path("vault"), "--name", "Uji", "--recovery-out", session.path("r.txt"),
            as: "custodian")
        try session.enrol("coordinator", "Koordinator")
        try session.enrol("Siti Rahma", "pendamping,psikolog")
        try session.enrol("Sari Dewi", "pendamping hukum")
        for ref in ["TPPO-2026-0017", "TPPO-2026-0018", "LBH-17"] {
            try session.amanah("case", "open", "--title", "Melati", "--ref", ref, as: "coordinator")
        }
        try session.write("a.txt", "isi")
        session.environment["AMANAH_LANG"] = "id"
        return session
    }

    @Test func wordsAndNamesAreTakenAsPeopleSayThem() throws {
        let session = try office()
        for (typed, name) in [("siti", "Siti Rahma"), ("DEWI", "Sari Dewi"), ("Siti Ra", "Siti Rahma")] {
            let role = name == "Siti Rahma" ? "pendamping" : "advokat"
            let assigned = try session.amanah(
                "case", "assign", "0018", typed, "--role", role, as: "coordinator")
            #expect(assigned.hasPrefix("TPPO-2026-0018  \(name)  "), "\(assigned)")
        }
        for words in [
            ["--kind", "Rekaman Pendamping"], ["--kind", "lainnya", "--class", "kesaksian", "--again"],
            ["--kind", "visum_et_repertum", "--again"],
        ] { try session.amanah(["add", "18", session.path("a.txt")] + words, as: "coordinator") }
        #expect(try session.amanah("show", "0018/1", as: "coordinator").contains("rekaman pendamping"))
        #expect(try session.amanah("show", "tppo-2026-0018/2", as: "coordinator").contains("lainnya"))
        for day in ["31-12-2030", "31/12/2030", "31.12.2030", "2030-12-31"] {
            let given = try session.amanah(
                "consent", "record", "18", "--purpose", "pelindungan", "--recipient", "Rumah Sakit",
                "--documents", "1", "--given-by", "Melati", "--until", day, as: "Siti Rahma")
            #expect(given.contains("2030-12-31 23:59:59"), "\(given)")
        }
        try session.amanah(["consent", "list", "18"], as: "Siti Rahma")
    }

    @Test func whatIsMistypedIsAnsweredWithTheNearest() throws {
        let session = try office()
        let add = ["add", "TPPO-2026-0017", session.path("a.txt"), "--kind"]
        let assign = ["case", "assign", "TPPO-2026-0017"]
        for (words, status, answer) in [
            (add + ["kronolgi"], Int32(2), "maksudnya kronologi?"),
            (add + ["kesaksian"], 2, "golongan dokumen; jenisnya: kronologi; pernyataan tertulis"),
            (add + ["lain", "--class", "medsi"], 2, "maksudnya medis?"),
            (assign + ["Siti Rahma", "--role", "pendampng"], 2, "maksudnya pendamping?"),
            (assign + ["Sitti", "--role", "pendamping"], 6, "maksudnya Siti?"),
            (assign + ["s", "--role", "pendamping"], 6, "tidak ada anggota"),
            (["case", "assign", "17", "Siti", "--role", "pendamping"], 2, "TPPO-2026-0017, LBH-17"),
            (
                ["case", "assign", "TPPO-2026-0071", "Siti", "--role", "pendamping"], 6,
                "maksudnya TPPO-2026-0017?"
            ),
            (["case", "assign", "026-0017", "Siti", "--role", "pendamping"], 6, "tidak ada kasus"),
            (["audit", "log", "--outcome", "ditolk"], 2, "maksudnya ditolak?"),
        ] {
            let refused = try session.amanah(words, as: "coordinator", failsWith: status)
            #expect(refused.contains(answer), "\(words): \(refused)")
        }
        for day in ["31-02-2030", "1-1-30", "12-2030", "31-12-2030-1", "31-12-20300", "٣١-12-2030"] {
            let refused = try session.amanah(
                [
                    "consent", "record", "18", "--purpose", "police", "--recipient", "polisi", "--documents",
                    "1",
                    "--given-by", "M", "--until", day,
                ], as: "coordinator", failsWith: 2)
            #expect(refused.contains(day), "\(refused)")
        }
    }
}
