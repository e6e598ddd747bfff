import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Presentation

struct Recover: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "With the trustees' shares: restore access, or save every document.",
            id: "Dengan bagian kunci dari para pemegangnya: pulihkan akses, atau selamatkan semua dokumen."),
        discussion: Words(
            """
            Shares are typed one after the other, word by word (four letters of each are enough); or name files with --share, or the whole key with --recovery-key. Do it on a machine \
            that you trust, off the network: while it runs, all is in one place. It is logged as the recovery key's doing.

            --drill tries, with the shares, the keys of the vault and of every case and the seal of every document; no document is read, and \
            nothing is written: do it once a year.
            --enrol makes the owner of a card a member: a new custodian, or a coordinator. --case, or --all-cases, gives that member the \
            keys of cases as their coordinator. --revoke ends a lost or hostile membership. --documents writes every document to a folder.

            What changes the vault asks for its phrase, which also stands in the share files: nothing of it is remembered here.
            """,
            id: """
                Bagian kunci diketik kata demi kata (empat huruf cukup); atau sebutkan berkasnya dengan --share, atau kunci yang utuh dengan \
                --recovery-key. Lakukan di komputer yang Anda percayai dan tidak tersambung ke jaringan: selama perintah ini berjalan, \
                semuanya ada di satu tempat. Di log tercatat sebagai perbuatan kunci pemulihan brankas.

                --drill (latihan) mencoba, dengan bagian kunci itu, kunci brankas dan kunci semua kasus serta segel semua dokumen; \
                tidak ada dokumen yang dibaca dan tidak ada yang ditulis. Lakukan setahun sekali.
                --enrol mendaftarkan pemilik kartu kunci sebagai anggota: pengelola brankas atau koordinator yang baru. --case, atau \
                --all-cases, memberinya kunci kasus sebagai koordinatornya. --revoke mengakhiri keanggotaan yang kuncinya hilang atau \
                disalahgunakan. --documents menulis semua dokumen ke sebuah folder.

                Yang mengubah brankas menanyakan frasa brankas, yang juga tertulis di berkas bagian kunci: di sini tidak ada yang \
                diingat tentangnya.
                """),
        examples: [
            Example(
                "amanah recover --vault brankas --share satu.txt --share dua.txt --enrol dewi.card --role custodian",
                id:
                    "amanah recover --vault brankas --share satu.txt --share dua.txt --enrol dewi.card --role pengelola-brankas"
            )
        ])

    @OptionGroup var shares: SharesOptions

    @Flag(
        help: ArgumentHelp(
            "Only check that the shares open what they should.",
            id: "Latihan pemulihan: hanya periksa apakah bagian kunci masih cocok."))
    var drill = false

    @Option(
        help: ArgumentHelp(
            "Make the owner of this card a member.", id: "Daftarkan pemilik kartu kunci ini sebagai anggota.",
            valueName: "card"))
    var enrol: String?

    @Option(help: ArgumentHelp("With --enrol.", id: "Bersama --enrol: perannya.", valueName: "role,…"))
    var role: String?

    @Option(
        help: ArgumentHelp(
            "A member who is there already, to be given cases.",
            id: "Anggota yang sudah ada, untuk diberi kasus."))
    var member: String?

    @Option(
        name: .customLong("case"),
        help: ArgumentHelp(
            "Give the member this case, as its coordinator; may be repeated.",
            id: "Berikan kasus ini kepada anggota itu, sebagai koordinatornya; boleh diulang."))
    var cases: [String] = []

    @Flag(
        help: ArgumentHelp(
            "Give the member all cases that have nobody who can assign.",
            id: "Berikan kepada anggota itu semua kasus yang tidak punya koordinator."))
    var allCases = false

    @Option(
        help: ArgumentHelp("End this membership.", id: "Akhiri keanggotaan orang ini.", valueName: "member"))
    var revoke: String?

    @Option(
        help: ArgumentHelp(
            "Write every document to this new folder.", id: "Tulis semua dokumen ke folder baru ini.",
            valueName: "dir"))
    var documents: String?

    @OptionGroup var phrase: PhraseOptions

    @Option(help: ArgumentHelp("The vault's folder.", id: "Folder brankas.", valueName: "dir"))
    var vault: String?

    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard drill || enrol != nil || member != nil || revoke != nil || documents != nil else {
            throw CommandError.wrongWords(
                Words(
                    "say what to do: --drill, --enrol, --member, --revoke or --documents",
                    id:
                        "sebutkan apa yang akan dilakukan: --drill, --enrol, --member, --revoke, atau --documents"
                ))
        }
        guard (enrol == nil) == (role == nil) else {
            throw CommandError.wrongWords(
                Words("--enrol and --role go together", id: "--enrol dan --role harus dipakai bersama"))
        }
        guard enrol == nil || member == nil else {
            throw CommandError.wrongWords(
                Words("--enrol or --member, not both", id: "--enrol atau --member, jangan keduanya"))
        }
        guard !drill || enrol == nil && member == nil && revoke == nil && documents == nil else {
            throw CommandError.wrongWords(
                Words(
                    "--drill goes alone: it changes nothing",
                    id: "--drill (latihan) dipakai sendiri: tidak mengubah apa pun"))
        }
        guard cases.isEmpty && !allCases || enrol != nil || member != nil else {
            throw CommandError.wrongWords(
                Words(
                    "--case and --all-cases go with --enrol or --member",
                    id: "--case dan --all-cases dipakai bersama --enrol atau --member"))
        }
    }

    private struct Done: Encodable {
        var drill: Bool?
        var enrolled: String?
        var cases: [String] = []
        var revoked: String?
        var documents: Int?
        var failures: [Failure]?

        struct Failure: Encodable {
            let `case`: String
            let keys: [String]
            let documents: [Int]
        }
    }

    func run() throws {
        if let documents { try Destination.requireFile(documents, for: "--documents") }
        let path = try VaultOptions.path(vault)
        // Before any share is typed into it.
        let phrase = changesTheVault || phrase.phrase != nil ? try phrase.compared(withVaultAt: path) : nil
        let secret = try shares.secret()
        var done = Done()
        if drill {
            let line = CountLine(Words("trying", id: "mencoba"))
            let drilled = try Vault.drill(at: path, recoverySecret: secret, progress: line.show(_:of:))
            if drilled.passed {
                try KnownVaults.standard().noteDrill(of: Vault.id(at: path), at: Timestamp(Date()))
            }
            return try report(drilled)
        }
        if let phrase, changesTheVault {
            try change(
                Vault.open(
                    at: path, recoverySecret: secret, phrase: phrase, surroundings: VaultOptions.surroundings),
                &done)
        }
        if let documents {
            let line = CountLine(Words("writing", id: "menulis"))
            let (written, faults): (Int, [(ref: String, error: any Error)])
            var stopped: LoggedAlone?
            do {
                (written, faults) = try Vault.saveDocuments(
                    ofVaultAt: path, recoverySecret: secret, to: documents,
                    surroundings: VaultOptions.surroundings, progress: line.show(_:of:))
            } catch let error as SavingStopped {
                (written, faults) = (error.written, error.faults)
                stopped = LoggedAlone(cause: error.cause, words: Recover.howToGoOn(after: written))
            }
            done.documents = written
            for (ref, error) in faults { Terminal.warn(Recover.line(ref, error)) }
            if let stopped { throw stopped }
            try report(done)
            if !faults.isEmpty { throw ArgumentParser.ExitCode(ExitStatus.integrity.rawValue) }
            return
        }
        try report(done)
    }

    private static func howToGoOn(after written: Int) -> Words {
        Words(
            "\(written) documents are whole in the folder: say the same again to go on from there, and see 'amanah audit log' for what the log has",
            id:
                "\(written) dokumen utuh di folder itu: ulangi perintah yang sama untuk melanjutkan, dan lihat 'amanah audit log' untuk yang tercatat"
        )
    }

    /// Who signs or seals with the recovery key must know in which vault.
    private var changesTheVault: Bool { enrol != nil || member != nil || revoke != nil }

    private func change(_ opened: Vault, _ done: inout Done) throws {
        var subject = try member.map { try opened.member(named: $0) }
        if let enrol, let role {
            let card = try TextFile.settings(of: enrol, limit: 16_384, Card.init(json:))
            let roles = try Set(Role.list(typed: role))
            // Cut off between the two, the same command finishes what it began.
            subject = opened.members.first {
                $0.fingerprint == card.fingerprint && $0.status == .active && $0.roles == roles
                    && (allCases || !cases.isEmpty)
            }
            if subject == nil {
                subject = try opened.enrol(card, roles: roles)
                done.enrolled = subject?.name
            }
        }
        if let subject {
            let files =
                try cases.map { try opened.caseFile($0) }
                + (allCases ? opened.state.allCases.filter { opened.state.granters(of: $0).isEmpty } : [])
            for file in files {
                try opened.restoreCase(file, to: subject)
                done.cases.append(file.ref)
            }
        }
        if let revoke {
            let member = try opened.member(named: revoke)
            try opened.end(member, isFinal: true, leavingCases: true)
            done.revoked = member.name
        }
    }

    private func report(_ drill: DrillReport) throws {
        if format.json {
            try Output.json(
                Done(
                    drill: drill.passed, documents: drill.documents,
                    failures: drill.failures.map { failed in
                        Done.Failure(
                            case: failed.caseRef,
                            keys: failed.failures.compactMap {
                                if case .key(let confidentiality) = $0 {
                                    confidentiality.rawValue
                                } else {
                                    nil
                                }
                            },
                            documents: failed.failures.compactMap {
                                if case .document(let number) = $0 { number } else { nil }
                            })
                    }))
        } else {
            Output.line(
                Words(
                    "the shares are this vault's; cases: \(drill.cases), sealed documents: \(drill.documents); no document was read, and the vault is as it was",
                    id:
                        "bagian kunci ini cocok untuk brankas ini; kasus: \(drill.cases), dokumen tersegel: \(drill.documents); tidak ada dokumen yang dibaca, dan brankas tetap seperti semula"
                ))
            for (ref, failures) in drill.failures {
                for failure in failures {
                    let words =
                        switch failure {
                        case .key(let confidentiality):
                            Words(
                                "\(ref): the key of class \(confidentiality.said.english) does not open",
                                id:
                                    "\(ref): kunci golongan \(confidentiality.said.indonesian) tidak dapat dibuka"
                            )
                        case .document(let number):
                            Words(
                                "\(ref)/\(number): its sealed file does not open",
                                id: "\(ref)/\(number): berkas tersegelnya tidak dapat dibuka")
                        }
                    Terminal.warn(words)
                }
            }
        }
        if !drill.passed { throw ArgumentParser.ExitCode(ExitStatus.integrity.rawValue) }
    }

    /// What was wrong with one document, whatever it was.
    private static func line(_ ref: String, _ error: any Error) -> Words {
        if case VaultError.altered(let finding) = error { return finding.words }
        return .data("\(ref): ") + (Problem(error) ?? .unnamed(error)).words
    }

    private func report(_ done: Done) throws {
        if format.json { return try Output.json(done) }
        if let name = done.enrolled {
            Output.line(Words("enrolled \(name)", id: "\(name) didaftarkan sebagai anggota"))
        }
        if !done.cases.isEmpty {
            let refs = done.cases.joined(separator: ", ")
            Output.line(Words("coordinator of \(refs)", id: "menjadi koordinator \(refs)"))
        }
        if let name = done.revoked {
            Output.line(Words("revoked \(name)", id: "keanggotaan \(name) diakhiri"))
        }
        if let count = done.documents {
            Output.line(Words("documents written: \(count)", id: "dokumen yang ditulis: \(count)"))
        }
    }
}
