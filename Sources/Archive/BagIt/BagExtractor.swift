import Foundation

/// Unpacks a bag into a new folder that appears only when the bag is valid.
public enum BagExtractor {
    /// Reads `source` to its end. `accept` sees the report before anything has a name; what it throws, or a report with problems,
    /// leaves nothing behind.
    ///
    /// Throws ``ArchiveError``, and `CocoaError` when the folder exists or cannot be written.
    public static func extract(
        _ source: some BagSource, to folder: URL, accept: (BagReport) throws -> Void = { _ in }
    ) throws -> BagReport {
        let manager = FileManager.default
        if manager.fileExists(atPath: folder.path) { throw CocoaError(.fileWriteFileExists) }
        let temporary = folder.deletingLastPathComponent()
            .appending(path: ".\(folder.lastPathComponent).\(UUID().uuidString).part")
        let ownerOnly: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        try manager.createDirectory(at: temporary, withIntermediateDirectories: false, attributes: ownerOnly)
        do {
            // The folder is new and only ours, no link is ever made in it, and every path is a SafePath: so joining them stays inside.
            let report = try BagValidator.validate(source) { path in
                let file = temporary.appending(path: path.string)
                try manager.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
                    attributes: ownerOnly)
                let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
                guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
                let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
                return { bytes in try handle.write(contentsOf: bytes) }
            }
            try accept(report)
            guard report.isValid else { throw ArchiveError.malformed(report.problems[0]) }
            try manager.moveItem(at: temporary, to: folder)
            return report
        } catch {
            try? manager.removeItem(at: temporary)
            throw error
        }
    }
}
