import ArgumentParser
import EvidenceVault
import Foundation

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

struct DepositWithKit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deposit",
        abstract: Words(
            "Seal files with a field kit, where there is no vault and no identity.",
            id: "Titip berkas dengan kotak titip, di tempat yang tidak ada brankas dan kunci pribadi."),
        discussion: Words(
            """
            First it asks for the twelve words that the kit's maker says of it. Have them from the maker by another way than the kit \
            came, by telephone at best: who changed the kit on its way could read all that it seals.

            Each file becomes a sealed one that this machine cannot open. The originals are left where they are: when the sealed files \
            have been collected, remove the originals, empty the wastebasket, and on a USB stick or memory card write it full once; \
            on a telephone or SSD only wiping all of it is sure.
            """,
            id: """
                Mula-mula ditanyakan dua belas kata yang disebutkan pembuat kotak titip. Mintalah langsung kepadanya lewat jalan lain \
                daripada kotaknya, sebaiknya telepon: orang yang mengubah kotak di jalan dapat membaca semua titipan.

                Setiap berkas menjadi titipan terkunci yang tidak dapat dibuka komputer ini. Berkas aslinya dibiarkan di tempatnya: \
                setelah titipan diterima di brankas, hapus aslinya, kosongkan tempat sampah, dan kalau di flashdisk atau kartu memori, \
                isi penuh satu kali; di HP atau SSD hanya penghapusan seluruh isinya yang pasti aman.
                """),
        examples: [
            Example(
                "amanah deposit --kit ratna.kit rekaman.m4a --kind electronic -o /media/usb/sealed",
                id: "amanah deposit --kit ratna.kit rekaman.m4a --kind bukti-elektronik -o /media/usb/titipan"
            )
        ])

    @Option(help: ArgumentHelp("The kit's file.", id: "Berkas kotak titip."))
    var kit: String

    @Argument(help: ArgumentHelp("Files and folders.", id: "Berkas dan folder.", valueName: "path"))
    var paths: [String]

    @Option(
        help: ArgumentHelp(
            "What they are; 'amanah add --help' lists the kinds.",
            id: "Jenis dokumennya; daftarnya di 'amanah add --help'.", valueName: "kind"))
    var kind: TypedWord<DocumentKind>

    @Option(
        help: ArgumentHelp(
            "A title; without it, the file's name. It is sealed too.",
            id: "Judul dokumen; jika tidak disebut, nama berkasnya. Judul ikut dikunci."))
    var title: String?

    @Option(
        help: ArgumentHelp(
            "How the evidence was obtained, in words: from whom, with whose permission.",
            id: "Cara dokumen diperoleh: dari siapa, kapan, dan atas izin siapa.", valueName: "text"))
    var obtained: String?

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
            "For kinds that can be of any class: who may read them.",
            id:
                "Untuk jenis yang dapat termasuk golongan mana pun: golongan dokumennya, yaitu siapa yang boleh membaca."
        ))
    var confidentiality: TypedWord<ConfidentialityClass>?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The folder for the sealed files.", id: "Folder untuk berkas titipan yang terkunci.",
            valueName: "dir"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "What the kit's maker says of it, where there is no terminal to ask on: twelve words, their numbers, or 64 digits.",
            id:
                "Yang disebutkan pembuat kotak titip, kalau tidak ada terminal untuk bertanya: dua belas kata, angkanya, atau 64 digit.",
            valueName: "words"))
    var fingerprint: String?

    @OptionGroup var format: FormatOptions

    func run() throws {
        try Destination.requireFile(output, for: "-o")
        let (kind, confidentiality) = (try kind.value, try confidentiality?.value)
        let unchecked = try UncheckedKit(json: TextFile.json(of: kit, limit: 1 << 20))
        let files = try FileList(paths)
        files.tell()
        guard title == nil || files.entries.count == 1 else {
            throw CommandError.forOneFile(options: "--title")
        }
        let submissions = try files.entries.map {
            try Submission(
                path: $0.path, name: $0.name, kind: kind, confidentiality: confidentiality, title: title,
                obtained: obtained)
        }
        let kit = try unchecked.checked(against: said(of: unchecked))
        let progress = Progress(Words("sealing", id: "menyegel"), total: files.totalSize)
        let receipts = try kit.seal(submissions, into: output, progress: progress.add)
        if format.json {
            struct Receipt: Encodable {
                let path, sealed, sha256, documentID: String
                let size: Int64
            }
            return try Output.json(
                receipts.map {
                    Receipt(
                        path: $0.path, sealed: $0.sealedPath, sha256: $0.sha256.description,
                        documentID: $0.documentID.description, size: $0.size)
                })
        }
        for receipt in receipts {
            Output.data("\(visible(receipt.sealedPath))  \(receipt.sha256)  \(visible(receipt.path))")
        }
        let (ref, phrase, spoken) = (
            kit.contents.caseRef, kit.contents.vault.phrase, kit.digest.fingerprint.spoken
        )
        Terminal.complain(
            Words(
                "Sealed for \(ref), vault '\(phrase)', with kit \(spoken). The originals are still here: 'amanah deposit --help' says how to remove them.",
                id:
                    "Disegel untuk \(ref), brankas '\(phrase)', dengan kotak titip \(spoken). Aslinya masih ada di sini: 'amanah deposit --help' menjelaskan cara menghapusnya."
            ))
    }
}

extension DepositWithKit {
    /// What the maker said of the kit. The kit's own words are not shown before: who reads them off the screen compares nothing.
    private func said(of kit: UncheckedKit) throws -> SpokenDigest {
        if let fingerprint { return try SpokenDigest.read(fingerprint) }
        let (ref, phrase) = (visible(kit.contents.caseRef), kit.contents.vault.phrase)
        let question = Words(
            """
            This kit says that it is for \(ref), vault '\(phrase)'.
            Type the twelve words that its maker has told you of it, by telephone and not in the message that the kit came with:
            >\u{20}
            """,
            id: """
                Kotak titip ini menyebut dirinya untuk \(ref), brankas '\(phrase)'.
                Ketik dua belas kata yang disebutkan pembuatnya, lewat telepon dan bukan dalam pesan yang membawa kotak titip ini:
                >\u{20}
                """)
        var triesLeft = 3
        while true {
            guard let typed = try Terminal.ask(triesLeft == 3 ? question : .data("> ")) else {
                throw CommandError.noTerminalForKit
            }
            triesLeft -= 1
            do {
                return try SpokenDigest.read(typed)
            } catch VaultError.notASpokenDigest(let problem) where triesLeft > 0 {
                Terminal.complain(problem.words)
            }
        }
    }
}

extension SpokenDigest {
    static func read(_ text: String) throws -> SpokenDigest {
        do {
            return try SpokenDigest(text)
        } catch {
            throw VaultError.notASpokenDigest(error)
        }
    }
}

struct Collect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Bring in what was sealed with field kits: each file once, with its own time and signature.",
            id:
                "Terima titipan ke dalam brankas: setiap berkas satu kali, dengan waktu dan tanda tangannya sendiri."
        ),
        discussion: Words(
            """
            A file that is refused is left as it is; why stands beside it, and in the log. The exit status is 3 when one was refused, \
            and 5 when somebody has changed or forged one.
            """,
            id: """
                Berkas yang ditolak dibiarkan; sebabnya tertulis di sampingnya dan di log. Status akhir 3 bila ada yang ditolak, dan 5 \
                bila ada yang diubah atau dipalsukan.
                """),
        examples: [Example("amanah collect /media/usb/sealed/*", id: "amanah collect /media/usb/titipan/*")])

    @Argument(help: ArgumentHelp("Sealed files.", id: "Berkas titipan.", valueName: "file"))
    var files: [String]

    @OptionGroup var options: VaultOptions

    func run() throws {
        let vault = try options.open()
        var views: [View] = []
        let outcome = Result {
            try vault.collect(files) { collected in
                let view = View(collected)
                views.append(view)
                guard !options.format.json else { return }
                // It is in the vault now, whatever becomes of the rest.
                Output.line(view.line)
                try? StandardOutput.flush()
            }
        }
        // What came in before a file that could not be read is in the vault, and said.
        if options.format.json { try Output.json(views) }
        if views.contains(where: \.isUnderOldKeys) {
            Terminal.complain(
                Words(
                    "Some were sealed under keys that have changed since: 'amanah reseal' by a coordinator seals them under the new ones.",
                    id:
                        "Ada yang disegel dengan kunci lama: 'amanah reseal' oleh koordinator menguncinya dengan kunci baru."
                ))
        }
        try outcome.get()
        let problems = views.compactMap(\.problem)
        if problems.isEmpty { return }
        let status: ExitStatus = problems.contains(where: \.isForgery) ? .integrity : .notPermitted
        throw ArgumentParser.ExitCode(status.rawValue)
    }

    private struct View: Encodable {
        let path: String
        let ref, documentID, sealedAt, refused: String?
        let isUnderOldKeys, isBeforeKit: Bool
        /// The class, when nobody has looked at what is inside because who collects does not read it.
        let notCheckedInside: String?
        private let unread: ConfidentialityClass?

        private enum CodingKeys: CodingKey {
            case path, ref, documentID, sealedAt, refused, isUnderOldKeys, isBeforeKit, notCheckedInside
        }

        var problem: FieldDepositProblem? { refused.flatMap(FieldDepositProblem.init) }

        init(_ collected: Vault.Collected) {
            path = collected.path
            switch collected.outcome {
            case .deposited(let receipt):
                (ref, documentID, refused) = (receipt.ref, receipt.documentID.description, nil)
                sealedAt = receipt.sealedAt.description
                isUnderOldKeys = receipt.isUnderOldKeys
                isBeforeKit = receipt.isBeforeKit
                unread = receipt.notCheckedInside
                notCheckedInside = unread?.rawValue
            case .refused(let problem):
                (ref, documentID, sealedAt, refused) = (nil, nil, nil, problem.rawValue)
                (isUnderOldKeys, isBeforeKit) = (false, false)
                (unread, notCheckedInside) = (nil, nil)
            }
        }

        var line: Words {
            guard let ref else {
                return Words("REFUSED  ", id: "TIDAK DITERIMA  ") + (problem?.words ?? .data(""))
                    + .data("  \(path)")
            }
            let unchecked = unread.map {
                Words(
                    "  (not checked inside: you do not read \($0.said.english))",
                    id: "  (isinya tidak diperiksa: peran Anda tidak membaca \($0.said.indonesian))")
            }
            return Words("\(ref)  sealed ", id: "\(ref)  dititipkan ")
                + OfficeClock.sealed(sealedAt ?? "", isBeforeKit: isBeforeKit) + .data("  \(path)")
                + (unchecked ?? .data(""))
        }
    }
}
