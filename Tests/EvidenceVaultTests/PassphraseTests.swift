import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing

@testable import EvidenceVault

/// What a new identity may be sealed under, and what is proposed.
@Suite struct PassphraseTests {
    private func weakness(_ text: String, name: String = "Siti Rahmawati", vault: VaultPhrase? = nil) throws
        -> PassphraseWeakness?
    {
        var bytes = Array(text.utf8)
        return try PassphraseRule.weakness(of: Secret(moving: &bytes), name: name, vault: vault)
    }

    // MARK: The words

    @Test func theWordsAreKnownByFourLettersAndThereAreSoMany() {
        let words = PassphraseWords.all
        #expect(words.count == 2048 && PassphraseProposal.bits == 66)
        #expect(Set(words.map { $0.prefix(4) }).count == words.count)
        #expect(words == words.sorted())
        for word in words {
            #expect(
                (3...9).contains(word.count) && word.utf8.allSatisfy { (0x61...0x7A).contains($0) }, "\(word)"
            )
        }
    }

    /// What must not stand before somebody who works with survivors, each morning.
    @Test func noWordHurts() {
        let hurting = [
            "anak", "babi", "bandar", "banci", "bayar", "bius", "budak", "bunuh", "calo", "cebol", "culik",
            "dada", "dagang", "darah",
            "duda", "gadai", "gadis", "golok", "hamba", "hamil", "hutang", "hukum", "istri", "janda", "jual",
            "kamar", "kasur", "kawin",
            "kaki", "kerja", "korban", "kurung", "lacur", "libido", "luka", "luka", "mabuk", "majikan",
            "mandor", "mami", "mati", "mayat",
            "monyet", "noda", "obat", "orang", "organ", "paksa", "paspor", "payudara", "pecut", "perawan",
            "perkosa", "pijat", "pistol",
            "polisi", "pukul", "rahim", "ranjang", "rayu", "sabu", "sakit", "saksi", "senjata", "setor",
            "sewa", "siksa", "suami", "susu",
            "tahan", "takut", "tangan", "tebus", "tipu", "trauma", "tubuh", "tuan", "upah", "utang", "visa",
            "wali", "wanita", "yatim",
        ]
        #expect(Set(PassphraseWords.all).isDisjoint(with: hurting))
    }

    @Test func aProposalIsSixWordsByChanceAndNeverWeak() throws {
        let words = Set(PassphraseWords.all)
        var seen = Set<String>()
        var counts = [Int](repeating: 0, count: 8)
        for draw in 0..<2000 {
            let text = try PassphraseProposal.make().withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            let parts = text.split(separator: " ").map(String.init)
            #expect(parts.count == 6 && words.isSuperset(of: parts), "\(text)")
            if draw < 100 { #expect(try weakness(text) == nil, "\(text)") }
            #expect(seen.insert(text).inserted)
            for part in parts { counts[(PassphraseWords.all.firstIndex(of: part) ?? 0) / 256] += 1 }
        }
        // 12,000 words in eight parts of the list: 1,500 each, give or take seven standard deviations.
        #expect(counts.allSatisfy { (1250...1750).contains($0) }, "\(counts)")
    }

    // MARK: The rule

    @Test(arguments: [
        ("", PassphraseWeakness.tooShort(fewest: 10)), ("123", .tooShort(fewest: 10)),
        ("kenari7!x", .tooShort(fewest: 10)), ("x         y", .tooShort(fewest: 10)),
        ("éééèèèàà", .tooShort(fewest: 10)),
        ("081234987650", .digits(fewest: 16)), ("17-08-1945 1945", .digits(fewest: 16)),
        ("aaaaaaaaaaaaaaaa", .repeated), ("xkxkxkxkxkxkxk", .repeated), ("kenari kenari kenari", .repeated),
        ("3773377337733773", .repeated),
        ("qwertyuiop", .row), ("lkjhgfdsa poiuyt", .row), ("1q2w3e4r5t6y", .row), ("abcdefghijklm", .row),
        ("1234567890123456", .row), ("qazwsxedc123", .row),
        ("siti rahmawati", .ownName), ("Rahmawati1990", .ownName), ("51t1rahmawat1", .ownName),
        ("bismillah123", .common), ("B1sm1ll4h!!", .common), ("rahasia2026", .common),
        ("sayang-sayang 99", .common),
        ("indonesia merdeka 1945", .common), ("p@ssw0rd2026", .common), ("iloveyou budi", .common),
    ])
    func theWeakestAreRefused(_ text: String, _ expected: PassphraseWeakness) throws {
        #expect(try weakness(text) == expected, "\(text)")
    }

    @Test(arguments: [
        "kenari hijau tujuh lautan", "contoh saja bukan rahasia", "xk39fjw2pq", "7391 8264 0571 3948",
        "ibu Siti menanam 3 pohon jambu", "ÆØÅ ßü żółć ñandú", "hujan di Kupang bulan lalu",
    ])
    func whatIsNotIsTaken(_ text: String) throws { #expect(try weakness(text) == nil) }

    @Test func theVaultsPhraseIsNoSecret() throws {
        let id = try #require(VaultID(String(repeating: "60bc475b33f1ae63", count: 4)))
        for text in [
            id.phrase.description, id.phrase.digits.joined(separator: " "),
            id.phrase.words.prefix(3).joined(),
        ] {
            #expect(try weakness(text, vault: id.phrase) == .vaultPhrase, "\(text)")
            #expect(try weakness(text) == nil)
        }
    }

    /// Nobody can make an identity under one, by whatever way; one that has one opens as ever.
    @Test func noIdentityIsMadeUnderOne() throws {
        let identity = try MemberIdentity.generate(name: "Siti Rahmawati")
        var weak = Array("siti rahmawati".utf8)
        #expect(throws: VaultError.weakPassphrase(.ownName)) {
            try identity.sealed(passphrase: Secret(moving: &weak), workFactor: 2)
        }
    }

    /// However long, however odd.
    @Test func anyBytesAreJudged() throws {
        var random = SeededGenerator()
        for _ in 0..<200 {
            var bytes = random.bytes(Int.random(in: 0...300, using: &random))
            _ = try PassphraseRule.weakness(of: Secret(moving: &bytes), name: "\u{301}")
        }
        #expect(try weakness(String(repeating: "1", count: 4094)) == .repeated)
    }
}
