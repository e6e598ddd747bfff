/// Why a bag is not valid. Paths in it are untrusted text: make them visible before printing.
public enum BagProblem: Hashable, Sendable, CustomStringConvertible {
    case missing(String)
    /// `bagit.txt` is not plain UTF-8.
    case declarationNotPlain(String)
    /// `bagit.txt` does not say version and encoding.
    case declarationIncomplete(String)
    case unknownVersion
    case unknownEncoding
    /// So few files cannot make it so large.
    case tagFileTooLarge(String)
    /// A tag file in another encoding than the declaration names.
    case otherEncoding(String, declaration: String)
    case unknownAlgorithm(String)
    case manifest(String, ArchiveError)
    case noManifest
    case unlisted(String, algorithm: String)
    case unlistedAnywhere(String)
    /// A payload file in a tag manifest, or the other way round.
    case misplaced(String)
    case twoDigests(String)
    case altered(String)
    case fetchOutside
    case toBeFetched(String)
    case severalOxums(String)
    /// The payload is not of the size that this file says.
    case otherSize(String)
    case outside(String)
    /// There are more than are listed.
    case more

    public var description: String {
        switch self {
        case .missing(let path): "\(path) is missing"
        case .declarationNotPlain(let path): "\(path) is not plain UTF-8 without a byte order mark"
        case .declarationIncomplete(let path): "\(path) does not say version and encoding"
        case .unknownVersion: "unknown BagIt version"
        case .unknownEncoding: "unknown encoding of tag files"
        case .tagFileTooLarge(let path): "\(path) is larger than the files of this bag can make it"
        case .otherEncoding(let path, let declaration):
            "\(path) is not in the encoding that \(declaration) names"
        case .unknownAlgorithm(let path): "\(path): unknown algorithm"
        case .manifest(let path, let error): "\(path): \(error)"
        case .noManifest: "there is no payload manifest"
        case .unlisted(let path, let algorithm): "\(path) is not in the \(algorithm) manifest"
        case .unlistedAnywhere(let path): "\(path) is in no manifest"
        case .misplaced(let path): "\(path) does not belong into this manifest"
        case .twoDigests(let path): "\(path) is listed with two digests"
        case .altered(let path): "\(path) was altered"
        case .fetchOutside: "fetch.txt names a file outside of the bag"
        case .toBeFetched(let path): "\(path) is left to be fetched"
        case .severalOxums(let path): "\(path) has more than one Payload-Oxum"
        case .otherSize(let path): "the payload is not of the size that \(path) says"
        case .outside(let path): "\(path) lies outside of the bag"
        case .more: "and more"
        }
    }
}

/// What is permitted in a bag and yet deserves a look.
public enum BagWarning: Hashable, Sendable, CustomStringConvertible {
    /// A file that belongs to the sender's operating system, in the payload.
    case ofSystem(String)
    /// A file that an operating system left beside the bag.
    case leftBySystem(String)
    case listedTwice(String)
    /// A file that belongs to the sender's operating system is listed and did not come along.
    case missingOfSystem(String)
    /// A name that some systems hold for another one's.
    case likeAnother(String)
    case more

    public var description: String {
        switch self {
        case .ofSystem(let path): "\(path) is a file of the sender's operating system"
        case .leftBySystem(let path): "\(path) is no part of the bag: an operating system left it there"
        case .missingOfSystem(let path):
            "\(path), a file of the sender's operating system, is listed and missing"
        case .listedTwice(let path): "\(path) is listed twice"
        case .likeAnother(let path): "\(path) differs from another name only in capitals or accents"
        case .more: "and more"
        }
    }
}
