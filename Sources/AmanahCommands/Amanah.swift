import ArgumentParser
import EvidenceVault
import Foundation
import Presentation
import Sodium
import VaultStorage

/// Runs one command of `amanah` with the arguments of this process, and ends the process with its status.
package func runAmanah() {
    Amanah.main()
}

struct Amanah: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amanah",
        abstract: Words(
            "An encrypted vault for case files, visum reports and testimony.",
            id: "Brankas terenkripsi untuk dokumen kasus, visum, dan kesaksian."),
        discussion: Words(
            """
            A custodian makes a vault and enrols the others; a coordinator opens cases and assigns teams; companions deposit what \
            they may not be able to open again; lawyers read what their role allows and hand signed bundles to police, LPSK and \
            courts; auditors see every access and no document.

            The vault is --vault DIR, else AMANAH_VAULT, else the nearest one above this folder, else the one that was used last.
            Your identity file is --identity FILE, else AMANAH_IDENTITY, else the one that was used last. 'amanah unlock' spares you its \
            passphrase for a while.

            Dalam bahasa Indonesia: AMANAH_LANG=id amanah --help
            """,
            id: """
                Pengelola brankas membuat brankas dan mendaftarkan anggota; koordinator membuat kasus dan menugaskan tim; pendamping \
                memasukkan dokumen yang mungkin tidak boleh ia buka lagi; pendamping hukum membaca yang diizinkan perannya dan \
                menyerahkan paket bertanda tangan kepada kepolisian, LPSK, dan pengadilan; auditor melihat setiap akses, tetapi tidak \
                satu dokumen pun.

                Brankasnya: --vault FOLDER, atau AMANAH_VAULT, atau yang terdekat di atas folder ini, atau yang terakhir dipakai. \
                Berkas kunci Anda: --identity BERKAS, atau AMANAH_IDENTITY, atau yang terakhir dipakai. Dengan 'amanah unlock' frasa \
                sandi cukup diketik sekali untuk beberapa waktu.

                In English: AMANAH_LANG=en amanah --help
                """),
        version: "0.1.0",
        subcommands: [
            Init.self, Join.self, IdentityGroup.self, Unlock.self, Lock.self, Status.self, MemberGroup.self,
            PolicyGroup.self, TimeZoneCommand.self, OfficeGroup.self, CaseGroup.self, Add.self, Amend.self,
            List.self, Show.self,
            Get.self, Cat.self, Redact.self,
            ConsentGroup.self, BundleGroup.self, KitGroup.self, DepositWithKit.self, Collect.self,
            Reseal.self, Reindex.self, Repair.self, AuditGroup.self, Verify.self,
            Backup.self, Restore.self, Doctor.self, Recover.self,
            RecoveryGroup.self,
            ExitStatusHelp.self,
            UnlockAgent.Command.self, Home.self,
        ], defaultSubcommand: Home.self)

    static func main() {
        StandardStreams.open()
        hardenProcess()
        // A file that would grow over a limit is an error to report, not a reason to die.
        signal(SIGXFSZ, SIG_IGN)
        do {
            try requireText()
            if HelpRequest.isMade(by: arguments) {
                try showHelp(arguments)
            } else {
                var command = try parseAsRoot()
                let isGroup = !type(of: command).configuration.subcommands.isEmpty
                try isGroup ? showHelp(arguments) : command.run()
            }
            try StandardOutput.finish()
        } catch {
            finish(with: error)
        }
    }

    private static var arguments: [String] { Array(CommandLine.arguments.dropFirst()) }

    private static func showHelp(_ arguments: [String]) throws {
        Output.data(HelpPage(command: try HelpRequest.command(arguments)).text)
    }

    /// Swift replaces what is no UTF-8 by U+FFFD, and the name of another file may be just that.
    private static func requireText() throws {
        for index in 0..<Int(CommandLine.argc) {
            guard let argument = CommandLine.unsafeArgv[index] else { break }
            let bytes = UnsafeRawBufferPointer(start: argument, count: strlen(argument))
            guard PathBytes.text(Array(bytes)) != nil else {
                throw CommandError.argumentNotText(PathBytes.shown(bytes))
            }
        }
    }

    /// The one place where errors become words and an exit status.
    private static func finish(with error: any Error) -> Never {
        if case CommandError.cannotAnswer(EPIPE) = error { StandardOutput.endWithoutReader() }
        if let problem = Problem(error) {
            Terminal.warn(problem.words)
            Foundation.exit(problem.status.rawValue)
        }
        if let refusal = ParserRefusal(error, of: self, arguments) {
            Terminal.warn(refusal.problem.words)
            if let next = refusal.next { Terminal.complain(next) }
            Foundation.exit(refusal.problem.status.rawValue)
        }
        let code = exitCode(for: error)
        if code == .success {
            do {
                Output.data(message(for: error))
                try StandardOutput.finish()
            } catch {
                finish(with: error)
            }
            Foundation.exit(ExitStatus.done.rawValue)
        }
        if let code = error as? ArgumentParser.ExitCode {
            do {
                try StandardOutput.finish()
            } catch {
                // What was found is worse than that nobody can read of it.
                if let problem = Problem(error) {
                    Terminal.warn(problem.words)
                }
            }
            Foundation.exit(code.rawValue)
        }
        StandardError.print(fullMessage(for: error) + "\n")
        Foundation.exit(code == .validationFailure ? ExitStatus.usage.rawValue : ExitStatus.other.rawValue)
    }
}
