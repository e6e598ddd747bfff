import ArgumentParser
import Bytes
import Disk
import EvidenceVault
import Foundation
import Ledger
import Presentation
import Sodium
import VaultStorage

/// How an identity file is found and opened.
struct IdentityOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Your identity file.", id: "Berkas kunci Anda.", valueName: "file"))
    var identity: String?

    @Option(
        help: ArgumentHelp(
            "Read the passphrase from the first line of this file; - is standard input.",
            id: "Ambil frasa sandi dari baris pertama berkas ini; - berarti masukan standar.",
            valueName: "file"))
    var passphraseFile: String?

    /// The file that was named, or AMANAH_IDENTITY, or the one that was used last; nil where there is none.
    var path: String? { identity ?? IdentityOptions.usual }

    /// The file that is meant where none is named.
    static var usual: String? {
        let named = ProcessInfo.processInfo.environment["AMANAH_IDENTITY"] ?? ""
        if !named.isEmpty { return named }
        // One that has gone since is none.
        return LastUsed.noted().identity.flatMap { PathBytes.exists($0) ? $0 : nil }
    }

    /// The named file, sealed as it is.
    func file() throws -> (bytes: [UInt8], path: String) {
        guard let path else { throw CommandError.noIdentity }
        return (PlainText.withoutMark(try Files.contents(of: path, limit: 65_536)), path)
    }

    /// Opens the identity: without a passphrase where `amanah unlock` keeps it. What is to change the file itself, or its
    /// passphrase, must ask for that instead.
    func open() throws -> MemberIdentity {
        let (file, path) = try file()
        if passphraseFile == nil, let text = try Keeping.text(of: file) {
            return try MemberIdentity.open(text: text, path: path)
        }
        let passphrase = try self.passphrase(IdentityOptions.question(path))
        return try MemberIdentity.open(file, path: path, passphrase: passphrase)
    }

    /// The next command finds both without being told; but no walk-through, and no key of one.
    func note(in vault: Vault? = nil) {
        if vault?.state.isExample ?? false { return }
        LastUsed(vault: vault?.path, identity: path.map(PathBytes.real)).note()
    }

    static func question(_ path: String) -> Words {
        Words("Passphrase of \(visible(path)): ", id: "Frasa sandi untuk \(visible(path)): ")
    }

    func passphrase(_ question: Words) throws -> Secret {
        guard let passphraseFile else { return try Terminal.askSecret(question.here) }
        if passphraseFile == "-" { return try Terminal.readLine(from: STDIN_FILENO) }
        return try TextFile.secretLine(of: passphraseFile)
    }
}

/// What every command that works in a vault understands.
struct VaultOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The vault's folder.", id: "Folder brankas.", valueName: "dir"))
    var vault: String?

    @OptionGroup var identity: IdentityOptions
    @OptionGroup var format: FormatOptions

    /// The vault that is named, or AMANAH_VAULT, or the nearest one of this user's; after checking that it is one.
    static func path(_ vault: String?) throws -> String {
        let named =
            vault ?? ProcessInfo.processInfo.environment["AMANAH_VAULT"].flatMap { $0.isEmpty ? nil : $0 }
        if let path = try named ?? Vault.find(above: ".") {
            try Vault.requireVault(at: path)
            return path
        }
        // One that has gone since is none.
        guard let last = LastUsed.noted().vault, (try? Vault.requireVault(at: last)) != nil else {
            throw CommandError.noVault
        }
        return last
    }

    func open() throws -> Vault {
        // Before the passphrase is asked for: is it a vault at all, and is there an identity?
        let path = try VaultOptions.path(vault)
        let vault = try Vault.open(at: path, as: identity.open(), surroundings: VaultOptions.surroundings)
        try vault.settleDuties()
        OfficeClock.set(by: vault)
        identity.note(in: vault)
        return vault
    }

    /// Warnings go to standard error.
    static var surroundings: Vault.Surroundings {
        Vault.Surroundings(warn: { Terminal.warn($0.line) })
    }
}

/// The phrase that somebody who is in the vault reads aloud.
struct PhraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The vault's phrase, as somebody who is in it reads it aloud: twelve words, or their numbers.",
            id: "Frasa brankas, seperti dibacakan anggotanya: dua belas kata, atau angkanya.",
            valueName: "words"))
    var phrase: String?

    /// What was given or is typed now, after comparing it with the vault in a folder, whose own is not shown.
    func compared(withVaultAt path: String) throws -> VaultPhrase {
        let question = Words(
            "The vault's phrase, as somebody who is in it reads it to you: ",
            id: "Frasa brankas, seperti dibacakan kepada Anda oleh anggotanya: ")
        guard let given = try phrase ?? Terminal.ask(question) else {
            throw CommandError.noTerminalForPhrase
        }
        let phrase = try VaultPhrase(given)
        try Vault.require(phrase, ofVaultAt: path)
        return phrase
    }
}

struct FormatOptions: ParsableArguments {
    @Flag(help: ArgumentHelp("Print one JSON value instead of text.", id: "Cetak JSON, bukan teks."))
    var json = false
}

/// Whom a time-stamp is believed.
struct AuthorityOptions: ParsableArguments {
    static let help = ArgumentHelp(
        "Certificates (PEM) of the time-stamping authority, or of who certified it.",
        id: "Sertifikat (PEM) penyelenggara penanda waktu, atau pihak yang mensertifikasinya.",
        valueName: "file")
    private static let largestFile = 1 << 20

    @Option(help: AuthorityOptions.help)
    var certificate: String?

    func certificates() throws -> [UInt8]? { try certificate.map(AuthorityOptions.certificates(in:)) }

    static func certificates(in path: String) throws -> [UInt8] {
        try Files.contents(of: path, limit: largestFile)
    }
}

/// Small files that the user names.
enum Files {
    static func contents(of path: String, limit: Int) throws -> [UInt8] {
        let bytes =
            path == "-"
            ? [UInt8](FileHandle.standardInput.readData(ofLength: limit + 1)) : try read(path, limit + 1)
        guard bytes.count <= limit else { throw StorageError.tooLarge(path: path, limit: limit) }
        return bytes
    }

    /// Up to `limit` bytes. What is no file, or may not be read, is called that.
    private static func read(_ path: String, _ limit: Int) throws -> [UInt8] {
        // A pipe that nobody writes to keeps nobody waiting: it is empty.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw StorageError.unreadable(path: path, errno: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        // Room for all of it at once: growing would leave copies of what may be a secret.
        bytes.reserveCapacity(limit)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        defer { wipe(&buffer) }
        while bytes.count < limit {
            let wanted = min(buffer.count, limit - bytes.count)
            let count = Foundation.read(descriptor, &buffer, wanted)
            if count < 0 {
                if errno == EINTR { continue }
                // One that somebody writes to is waited for.
                if errno == EAGAIN, fcntl(descriptor, F_SETFL, 0) == 0 { continue }
                throw StorageError.unreadable(path: path, errno: errno)
            }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
