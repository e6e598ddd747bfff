import Disk
import Foundation
import Sodium

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files with plaintext that appear whole or not at all.
enum NewFile {
    /// Makes the file `path` with what `body` writes; when this returns it survives a power cut.
    ///
    /// It has no name until it is complete, so that nothing is left lying about when the program is stopped. Where the file
    /// system cannot do that it has a name ending in `.part`, and is removed on failure and when the program is asked to end;
    /// killed outright, or by a power cut, the program leaves it.
    static func write<R>(to path: String, _ body: (FileWriter) throws -> R) throws -> R {
        if let file = File.unnamed(in: PathBytes.parent(of: path)) {
            let writer = FileWriter(file)
            let result = try body(writer)
            try writer.finish()
            try file.synchronize()
            try file.publish(as: path)
            try File.synchronizeName(of: path)
            return result
        }
        let temporary = "\(path).\(hex(try randomBytes(4))).part"
        File.removeOnEnding(temporary)
        defer { File.removeOnEnding(nil) }
        let file = try File.create(temporary)
        do {
            let writer = FileWriter(file)
            let result = try body(writer)
            try writer.finish()
            try file.synchronize()
            // A file that appeared in the meantime is never overwritten.
            guard try File.move(temporary, to: path) else { throw VaultError.alreadyExists(path: path) }
            try File.synchronizeName(of: path)
            return result
        } catch {
            FileSystem.remove(temporary)
            throw error
        }
    }
}
