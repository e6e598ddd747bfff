/// Why no redacted copy was made.
public enum RenderingError: Error, Equatable {
    /// This system has no files that lie in memory alone.
    case notAvailable
    case toolMissing(name: String, package: String)
    /// A tool could not read the document, or was not done in its time: it is damaged, or locked with a passphrase.
    case toolFailed(name: String)
    case tooLarge(limit: Int)
    case tooManyPages(limit: Int)
    /// No file of this type can be redacted.
    case otherFormat
    /// A file of this type cannot be redacted in this way.
    case notForFormat(DocumentFormat, RedactionRequest.Part)
    /// Nothing was to be hidden, and there is no metadata to be taken out of a text.
    case nothingToHide
    /// The document has none of these.
    case wordsNotFound([String])
    case noSuchPage(Int, of: Int)
    /// An area that has no point on the page.
    case emptyArea
    /// A stretch that begins behind the end, in seconds.
    case behindEnd(seconds: Int)
    /// What was made still has what it should not: it was looked at again, and is not handed out.
    case stillThere(Residue)

    /// What was found in what was made.
    public enum Residue: Sendable {
        case text, words, area, sound, metadata, otherPages
    }

    /// Of a document, in bytes.
    public static let largestInput = 1 << 29
}
