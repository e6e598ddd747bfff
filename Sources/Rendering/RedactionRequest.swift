/// What is to be hidden in a copy of a document. Where nothing is, the copy is the document without its metadata.
public struct RedactionRequest: Sendable {
    /// A rectangle in percent of its page or picture, upright, from the top left corner.
    public struct Area: Equatable, Sendable {
        /// From 1; nil in a picture.
        public let page: Int?
        public let x, y, width, height: Double

        public init(page: Int?, x: Double, y: Double, width: Double, height: Double) {
            (self.page, self.x, self.y, self.width, self.height) = (page, x, y, width, height)
        }
    }

    /// The ways to name what is to be hidden.
    public enum Part: Sendable {
        case words, pages, pageAreas, areas, silences
    }

    public var words: [String] = []
    /// Whole pages, from 1.
    public var pages: [ClosedRange<Int>] = []
    public var areas: [Area] = []
    /// In seconds.
    public var silences: [ClosedRange<Double>] = []

    public init() {}

    var parts: [Part] {
        var parts: [Part] = []
        if !words.isEmpty { parts.append(.words) }
        if !pages.isEmpty { parts.append(.pages) }
        if areas.contains(where: { $0.page != nil }) { parts.append(.pageAreas) }
        if areas.contains(where: { $0.page == nil }) { parts.append(.areas) }
        if !silences.isEmpty { parts.append(.silences) }
        return parts
    }
}

/// A copy in which everything that was asked for is hidden: it was looked at again.
public struct RedactedCopy: Sendable {
    /// What was hidden, for the words that go with the copy. Nothing here tells what it is.
    public struct Hidden: Sendable {
        /// How many places words were found at, by page; page 0 in a text.
        public var words: [Int: Int] = [:]
        public var pages: [Int] = []
        /// How many areas, by page; page 0 in a picture.
        public var areas: [Int: Int] = [:]
        /// In seconds.
        public var silences: [ClosedRange<Double>] = []
    }

    public let bytes: [UInt8]
    public let format: DocumentFormat
    /// What its name ends with.
    public let suffix: String
    public let hidden: Hidden
    /// Pages without any text, where words were sought: they may be pictures of text, which nobody has looked at.
    public let unsearchedPages: [Int]
}
