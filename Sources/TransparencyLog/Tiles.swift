/// A log as static files: hashes of the tree in tiles of 256, and the entries in bundles beside them. Whoever has the files
/// computes every proof from them.
///
/// Source: c2sp.org/tlog-tiles.
public enum Tiles {
    /// Hashes in a full tile, entries in a full bundle.
    public static let width = 256
    /// Longer entries, in bytes, do not fit into a bundle, whose lengths are 16 bits.
    public static let largestBundled = Int(UInt16.max)

    /// What a tile holds.
    public enum Kind: Hashable, Sendable {
        /// Hashes of subtrees over 256^level leaves each.
        case hashes(level: Int)
        case entries
    }

    /// One file, with its path below the log's folder.
    public struct File: Hashable, Sendable {
        public let path: String
        public let bytes: [UInt8]

        public init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// The path of a tile: `tile/0/x001/x234/067`, with `.p/W` behind when it holds only W of 256.
    ///
    /// Source: c2sp.org/tlog-tiles, “Merkle Tree” and “Log entries”.
    public static func path(_ kind: Kind, index: UInt64, width: Int = Tiles.width) -> String {
        let level =
            switch kind {
            case .hashes(let level): String(level)
            case .entries: "entries"
            }
        let name = "tile/\(level)/\(groups(of: index))"
        return width == Tiles.width ? name : "\(name).p/\(width)"
    }

    /// Where an entry lies that does not fit into a bundle: by itself, byte for byte. The bundle has an entry of no bytes in
    /// its place. This is ours; c2sp.org/tlog-tiles leaves it open.
    public static func pathOfLargeEntry(_ index: UInt64) -> String { "large/\(groups(of: index))" }

    private static func groups(of index: UInt64) -> String {
        var rest = index
        var name = ""
        repeat {
            let group = String(rest % 1000)
            let padded = String(repeating: "0", count: 3 - group.count) + group
            name = name.isEmpty ? padded : "x\(padded)/\(name)"
            rest /= 1000
        } while rest > 0
        return name
    }
}

/// Makes the tiles of a log, entry by entry, in memory that does not grow with it.
public struct TileWriter: Sendable {
    /// Of each level, the number of full tiles and the hashes that are not in one.
    private var levels: [(full: UInt64, pending: [Hash])] = []
    private var bundle: [UInt8] = []

    public init() {}

    /// The number of entries.
    public var size: UInt64 {
        levels.first.map { $0.full * UInt64(Tiles.width) + UInt64($0.pending.count) } ?? 0
    }

    /// Takes the next entry. Returns the files that it completes, its own among them if it is too large for a bundle.
    public mutating func append(_ entry: [UInt8]) -> [Tiles.File] {
        var files: [Tiles.File] = []
        if levels.isEmpty { levels.append((0, [])) }
        let isLarge = entry.count > Tiles.largestBundled
        if isLarge { files.append(Tiles.File(path: Tiles.pathOfLargeEntry(size), bytes: entry)) }
        let length = isLarge ? 0 : entry.count
        bundle += [UInt8(length >> 8), UInt8(length & 255)]
        if !isLarge { bundle += entry }

        var hash = MerkleTree.leafHash(entry)
        for level in 0... {
            if level == levels.count { levels.append((0, [])) }
            levels[level].pending.append(hash)
            guard levels[level].pending.count == Tiles.width else { break }
            if level == 0 {
                files.append(Tiles.File(path: Tiles.path(.entries, index: levels[0].full), bytes: bundle))
                bundle = []
            }
            files.append(tile(at: level))
            // A full tile is one hash of the level above.
            var subtree = Frontier()
            for hash in levels[level].pending { subtree.append(hash) }
            hash = subtree.root
            levels[level] = (levels[level].full + 1, [])
        }
        return files
    }

    /// The partial tiles that a tree of the present size has besides.
    public func partial() -> [Tiles.File] {
        var files = levels.indices.filter { !levels[$0].pending.isEmpty }.map(tile(at:))
        if let entries = levels.first, !entries.pending.isEmpty {
            let path = Tiles.path(.entries, index: entries.full, width: entries.pending.count)
            files.append(Tiles.File(path: path, bytes: bundle))
        }
        return files
    }

    private func tile(at level: Int) -> Tiles.File {
        let (full, pending) = levels[level]
        return Tiles.File(
            path: Tiles.path(.hashes(level: level), index: full, width: pending.count),
            bytes: pending.flatMap(\.bytes))
    }
}
