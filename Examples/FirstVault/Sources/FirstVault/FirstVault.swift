import EvidenceVault
import Foundation
import Sodium

/// Founds a vault in a folder, opens a case, takes a document in, reads it again, and holds all of it against its log.
@main
struct FirstVault {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else { fatalError("say FirstVault FOLDER") }
        let folder = URL(fileURLWithPath: CommandLine.arguments[1])
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func path(_ name: String) -> String { folder.appending(path: name).path }

        // Who works in it. An identity file is sealed under a passphrase; stock `age` opens it as well.
        let ratna = try MemberIdentity.generate(name: "Ratna")
        var typed = Array("kenari hijau tujuh lautan".utf8)
        try Data(ratna.sealed(passphrase: Secret(moving: &typed))).write(
            to: URL(fileURLWithPath: path("ratna.identity")))

        // What a member's computer remembers of a vault lies outside of it: that is how a rewritten past is found.
        let surroundings = Vault.Surroundings(
            knownVaults: KnownVaults(folder: path("state")), warn: { print("warning: \($0)") })
        let vault = try Vault.create(
            at: path("vault"), name: "Yayasan Contoh", founder: ratna, recoveryFile: path("recovery.txt"),
            surroundings: surroundings)
        print("founded \(vault.id): \(vault.id.phrase)")

        // A role is a key: the founder is a custodian, who reads nothing. A coordinator opens cases.
        try vault.setRoles(of: vault.me, to: [.custodian, .coordinator])
        let file = try vault.openCase(title: "Melati")

        let document = path("kronologi.txt")
        try Data("Ia dijemput pukul empat pagi.".utf8).write(to: URL(fileURLWithPath: document))
        let receipts = try vault.deposit(
            [
                Submission(
                    path: document, name: "kronologi.txt", kind: .chronology, title: "Kronologi",
                    obtained: "diceritakan oleh korban")
            ], in: file)
        for receipt in receipts { print("deposited \(receipt.ref), SHA-256 \(receipt.sha256)") }

        // On another day: the same computer knows the vault again. That somebody reads is in the log before they do.
        let again = try Vault.open(at: path("vault"), as: ratna, surroundings: surroundings)
        try again.settleDuties()
        var text: [UInt8] = []
        try again.read(1, in: again.caseFile(file.ref)).forEachPiece { text += $0 }
        print("read “\(String(decoding: text, as: UTF8.self))”")

        let report = try again.verify(.full)
        print(
            "\(report.documents) document, \(report.isWhole ? "all is well" : "not whole: \(report.findings)")"
        )
    }
}
