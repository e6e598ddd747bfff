import Foundation

/// Something that a file says of itself, or keeps beside what is seen and heard.
public struct MetadataField: Hashable, Sendable {
    public enum Kind: Int, CaseIterable, Comparable, Sendable {
        case position, person, history, remark, thumbnail, title, device, date

        /// Whether it can tell where somebody is or who they are, or shows what was taken out.
        public var isDangerous: Bool { self < .title }

        public static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
    }

    public let kind: Kind
    /// As exiftool calls it.
    public let name: String
    public let value: String
}

/// What exiftool, and we, find in files beside what is seen and heard.
public enum Metadata {
    /// exiftool is started with so many files at once.
    public static let batch = 12
    private static let longestValue = 200

    public static var isAvailable: Bool { Tool.exiftool.isInstalled }

    /// The fields of each file, the most dangerous first.
    ///
    /// - Throws: ``RenderingError/toolMissing(name:package:)``, and where it fails altogether.
    public static func fields(of files: [MemoryFile]) throws -> [[MetadataField]] {
        var all: [[MetadataField]] = []
        for start in stride(from: 0, to: files.count, by: batch) {
            all += try fields(ofBatch: Array(files[start...].prefix(batch)))
        }
        return all
    }

    private static func fields(ofBatch files: [MemoryFile]) throws -> [[MetadataField]] {
        // It answers 1 where it does not know one of the files.
        let answer = try Tool.exiftool.answer(
            ["-q", "-q", "-j", "-G1", "-a", "-m"] + files.indices.map(Tool.input), on: files,
            limit: 1 << 26, ends: [0, 1])
        let listed = (try? JSONSerialization.jsonObject(with: Data(answer))) as? [[String: Any]] ?? []
        guard !listed.isEmpty else { throw RenderingError.toolFailed(name: Tool.exiftool.name) }
        return try files.enumerated().map { index, file in
            let tags = listed.first { $0["SourceFile"] as? String == Tool.input(index) } ?? [:]
            var fields = try Set(earlierStates(of: file, tags) + OfficeFile.traces(in: file))
            for (tag, value) in tags {
                let parts = tag.split(separator: ":", maxSplits: 1).map(String.init)
                let text = text(value)
                guard parts.count == 2, !isNothing(text), let kind = kind(parts[0], parts[1], text) else {
                    continue
                }
                fields.insert(MetadataField(kind: kind, name: parts[1], value: text))
            }
            return fields.sorted { ($0.kind, $0.name, $0.value) < ($1.kind, $1.name, $1.value) }
        }
    }

    private static func text(_ value: Any) -> String {
        let text = (value as? [Any])?.map { "\($0)" }.joined(separator: ", ") ?? "\(value)"
        return text.count > longestValue ? text.prefix(longestValue) + "…" : text
    }

    /// What programs write where there is nothing to say.
    private static func isNothing(_ value: String) -> Bool {
        value.hasPrefix("0000:00:00")
            || ["", "anonymous", "unknown", "unspecified", "untitled", "none", "(none)", "und"]
                .contains(value.lowercased())
    }

    /// A PDF that was changed keeps what it was before: each state has an end of its own.
    private static func earlierStates(
        of file: MemoryFile, _ tags: [String: Any]
    ) throws -> [MetadataField] {
        guard try DocumentFormat(file) == .pdf else { return [] }
        let ends = try file.withBytes { bytes in
            let end = Data("%%EOF".utf8)
            guard let start = bytes.baseAddress else { return 0 }
            let data = Data(bytesNoCopy: start, count: bytes.count, deallocator: .none)
            var (count, from) = (0, data.startIndex)
            while let found = data.range(of: end, in: from..<data.endIndex) {
                (count, from) = (count + 1, found.upperBound)
            }
            return count
        }
        // One that is made for the web has two ends.
        let states = ends - (tags["PDF:Linearized"] as? String == "Yes" ? 1 : 0)
        return states > 1
            ? [MetadataField(kind: .history, name: "EarlierStates", value: "\(states - 1)")] : []
    }

    // MARK: What is what

    private static let people: Set = [
        "artist", "creator", "initial-creator", "lastmodifiedby", "by-line", "copyright", "copyrightnotice",
        "rights", "credit", "company", "manager", "publisher", "personinimage", "regionname", "contact",
        "performer", "composer", "printedby", "printed-by",
    ]
    private static let devices: Set = [
        "make", "model", "software", "creatortool", "producer", "hostcomputer", "lensmodel", "generator",
        "uniquecameramodel", "imageuniqueid", "encoder", "application", "appversion", "androidversion",
        "compressorname", "template",
    ]
    private static let remarks: Set = [
        "comment", "usercomment", "description", "caption-abstract", "xpcomment", "imagedescription",
        "instructions",
    ]
    private static let titles: Set = [
        "title", "subject", "keywords", "headline", "xptitle", "xpsubject", "xpkeywords", "label", "album",
    ]
    /// What encoders sign with, where others write a remark.
    private static let signatures = ["Lavc", "Lavf", "Processed by SoX", "CREATOR: gd-jpeg"]
    private static let histories: Set = [
        "revisionnumber", "totaledittime", "editing-cycles", "editing-duration", "derivedfrom", "lastprinted",
        "hasprevious", "documentancestors",
    ]
    private static let places: Set = [
        "city", "sub-location", "province-state", "state", "country", "country-primarylocationname",
    ]

    /// Nil for what says how the file is built.
    private static func kind(_ group: String, _ name: String, _ value: String) -> MetadataField.Kind? {
        let name = name.lowercased()
        guard !["ExifTool", "System", "Composite", "JFIF", "ZIP"].contains(group), !group.hasPrefix("ICC"),
            group != "File" || name == "comment"
        else { return nil }
        if name.contains("thumbnail") || name.contains("previewimage") || name == "picture"
            || name == "coverart"
        {
            return .thumbnail
        }
        if name != "gpsversionid",
            places.contains(name)
                || ["gps", "location", "latitude", "longitude"].contains(where: name.contains)
        {
            return .position
        }
        // What a PDF calls its creator is a program.
        if group == "PDF", name == "creator" { return .device }
        if people.contains(name) || ["author", "owner"].contains(where: name.contains) { return .person }
        if histories.contains(name) || name.hasPrefix("history") { return .history }
        if remarks.contains(name) { return signatures.contains(where: value.hasPrefix) ? .device : .remark }
        if titles.contains(name) { return .title }
        if devices.contains(name) || name.contains("serialnumber") { return .device }
        return name.contains("date") ? .date : nil
    }
}
