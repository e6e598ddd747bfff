import Foundation

/// What a bag turned out to hold.
public struct BagReport: Sendable {
    /// Why the bag is not valid. Empty for a valid bag.
    public internal(set) var problems: [String] = []
    /// What is permitted and yet deserves a look.
    public internal(set) var warnings: [String] = []
    /// The payload files by path (`data/…`), with size in bytes and SHA-256 in lower-case hexadecimal.
    public internal(set) var payload: [String: (size: Int64, sha256: String)] = [:]
    /// The contents of the tag files by path.
    public internal(set) var tagFiles: [String: [UInt8]] = [:]

    public var isValid: Bool { problems.isEmpty }
}

/// Checks a bag in one pass, with a stranger's eyes: nothing in it is believed before a digest bears it out.
///
/// Source: RFC 8493, 3 (“Valid bag”); the older drafts 0.93 to 0.97 are read as well.
public struct BagValidator {
    /// All tag files together are not larger, in bytes.
    static let maximumTagSize = 64 << 20

    private var report = BagReport()
    private var digests: [String: [DigestAlgorithm: String]] = [:]
    private var top: String?
    private var tagSize = 0

    /// Checks all files of a source. `onFile` is told of each file by its path in the bag and may return a sink that is given
    /// its bytes as they are read; they are checked only when this returns.
    ///
    /// Throws ``ArchiveError`` when the files cannot be read safely; what is wrong with a readable bag is in the report.
    public static func validate(
        _ source: some BagSource,
        onFile: (SafePath) throws -> ((UnsafeRawBufferPointer) throws -> Void)? = { _ in nil }
    ) throws -> BagReport {
        var validator = BagValidator()
        while let path = try source.nextFile() { try validator.take(path, from: source, onFile: onFile) }
        validator.check()
        return validator.report
    }

    private mutating func take(
        _ path: SafePath, from source: some BagSource,
        onFile: (SafePath) throws -> ((UnsafeRawBufferPointer) throws -> Void)?
    ) throws {
        let prefix = top ?? BagValidator.top(of: path)
        top = prefix
        guard path.string.hasPrefix(prefix) else {
            report.problems.append("\(path) lies outside of the bag")
            return
        }
        let inner = try SafePath(String(path.string.dropFirst(prefix.count)))
        let isPayload = inner.string.hasPrefix("data/")
        let sink = try onFile(inner)
        var functions = Digests(
            Set(DigestAlgorithm.allCases).intersection(neededAlgorithms(isPayload: isPayload)))
        var contents: [UInt8] = []
        var size: Int64 = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 17)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { break }
            try buffer.withUnsafeBytes { bytes in
                let piece = UnsafeRawBufferPointer(rebasing: bytes[..<count])
                functions.update(piece)
                try sink?(piece)
            }
            size += Int64(count)
            if !isPayload {
                tagSize += count
                guard tagSize <= BagValidator.maximumTagSize else { throw ArchiveError.tooLarge("tag files") }
                contents += buffer[..<count]
            }
        }
        let result = functions.finalize()
        digests[inner.string] = result
        if isPayload {
            report.payload[inner.string] = (size, result[.sha256] ?? "")
        } else {
            report.tagFiles[inner.string] = contents
        }
    }

    /// The folder that a bag lies in, told from its first file: what is before `data`, or the folder of a tag file.
    private static func top(of first: SafePath) -> String {
        let folders = first.components.dropLast()
        let top = folders.prefix { $0 != "data" }
        return top.map { $0 + "/" }.joined()
    }

    /// Manifests that come first say which digests are needed; else all are taken.
    private func neededAlgorithms(isPayload: Bool) -> Set<DigestAlgorithm> {
        let named = report.tagFiles.keys.compactMap {
            Manifest.algorithm(inName: $0, prefix: "manifest-").flatMap(DigestAlgorithm.init)
        }
        guard isPayload, !named.isEmpty else { return Set(DigestAlgorithm.allCases) }
        return Set(named).union([.sha256])
    }

    // MARK: Checks, once all files were read

    private mutating func check() {
        guard let declaration = declaration() else { return }
        let encoding = declaration.encoding
        checkPayload(encoding: encoding, everyManifestIsComplete: declaration.version >= (1, 0))
        checkTags(encoding: encoding)
        checkFetch(encoding: encoding)
        checkOxum(encoding: encoding)
        for path in report.payload.keys {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            if [".DS_Store", "Thumbs.db", "desktop.ini"].contains(name) || name.hasPrefix("._") {
                report.warnings.append("\(path) is a file of the sender's operating system")
            }
        }
    }

    // RFC 8493, 2.1.1
    private mutating func declaration() -> (version: (Int, Int), encoding: String.Encoding)? {
        guard let bytes = report.tagFiles["bagit.txt"] else {
            report.problems.append("bagit.txt is missing")
            return nil
        }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]), let text = String(bytes: bytes, encoding: .utf8) else {
            report.problems.append("bagit.txt is not plain UTF-8 without a byte order mark")
            return nil
        }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard lines.count == 2, lines[0].hasPrefix("BagIt-Version:"),
            lines[1].hasPrefix("Tag-File-Character-Encoding:")
        else {
            report.problems.append("bagit.txt does not say version and encoding")
            return nil
        }
        func value(_ line: String) -> String {
            String(line.drop { $0 != ":" }.dropFirst()).trimmingCharacters(in: .whitespaces)
        }
        let numbers = value(lines[0]).split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let major = numbers[0], let minor = numbers[1], (major, minor) <= (1, 0),
            (major, minor) >= (0, 93)
        else {
            report.problems.append("unknown BagIt version")
            return nil
        }
        let encodings: [String: String.Encoding] = [
            "UTF-8": .utf8, "ISO-8859-1": .isoLatin1, "UTF-16": .utf16, "US-ASCII": .ascii,
        ]
        guard let encoding = encodings[value(lines[1]).uppercased()] else {
            report.problems.append("unknown encoding of tag files")
            return nil
        }
        return ((major, minor), encoding)
    }

    private mutating func text(of path: String, _ encoding: String.Encoding) -> String? {
        guard let bytes = report.tagFiles[path] else { return nil }
        guard let text = String(bytes: bytes, encoding: encoding) else {
            report.problems.append("\(path) is not in the encoding that bagit.txt names")
            return nil
        }
        return text
    }

    /// The manifests whose names begin with `prefix`.
    private mutating func manifests(_ prefix: String, _ encoding: String.Encoding) -> [(
        DigestAlgorithm, Manifest
    )] {
        var found: [(DigestAlgorithm, Manifest)] = []
        for name in report.tagFiles.keys.sorted() {
            guard let word = Manifest.algorithm(inName: name, prefix: prefix) else { continue }
            guard let algorithm = DigestAlgorithm(rawValue: word) else {
                report.problems.append("\(name): unknown algorithm")
                continue
            }
            guard let text = text(of: name, encoding) else { continue }
            do {
                found.append((algorithm, try Manifest(parsing: text)))
            } catch {
                report.problems.append("\(name): \(error)")
            }
        }
        return found
    }

    // RFC 8493, 2.1.3
    private mutating func checkPayload(encoding: String.Encoding, everyManifestIsComplete: Bool) {
        let manifests = manifests("manifest-", encoding)
        if manifests.isEmpty { report.problems.append("there is no payload manifest") }
        var listedAnywhere: Set<String> = []
        for (algorithm, manifest) in manifests {
            let listed = compare(manifest, algorithm, mustBePayload: true)
            listedAnywhere.formUnion(listed)
            if everyManifestIsComplete {
                for path in Set(report.payload.keys).subtracting(listed).sorted() {
                    report.problems.append("\(path) is not in the \(algorithm.rawValue) manifest")
                }
            }
        }
        for path in Set(report.payload.keys).subtracting(listedAnywhere).sorted()
        where !everyManifestIsComplete {
            report.problems.append("\(path) is in no manifest")
        }
    }

    // RFC 8493, 2.2.1
    private mutating func checkTags(encoding: String.Encoding) {
        for (algorithm, manifest) in manifests("tagmanifest-", encoding) {
            _ = compare(manifest, algorithm, mustBePayload: false)
        }
    }

    /// Holds the lines of a manifest against the files. Returns the paths that it lists.
    private mutating func compare(
        _ manifest: Manifest, _ algorithm: DigestAlgorithm, mustBePayload: Bool
    ) -> Set<String> {
        var listed: [String: String] = [:]
        var folded: Set<String> = []
        for line in manifest.lines {
            let path = line.path.string
            if mustBePayload != path.hasPrefix("data/") {
                report.problems.append("\(path) does not belong into this manifest")
            }
            if let earlier = listed[path] {
                if earlier == line.digest {
                    report.warnings.append("\(path) is listed twice")
                } else {
                    report.problems.append("\(path) is listed with two digests")
                }
                continue
            }
            // On some systems these two names are one file.
            if !folded.insert(path.precomposedStringWithCanonicalMapping.lowercased()).inserted {
                report.warnings.append("\(path) differs from another name only in capitals or accents")
            }
            listed[path] = line.digest
            guard let digest = digests[path] ?? digests.first(where: { $0.key == path })?.value else {
                report.problems.append("\(path) is missing")
                continue
            }
            if digest[algorithm] != line.digest { report.problems.append("\(path) was altered") }
        }
        return Set(listed.keys)
    }

    // RFC 8493, 2.2.3. Nothing is ever fetched: what a bag lists here and does not hold is missing.
    private mutating func checkFetch(encoding: String.Encoding) {
        guard let text = text(of: "fetch.txt", encoding) else { return }
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(maxSplits: 2, whereSeparator: { $0 == " " || $0 == "\t" })
            guard parts.count == 3, let path = try? SafePath(String(parts[2])), path.string.hasPrefix("data/")
            else {
                report.problems.append("fetch.txt names a file outside of the bag")
                continue
            }
            if report.payload[path.string] == nil { report.problems.append("\(path) is left to be fetched") }
        }
    }

    // RFC 8493, 2.2.2
    private mutating func checkOxum(encoding: String.Encoding) {
        guard let text = text(of: "bag-info.txt", encoding) else { return }
        for line in text.split(whereSeparator: \.isNewline) where line.lowercased().hasPrefix("payload-oxum:")
        {
            let value = line.dropFirst("payload-oxum:".count).trimmingCharacters(in: .whitespaces)
            let octets = report.payload.values.reduce(0) { $0 + $1.size }
            if value != "\(octets).\(report.payload.count)" {
                report.problems.append("the payload is not of the size that bag-info.txt says")
            }
        }
    }
}
