import Crypto
import Foundation

/// The digest algorithms that manifests are made with.
public enum DigestAlgorithm: String, CaseIterable, Hashable, Sendable { case md5, sha1, sha256, sha512 }

/// Takes several digests of one stream.
struct Digests {
    private var functions: [DigestAlgorithm: any HashFunction] = [:]

    init(_ algorithms: Set<DigestAlgorithm>) {
        for algorithm in algorithms {
            functions[algorithm] =
                switch algorithm {
                case .md5: Insecure.MD5()
                case .sha1: Insecure.SHA1()
                case .sha256: SHA256()
                case .sha512: SHA512()
                }
        }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        for key in functions.keys { functions[key]?.update(bufferPointer: bytes) }
    }

    /// In lower-case hexadecimal.
    func finalize() -> [DigestAlgorithm: String] { functions.mapValues { Digests.hex($0) } }

    private static func hex(_ function: some HashFunction) -> String {
        function.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// The lines of a payload or tag manifest.
///
/// Source: RFC 8493, 2.1.3 and 2.2.1.
struct Manifest {
    struct Line {
        let digest: String
        let path: SafePath
    }

    var lines: [Line] = []

    /// Digest and path of each line. Throws ``ArchiveError``.
    init(parsing text: String) throws {
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(maxSplits: 1, whereSeparator: { $0 == " " || $0 == "\t" })
            guard parts.count == 2 else { throw ArchiveError.malformed("a manifest line without a path") }
            var path = parts[1].drop { $0 == " " || $0 == "\t" }
            // As md5sum marks binary files; and what older tools write before relative paths.
            if path.hasPrefix("*") { path = path.dropFirst() }
            while path.hasPrefix("./") { path = path.dropFirst(2) }
            lines.append(Line(digest: parts[0].lowercased(), path: try SafePath(Manifest.decoded(path))))
        }
    }

    /// RFC 8493, 2.1.3: LF, CR and `%` in a path are percent-encoded; nothing else is.
    static func encoded(_ path: String) -> String {
        path.replacingOccurrences(of: "%", with: "%25").replacingOccurrences(of: "\n", with: "%0A")
            .replacingOccurrences(of: "\r", with: "%0D")
    }

    private static func decoded(_ path: Substring) -> String {
        String(path).replacingOccurrences(of: "%0A", with: "\n", options: .caseInsensitive)
            .replacingOccurrences(of: "%0D", with: "\r", options: .caseInsensitive)
            .replacingOccurrences(of: "%25", with: "%")
    }

    /// The algorithm in `manifest-sha256.txt` or `tagmanifest-sha256.txt`; nil for another file.
    static func algorithm(inName name: String, prefix: String) -> String? {
        guard name.hasPrefix(prefix), name.hasSuffix(".txt") else { return nil }
        return String(name.dropFirst(prefix.count).dropLast(".txt".count)).lowercased()
    }
}
