import Archive
import Bytes
import Foundation
import Ledger
import Sodium

/// What is inside a sealed file: an age file around a pax tar of one document, or of many small ones that came together. Each is a part:
/// `N/document.json`, then the file as `N/document/NAME`, N from 1. Last comes `SHA256SUMS`, then zeros up to a Padmé length.
/// `age -d`, `tar x` and `sha256sum -c` take it apart.
///
/// The documents of a pack are of one case and one class. A part is found by its ``DocumentPlace`` and read without what lies beside it.
package enum Pack {
    static let digestPath = "SHA256SUMS"
    static let maximumRecordSize = 65_536
    /// A document of more bytes has a sealed file of its own.
    static let largestPacked: Int64 = 1 << 20
    /// The most that a pack of several documents takes, in bytes of the documents and what stands around them.
    static let largest: Int64 = 16 << 20
    static let mostParts = 1024
    /// Of `SHA256SUMS`, in bytes: 64 digits and a name of at most 200 bytes with what stands around it.
    static let longestDigestLine = 512
    /// What stands around a document of a pack has less than this, in bytes: its record, and the headers of both files.
    static let largestFrame: Int64 = 128 << 10

    static func recordPath(of part: Int) throws -> SafePath { try SafePath("\(part)/document.json") }

    /// The path of a part's file: its name in the folder of the part's document.
    static func path(of part: Int, name: String) throws -> SafePath {
        try SafePath("\(part)/document/" + fileName(for: name))
    }

    /// A line of `SHA256SUMS`.
    static func digestLine(_ sha256: HexBytes, _ part: Int, name: String) throws -> String {
        "\(sha256)  \(try path(of: part, name: name))\n"
    }

    /// Which documents are sealed together: runs of the small ones, in order, one of each larger one.
    ///
    /// - Parameters:
    ///   - sizes: of the documents, in bytes.
    ///   - classes: of each; what is of different classes never lies together.
    ///   - cores: small documents are divided among so many, where they are worth it.
    static func plan(
        _ sizes: [Int64], classes: [ConfidentialityClass],
        cores: Int = ProcessInfo.processInfo.activeProcessorCount
    ) -> [[Int]] {
        // The record and the headers are seldom more.
        func room(_ size: Int64) -> Int64 { size + 4096 }
        let small = sizes.lazy.filter { $0 <= largestPacked }.reduce(0) { $0 + room($1) }
        let limit = min(largest, max(room(largestPacked), small / Int64(max(cores, 1))))
        var packs: [[Int]] = []
        var open: [ConfidentialityClass: (pack: Int, filled: Int64)] = [:]
        for (index, size) in sizes.enumerated() {
            guard size <= largestPacked else {
                packs.append([index])
                continue
            }
            if let (pack, filled) = open[classes[index]], filled + room(size) <= limit,
                packs[pack].count < mostParts
            {
                packs[pack].append(index)
                open[classes[index]] = (pack, filled + room(size))
            } else {
                open[classes[index]] = (packs.count, room(size))
                packs.append([index])
            }
        }
        return packs
    }

    /// The last part of a document's name, of which at most the last 200 bytes, with what tools may trip over, and what acts on a
    /// terminal instead of showing itself, replaced. It is one name in one folder, not hidden, and no option.
    ///
    /// Whoever deposits chooses the name, so it is taken apart by bytes and scalars: a slash with an accent on it is still a slash.
    static func fileName(for name: String) -> String {
        let last = name.utf8.split(separator: SafePath.separator).last ?? "file".utf8[...]
        var scalars: [Unicode.Scalar] = []
        var size = 0
        for scalar in String(decoding: last, as: UTF8.self).unicodeScalars.reversed() {
            let isOdd = scalar == "\\" || scalar == "\"" || HiddenCharacters.isHidden(scalar)
            let safe: Unicode.Scalar = isOdd ? "_" : scalar
            size += UTF8.width(safe)
            if size > 200 { break }
            scalars.append(safe)
        }
        var safe = String.UnicodeScalarView(scalars.reversed())
        if let first = safe.first, "-.~".unicodeScalars.contains(first) || needsAnother(first) {
            safe.insert("_", at: safe.startIndex)
        }
        return String(safe)
    }

    /// Whether a scalar changes the one before it instead of standing for itself.
    private static func needsAnother(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .format: true
        default: false
        }
    }
}

/// Where in its sealed file a document lies. Sealed to its compartment, apart from its details: who is shown those, in a bundle, is not
/// told of what lies beside it.
package struct DocumentPlace: Codable, Hashable, Sendable {
    /// Where the part begins and how long it is, in bytes of the tar.
    package let offset: Int64
    package let length: Int64
    /// From 1.
    package let part: Int

    /// Whether a document of so many bytes can lie there.
    func canHold(_ size: Int64) -> Bool {
        let block = Int64(ArchiveReader.blockSize)
        guard (1...Pack.mostParts).contains(part), offset >= 0, offset % block == 0, length % block == 0,
            length > size, length - size < Pack.largestFrame
        else { return false }
        return size > Pack.largestPacked
            ? part == 1 && offset == 0
            // A plan counts 4,096 bytes for each record, which may have more.
            : offset <= Pack.largest + Int64(Pack.mostParts) * Pack.largestFrame
    }
}

extension DocumentPlace {
    /// Opens the place of a deposit's document. Nil when it is none.
    init?(of deposit: Deposit, in vault: VaultID, with key: OpeningKey, by texts: TextOpener = TextOpener()) {
        let compartment = CompartmentName(
            vault, deposit.caseID, deposit.confidentiality, deposit.generation)
        guard
            let json = try? texts.open(
                deposit.place.bytes, with: key, as: .place, in: compartment, of: deposit.documentID),
            let place = try? CanonicalJSON.decode(DocumentPlace.self, from: json)
        else { return nil }
        self = place
    }
}

extension DocumentReader {
    /// The name for a file of one's own, in whatever folder: never another folder's, whoever chose the document's name.
    public var fileName: String { Pack.fileName(for: details.document.name) }
}

extension ArchiveReader {
    /// The current entry, when it is not larger than `limit` bytes.
    func contents(limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try read(into: $0) }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else {
                throw ArchiveError.tooLarge("an entry over \(limit) bytes")
            }
            bytes += buffer[..<count]
        }
    }
}
