/// Makes redacted copies.
public enum Redactor {
    /// Makes a copy of a document in which all that was asked for is hidden, and without the document's metadata; looks at it again, and
    /// throws where something is left.
    public static func redact(_ file: MemoryFile, _ request: RedactionRequest) throws -> RedactedCopy {
        guard let format = try DocumentFormat(file) else { throw RenderingError.otherFormat }
        let empty = request.words.filter(WordSearch.isEmpty)
        guard empty.isEmpty else { throw RenderingError.wordsNotFound(empty) }
        let possible: [RedactionRequest.Part] =
            switch format {
            case .text: [.words]
            case .pdf: [.words, .pages, .pageAreas]
            case .jpeg, .png: [.areas]
            case .recording: [.silences]
            }
        if let other = request.parts.first(where: { !possible.contains($0) }) {
            throw RenderingError.notForFormat(format, other)
        }
        switch format {
        case .text: return try TextRedaction.redact(file, request)
        case .pdf: return try PDFRedaction.redact(file, request)
        case .jpeg, .png: return try ImageRedaction.redact(file, format, request)
        case .recording(let container): return try RecordingRedaction.redact(file, container, request)
        }
    }

    /// Whether a copy of a document without its metadata can be made.
    public static func strips(_ file: MemoryFile) throws -> Bool {
        switch try DocumentFormat(file) {
        case .pdf, .jpeg, .png, .recording: true
        case .text, nil: false
        }
    }
}
