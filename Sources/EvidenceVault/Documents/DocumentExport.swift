public import Ledger
import VaultStorage

/// A document on its way into a file, of which the log has said already that it goes there.
public struct DocumentExport {
    private let reader: DocumentReader
    private let output: NewFile

    public var ref: String { reader.ref }
    public var details: DocumentDetails { reader.details }
    /// What the file can be called: the document's name, made safe.
    public var fileName: String { reader.fileName }

    init(reader: DocumentReader, output: NewFile) {
        self.reader = reader
        self.output = output
    }

    /// Writes all of it, checked to the end. Whoever began it publishes the file.
    ///
    /// - Parameter progress: is told of bytes that were written, as they are.
    public func write(progress: (Int) throws -> Void = { _ in }) throws {
        try reader.forEachPiece { piece in
            try output.write(piece)
            try progress(piece.count)
        }
    }
}
