/// Whatever is wrong with shares.
public enum SLIP39Error: Error, Equatable, CustomStringConvertible {
    /// The word at this place, counted from 1, is not in the list.
    case notAWord(position: Int)
    /// Too few words, or a number of them that cannot be.
    case wrongLength(words: Int)
    /// A word is wrong, missing or in another place.
    case wrongChecksum
    case malformed(String)
    /// The shares are not all of one secret.
    case differentSets
    /// The same share twice, or two that claim the same number.
    case duplicate
    case tooFew(needed: Int, given: Int)
    /// The shares fit each other and give no secret: one of them was not made with the others.
    case wrongDigest
    /// No secret can be shared in this way.
    case badParameters(String)

    public var description: String {
        switch self {
        case .notAWord(let position): "word \(position) is not in the word list"
        case .wrongLength(let words): "\(words) words are not a share"
        case .wrongChecksum: "the checksum does not fit: a word is wrong, missing or in another place"
        case .malformed(let why): "not a share: \(why)"
        case .differentSets: "these shares are not of one set"
        case .duplicate: "the same share is given twice"
        case .tooFew(let needed, let given): "\(needed) shares are needed, and \(given) given"
        case .wrongDigest: "these shares were not made together"
        case .badParameters(let why): why
        }
    }
}
