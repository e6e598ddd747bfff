import Age
import Archive
import Foundation
import VaultStorage

/// A bundle as it lies there: opened once, so that it is unpacked from the bytes that were checked.
struct ArrivedBundle {
    /// What a file's name promises and its first bytes show.
    private enum Form: String {
        case age, tar, zip

        private static let ageMarks = ["age-encryption.org/", "-----BEGIN AGE ENCRYPTED FILE-----"]
        /// Of a file in it, or of its end where there is none.
        private static let zipMarks: [[UInt8]] = [[0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6]]

        /// What is neither age nor zip is taken for a tar, and refused when it is none.
        init(of start: [UInt8]) {
            let text = start.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
            self =
                Form.ageMarks.contains { text.starts(with: $0.utf8) }
                ? .age : Form.zipMarks.contains { start.starts(with: $0) } ? .zip : .tar
        }

        /// Nil for a name that promises nothing.
        init?(promisedBy path: String) {
            let parts = path.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard parts.count > 1, let ending = parts.last else { return nil }
            self.init(rawValue: String(decoding: ending, as: UTF8.self).lowercased())
        }
    }

    private enum Contents {
        case folder(path: String)
        case file(JoinedFile, Form)
        /// A zip with a passphrase.
        case locked(JoinedFile)
    }

    private let contents: Contents

    var isSealed: Bool { if case .file(_, .age) = contents { true } else { false } }
    var needsPassphrase: Bool { if case .locked = contents { true } else { false } }

    /// - Parameter path: of a folder, of a file, or of one of the volumes that make one.
    /// - Throws: ``StorageError/notARegularFile(path:)`` for what is neither file nor folder, and ``VaultError/bundleInvalid(_:)`` when
    ///   the file's name says one thing and its bytes another: programs go by either.
    init(path: String) throws {
        if let whole = BundleVolumes.whole(ofVolume: path),
            File.exists(BundleVolumes.path(whole, 0)) || File.exists(BundleVolumes.listPath(whole))
        {
            contents = try ArrivedBundle.contents(of: JoinedFile(volumesOf: whole), named: whole)
            return
        }
        let file = try File.read(path)
        var status = stat()
        guard fstat(file.descriptor, &status) == 0 else {
            throw StorageError.unreadable(path: path, errno: errno)
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            contents = .folder(path: path)
            return
        }
        contents = try ArrivedBundle.contents(of: JoinedFile(file), named: path)
    }

    private static func contents(of file: JoinedFile, named path: String) throws -> Contents {
        var start = [UInt8](repeating: 0, count: 512)
        let count = try start.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
        let form = Form(of: Array(start[..<count]))
        if let promised = Form(promisedBy: path), promised != form {
            throw VaultError.bundleInvalid(.otherForm(promised: promised.rawValue))
        }
        let isLocked = form == .zip && LockedZip.isLocked(start: Array(start[..<count]))
        return isLocked ? .locked(file) : .file(file, form)
    }

    /// The files of it, from the first on.
    ///
    /// - Parameter examine: is shown the header of what is sealed.
    func source(
        _ identities: [any Age.Identity], _ passphrase: BundlePassphrase? = nil,
        examine: HeaderExamination? = nil
    ) throws -> any BagSource {
        switch contents {
        case .folder(let path): return try FolderSource(path)
        case .file(let file, .zip):
            return try ArchiveReader(zip: ZipStructure(size: file.size, read: file.read(at:into:)))
        case .locked(let file):
            guard let passphrase else { throw ArchiveError.wrongPassphrase }
            let zip = try LockedZip(size: file.size, read: file.read(at:into:))
            let tar = try passphrase.withUnsafeBytes { try LockedZipReader(zip, passphrase: $0) }
            return try ArchiveReader { try tar.read(into: $0) }
        case .file(let file, .tar): return try ArchiveReader(tar: file.stream)
        case .file(let file, .age):
            let seal = try OpeningStream(identities: identities, examine: examine, input: file.stream)
            return try ArchiveReader { try seal.read(into: $0) }
        }
    }
}
