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
        case file(File, size: Int64, Form)
    }

    private let contents: Contents

    var isSealed: Bool { if case .file(_, _, .age) = contents { true } else { false } }

    /// Throws ``StorageError/notARegularFile(path:)`` for what is neither file nor folder, and ``VaultError/bundleInvalid(_:)`` when the
    /// file's name says one thing and its bytes another: programs go by either.
    init(path: String) throws {
        let file = try File.read(path)
        var status = stat()
        guard fstat(file.descriptor, &status) == 0 else {
            throw StorageError.unreadable(path: path, errno: errno)
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            contents = .folder(path: path)
            return
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw StorageError.notARegularFile(path: path) }
        var start = [UInt8](repeating: 0, count: 512)
        let count = try start.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
        let form = Form(of: Array(start[..<count]))
        if let promised = Form(promisedBy: path), promised != form {
            throw VaultError.bundleInvalid(.otherForm(promised: promised.rawValue))
        }
        contents = .file(file, size: Int64(status.st_size), form)
    }

    /// The files of it, from the first on.
    ///
    /// - Parameter examine: is shown the header of what is sealed.
    func source(
        _ identities: [any Age.Identity], examine: HeaderExamination? = nil
    ) throws -> any BagSource {
        switch contents {
        case .folder(let path): return try FolderSource(path)
        case .file(let file, let size, .zip):
            return try ArchiveReader(zip: ZipStructure(size: size) { try file.read(at: $0, into: $1) })
        case .file(let file, _, .tar): return try ArchiveReader(tar: ArrivedBundle.stream(file))
        case .file(let file, _, .age):
            let seal = try OpeningStream(
                identities: identities, examine: examine, input: ArrivedBundle.stream(file))
            return try ArchiveReader { try seal.read(into: $0) }
        }
    }

    private static func stream(_ file: File) -> (UnsafeMutableRawBufferPointer) throws -> Int {
        var offset: Int64 = 0
        return { buffer in
            let count = try file.read(at: offset, into: buffer)
            offset += Int64(count)
            return count
        }
    }
}
