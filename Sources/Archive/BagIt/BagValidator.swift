import Foundation

/// Checks a bag in one pass, with a stranger's eyes: nothing in it is believed before a digest bears it out.
///
/// Source: RFC 8493, 3 (“Valid bag”); the older drafts 0.93 to 0.97 are read as well.
public struct BagValidator {
    private static let bufferSize = 1 << 18

    var report = BagReport()
    var digests = NamedFiles<[DigestAlgorithm: String]>()
    private var top: String?
    private var tagSize: Int64 = 0
    /// All paths together, in bytes.
    private(set) var nameSize = 0
    /// What `bag-info.txt` says of the payload, once it was read; and what there is of it.
    private var announced: (octets: Int64, files: Int)?
    private(set) var octets: Int64 = 0
    /// Listed, not there, and of no sender's making.
    var missingOfSystem: Set<SafePath> = []

    /// Checks all files of a source.
    ///
    /// Throws ``ArchiveError`` when the files cannot be read safely; what is wrong with a readable bag is in the report.
    public static func validate(_ source: some BagSource) throws -> BagReport {
        var validator = BagValidator()
        var buffer = [UInt8](repeating: 0, count: BagValidator.bufferSize)
        while let (path, size) = try source.nextFile() {
            try validator.take(path, size, from: source, &buffer)
        }
        validator.check()
        for path in (source as? FolderSource)?.litter ?? [] {
            validator.report.add(warning: .leftBySystem("\(path)"))
        }
        return validator.report
    }

    private mutating func take(
        _ path: SafePath, _ announcedSize: Int64, from source: some BagSource, _ buffer: inout [UInt8]
    ) throws {
        let prefix = top ?? BagValidator.top(of: path)
        top = prefix
        guard path.starts(with: prefix) else {
            report.add(problem: .outside("\(path)"))
            if report.isFull { throw ArchiveError.malformed("\(path) lies outside of the bag") }
            return
        }
        let inner = try path.dropping(prefix)
        nameSize += inner.string.utf8.count
        let isPayload = inner.starts(with: Bag.payloadPrefix)
        if isPayload {
            octets += announcedSize
            try requireAnnounced(files: report.payload.count + 1)
        } else {
            tagSize += announcedSize
            guard tagSize <= Bag.maximumTagSize else { throw ArchiveError.tooLarge("tag files") }
        }
        let functions = Digests(neededAlgorithms(isPayload: isPayload))
        var contents: [UInt8] = []
        // Room for all of it at once: growing would take twice as much for a while.
        if !isPayload { contents.reserveCapacity(Int(announcedSize)) }
        var size: Int64 = 0
        while true {
            let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { break }
            size += Int64(count)
            guard size <= announcedSize else {
                throw ArchiveError.wrongSize(path: inner.string, expected: announcedSize, actual: size)
            }
            try buffer.withUnsafeBytes {
                try functions.update(UnsafeRawBufferPointer(rebasing: $0[..<count]))
            }
            if !isPayload { contents += buffer[..<count] }
        }
        guard size == announcedSize else {
            throw ArchiveError.wrongSize(path: inner.string, expected: announcedSize, actual: size)
        }
        let result = functions.finalize()
        digests[inner] = result
        if isPayload {
            report.payload[inner] = (size, result[.sha256] ?? "")
        } else {
            report.tagFiles[inner] = contents
            report.tagDigests[inner] = result[.sha256]
            if inner.string.utf8.elementsEqual(Bag.info.utf8) {
                announced = BagValidator.oxums(in: contents).first.flatMap(BagValidator.parse(oxum:))
            }
        }
    }

    /// Stops as soon as there is more than `bag-info.txt` announced: its word is known before the payload is read.
    private func requireAnnounced(files: Int) throws {
        guard let announced, octets > announced.octets || files > announced.files else { return }
        throw ArchiveError.tooLarge("the payload is not of the size that \(Bag.info) says")
    }

    /// The folder that a bag lies in, told from its first file: what is before `data`, or the folder of a tag file.
    public static func top(of first: SafePath) -> String {
        let folders = first.components.dropLast()
        let top = folders.prefix { !"\($0)/".utf8.elementsEqual(Bag.payloadPrefix.utf8) }
        return top.map { $0 + "/" }.joined()
    }

    /// Manifests that come first say which digests are needed, but for the two that RFC 8493 recommends: a manifest with them may stand
    /// behind the payload. Where none comes first, all are taken.
    private func neededAlgorithms(isPayload: Bool) -> Set<DigestAlgorithm> {
        guard isPayload else { return Set(DigestAlgorithm.allCases) }
        let named = DigestAlgorithm.allCases.filter {
            report.tagFiles["\(Manifest.payloadPrefix)\($0.rawValue).txt"] != nil
        }
        return named.isEmpty ? Set(DigestAlgorithm.allCases) : Set(named).union([.sha256, .sha512])
    }

    /// The values of `Payload-Oxum` in `bag-info.txt`, of which there should be at most one.
    static func oxums(in info: [UInt8]) -> [String] {
        let label = Array("payload-oxum:".utf8)
        return info.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).compactMap { line in
            let start = line.prefix(label.count).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            guard start == label else { return nil }
            return String(decoding: line.dropFirst(label.count), as: UTF8.self)
                .trimmingCharacters(in: .whitespaces)
        }
    }

    /// Octets and files; nil for what is neither.
    static func parse(oxum text: String) -> (octets: Int64, files: Int)? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 2, let octets = Int64(parts[0]), let files = Int(parts[1]), octets >= 0,
            files >= 0
        else { return nil }
        return (octets, files)
    }
}
