import CArchive
import Foundation

/// What reading and writing have in common.
enum LibArchive {
    /// libarchive converts names by the process's character type; ours are UTF-8 whatever the user's locale.
    private static let usesUTF8: Bool = {
        setlocale(LC_CTYPE, "C.UTF-8") != nil || setlocale(LC_CTYPE, "UTF-8") != nil
    }()

    static func requireUTF8() throws {
        guard usesUTF8 else { throw ArchiveError.malformed("this system has no UTF-8 locale") }
    }

    /// The types of entries: `AE_IFREG` and `AE_IFDIR`, which are casts in C and so not imported.
    static let regularFile: UInt32 = 0o100000
    static let folder: UInt32 = 0o040000

    /// Why libarchive failed: what a closure of ours threw, if that is why, else its own words.
    static func failure<Closure>(_ archive: OpaquePointer, _ callback: Callback<Closure>) -> any Error {
        do {
            try callback.rethrow()
            return ArchiveError.malformed(message(archive))
        } catch {
            return error
        }
    }

    /// libarchive's words for its latest error.
    static func message(_ archive: OpaquePointer?) -> String {
        archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
    }
}

/// Carries a Swift closure, and the error it threw, through C.
final class Callback<Closure> {
    let closure: Closure
    var error: (any Error)?

    init(_ closure: Closure) { self.closure = closure }

    static func of(_ pointer: UnsafeMutableRawPointer?) -> Callback<Closure>? {
        pointer.map { Unmanaged<Callback<Closure>>.fromOpaque($0).takeUnretainedValue() }
    }

    var pointer: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    /// Throws what the closure threw, if that is why libarchive failed.
    func rethrow() throws {
        if let error {
            self.error = nil
            throw error
        }
    }
}
