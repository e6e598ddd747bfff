public import Foundation

/// Published test vectors: in the folder named by `AMANAH_VECTORS`, else in `../shared/vectors` beside the package.
public enum Vectors {
    private static let folder: URL? = {
        let named = ProcessInfo.processInfo.environment["AMANAH_VECTORS"].map { URL(fileURLWithPath: $0) }
        let candidate = named ?? packageFolder.appending(path: "../shared/vectors").standardizedFileURL
        return FileManager.default.fileExists(atPath: candidate.path) ? candidate : nil
    }()

    /// The folder of this package.
    public static let packageFolder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The files of one set (`age`, `merkle`, …), sorted by name; empty, after saying so, where there are none.
    public static func files(in set: String) -> [URL] {
        let files = folder.flatMap {
            try? FileManager.default.contentsOfDirectory(
                at: $0.appending(path: set), includingPropertiesForKeys: nil)
        }
        guard let files, !files.isEmpty else {
            print("SKIPPED: no published vectors for '\(set)' (set AMANAH_VECTORS to their folder)")
            return []
        }
        return files.sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
}
