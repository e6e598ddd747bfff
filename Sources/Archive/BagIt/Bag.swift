import Bytes
import Crypto
import Foundation

/// A payload file of a bag.
public struct BagPayload: Sendable {
    /// Below `data/`.
    public let path: SafePath
    public let size: Int64
    public let sha256: [UInt8]

    public init(path: SafePath, size: Int64, sha256: [UInt8]) {
        self.path = path
        self.size = size
        self.sha256 = sha256
    }
}

/// The tag files of a BagIt 1.0 bag, worked out from its payload.
///
/// Source: RFC 8493.
public struct Bag: Sendable {
    static let declaration = "bagit.txt"
    static let info = "bag-info.txt"
    static let payloadPrefix = "data/"

    /// All tag files in the order in which they are to be written, the tag manifest last.
    public let tagFiles: [(path: SafePath, contents: [UInt8])]
    /// `tagmanifest-sha256.txt`: digests of all other tag files, and so of everything.
    public let tagManifest: [UInt8]

    /// - Parameters:
    ///   - info: labels and values for `bag-info.txt`; `Payload-Oxum` is added.
    ///   - tagFiles: further tag files.
    public init(
        payload: [BagPayload], info: [(String, String)], tagFiles extra: [(SafePath, [UInt8])]
    ) throws {
        var files: [(path: SafePath, contents: [UInt8])] = []
        func add(_ path: String, _ text: String) throws {
            files.append((try SafePath(path), Array(text.utf8)))
        }
        // RFC 8493, 2.1.1
        try add(Bag.declaration, "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        // RFC 8493, 2.2.2
        files.append(
            (
                try SafePath(Bag.info),
                Bag.infoFile(info, octets: payload.reduce(0) { $0 + $1.size }, count: payload.count)
            ))
        // RFC 8493, 2.1.3
        try add(
            "manifest-sha256.txt",
            payload.map {
                "\(hex($0.sha256))  \(Bag.payloadPrefix)\(Manifest.encoded($0.path.string))\n"
            }.joined())
        files += extra.map { (path: $0.0, contents: $0.1) }
        // RFC 8493, 2.2.1
        let manifest = files.map { file in
            "\(hex(SHA256.hash(data: file.contents)))  \(Manifest.encoded(file.path.string))\n"
        }.joined()
        tagManifest = Array(manifest.utf8)
        files.append((try SafePath("tagmanifest-sha256.txt"), tagManifest))
        tagFiles = files
    }

    /// `bag-info.txt` of a payload of so many bytes in so many files. Source: RFC 8493, 2.2.2.
    public static func infoFile(_ labels: [(String, String)], octets: Int64, count: Int) -> [UInt8] {
        let lines = labels + [("Payload-Oxum", "\(octets).\(count)")]
        return Array(
            lines.map { "\($0.0): \($0.1.replacingOccurrences(of: "\n", with: " "))\n" }.joined().utf8)
    }
}
