import TestSupport
import Testing

@testable import TransparencyLog

@Suite struct TileTests {
    private func entries(_ count: Int, _ random: inout SeededGenerator) -> [[UInt8]] {
        (0..<count).map { _ in random.bytes(Int.random(in: 1...40, using: &random)) }
    }

    /// All files of a log, by path. No path is written twice.
    private func export(_ entries: [[UInt8]]) -> [String: [UInt8]] {
        var writer = TileWriter()
        var files = entries.flatMap { writer.append($0) }
        #expect(writer.size == UInt64(entries.count))
        files += writer.partial()
        return Dictionary(files.map { ($0.path, $0.bytes) }) { first, _ in
            Issue.record("a path twice")
            return first
        }
    }

    @Test func pathsAreThoseOfTheSpecification() {
        #expect(Tiles.path(.hashes(level: 0), index: 1_234_067) == "tile/0/x001/x234/067")
        #expect(Tiles.path(.entries, index: 0, width: 112) == "tile/entries/000.p/112")
        #expect(Tiles.path(.hashes(level: 2), index: 999) == "tile/2/999")
        #expect(Tiles.path(.hashes(level: 2), index: 1000) == "tile/2/x001/000")
        #expect(Tiles.pathOfLargeEntry(70_000) == "large/x070/000")
    }

    /// c2sp.org/tlog-tiles, “Partial Tiles”: the two examples there.
    @Test func aTreeHasTheTilesThatTheSpecificationCounts() {
        let files = export([[UInt8]](repeating: [7], count: 70_000))
        func count(_ prefix: String, partial: Bool) -> Int {
            files.keys.count { $0.hasPrefix(prefix) && $0.contains(".p/") == partial }
        }
        for kind in ["tile/0/", "tile/entries/"] {
            #expect(count(kind, partial: false) == 273)
            #expect(files["\(kind)273.p/112"] != nil)
        }
        #expect(count("tile/1/", partial: false) == 1)
        #expect(files["tile/1/001.p/17"] != nil && files["tile/2/000.p/1"] != nil)
        #expect(files.count == 2 * 274 + 2 + 1)
        let exactly = export([[UInt8]](repeating: [7], count: 256))
        #expect(Set(exactly.keys) == ["tile/0/000", "tile/entries/000", "tile/1/000.p/1"])
        #expect(export([]).isEmpty)
    }

    /// What an auditor does who has only the files.
    private func read(_ files: [String: [UInt8]], size: Int) -> [[UInt8]]? {
        var entries: [[UInt8]] = []
        for start in stride(from: 0, to: size, by: Tiles.width) {
            let width = min(Tiles.width, size - start)
            let path = Tiles.path(.entries, index: UInt64(start / Tiles.width), width: width)
            guard var rest = files[path]?[...] else { return nil }
            for index in start..<(start + width) {
                guard rest.count >= 2 else { return nil }
                let length = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
                guard rest.count >= length else { return nil }
                let entry =
                    length == 0
                    ? files[Tiles.pathOfLargeEntry(UInt64(index))] : Array(rest.prefix(length))
                guard let entry else { return nil }
                rest = rest.dropFirst(length)
                entries.append(entry)
            }
            guard rest.isEmpty else { return nil }
        }
        return entries
    }

    /// The tiles of a tree, straight from the definition: MTH(D[(n·256 + i)·256^l : (n·256 + i + 1)·256^l]).
    private func tiles(of entries: [[UInt8]]) -> [String: [UInt8]] {
        var tiles: [String: [UInt8]] = [:]
        var row = entries.map(MerkleTree.leafHash)
        var level = 0
        while !row.isEmpty {
            for start in stride(from: 0, to: row.count, by: Tiles.width) {
                let tile = row[start..<min(start + Tiles.width, row.count)]
                let path = Tiles.path(
                    .hashes(level: level), index: UInt64(start / Tiles.width), width: tile.count)
                tiles[path] = tile.flatMap(\.bytes)
            }
            row = stride(from: 0, to: row.count / Tiles.width * Tiles.width, by: Tiles.width).map { start in
                var nodes = MemoryNodes()
                for hash in row[start..<(start + Tiles.width)] { nodes.append(leaf: hash) }
                return nodes.frontier.root
            }
            level += 1
        }
        return tiles
    }

    @Test(arguments: [1, 2, 255, 256, 257, 511, 512, 1000, 65_535, 65_536, 65_800])
    func entriesGoThereAndBackAndTheTilesAreThoseOfTheDefinition(_ size: Int) {
        var random = SeededGenerator()
        let all = entries(size, &random)
        let files = export(all)
        #expect(read(files, size: size) == all, "seed \(random.seed)")
        let hashes = files.filter { !$0.key.hasPrefix("tile/entries/") }
        #expect(hashes == tiles(of: all), "seed \(random.seed)")
    }

    @Test func aLogThatGrowsKeepsItsFullTiles() {
        var random = SeededGenerator()
        let all = entries(1200, &random)
        let (older, newer) = (export(Array(all[..<700])), export(all))
        for (path, bytes) in older where !path.contains(".p/") { #expect(newer[path] == bytes, "\(path)") }
        for (path, bytes) in older where path.hasPrefix("tile/0/") && path.contains(".p/") {
            let full = newer[String(path.prefix { $0 != "." })]
            #expect(full?.starts(with: bytes) == true, "\(path)")
        }
    }

    @Test func entriesThatFitNoBundleLieByThemselves() {
        var random = SeededGenerator()
        for size in [65_535, 65_536, 200_000] {
            let all = [[1, 2], random.bytes(size), [3]]
            let files = export(all)
            #expect(read(files, size: 3) == all, "seed \(random.seed)")
            #expect((files["large/001"] == all[1]) == (size > 65_535))
            #expect(files["tile/0/000.p/3"] == all.flatMap { MerkleTree.leafHash($0).bytes })
            if size > 65_535 {
                #expect(files["tile/entries/000.p/3"] == [0, 2, 1, 2, 0, 0, 0, 1, 3])
            }
        }
    }

    /// Whatever bit of whatever file is changed: the entries are others, or do not hash to their tile.
    @Test func everyChangedBitIsFound() {
        var random = SeededGenerator()
        let all = entries(300, &random)
        let files = export(all)
        for (path, bytes) in files {
            for _ in 0..<20 {
                var altered = files
                let position = Int.random(in: bytes.indices, using: &random)
                altered[path]?[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                let found = read(altered, size: 300)
                let fits = found.map { entries in
                    tiles(of: entries) == altered.filter { !$0.key.hasPrefix("tile/entries/") }
                }
                #expect(fits != true, "\(path) \(position), seed \(random.seed)")
            }
        }
    }
}
