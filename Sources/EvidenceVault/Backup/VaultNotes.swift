import Bytes
import Foundation
import Ledger
import VaultStorage

/// What this computer did for a vault, for whoever asks later whether it was done: no secret, no place, no name; and no proof.
public struct VaultNotes: Codable, Sendable {
    public internal(set) var backedUpAt: Timestamp?
    public internal(set) var backedUpEntries: UInt64?
    public internal(set) var drilledAt: Timestamp?

    init() {}
}

extension KnownVaults {
    private func notesFile(_ id: VaultID) -> (folder: String, file: String)? {
        folder(named: "vault_notes").map { ($0, "\($0)/\(id)") }
    }

    /// Nothing where nothing was done, or nothing of it is left.
    public func notes(of id: VaultID) -> VaultNotes {
        guard let (_, file) = notesFile(id), let bytes = try? File.contents(of: file, limit: 4096),
            let notes = try? CanonicalJSON.decodeFile(VaultNotes.self, from: bytes)
        else { return VaultNotes() }
        return notes
    }

    /// What was done is done, whether it can be noted or not.
    func note(_ id: VaultID, _ change: (inout VaultNotes) -> Void) {
        guard let (folder, file) = notesFile(id) else { return }
        var notes = notes(of: id)
        change(&notes)
        try? PathBytes.makeFolders(folder)
        try? File.write(CanonicalJSON.encodeFile(notes), replacing: file)
    }

    /// Notes that trustees have tried what they are there for, on this computer.
    public func noteDrill(of id: VaultID, at time: Timestamp) {
        note(id) { $0.drilledAt = time }
    }
}
