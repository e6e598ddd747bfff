import Crypto
import Foundation
import Ledger
import VaultStorage

/// The folder into which all documents were to be saved takes no more of them.
public struct SavingStopped: Error {
    public let cause: any Error
    /// So many are whole.
    public let written: Int
    /// What was wrong with others, before.
    public let faults: [(ref: String, error: any Error)]
}

/// A folder that all documents of a vault are saved to. As long as it is not complete a file in it says of which vault it is, so that
/// it is taken up again and nothing else is.
struct RescueFolder {
    private static let noteName = ".amanah-rescue"

    private let path: String
    private let note: String

    /// Makes it, or takes up one that was left. Throws ``StorageError/alreadyExists(path:)`` for any other folder with something in it.
    init(_ path: String, of vault: VaultID) throws {
        self.path = path
        note = "\(path)/\(RescueFolder.noteName)"
        let text = Array("amanah/rescue/1 \(vault)\n".utf8)
        if File.exists(path) {
            let names = try VaultFolder.open(path).names()
            if names.contains(RescueFolder.noteName) {
                guard try File.contents(of: note, limit: 4096) == text else {
                    throw StorageError.alreadyExists(path: path)
                }
                return
            }
            // It may have been cut off before the first file in it.
            guard names.isEmpty else { throw StorageError.alreadyExists(path: path) }
        } else {
            try File.makeFolder(path)
            try File.synchronizeName(of: path)
        }
        let new = try NewFile(at: note)
        try new.write(text)
        try new.publish()
    }

    /// Where a document goes, in the folder of its case.
    func path(of name: String, in caseRef: String) throws -> String {
        let folder = "\(path)/\(caseRef)"
        if !File.exists(folder) {
            try RescueFolder.writing {
                try File.makeFolder(folder)
                try File.synchronizeName(of: folder)
            }
        }
        return "\(folder)/\(name)"
    }

    /// Whether a document is there, whole.
    func holds(_ path: String, _ details: DocumentDetails) throws -> Bool {
        guard File.exists(path), let file = try? File.read(path), let status = try? file.status(),
            status.isRegular, status.size == details.document.size
        else { return false }
        return try file.digest().bytes == details.sha256.bytes
    }

    func finish() throws {
        try VaultFolder.open(path).remove(RescueFolder.noteName)
    }

    /// The folder's fault, not the document's.
    struct Unwritable: Error { let cause: any Error }

    static func writing<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let error as StorageError {
            switch error {
            case .cannotWrite, .diskFull, .alreadyExists: throw Unwritable(cause: error)
            default: throw error
            }
        }
    }
}
