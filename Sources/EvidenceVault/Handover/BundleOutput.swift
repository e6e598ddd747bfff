import Bytes
import Crypto
import Disk
import Foundation
import VaultStorage

/// Where a bundle is written: a file, or volumes that joined one behind the other are that file. Whole or not at all.
///
/// Volumes are `NAME.001`, `NAME.002`, …, and beside them lies `NAME.sha256`, their list.
public final class BundleOutput {
    /// A file that was made.
    public struct Part: Sendable {
        public let path: String
        public let size: Int64
        public let sha256: HexBytes
    }

    /// Of the file, or what the volumes make when they are joined.
    public let path: String
    /// The volumes. None where it is one file.
    public private(set) var volumes: [Part] = []
    private let split: Int64?
    private var current: NewFile
    private var finished: [NewFile] = []
    private let list: NewFile?
    private var hasher = SHA256()
    private var written: Int64 = 0

    /// Nothing has a name until ``publish(size:sha256:)``. Throws ``StorageError/alreadyExists(path:)``.
    ///
    /// - Parameter split: the most that a volume may have, in bytes.
    public init(at path: String, split: Int64? = nil) throws {
        (self.path, self.split) = (path, split)
        guard let split else {
            (current, list) = (try NewFile(at: path), nil)
            return
        }
        guard split >= BundleVolumes.smallest, BundleVolumes.canBeListed(PathBytes.name(of: path)) else {
            throw StorageError.cannotWrite(path: path, errno: EINVAL)
        }
        current = try NewFile(at: BundleVolumes.path(path, 0))
        list = try NewFile(at: BundleVolumes.listPath(path))
    }

    /// Asks the disk for so many bytes now, of which no more than a few will be missing.
    public func reserve(_ bytes: Int64) throws {
        if let split, bytes / split >= BundleVolumes.most { throw VaultError.tooManyVolumes(split: split) }
        try current.reserve(bytes)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard let split else { return try current.write(bytes) }
        var rest = bytes
        while !rest.isEmpty {
            if written == split { try beginVolume() }
            let count = Int(min(Int64(rest.count), split - written))
            let piece = UnsafeRawBufferPointer(rebasing: rest[..<count])
            hasher.update(bufferPointer: piece)
            try current.write(piece)
            written += Int64(count)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    private func beginVolume() throws {
        try endVolume()
        guard volumes.count < BundleVolumes.most else { throw VaultError.tooManyVolumes(split: split ?? 0) }
        current = try NewFile(at: BundleVolumes.path(path, volumes.count))
    }

    private func endVolume() throws {
        // Gives back what was asked for and lies behind its end.
        try current.synchronize()
        volumes.append(
            Part(path: current.path, size: written, sha256: HexBytes([UInt8](hasher.finalize()))))
        finished.append(current)
        (hasher, written) = (SHA256(), 0)
    }

    /// Gives all of it its names: the list last. Where that fails, none stays.
    func publish(size: Int64, sha256: HexBytes) throws {
        guard let list else { return try current.publish() }
        try endVolume()
        try list.write(
            BundleVolumes(
                name: PathBytes.name(of: path), size: size, sha256: sha256,
                parts: volumes.map { .init(size: $0.size, sha256: $0.sha256) }
            ).bytes)
        try list.synchronize()
        var published: [String] = []
        do {
            for file in finished + [list] {
                try file.publish()
                published.append(file.path)
            }
        } catch {
            for path in published { FileSystem.remove(path) }
            throw error
        }
    }
}
