import Foundation

/// What is checked once all files of a bag were read.
extension BagValidator {
    mutating func check() {
        guard let declaration = declaration() else { return }
        let encoding = declaration.encoding
        // First: what is left to be fetched is missing for that reason.
        checkFetch(encoding: encoding)
        checkPayload(encoding: encoding, everyManifestIsComplete: declaration.version >= (1, 0))
        checkTags(encoding: encoding)
        checkOxum(encoding: encoding)
        for path in report.payload.paths.sorted(by: SafePath.isBefore) {
            if Litter.isOfSystem(path.name) { report.add(warning: .ofSystem("\(path)")) }
        }
    }

    // RFC 8493, 2.1.1
    private mutating func declaration() -> (version: (Int, Int), encoding: String.Encoding)? {
        guard let bytes = report.tagFiles[Bag.declaration] else {
            report.add(problem: .missing("\(Bag.declaration)"))
            return nil
        }
        guard bytes.count <= 1024, !bytes.starts(with: [0xEF, 0xBB, 0xBF]),
            let text = String(bytes: bytes, encoding: .utf8)
        else {
            report.add(problem: .declarationNotPlain("\(Bag.declaration)"))
            return nil
        }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard lines.count == 2, lines[0].hasPrefix("BagIt-Version:"),
            lines[1].hasPrefix("Tag-File-Character-Encoding:")
        else {
            report.add(problem: .declarationIncomplete("\(Bag.declaration)"))
            return nil
        }
        func value(_ line: String) -> String {
            String(line.drop { $0 != ":" }.dropFirst()).trimmingCharacters(in: .whitespaces)
        }
        let numbers = value(lines[0]).split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let major = numbers[0], let minor = numbers[1], (major, minor) <= (1, 0),
            (major, minor) >= (0, 93)
        else {
            report.add(problem: .unknownVersion)
            return nil
        }
        let encodings: [String: String.Encoding] = [
            "UTF-8": .utf8, "ISO-8859-1": .isoLatin1, "UTF-16": .utf16, "US-ASCII": .ascii,
        ]
        guard let encoding = encodings[value(lines[1]).uppercased()] else {
            report.add(problem: .unknownEncoding)
            return nil
        }
        return ((major, minor), encoding)
    }

    /// All files of the bag.
    private var fileCount: Int { report.payload.count + report.tagFiles.count }

    /// A tag file with lines for files, as text. Nil, and a problem is noted, when it is larger than so many files can make it.
    private mutating func text(of path: SafePath, _ encoding: String.Encoding) -> String? {
        guard let bytes = report.tagFiles[path] else { return nil }
        guard bytes.count <= Manifest.maximumSize(files: fileCount, names: nameSize) else {
            report.add(problem: .tagFileTooLarge("\(path)"))
            return nil
        }
        guard let text = String(bytes: bytes, encoding: encoding) else {
            report.add(problem: .otherEncoding("\(path)", declaration: "\(Bag.declaration)"))
            return nil
        }
        return text
    }

    /// The manifests whose names begin with `prefix`.
    private mutating func manifests(_ prefix: String, _ encoding: String.Encoding) -> [(
        DigestAlgorithm, Manifest
    )] {
        var found: [(DigestAlgorithm, Manifest)] = []
        let names = report.tagFiles.paths.compactMap { path in
            Manifest.algorithm(in: path, prefix: prefix).map { (path: path, word: $0) }
        }
        for (path, word) in names.sorted(by: { SafePath.isBefore($0.path, $1.path) }) where !report.isFull {
            guard let algorithm = DigestAlgorithm(rawValue: word) else {
                report.add(problem: .unknownAlgorithm("\(path)"))
                continue
            }
            guard let text = text(of: path, encoding) else { continue }
            do {
                found.append((algorithm, try Manifest(parsing: text, files: fileCount)))
            } catch {
                report.add(problem: .manifest("\(path)", error))
            }
        }
        return found
    }

    // RFC 8493, 2.1.3
    private mutating func checkPayload(encoding: String.Encoding, everyManifestIsComplete: Bool) {
        let manifests = manifests(Manifest.payloadPrefix, encoding)
        if manifests.isEmpty { report.add(problem: .noManifest) }
        var listedAnywhere: Set<SafePath> = []
        for (algorithm, manifest) in manifests {
            let listed = compare(manifest, algorithm, mustBePayload: true)
            listedAnywhere.formUnion(listed)
            if everyManifestIsComplete {
                addUnlisted(listed) { .unlisted($0, algorithm: algorithm.rawValue) }
            }
        }
        if !everyManifestIsComplete { addUnlisted(listedAnywhere, as: BagProblem.unlistedAnywhere) }
    }

    private mutating func addUnlisted(_ listed: Set<SafePath>, as problem: (String) -> BagProblem) {
        for path in report.payload.paths.subtracting(listed).sorted(by: SafePath.isBefore) {
            if report.isFull { return }
            report.add(problem: problem("\(path)"))
        }
    }

    // RFC 8493, 2.2.1
    private mutating func checkTags(encoding: String.Encoding) {
        for (algorithm, manifest) in manifests(Manifest.tagPrefix, encoding) {
            let listed = compare(manifest, algorithm, mustBePayload: false)
            if algorithm == .sha256 { report.listedTagFiles = listed }
        }
    }

    /// Holds the lines of a manifest against the files. Returns the paths that it lists.
    private mutating func compare(
        _ manifest: Manifest, _ algorithm: DigestAlgorithm, mustBePayload: Bool
    ) -> Set<SafePath> {
        var listed: [SafePath: String] = [:]
        var names = NameLedger()
        var missing: [(path: SafePath, digest: String)] = []
        for line in manifest.lines where !report.isFull {
            let path = line.path
            if mustBePayload != path.starts(with: Bag.payloadPrefix) {
                report.add(problem: .misplaced("\(path)"))
            }
            if let earlier = listed[path] {
                if earlier == line.digest {
                    report.add(warning: .listedTwice("\(path)"))
                } else {
                    report.add(problem: .twoDigests("\(path)"))
                }
                continue
            }
            if (try? names.enter(path, isFolder: false)) == nil {
                report.add(warning: .likeAnother("\(path)"))
            }
            listed[path] = line.digest
            guard let digest = digests[path] else {
                missing.append((path, line.digest))
                continue
            }
            if digest[algorithm] != line.digest { report.add(problem: .altered("\(path)")) }
        }
        addMissing(missing, among: listed.keys, algorithm)
        return Set(listed.keys)
    }

    /// What is listed and not there. Where it is the same file under another spelling, which is there, or what an operating system
    /// had left in a folder, nothing of what was sent is missing.
    private mutating func addMissing(
        _ missing: [(path: SafePath, digest: String)], among listed: some Sequence<SafePath>,
        _ algorithm: DigestAlgorithm
    ) {
        guard !missing.isEmpty else { return }
        var there: [[UInt8]: String] = [:]
        for path in listed {
            if let digest = digests[path]?[algorithm] { there[NameLedger.folded(path)] = digest }
        }
        for (path, digest) in missing {
            if path.starts(with: Bag.payloadPrefix), Litter.isOfSystem(path.name) {
                missingOfSystem.insert(path)
                report.add(warning: .missingOfSystem("\(path)"))
            } else if there[NameLedger.folded(path)] == digest {
                report.add(warning: .likeAnother("\(path)"))
            } else {
                report.add(problem: .missing("\(path)"))
            }
        }
    }

    // RFC 8493, 2.2.3. Nothing is ever fetched: what a bag lists here and does not hold is missing.
    private mutating func checkFetch(encoding: String.Encoding) {
        guard let path = try? SafePath("fetch.txt"), let text = text(of: path, encoding) else { return }
        let lines = Array(text.utf8).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
        for line in lines where !report.isFull {
            let parts = line.split(maxSplits: 2, whereSeparator: { $0 == 0x20 || $0 == 0x09 })
            guard parts.count == 3, let path = try? SafePath(String(decoding: parts[2], as: UTF8.self)),
                path.starts(with: Bag.payloadPrefix)
            else {
                report.add(problem: .fetchOutside)
                continue
            }
            if report.payload[path] == nil { report.add(problem: .toBeFetched("\(path)")) }
        }
    }

    // RFC 8493, 2.2.2
    private mutating func checkOxum(encoding: String.Encoding) {
        guard let path = try? SafePath(Bag.info), let info = text(of: path, encoding) else { return }
        let values = BagValidator.oxums(in: Array(info.utf8))
        guard let value = values.first else { return }
        guard values.count == 1 else {
            report.add(problem: .severalOxums("\(Bag.info)"))
            return
        }
        if value == "\(octets).\(report.payload.count)" { return }
        // Of what is missing nobody knows the size.
        let announced = BagValidator.parse(oxum: value)
        if !missingOfSystem.isEmpty, let announced, announced.octets >= octets,
            announced.files == report.payload.count + missingOfSystem.count
        {
            return
        }
        report.add(problem: .otherSize("\(Bag.info)"))
    }
}
