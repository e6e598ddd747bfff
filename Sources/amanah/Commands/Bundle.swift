import Age
import ArgumentParser
import EvidenceVault
import Foundation
import Sodium

struct BundleGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "Hand evidence over: signed, sealed, and checkable without Amanah.",
        subcommands: [Create.self, VerifyBundle.self, OpenBundle.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal documents for an office, as far as a recorded consent covers them.",
            discussion: """
                Without --documents, all that you read and a consent covers. The handover is logged before anything leaves.

                Example: amanah bundle create TPPO-2026-0017 --to lpsk --recipient lpsk.card -o lpsk.tar.age
                """)

        @Argument(help: "The case.")
        var `case`: String

        @Option(help: ArgumentHelp("The office, as the consent names it.", valueName: "office"))
        var to: String

        @Option(help: ArgumentHelp("The office's card file, or its age1… key.", valueName: "card|age1…"))
        var recipient: String

        @Option(
            help: ArgumentHelp(
                "Only these documents, with commas: references or numbers.", valueName: "ref,…"))
        var documents: String?

        @Option(
            name: [.customShort("o"), .customLong("output")],
            help: ArgumentHelp("The new file.", valueName: "file"))
        var output: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let office = try Office(to)
            let vault = try options.open()
            let recipient =
                try recipient.hasPrefix("age1") && !FileManager.default.fileExists(atPath: recipient)
                ? BundleRecipient(recipient)
                : BundleRecipient(
                    card: Card(json: Files.contents(of: recipient, limit: 16_384)),
                    postQuantum: vault.state.isPostQuantum)
            let file = try vault.caseFile(`case`)
            let numbers = try documents?.split(separator: ",").map { word in
                if let number = Int(word), (1...max(1, file.documentCount)).contains(number) { return number }
                let (other, number) = try vault.document(String(word))
                guard other.id == file.id else { throw CommandError.usage("\(word) is not of \(file.ref)") }
                return number
            }
            let receipt = try vault.createBundle(
                of: file, to: office, recipient: recipient, documents: numbers, at: output)
            for (ref, reason) in receipt.leftOut { Terminal.complain("left out: \(ref): \(visible(reason))") }
            if options.format.json {
                struct Made: Encodable {
                    let path, sha256: String
                    let size: Int64
                    let signer: String
                    let custody: CustodyRecord
                }
                return try Output.json(
                    Made(
                        path: receipt.path, sha256: receipt.sha256.description, size: receipt.size,
                        signer: Minisign.publicKey(receipt.signer), custody: receipt.custody))
            }
            for exhibit in receipt.custody.exhibits {
                print(visible("\(exhibit.exhibit)  \(exhibit.ref)  \(exhibit.sha256)  \(exhibit.title)"))
            }
            Output.fields([
                ("bundle", "\(receipt.path) (\(Output.size(receipt.size)))"),
                ("SHA-256", receipt.sha256.description),
                ("sealed to", recipient.name ?? recipient.recipient.description),
                ("signed with", Minisign.publicKey(receipt.signer)),
                ("fingerprint", receipt.custody.preparedBy.fingerprint.spoken),
            ])
        }
    }

    struct VerifyBundle: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Check a bundle. Needs no vault.",
            discussion: """
                FILE is a sealed bundle, a bag in tar or zip, or an unpacked bag's folder. To unpack, use 'amanah bundle open': it \
                writes nothing that was not checked.

                Example: amanah bundle verify lpsk.tar.age --identity lpsk.identity
                """)

        @Argument(help: "The bundle.")
        var file: String

        @OptionGroup var identity: IdentityOptions
        @OptionGroup var format: FormatOptions

        func run() throws {
            let report = try Bundle.verify(at: file, identities: identities(for: file, identity))
            try BundleView(report).print(json: format.json)
            if !report.isValid { throw ExitCode(ExitStatus.integrity.rawValue) }
        }
    }

    struct OpenBundle: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "open", abstract: "Check a bundle and unpack it into a new folder. Needs no vault.",
            discussion: "Example: amanah bundle open lpsk.tar.age -o berkas --identity lpsk.identity")

        @Argument(help: "The bundle.")
        var file: String

        @Option(
            name: [.customShort("o"), .customLong("output")],
            help: ArgumentHelp("The new folder.", valueName: "dir"))
        var output: String

        @OptionGroup var identity: IdentityOptions
        @OptionGroup var format: FormatOptions

        func run() throws {
            if FileManager.default.fileExists(atPath: output) { throw VaultError.alreadyExists(path: output) }
            let report = try Bundle.open(at: file, identities: identities(for: file, identity), to: output)
            try BundleView(report).print(json: format.json)
        }
    }
}

/// The identity to open a sealed bundle with. One that is not sealed needs none.
private func identities(for path: String, _ options: IdentityOptions) throws -> [any Age.Identity] {
    guard try EvidenceVault.Bundle.isSealed(path) else { return [] }
    return try options.open().bundleIdentities
}

private typealias Bundle = EvidenceVault.Bundle

private struct BundleView: Encodable {
    let valid: Bool
    let problems, warnings: [String]
    let signer, signerFingerprint, signerName, caseRef, office, preparedAt, trustedComment: String?
    let files: Int
    let bytes: Int64
    let logSize: UInt64?
    let exhibits: [CustodyRecord.Exhibit]

    init(_ report: BundleReport) {
        valid = report.isValid
        problems = report.problems
        warnings = report.warnings
        files = report.files
        bytes = report.bytes
        // What a bundle that is refused says of itself is nobody's word.
        let custody = report.isValid ? report.custody : nil
        signer = report.isValid ? report.signer.map(Minisign.publicKey) : nil
        signerFingerprint = custody?.preparedBy.fingerprint.description
        signerName = custody?.preparedBy.name
        caseRef = custody?.caseRef
        office = custody?.office.description
        preparedAt = custody?.preparedAt.description
        trustedComment = report.isValid ? report.trustedComment : nil
        logSize = report.isValid ? report.checkpoint?.size : nil
        exhibits = custody?.exhibits ?? []
    }

    func print(json: Bool) throws {
        if json { return try Output.json(self) }
        Swift.print(valid ? "The bundle is whole and its signature fits." : "DO NOT TRUST THIS BUNDLE.")
        for problem in problems { Swift.print("  problem: \(visible(problem))") }
        for warning in warnings { Swift.print("  warning: \(visible(warning))") }
        Output.fields([
            ("case", caseRef), ("for", office), ("prepared", preparedAt), ("by", signerName),
            ("minisign key", signer), ("files", "\(files), \(Output.size(bytes))"),
            ("log", logSize.map { "\($0) entries when it was made" }),
        ])
        for exhibit in exhibits {
            Swift.print("  " + visible("\(exhibit.exhibit)  \(exhibit.sha256)  \(exhibit.title)"))
        }
        if valid {
            Terminal.complain("Compare the minisign key with what the sender tells you by another way.")
        }
    }
}
