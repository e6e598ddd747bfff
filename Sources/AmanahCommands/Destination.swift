import EvidenceVault
import Foundation
import Presentation
import VaultStorage

/// Where something goes that the user wants made: a new file, or with `-` standard output.
enum Destination {
    case file(NewFile)
    case standardOutput

    /// Whether it can be written is asked now, so make one before anything is done that cannot be undone.
    ///
    /// - Parameter json: whether standard output is wanted for something else.
    init(_ path: String, json: Bool = false) throws {
        guard path == "-" else {
            self = .file(try NewFile(at: path))
            return
        }
        guard !json else {
            throw CommandError.wrongWords(
                Words(
                    "--json and - both want standard output; name a file",
                    id: "--json dan - sama-sama memakai keluaran standar; sebutkan berkas"))
        }
        self = .standardOutput
    }

    /// Nil for standard output.
    var path: String? { if case .file(let file) = self { file.path } else { nil } }

    /// Makes sure of bytes before they are needed; on standard output nothing can be taken back, so nothing happens.
    func prepare(_ bytes: [UInt8]) throws {
        guard case .file(let file) = self else { return }
        try file.write(bytes)
        try file.synchronize()
    }

    /// What was prepared is there for others now.
    func publish(_ bytes: [UInt8]) throws {
        switch self {
        case .file(let file): try file.publish()
        case .standardOutput:
            try bytes.withUnsafeBytes { try StandardOutput.write($0) }
        }
    }

    func put(_ bytes: [UInt8]) throws {
        try prepare(bytes)
        try publish(bytes)
    }

    /// Throws where `-` is named for what is only good as a whole, or secret.
    static func requireFile(_ path: String, for option: String) throws {
        guard path == "-" else { return }
        throw CommandError.wrongWords(
            Words(
                "\(option) takes a name, and not standard output: what cannot be written whole must not be there at all",
                id:
                    "\(option) memerlukan nama, bukan keluaran standar: yang tidak dapat ditulis utuh tidak boleh ada sama sekali"
            ))
    }
}

/// The log has it, and what should have come of it could not be written.
struct LoggedAlone: HasProblem {
    let cause: any Error
    /// What the log has, and what to do next.
    let words: Words

    var problem: Problem? {
        Problem(cause).map { Problem($0.status, $0.words + .data("; ") + words) }
    }

    /// Runs what comes after the log was told. Where the place it goes to fails, people hear what is in the log.
    static func telling<R>(_ words: @autoclosure () -> Words, _ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let error as StorageError {
            switch error {
            case .cannotWrite, .diskFull, .alreadyExists: throw LoggedAlone(cause: error, words: words())
            default: throw error
            }
        } catch let error as CommandError {
            guard case .cannotAnswer(let code) = error, code != EPIPE else { throw error }
            throw LoggedAlone(cause: error, words: words())
        }
    }
}
