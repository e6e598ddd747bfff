import Disk
import Foundation
import Ledger
import Sodium
import TransparencyLog
import VaultStorage

/// What an export of the log came to.
public struct LogExport: Sendable {
    public let head: LogHead
    /// The log key as a signed-note verifier key: what the checkpoint's signature is checked with.
    public let logKey: String
    public let written: Int
    /// Files that an earlier export had written already.
    public let kept: Int
}

extension Vault {
    /// Writes the log as tiles, entry bundles and checkpoint (c2sp.org/tlog-tiles), so that anybody can check it who has no
    /// key of the vault. Nothing in it is in clear that is not in clear in the vault's own files.
    ///
    /// A folder with an earlier export of this log is brought up to date, and what it holds is compared on the way.
    ///
    /// Throws ``VaultError/exportDiffers(path:)`` when the folder holds anything else.
    public func exportLog(to folder: String) throws -> LogExport {
        try Vault.requireOutside(folder, vault: path)
        return try log.current { note, state, transaction in
            let target = try ExportFolder(folder)
            try target.requireEarlier(of: state, in: transaction)
            var (writer, frontier) = (TileWriter(), Frontier())
            while writer.size < state.head.size {
                for entry in try transaction.entries(from: writer.size, below: state.head.size) {
                    frontier.append(MerkleTree.leafHash(entry))
                    for file in writer.append(entry) { try target.put(file, since: writer.size) }
                }
            }
            guard frontier.root.bytes == state.head.root.bytes else {
                throw VaultError.altered(.checkpoint(.otherEntries))
            }
            for file in writer.partial() { try target.put(file, since: writer.size) }
            for (position, files) in try timestampFiles(of: state) {
                for file in files { try target.put(file, since: position + 1) }
            }
            // Last: a folder with a checkpoint has all that it speaks of.
            try target.finish(checkpoint: note)
            return LogExport(
                head: state.head, logKey: try CheckpointNames(id).verifier(logKey: state.logKey).vkey,
                written: target.written, kept: target.kept)
        }
    }
}

/// The folder that a log is exported to.
private final class ExportFolder {
    private let path: String
    /// Opened before anything is written: what could not be is told to who was there.
    private let folder: File
    private let synchronizesAtOnce: Bool
    private var folders: Set<String> = []
    private(set) var written = 0
    private(set) var kept = 0
    /// Of the log that the checkpoint there speaks of.
    private var acknowledged: UInt64 = 0

    private var checkpoint: String { "\(path)/checkpoint" }

    init(_ path: String) throws {
        self.path = path
        try File.makeFolder(path)
        folder = try File.read(path)
        synchronizesAtOnce = try folder.synchronizeFileSystem()
        let contents = (try? PathBytes.names(in: path).map { PathBytes.shown($0) }) ?? []
        // An export that was cut off has tiles and no checkpoint yet.
        guard contents.isEmpty || contents.contains("checkpoint") || contents.contains("tile") else {
            throw VaultError.exportDiffers(path: path)
        }
    }

    /// The checkpoint that is there must be an older one of the same log.
    func requireEarlier(of state: VaultState, in transaction: LogRows) throws {
        guard File.exists(checkpoint) else { return }
        let bytes = try File.contents(of: checkpoint, limit: TakenCheckpoint.maximumSize)
        guard let older = try? TakenCheckpoint(bytes, of: state.vaultID), older.head.size <= state.head.size,
            try MerkleTree.root(ofTreeOf: older.head.size, reading: transaction).bytes
                == older.head.root.bytes
        else { throw VaultError.exportDiffers(path: checkpoint) }
        acknowledged = older.head.size
    }

    /// Writes a file that is not there yet, whole or not at all. What is there must be the same, if the checkpoint speaks of it: an export
    /// that was cut off by a loss of power has left names without bytes.
    ///
    /// - Parameter size: of the log that has the file.
    func put(_ file: Tiles.File, since size: UInt64) throws {
        let target = "\(path)/\(file.path)"
        let isThere = File.exists(target)
        if isThere {
            let isSame = try File.hasContents(file.bytes, at: target)
            guard isSame || size > acknowledged else { throw VaultError.exportDiffers(path: target) }
            if isSame {
                kept += 1
                return
            }
        }
        let parent = PathBytes.parent(of: target)
        if folders.insert(parent).inserted {
            try makeFolder(parent)
        }
        let new = try NewFile(at: target, replacing: isThere)
        try new.write(file.bytes)
        if !synchronizesAtOnce { try new.synchronize() }
        // Names are for ``finish(checkpoint:)``.
        try new.publish(isDurable: false)
        written += 1
    }

    /// And those that it lies in.
    private func makeFolder(_ folder: String) throws {
        if File.exists(folder) { return }
        try makeFolder(PathBytes.parent(of: folder))
        try File.makeFolder(folder)
    }

    func finish(checkpoint note: [UInt8]) throws {
        if synchronizesAtOnce {
            _ = try folder.synchronizeFileSystem()
        } else {
            for folder in folders { try synchronize(folder) }
        }
        try File.write(note, replacing: checkpoint)
        try File.synchronizeFolder(path)
    }

    /// A folder, and those that it lies in.
    private func synchronize(_ folder: String) throws {
        var folder = folder
        while folder.utf8.count > path.utf8.count {
            try File.synchronizeFolder(folder)
            folder = PathBytes.parent(of: folder)
        }
    }
}
