import Age
import Archive
import Foundation

/// A bundle as it arrives: sealed with age, a tar or zip, or an unpacked folder.
public enum Bundle {
    /// Checks everything that can be checked without a vault.
    ///
    /// - Parameter identities: to open a sealed bundle with.
    /// - Throws: ``VaultError/bundleInvalid(_:)`` when it cannot be read as a bundle at all; `AgeError.noMatch` when it is
    ///   sealed to somebody else.
    public static func verify(at path: String, identities: [any Age.Identity]) throws -> BundleReport {
        try translating {
            let identities = OpeningIdentities(identities)
            let source = try Source(path: path, identities: identities.all)
            let report = try BagValidator.validate(source)
            try source.drain()
            return BundleChecks(bag: report, openedBy: identities.recipients).report
        }
    }

    /// Checks a bundle and unpacks it into a new folder, which appears only when all fits.
    public static func open(
        at path: String, identities: [any Age.Identity], to folder: String
    ) throws -> BundleReport {
        if File.exists(folder) { throw VaultError.alreadyExists(path: folder) }
        return try translating {
            let identities = OpeningIdentities(identities)
            let source = try Source(path: path, identities: identities.all)
            var checked = BundleReport()
            _ = try BagExtractor.extract(source, to: URL(fileURLWithPath: folder)) { report in
                try source.drain()
                checked = BundleChecks(bag: report, openedBy: identities.recipients).report
                if let problem = checked.problems.first {
                    throw VaultError.bundleInvalid(problem.description)
                }
            }
            return checked
        }
    }

    private static func translating<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let error as ArchiveError {
            throw VaultError.bundleInvalid(error.description)
        } catch let error as AgeError where error != .noMatch {
            throw VaultError.bundleInvalid(error.description)
        }
    }

    /// Finds out what a path holds, by its first bytes and never by its name.
    private final class Source: BagSource {
        private let files: any BagSource
        private let archive: ArchiveReader?

        init(path: String, identities: [any Age.Identity]) throws {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw VaultError.unreadable(path: path, errno: ENOENT)
            }
            if isFolder.boolValue {
                files = try FolderSource(URL(fileURLWithPath: path))
                archive = nil
                return
            }
            let isSealed = try Bundle.isSealed(path)
            let file = try File.read(path)
            let reader: ArchiveReader
            if isSealed {
                let seal = try OpeningStream(identities: identities) { try file.read(into: $0) }
                reader = try ArchiveReader(formats: [.tar, .zip]) { try seal.read(into: $0) }
            } else {
                reader = try ArchiveReader(formats: [.tar, .zip]) { try file.read(into: $0) }
            }
            files = reader
            archive = reader
        }

        func nextFile() throws -> SafePath? { try files.nextFile() }
        func read(into target: UnsafeMutableRawBufferPointer) throws -> Int { try files.read(into: target) }
        func drain() throws { try archive?.drain() }
    }
}

extension Bundle {
    /// Whether a file is sealed with age, by its first bytes.
    public static func isSealed(_ path: String) throws -> Bool {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            return false
        }
        let mark = Array("age-encryption.org/".utf8)
        var start = [UInt8](repeating: 0, count: mark.count)
        let file = try File.read(path)
        let count = try start.withUnsafeMutableBytes { try file.read(into: $0) }
        return Array(start[..<count]) == mark
    }
}
