import Bytes
import Foundation

/// The list of a bundle's volumes, `NAME.sha256`: what `sha256sum -c` checks, with the sizes in lines that it passes over.
///
/// Nobody has signed it. It tells which volume is missing or damaged; whether what they make is to be believed the bundle says itself.
struct BundleVolumes: Equatable {
    struct Part: Equatable {
        /// In bytes.
        let size: Int64
        let sha256: HexBytes
    }

    /// A hundred photographs of a stick are not what somebody wants to join.
    static let most = 200
    /// In bytes.
    static let smallest: Int64 = 1_000_000
    static let largestList = 65_536
    private static let format = "amanah volumes/1"

    /// Of what the volumes make.
    let name: String
    let size: Int64
    let sha256: HexBytes
    let parts: [Part]

    static func path(_ path: String, _ index: Int) -> String {
        "\(path).\(String(repeating: "0", count: max(0, 3 - "\(index + 1)".count)))\(index + 1)"
    }

    static func listPath(_ path: String) -> String { "\(path).sha256" }

    /// What is in front of `.001`, where a path ends so or with another number.
    static func whole(ofVolume path: String) -> String? {
        let ending = Array(path.utf8.suffix(4))
        guard ending.count == 4, ending[0] == UInt8(ascii: "."),
            ending[1...].allSatisfy({ (0x30...0x39).contains($0) }), ending[1...] != [0x30, 0x30, 0x30][...]
        else { return nil }
        return String(decoding: path.utf8.dropLast(4), as: UTF8.self)
    }

    /// Whether `sha256sum` writes a name as it is.
    static func canBeListed(_ name: String) -> Bool {
        !name.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\\") || $0 == 0x7F }
    }

    var bytes: [UInt8] {
        var text = "# \(BundleVolumes.format) \(size) \(sha256) \(name)\n"
        for (index, part) in parts.enumerated() {
            text += "# \(part.size)\n\(part.sha256)  \(BundleVolumes.path(name, index))\n"
        }
        return Array(text.utf8)
    }

    init(name: String, size: Int64, sha256: HexBytes, parts: [Part]) {
        (self.name, self.size, self.sha256, self.parts) = (name, size, sha256, parts)
    }

    /// Nil for what is not such a list of volumes of this name, byte for byte.
    init?(_ bytes: [UInt8], name: String) {
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        let head = "# \(BundleVolumes.format) "
        guard let first = lines.first, first.hasPrefix(head) else { return nil }
        let words = first.dropFirst(head.count).split(separator: " ")
        guard words.count >= 2, let size = Int64(words[0]), let sha256 = BundleVolumes.digest(words[1]) else {
            return nil
        }
        var parts: [Part] = []
        for index in stride(from: 1, to: lines.count - 1, by: 2) {
            guard parts.count < BundleVolumes.most, let size = Int64(lines[index].dropFirst(2)), size >= 0,
                let sha256 = BundleVolumes.digest(lines[index + 1].prefix(64))
            else { return nil }
            parts.append(Part(size: size, sha256: sha256))
        }
        self.init(name: name, size: size, sha256: sha256, parts: parts)
        guard !parts.isEmpty, self.bytes == bytes else { return nil }
    }

    private static func digest(_ text: Substring) -> HexBytes? {
        guard let digest = HexBytes(String(text)), digest.bytes.count == 32 else { return nil }
        return digest
    }
}

/// What is wrong with one of a bundle's volumes.
public struct VolumeFault: Hashable, Sendable {
    public enum What: Hashable, Sendable {
        case missing, altered
        /// It has what another should have.
        case isOther(String)
        case unlisted
        /// It is no list of volumes.
        case list
    }

    /// Of the file, without its folder.
    public let name: String
    public let what: What

    public init(_ name: String, _ what: What) { (self.name, self.what) = (name, what) }
}
