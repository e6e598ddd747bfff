@testable import Ledger
import Testing

@testable import EvidenceVault

/// Nobody is enrolled under a name that is read as a colleague's.
@Suite struct NameLikenessTests {
    @Test(arguments: [
        "dewi contoh", "Dewi  Contoh", "Dewi\u{A0}Contoh", "Dеwi Contoh", "DΕWΙ CΟΝΤΟΗ", "Ｄｅｗｉ Contoh",
        "Déwi Contoh",
        "Dew\u{0456} C\u{043E}nt\u{043E}h", "D\u{0435}wi C0ntoh", "De\u{200D}wi Contoh",
        "Dewi Con\u{200C}toh",
    ])
    func aNameThatReadsLikeAMembersIsTaken(_ name: String) throws {
        #expect(NameLikeness(name).isLike(NameLikeness("Dewi Contoh")))
        let office = try TestOffice()
        let vault = try office.open("custodian")
        let first = try MemberIdentity.generate(name: "Dewi Contoh")
        _ = try vault.enrol(first.card, roles: [.lawyer])
        let other = try MemberIdentity.generate(name: name)
        #expect(throws: VaultError.nameTaken(other.card.name)) {
            try vault.enrol(other.card, roles: [.lawyer])
        }
    }

    /// A large I, a one and a small L look alike in most typefaces.
    @Test(arguments: [("Ali", "AIi"), ("Wulan", "Wu1an"), ("Ilham", "lIham"), ("AIi", "A1i")])
    func lettersThatLookLikeOthersAreSeenThrough(_ one: String, _ other: String) {
        #expect(NameLikeness(one).isLike(NameLikeness(other)))
    }

    @Test(arguments: [
        ("Dewi", "Dewa"), ("Ali", "Ail"), ("Siti Nur", "Siti Nurul"), ("Ani", "Ina"), ("李", "王"),
    ])
    func otherNamesAreOthers(_ one: String, _ other: String) {
        #expect(!NameLikeness(one).isLike(NameLikeness(other)))
    }
}
