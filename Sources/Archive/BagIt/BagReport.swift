/// What a bag turned out to hold.
public struct BagReport: Sendable {
    /// So many are listed; more say nothing new.
    public static let maximumProblems = 100

    /// Why the bag is not valid. Empty for a valid bag.
    public private(set) var problems: [BagProblem] = []
    /// What is permitted and yet deserves a look.
    public private(set) var warnings: [BagWarning] = []
    /// The payload files by path (`data/…`), with size in bytes and SHA-256 in lower-case hexadecimal.
    public internal(set) var payload = NamedFiles<(size: Int64, sha256: String)>()
    /// The contents of the tag files by path.
    public internal(set) var tagFiles = NamedFiles<[UInt8]>()
    var tagDigests = NamedFiles<String>()
    /// What `tagmanifest-sha256.txt` lists.
    public internal(set) var listedTagFiles: Set<SafePath> = []

    public var isValid: Bool { problems.isEmpty }

    /// Of any file, in lower-case hexadecimal.
    func sha256(of path: SafePath) -> String? { payload[path]?.sha256 ?? tagDigests[path] }

    /// Whether there are so many problems that looking for others is of no use.
    var isFull: Bool { problems.count > BagReport.maximumProblems }

    mutating func add(problem: BagProblem) { BagReport.add(problem, or: .more, to: &problems) }
    mutating func add(warning: BagWarning) { BagReport.add(warning, or: .more, to: &warnings) }

    private static func add<One>(_ one: One, or more: One, to list: inout [One]) {
        if list.count < maximumProblems {
            list.append(one)
        } else if list.count == maximumProblems {
            list.append(more)
        }
    }
}
