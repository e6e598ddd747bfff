import ArgumentParser
import Bytes
import EvidenceVault
import Ledger
import Presentation
import Sodium
import VaultStorage

extension BundleGroup {
    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Seal documents for an office, as far as a recorded consent covers them.",
                id: "Siapkan paket dokumen untuk satu instansi, sebatas persetujuan yang tercatat."),
            discussion: Words(
                """
                Without --documents it proposes what the office expects ('amanah office expects'), as far as you read it and a consent \
                covers it; of an office of which nothing is known, all that is read and covered. Where there is a redacted copy, the newest one goes and not its original. It says what is expected and missing, \
                and why; only what lacks consent is refused. It also says where a file tells where it was taken, who wrote it or what it was before. \
                On a terminal it shows first what the officer will see, and asks. What has left cannot be fetched back. The handover is logged before anything leaves.

                An office without a key gets a zip with a passphrase (--passphrase), which 7-Zip opens. The file goes by stick or \
                e-mail, the passphrase by telephone, and never beside the file. WhatsApp only to say that something comes.
                """,
                id: """
                    Tanpa --documents: diusulkan yang diminta instansi itu ('amanah office expects'), sejauh boleh Anda baca dan tercakup \
                    persetujuan; untuk instansi yang permintaannya tidak diketahui, semua yang boleh dibaca dan tercakup. Kalau ada salinan yang disamarkan, salinan terbaru itu yang ikut, bukan aslinya. Yang kurang \
                    diberitahukan beserta sebabnya; yang ditolak hanya yang belum disetujui. Diberitahukan juga kalau berkas memuat lokasi, nama penulis, atau versi sebelumnya. \
                    Di terminal, ditunjukkan dahulu apa yang akan dilihat petugas, lalu Anda ditanya. Yang sudah keluar tidak dapat diambil kembali. Penyerahan dicatat di log \
                    sebelum ada yang keluar.

                    Instansi yang tidak punya kunci mendapat zip dengan frasa sandi (--passphrase), dibuka dengan 7-Zip. Berkasnya lewat \
                    flashdisk atau surel, frasa sandinya lewat telepon, tidak pernah bersama berkasnya. WhatsApp hanya untuk memberi tahu \
                    bahwa ada kiriman.
                    """),
            examples: [
                "amanah bundle create TPPO-2026-0017 --to lpsk --purpose restitution -o lpsk.tar.age",
                "amanah bundle create TPPO-2026-0017 --to lpsk --documents 1,6 -o lpsk.tar.age",
                "amanah bundle create TPPO-2026-0017 --to lpsk -o lpsk.tar.age --letters pengantar",
                "amanah bundle create TPPO-2026-0017 --to polsek --passphrase --split 20M -o polsek.zip",
            ])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @Option(
            help: ArgumentHelp(
                "The office, as the consent names it.",
                id: "Instansi penerima, seperti disebut dalam persetujuan.", valueName: "office"))
        var to: String

        @Option(
            help: ArgumentHelp(
                "What it is for; only consents for that count. Without it, all to the office do.",
                id:
                    "Tujuannya; hanya persetujuan untuk tujuan itu yang dihitung. Jika tidak disebut, semua persetujuan kepada instansi itu."
            ))
        var purpose: String?

        @Option(
            help: ArgumentHelp(
                "Instead of consents: the number of a legal basis that two members answer for ('amanah bundle propose').",
                id:
                    "Sebagai ganti persetujuan: nomor dasar hukum yang ditanggung dua anggota ('amanah bundle propose').",
                valueName: "number"))
        var legalBasis: String?

        @Option(
            help: ArgumentHelp(
                "Which of the office's confirmed keys, where it has several: a card file, or an age1… key. More than once: to all of them.",
                id:
                    "Kunci instansi yang mana, kalau ada beberapa: berkas kartu kunci, atau kunci age1…. Boleh lebih dari sekali: untuk semuanya.",
                valueName: "card|age1…"))
        var recipient: [String] = []

        @Flag(
            help: ArgumentHelp(
                "Seal it in a zip with nine random words, which are shown once, for an office without a key.",
                id:
                    "Kunci dalam zip dengan sembilan kata acak, ditunjukkan satu kali, untuk instansi tanpa kunci."
            ))
        var passphrase = false

        @Option(
            help: ArgumentHelp(
                "Write the words into this new file, not to the terminal.",
                id: "Tulis kata-katanya ke berkas baru ini, tidak ke layar.", valueName: "file"))
        var passphraseOut: String?

        @Flag(
            help: ArgumentHelp(
                "With --passphrase although the office has a key. The log says so.",
                id: "Dengan --passphrase padahal instansi punya kunci. Ini tercatat di log."))
        var despiteKey = false

        @Option(
            help: ArgumentHelp(
                "Volumes of at most this size: 20M for mail, 4G for a stick. 'copy /b' and 'cat' join them.",
                id:
                    "Potongan sebesar ini paling banyak: 20M untuk surel, 4G untuk flashdisk. 'copy /b' dan 'cat' menyatukannya.",
                valueName: "size"))
        var split: String?

        @OptionGroup var documents: ChosenDocuments

        @Option(
            name: [.customShort("o"), .customLong("output")],
            help: ArgumentHelp("The new file.", id: "Berkas baru.", valueName: "file"))
        var output: String

        @Option(
            help: ArgumentHelp(
                "Also write into this folder what goes with the file: a page to read first, the handover minutes in two copies, a cover letter (ODT). No name of a victim and no title is in them.",
                id:
                    "Tulis juga ke folder ini yang menyertai berkasnya: halaman baca-dulu, berita acara rangkap dua, dan surat pengantar (ODT). Nama korban dan judul dokumen tidak ada di dalamnya.",
                valueName: "dir"))
        var letters: String?

        @Flag(help: ArgumentHelp("Do not ask; for scripts.", id: "Jangan bertanya; untuk skrip."))
        var yes = false

        @OptionGroup var options: VaultOptions

        func run() throws {
            try Destination.requireFile(output, for: "-o")
            if let letters { try Destination.requireFile(letters, for: "--letters") }
            try requireFitting()
            let volume = try split.map { try VolumeSize($0).bytes }
            let office = try Office(self.to)
            let purpose = try purpose.map { try ConsentPurpose(typed: $0) }
            let basis = try legalBasis.map(BasisView.number)
            let asks = !yes && Terminal.canAsk
            guard yes || asks || documents.documents != nil else {
                throw CommandError.noTerminalForPreview
            }
            let vault = try options.open()
            let to = try BundleOutput(at: output, split: volume)
            let note = try passphraseOut.map { try NewFile(at: $0) }
            let beside = try letters.map(LettersFolder.init)
            let words = passphrase ? try BundlePassphrase() : nil
            let file = try vault.caseFile(`case`)
            let chosen = try documents.numbers(in: file, of: vault)
            let plan = try vault.planBundle(
                of: file, to: office, for: purpose, on: basis,
                sealed: words.map { .passphrase($0, despiteKey: despiteKey) }
                    ?? .keys(recipient.map { try recipientNamed($0, vault) }),
                documents: chosen.named, with: chosen.added, without: chosen.excluded,
                originals: chosen.originals, showing: asks)
            let metadata = try vault.reviewMetadata(of: plan)
            if asks {
                BundlePreview(plan).show()
                metadata.show()
                let labels = plan.keys.map { visible($0.label) }.joined(separator: ", ")
                let whom = plan.keys.isEmpty ? plan.office.said : .data(labels)
                try Terminal.confirm(
                    Words(
                        "Hand these \(plan.exhibits.count) documents to \(whom.english)? What has left cannot be fetched back.",
                        id:
                            "Serahkan \(plan.exhibits.count) dokumen ini kepada \(whom.indonesian)? Yang sudah diserahkan tidak dapat ditarik."
                    ))
            } else {
                BundlePreview(plan).showLeftOut()
                metadata.show()
            }
            // On the disk before the log is told, so that no bundle leaves whose passphrase is lost.
            if let note, let words {
                try words.withUnsafeBytes { try note.write($0) }
                try note.write(Array("\n".utf8))
                try note.synchronize()
            }
            let receipt = try LoggedAlone.telling(
                Words(
                    "where the log has a handover to \(office) by you of this moment, no bundle left: make it again, and the log has both",
                    id:
                        "bila log memuat penyerahan kepada \(office) oleh Anda saat ini, tidak ada paket yang keluar: buat lagi, log memuat keduanya"
                )
            ) {
                let receipt = try vault.createBundle(plan, in: to, page: IndexPage.pages)
                try note?.publish()
                return receipt
            }
            try show(receipt, of: plan, metadata, with: beside)
            if let words, !options.format.json { try tell(words) }
            // Last: the bundle has left, and who made it must hear of that and of the passphrase whatever comes of the letters.
            try beside?.write(Letters(receipt))
        }

        private func show(
            _ receipt: BundleReceipt, of plan: BundlePlan, _ metadata: MetadataReview,
            with beside: LettersFolder?
        ) throws {
            if options.format.json {
                struct Made: Encodable {
                    let path, sha256, manifestSha256: String
                    let letters: [String]
                    let size: Int64
                    let signerWords: String
                    let signerNumbers: [String]
                    let signerKey: HexBytes
                    let custody: CustodyRecord
                    let keys: [OfficeKeyView]
                    let volumes: [Volume]
                    let passphraseFile: String?
                    let expected: ExpectationCheckView
                    let leftOut: [LeftOut]
                    /// What files say of themselves, as far as it can harm.
                    let metadata: [MetadataReview.View]

                    struct LeftOut: Encodable { let ref, reason: String }
                }
                struct Volume: Encodable {
                    let path, sha256: String
                    let size: Int64
                }
                return try Output.json(
                    Made(
                        path: receipt.path, sha256: receipt.sha256.description,
                        manifestSha256: receipt.manifest.description, letters: beside?.paths ?? [],
                        size: receipt.size,
                        signerWords: Minisign.words(receipt.signer).joined(separator: " "),
                        signerNumbers: Minisign.numbers(receipt.signer),
                        signerKey: HexBytes(receipt.signer.bytes), custody: receipt.custody,
                        keys: receipt.keys.map(OfficeKeyView.init),
                        volumes: receipt.volumes.map {
                            Volume(path: $0.path, sha256: $0.sha256.description, size: $0.size)
                        }, passphraseFile: passphraseOut,
                        expected: ExpectationCheckView(plan.check, in: plan.caseRef),
                        leftOut: plan.leftOut.map { .init(ref: $0.ref, reason: $0.reason.code) },
                        metadata: metadata.views))
            }
            for exhibit in receipt.custody.exhibits {
                Output.line(
                    .data("\(exhibit.exhibit)  \(exhibit.ref)  \(exhibit.sha256)  \(exhibit.title)"))
            }
            for volume in receipt.volumes {
                Output.data("\(volume.sha256)  \(visible(volume.path))  \(ByteCount.text(volume.size))")
            }
            let keys = receipt.keys.flatMap { key -> [(Words, Words?)] in
                [
                    (
                        Words("sealed to", id: "dienkripsi untuk"),
                        .data(key.label)
                            + (key.isAlone
                                ? Words(
                                    ", confirmed by one member ALONE", id: ", dikukuhkan SATU orang saja")
                                : .data(""))
                    ), (.key, .data(key.recipient)),
                ]
            }
            Output.fields(
                [
                    (
                        Words("bundle", id: "paket serah terima"),
                        .data("\(receipt.path) (\(ByteCount.text(receipt.size)))")
                    ),
                    (.data("SHA-256"), .data(receipt.sha256.description)),
                    (Words("manifest", id: "manifes"), .data(receipt.manifest.description)),
                    (
                        Words("letters", id: "pengantar"),
                        beside.map { .data($0.paths.joined(separator: ", ")) }
                    ),
                ] + keys + [
                    (.words, .data(Minisign.words(receipt.signer).joined(separator: " "))),
                    (.numbers, .data(Minisign.numbers(receipt.signer).joined(separator: " "))),
                    (Words("log", id: "log brankas"), BundleView.log(receipt.report)),
                ])
            Terminal.complain(
                Words(
                    "Say these twelve words, or their numbers, to who receives it, by telephone: they stand for your key.",
                    id:
                        "Sebutkan dua belas kata ini, atau angkanya, kepada penerima lewat telepon: itulah tanda kunci Anda."
                ))
        }

        /// The one time that the passphrase is shown, and how it travels.
        private func tell(_ words: BundlePassphrase) throws {
            if let passphraseOut {
                Terminal.complain(
                    Words(
                        "The passphrase is in \(visible(passphraseOut)).",
                        id: "Frasa sandinya ada di \(visible(passphraseOut))."))
            } else {
                Output.data("")
                Output.line(
                    Words(
                        "PASSPHRASE, shown this once and stored nowhere:",
                        id: "FRASA SANDI, ditunjukkan sekali ini dan tidak disimpan di mana pun:"))
                Output.data("")
                Output.data("    ", end: "")
                try words.withUnsafeBytes { try StandardOutput.write($0) }
                Output.data("\n")
            }
            Terminal.complain(
                Words(
                    "Say these nine words by telephone, to a person whom you know. The file goes by stick or e-mail; never the two together, and neither by WhatsApp, which is only for saying that something comes. Who loses the words cannot open the file: make another.",
                    id:
                        "Bacakan sembilan kata ini lewat telepon, kepada orang yang Anda kenal. Berkasnya lewat flashdisk atau surel; jangan pernah bersama frasa sandinya, dan jangan lewat WhatsApp, yang hanya untuk memberi tahu bahwa ada kiriman. Kalau kata-katanya hilang, berkasnya tidak dapat dibuka: buat paket baru."
                ))
        }

        /// What does not go together is told before a passphrase is asked for.
        private func requireFitting() throws {
            func refuse(_ words: Words) throws -> Never { throw CommandError.wrongWords(words) }
            let name = output.lowercased()
            if legalBasis != nil, purpose != nil {
                try refuse(
                    Words(
                        "--purpose chooses among consents, and --legal-basis does without them: say one",
                        id:
                            "--purpose memilih di antara persetujuan, sedangkan --legal-basis tanpa persetujuan: pilih satu"
                    ))
            }
            if !passphrase, passphraseOut != nil || despiteKey {
                try refuse(
                    Words(
                        "--passphrase-out and --despite-key go with --passphrase",
                        id: "--passphrase-out dan --despite-key dipakai bersama --passphrase"))
            }
            if passphrase, !recipient.isEmpty {
                try refuse(
                    Words(
                        "a bundle is sealed to keys or with a passphrase: --recipient or --passphrase",
                        id: "paket dikunci untuk kunci atau dengan frasa sandi: --recipient atau --passphrase"
                    ))
            }
            if passphrase, options.format.json, passphraseOut == nil {
                try refuse(
                    Words(
                        "the passphrase is no part of JSON: name a file with --passphrase-out",
                        id: "frasa sandi tidak dicetak dalam JSON: sebutkan berkas dengan --passphrase-out"))
            }
            let ending = ["zip", "tar", "age"].first { name.hasSuffix(".\($0)") }
            if let ending, ending != (passphrase ? "zip" : "age") {
                try refuse(
                    passphrase
                        ? Words(
                            "a bundle with a passphrase is a zip: give it a name that ends in .zip",
                            id: "paket dengan frasa sandi berbentuk zip: beri nama berakhiran .zip")
                        : Words(
                            "a bundle that is sealed to a key is an age file: give it a name that ends in .age",
                            id:
                                "paket yang dikunci untuk sebuah kunci berbentuk age: beri nama berakhiran .age"
                        ))
            }
        }

        private func recipientNamed(_ text: String, _ vault: Vault) throws -> BundleRecipient {
            try text.hasPrefix("age1") && !PathBytes.exists(text)
                ? BundleRecipient(text)
                : BundleRecipient(
                    card: TextFile.settings(of: text, limit: 16_384, Card.init(json:)),
                    postQuantum: vault.state.isPostQuantum)
        }
    }
}

/// What a volume may have at most, as people say it: `20M`, `4G`. In powers of ten: a stick that takes files of up to 4 GiB takes 4G.
private struct VolumeSize {
    let bytes: Int64

    init(_ text: String) throws {
        let units: [Character: Int64] = ["K": 1000, "M": 1_000_000, "G": 1_000_000_000]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).uppercased()
        let factor = unit.isEmpty ? 1 : unit.count == 1 ? units[Character(unit)] : nil
        guard let number = Int64(digits), let factor,
            case let size = number.multipliedReportingOverflow(by: factor),
            !size.overflow, size.partialValue >= Bundle.smallestVolume
        else {
            throw CommandError.wrongWords(
                Words(
                    "--split takes a size of 1M or more, such as 20M or 4G",
                    id: "--split memerlukan ukuran 1M atau lebih, misalnya 20M atau 4G"))
        }
        bytes = size.partialValue
    }
}

private typealias Bundle = EvidenceVault.Bundle
