import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Presentation

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

    @OptionGroup var description: DescriptionOptions

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
        let (kind, confidentiality) = (try kind.value, try description.confidentiality?.value)
        let unchecked = try UncheckedKit(json: TextFile.json(of: kit, limit: 1 << 20))
        let files = try FileList(paths)
        files.tell()
        guard description.title == nil || files.entries.count == 1 else {
            throw CommandError.forOneFile(options: "--title")
        }
        let submissions = try files.entries.map {
            try Submission(
                path: $0.path, name: $0.name, kind: kind, confidentiality: confidentiality,
                title: description.title,
                obtained: description.obtained)
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
        return try SpokenDigest.asked(question, or: .noTerminalForKit)
    }
}

extension SpokenDigest {
    /// Asks until it is one, three times at most.
    static func asked(_ question: Words, or noTerminal: CommandError) throws -> SpokenDigest {
        var triesLeft = 3
        while true {
            guard let typed = try Terminal.ask(triesLeft == 3 ? question : .data("> ")) else {
                throw noTerminal
            }
            triesLeft -= 1
            do {
                return try SpokenDigest.read(typed)
            } catch VaultError.notASpokenDigest(let problem) where triesLeft > 0 {
                Terminal.complain(problem.words)
            }
        }
    }

    static func read(_ text: String) throws -> SpokenDigest {
        do {
            return try SpokenDigest(text)
        } catch {
            throw VaultError.notASpokenDigest(error)
        }
    }
}
