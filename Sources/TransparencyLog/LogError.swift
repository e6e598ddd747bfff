/// Why a proof, note or checkpoint is refused.
public enum LogError: Error, Hashable, CustomStringConvertible {
    /// A hash that is not 32 bytes.
    case badHash
    /// A stored node that should be there is not.
    case missingNode(level: Int, index: UInt64)
    /// An index or size that is not in the tree.
    case outOfRange
    /// A proof of the wrong length, or one that leads to another root.
    case proofFailed
    /// A note, checkpoint, key or proof file that is not written as its specification says.
    case malformed(String)
    /// No signature by the key that was asked for.
    case unsigned(by: String)
    /// A signature that claims to be by a known key and is not.
    case badSignature(by: String)
    /// The checkpoint of another log.
    case wrongOrigin(String)

    public var description: String {
        switch self {
        case .badHash: "not a SHA-256 hash"
        case .missingNode(let level, let index): "Merkle node \(level)/\(index) is missing"
        case .outOfRange: "outside of the tree"
        case .proofFailed: "the Merkle proof does not lead to the root"
        case .malformed(let why): "malformed \(why)"
        case .unsigned(let name): "no signature by \(name)"
        case .badSignature(let name): "the signature by \(name) is wrong"
        case .wrongOrigin(let origin): "a checkpoint of \(origin)"
        }
    }
}
