import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Presentation

struct KitGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kit",
        abstract: Words(
            "Field kits: to seal into a case where there is no vault.",
            id: "Kotak titip: untuk menitipkan dokumen ke kasus dari tempat yang tidak ada brankasnya."),
        subcommands: [Make.self, ListKits.self, Cancel.self])

    struct Make: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Make a kit for a case (coordinator): a small file that seals and opens nothing.",
                id:
                    "Buat kotak titip untuk satu kasus (koordinator kasus): berkas kecil yang dapat mengunci, tidak dapat membuka."
            ),
            discussion: Words(
                """
                Whoever has the file can seal into the case until it expires or is cancelled, and cannot open anything, not even what \
                they sealed. It names no person. Carry it like a letter box key.

                Say its twelve words to its holder by another way than the file goes, by telephone at best: 'amanah deposit' asks for them, \
                and so finds out whether somebody changed the kit on its way.
                """,
                id: """
                    Siapa pun yang memegang berkas ini dapat menitipkan ke kasus itu sampai masa pakainya habis atau kotaknya ditutup, dan \
                    tidak dapat membuka apa pun, juga yang ia titipkan sendiri. Tidak ada nama orang di dalamnya. Jaga seperti kunci kotak \
                    surat.

                    Sebutkan dua belas katanya kepada pemegangnya lewat jalan lain daripada berkasnya, sebaiknya telepon: 'amanah deposit' \
                    menanyakannya, sehingga ketahuan kalau kotaknya diubah orang di jalan.
                    """),
            examples: [
                Example(
                    #"amanah kit make TPPO-2026-0017 --kinds statement,electronic --until 2026-12-31 --for "Bu Ratna" -o ratna.kit"#,
                    id:
                        #"amanah kit make TPPO-2026-0017 --kinds kronologi,bukti-elektronik --until 31-12-2026 --for "Bu Ratna" -o ratna.kit"#
                )
            ])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @Option(
            help: ArgumentHelp(
                "What may be sealed with it; 'amanah add --help' lists the kinds.",
                id: "Jenis dokumen yang boleh dititipkan; daftarnya di 'amanah add --help'.",
                valueName: "kind,…"
            ))
        var kinds: String

        @Option(
            help: ArgumentHelp(
                "The last day, or instant (RFC 3339), on which it seals.",
                id: "Hari terakhir, atau jam (RFC 3339), kotak ini dapat dipakai.", valueName: "date"))
        var until: String

        @Option(
            name: .customLong("for"),
            help: ArgumentHelp(
                "For whom it is; the team reads it, the kit does not say it.",
                id: "Untuk siapa; hanya tim kasus yang membacanya, tidak tertulis di kotaknya.",
                valueName: "name"))
        var holder: String?

        @Option(
            name: .shortAndLong,
            help: ArgumentHelp(
                "Where the kit goes; - is standard output.",
                id: "Berkas kotak titip yang dibuat; - berarti keluaran standar.", valueName: "file"))
        var output: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let kinds = try DocumentKind.list(typed: kinds)
            let vault = try options.open()
            let until = try OfficeClock.instant(until, endOfDay: true, option: "--until")
            let file = try vault.caseFile(`case`)
            let to = try Destination(output, json: options.format.json)
            // Whole on the disk before the log has it, and only then under its name: never does a kit lie about that is not
            // collected, and what can fail in between is but a name.
            let kit = try vault.makeKit(for: file, kinds: Set(kinds), until: until, holder: holder) {
                try to.prepare($0.json())
            }
            try publish(kit, in: to, vault)
            let words = kit.digest.words.joined(separator: " ")
            if options.format.json {
                return try Output.json([
                    "case": file.ref, "fingerprint": kit.digest.description, "words": words,
                    "until": until.description, "path": output,
                ])
            }
            let (spoken, end) = (kit.digest.fingerprint.spoken, OfficeClock.text(until))
            let lines = [
                Words(
                    "\(output)  kit \(spoken)  until \(end)",
                    id: "\(output)  kotak titip \(spoken)  sampai \(end)"),
                Words(
                    "words to say to its holder, by telephone: \(words)",
                    id: "kata-kata untuk pemegangnya, sebutkan lewat telepon: \(words)"),
            ]
            for line in lines { to.path == nil ? Terminal.complain(line) : Output.line(line) }
        }

        /// A kit that nobody has is cancelled, so that none is valid that nobody knows of.
        private func publish(_ kit: FieldKit, in to: Destination, _ vault: Vault) throws {
            do {
                try to.publish(kit.json())
                if to.path == nil { try StandardOutput.flush() }
            } catch {
                let (ref, name) = (kit.contents.caseRef, String(kit.digest.description.prefix(16)))
                let isCancelled =
                    (try? vault.cancelKit(kit.digest.description, of: vault.caseFile(ref))) != nil
                throw LoggedAlone(
                    cause: error,
                    words: isCancelled
                        ? Words(
                            "the kit is in the log and was cancelled, since it may not have arrived: make another",
                            id:
                                "kotak titip ini tercatat di log dan sudah ditutup karena mungkin tidak sampai: buat lagi"
                        )
                        : Words(
                            "the kit is in the log and valid, though it may not have arrived: 'amanah kit cancel \(ref) \(name)'",
                            id:
                                "kotak titip ini tercatat di log dan berlaku, padahal mungkin tidak sampai: 'amanah kit cancel \(ref) \(name)'"
                        ))
            }
        }
    }

    struct ListKits: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: Words("The kits of a case.", id: "Daftar kotak titip satu kasus."),
            examples: ["amanah kit list TPPO-2026-0017"])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @OptionGroup var options: VaultOptions

        struct View: Encodable {
            let fingerprint, words, until, madeBy: String
            let holder: String?
            let classes: [String]
            /// For those who read it.
            let kinds: [String]?
            let collected: Int
            let isCancelled: Bool
            // As people are shown it.
            let ofClasses: [ConfidentialityClass]
            let ofKinds: [DocumentKind]?

            private enum CodingKeys: CodingKey {
                case fingerprint, words, until, madeBy, holder, classes, kinds, collected, isCancelled
            }
        }

        func run() throws {
            let vault = try options.open()
            let file = try vault.caseFile(`case`)
            let views = try vault.kits(of: file).map { kit, details in
                View(
                    fingerprint: kit.made.digest.description,
                    words: kit.made.digest.words.joined(separator: " "), until: kit.made.until.description,
                    madeBy: vault.state.member(kit.madeBy)?.name ?? kit.madeBy.description,
                    holder: details?.holder, classes: kit.made.classes.map(\.rawValue),
                    kinds: details?.kinds.map(\.rawValue),
                    collected: kit.collectedCount, isCancelled: kit.isCancelled, ofClasses: kit.made.classes,
                    ofKinds: details?.kinds)
            }
            if options.format.json { return try Output.json(views) }
            if views.isEmpty {
                Terminal.complain(
                    Words(
                        "\(file.ref) has no kits yet. A coordinator makes one: 'amanah kit make \(file.ref) …'",
                        id:
                            "\(file.ref) belum punya kotak titip. Koordinator membuatnya: 'amanah kit make \(file.ref) …'"
                    ))
            }
            Output.table(
                [
                    Words("KIT", id: "KOTAK"), Words("FOR", id: "UNTUK"), Words("UNTIL", id: "SAMPAI"),
                    Words("COLLECTED", id: "DITERIMA"), Words("CLASSES", id: "GOLONGAN"),
                    Words("KINDS", id: "JENIS"), .data(""),
                ],
                views.map {
                    [
                        .data(String($0.fingerprint.prefix(8))), .data($0.holder ?? "–"),
                        .data(OfficeClock.text($0.until)), .data(String($0.collected)), $0.ofClasses.said,
                        $0.ofKinds?.said ?? .data("–"),
                        $0.isCancelled ? Words("CANCELLED", id: "DITUTUP") : .data(""),
                    ]
                })
        }
    }

    struct Cancel: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Cancel a kit (coordinator): nothing that was sealed with it is collected any more.",
                id: "Tutup kotak titip (koordinator kasus): titipan dari kotak itu tidak diterima lagi."),
            discussion: Words(
                """
                Collect first what its holder has sealed. Cancel it when it is lost, or its holder is in the wrong hands.
                """,
                id: """
                    Terima dahulu titipan pemegangnya. Tutup kotak titip yang hilang, atau yang pemegangnya jatuh ke tangan yang salah.
                    """),
            examples: ["amanah kit cancel TPPO-2026-0017 3f2a9c11"])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @Argument(
            help: ArgumentHelp(
                "The kit, as 'amanah kit list' shows it.",
                id: "Kotak titipnya, seperti ditunjukkan 'amanah kit list'."))
        var kit: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let file = try vault.caseFile(`case`)
            try vault.cancelKit(kit, of: file)
            if options.format.json {
                return try Output.json(["case": file.ref, "kit": kit, "state": "cancelled"])
            }
            Output.line(
                Words(
                    "\(file.ref)  kit \(kit)  cancelled", id: "\(file.ref)  kotak titip \(kit)  ditutup"))
        }
    }
}
