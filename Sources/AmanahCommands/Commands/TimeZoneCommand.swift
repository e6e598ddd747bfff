import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Presentation

struct TimeZoneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "time-zone",
        abstract: Words(
            "Show the office's time zone, or set it.", id: "Lihat zona waktu kantor, atau tetapkan."),
        discussion: Words(
            """
            Last days (of consents, kits, periods) end at midnight there, and all times that people are shown, in reports too, are \
            those of its clock. The log itself has UTC. A custodian sets it; a last day that was recorded before stays the instant \
            that it was.

            In Indonesia: Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT).
            """,
            id: """
                Hari terakhir (persetujuan, kotak titip, laporan) berakhir tengah malam di sana, dan semua jam yang ditunjukkan, \
                juga di laporan, menurut jam itu. Log sendiri memakai UTC. Pengelola brankas yang menetapkannya; hari terakhir yang \
                sudah tercatat tetap pada saat semula.

                Di Indonesia: Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT).
                """),
        examples: ["amanah time-zone Asia/Makassar"])

    @Argument(
        help: ArgumentHelp(
            "An IANA name; without it, the zone is shown.",
            id: "Nama IANA; jika tidak disebut, zona waktu yang berlaku ditampilkan."))
    var zone: String?

    @OptionGroup var options: VaultOptions

    func run() throws {
        let wanted = try zone.map { try OfficeTimeZone($0) }
        let vault = try options.open()
        if let wanted { try vault.setTimeZone(wanted) }
        let zone = vault.state.timeZone
        if options.format.json { return try Output.json(["timeZone": zone.name]) }
        Output.data(zone.name)
        if !zone.isKnown {
            Terminal.warn(
                Words(
                    "warning: this computer does not know that time zone; times are shown in UTC",
                    id: "peringatan: komputer ini tidak mengenal zona waktu itu; waktu ditampilkan dalam UTC")
            )
        }
    }
}

/// Where the office's clock hangs, for a vault that is being made.
struct TimeZoneOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The office's time zone: Asia/Jakarta, Asia/Makassar, Asia/Jayapura or another of the IANA.",
            id: "Zona waktu kantor: Asia/Jakarta, Asia/Makassar, Asia/Jayapura, atau zona IANA lain.",
            valueName: "zone"))
    var timeZone: String?

    /// What was given, or is typed now. Without a terminal, and where nothing is typed, Jakarta's.
    func chosen() throws -> OfficeTimeZone {
        let question = Words(
            "The office's time zone (Asia/Jakarta, Asia/Makassar or Asia/Jayapura) [Asia/Jakarta]: ",
            id:
                "Zona waktu kantor (Asia/Jakarta = WIB, Asia/Makassar = WITA, Asia/Jayapura = WIT) [Asia/Jakarta]: "
        )
        let isAsked = timeZone == nil && isatty(STDIN_FILENO) == 1
        let name = try isAsked ? Terminal.ask(question) : timeZone
        guard let name, !name.isEmpty else { return .standard }
        return try OfficeTimeZone(name)
    }
}
