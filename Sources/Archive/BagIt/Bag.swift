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

/// The tag files of a BagIt 1.0 bag, worked out from its payload: those that can be written before it, and, once its other digests are
/// known, those that end the bag. So one pass over the payload is enough to write it, and one to check it.
///
/// Source: RFC 8493.
public struct Bag: Sendable {
    /// What all tag files of a bag may come to, in bytes: a reader holds them in memory.
    public static let maximumTagSize: Int64 = 64 << 20
    static let declaration = "bagit.txt"
    static let info = "bag-info.txt"
    static let payloadPrefix = "data/"

    /// What stands before the payload, in the order in which it is to be written.
    public let tagFiles: [(path: SafePath, contents: [UInt8])]
    private let payload: [BagPayload]

    /// What stands behind the payload.
    public struct Ending: Sendable {
        /// `manifest-sha512.txt`, `tagmanifest-sha256.txt`, `tagmanifest-sha512.txt`.
        public let tagFiles: [(path: SafePath, contents: [UInt8])]
        /// `tagmanifest-sha256.txt`: digests of all other tag files, and so of everything.
        public let tagManifest: [UInt8]
    }

    /// - Parameters:
    ///   - info: labels and values for `bag-info.txt`; `Payload-Oxum` is added.
    ///   - tagFiles: further tag files.
    public init(
        payload: [BagPayload], info: [(String, String)], tagFiles extra: [(SafePath, [UInt8])]
    ) throws {
        self.payload = payload
        var files: [(path: SafePath, contents: [UInt8])] = []
        // RFC 8493, 2.1.1
        files.append(
            (
                try SafePath(Bag.declaration),
                Array("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".utf8)
            ))
        // RFC 8493, 2.2.2
        files.append(
            (
                try SafePath(Bag.info),
                Bag.infoFile(info, octets: payload.reduce(0) { $0 + $1.size }, count: payload.count)
            ))
        files.append((try SafePath(Bag.manifestName(.sha256)), Bag.manifest(of: payload)))
        tagFiles = files + extra.map { (path: $0.0, contents: $0.1) }
    }

    /// The rest, once the payload was read.
    ///
    /// - Parameter sha512: of each payload file, in their order.
    public func ending(sha512: [[UInt8]]) throws -> Ending {
        let manifest = Bag.manifest(zip(payload, sha512).map { ($1, $0.path) })
        let listed = tagFiles + [(try SafePath(Bag.manifestName(.sha512)), manifest)]
        // RFC 8493, 2.2.1
        let tagManifest = Bag.manifestOfTags(listed.map { (SHA256.bytes(of: $0.contents), $0.path) })
        let second = Bag.manifestOfTags(listed.map { (Array(SHA512.hash(data: $0.contents)), $0.path) })
        return Ending(
            tagFiles: [
                listed[listed.count - 1], (try SafePath("tagmanifest-sha256.txt"), tagManifest),
                (try SafePath("tagmanifest-sha512.txt"), second),
            ], tagManifest: tagManifest)
    }

    private static func manifestName(_ algorithm: DigestAlgorithm) -> String {
        "\(Manifest.payloadPrefix)\(algorithm.rawValue).txt"
    }

    /// `manifest-sha256.txt` of a payload. Source: RFC 8493, 2.1.3.
    public static func manifest(of payload: [BagPayload]) -> [UInt8] {
        manifest(payload.map { ($0.sha256, $0.path) })
    }

    private static func manifest(_ payload: [(digest: [UInt8], path: SafePath)]) -> [UInt8] {
        lines(payload.map { ($0.digest, payloadPrefix + Manifest.encoded($0.path.string)) })
    }

    private static func manifestOfTags(_ files: [(digest: [UInt8], path: SafePath)]) -> [UInt8] {
        lines(files.map { ($0.digest, Manifest.encoded($0.path.string)) })
    }

    private static func lines(_ files: [(digest: [UInt8], path: String)]) -> [UInt8] {
        Array(files.map { "\(hex($0.digest))  \($0.path)\n" }.joined().utf8)
    }

    /// `bag-info.txt` of a payload of so many bytes in so many files. Source: RFC 8493, 2.2.2.
    public static func infoFile(_ labels: [(String, String)], octets: Int64, count: Int) -> [UInt8] {
        let lines = labels + [("Payload-Oxum", "\(octets).\(count)")]
        return Array(lines.map { "\($0.0): \(visible($0.1))\n" }.joined().utf8)
    }
}
