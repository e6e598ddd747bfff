import Bytes
import Crypto
import Foundation

/// The digest algorithms that manifests are made with.
public enum DigestAlgorithm: String, CaseIterable, Hashable, Sendable { case md5, sha1, sha256, sha512 }

/// Takes several digests of one stream, at the same time where a piece of it is worth that.
struct Digests {
    private final class Function {
        var state: any HashFunction
        init(_ state: any HashFunction) { self.state = state }
    }

    /// Below that, telling other threads takes longer than it saves.
    private static let worthThreads = 1 << 16
    private let algorithms: [DigestAlgorithm]
    private let functions: [Function]

    init(_ algorithms: Set<DigestAlgorithm>) {
        self.algorithms = Array(algorithms)
        functions = self.algorithms.map { algorithm in
            switch algorithm {
            case .md5: Function(Insecure.MD5())
            case .sha1: Function(Insecure.SHA1())
            case .sha256: Function(SHA256())
            case .sha512: Function(SHA512())
            }
        }
    }

    func update(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count >= Digests.worthThreads else {
            for function in functions { function.state.update(bufferPointer: bytes) }
            return
        }
        _ = try inParallel(functions.count) { functions[$0].state.update(bufferPointer: bytes) }
    }

    /// In lower-case hexadecimal.
    func finalize() -> [DigestAlgorithm: String] {
        var digests: [DigestAlgorithm: String] = [:]
        for (algorithm, function) in zip(algorithms, functions) {
            let state = function.state
            digests[algorithm] = Digests.text(state)
        }
        return digests
    }

    private static func text(_ function: some HashFunction) -> String { hex(function.finalize()) }
}

/// The lines of a payload or tag manifest.
///
/// Source: RFC 8493, 2.1.3 and 2.2.1.
struct Manifest {
    struct Line {
        let digest: String
        let path: SafePath
    }

    static let payloadPrefix = "manifest-"
    static let tagPrefix = "tagmanifest-"

    private(set) var lines: [Line] = []

    /// How large a list of so many files can be, with names of so many bytes in all, when it is in UTF-16, every byte is
    /// percent-encoded and each line has an address as well; with a few lines that are wrong.
    static func maximumSize(files: Int, names: Int) -> Int {
        2 * (3 * names + 1024 * files + BagReport.maximumProblems * SafePath.maximumSize)
    }

    /// How many lines it can have.
    static func maximumLines(files: Int) -> Int { files + BagReport.maximumProblems }

    /// Digest and path of each line. Throws ``ArchiveError``, also for more lines than so many files can need.
    init(parsing text: String, files: Int) throws(ArchiveError) {
        let text = Array(text.utf8)
        for line in text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            guard lines.count < Manifest.maximumLines(files: files) else {
                throw .tooLarge("a manifest of more lines than there are files")
            }
            let digest = line.prefix { !Manifest.isSpace($0) }
            var path = line.dropFirst(digest.count).drop(while: Manifest.isSpace)
            guard !digest.isEmpty, digest.count <= 128, !path.isEmpty else {
                throw .malformed("a manifest line without a digest or a path")
            }
            // As md5sum marks binary files; and what older tools write before relative paths.
            if path.first == UInt8(ascii: "*") { path = path.dropFirst() }
            while path.starts(with: "./".utf8) { path = path.dropFirst(2) }
            lines.append(
                Line(
                    digest: String(decoding: digest, as: UTF8.self).lowercased(),
                    path: try SafePath(Manifest.decoded(path))))
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// RFC 8493, 2.1.3: LF, CR and `%` in a path are percent-encoded; nothing else is.
    static func encoded(_ path: String) -> String {
        String(
            decoding: path.utf8.flatMap { byte in
                switch byte {
                case 0x0A: Array("%0A".utf8)
                case 0x0D: Array("%0D".utf8)
                case UInt8(ascii: "%"): Array("%25".utf8)
                default: [byte]
                }
            }, as: UTF8.self)
    }

    private static func decoded(_ path: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        var rest = path
        while let byte = rest.popFirst() {
            let code =
                byte == UInt8(ascii: "%") ? String(decoding: rest.prefix(2), as: UTF8.self).uppercased() : ""
            let plain = ["0A": UInt8(0x0A), "0D": 0x0D, "25": UInt8(ascii: "%")][code]
            bytes.append(plain ?? byte)
            if plain != nil { rest = rest.dropFirst(2) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The algorithm in `manifest-sha256.txt` or `tagmanifest-sha256.txt`; nil for another file.
    static func algorithm(in path: SafePath, prefix: String) -> String? {
        let bytes = path.string.utf8
        let (start, end) = (prefix.utf8, ".txt".utf8)
        guard bytes.starts(with: start), bytes.suffix(end.count).elementsEqual(end),
            bytes.count >= start.count + end.count
        else { return nil }
        return String(decoding: bytes.dropFirst(start.count).dropLast(end.count), as: UTF8.self).lowercased()
    }
}
