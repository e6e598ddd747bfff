import CPlatform
import Foundation

/// A program of others that reads untrusted documents. It gets memory files and answers through a pipe: it has no network where the
/// system lets a user go without, cannot write a byte into any file, and has bounds on time and memory (`Tool.c`).
struct Tool: Sendable {
    let name: String
    /// The Debian package that has it.
    let package: String

    static let pdftotext = Tool(name: "pdftotext", package: "poppler-utils")
    static let pdftoppm = Tool(name: "pdftoppm", package: "poppler-utils")
    static let pdfinfo = Tool(name: "pdfinfo", package: "poppler-utils")
    static let pdfdetach = Tool(name: "pdfdetach", package: "poppler-utils")
    static let ffmpeg = Tool(name: "ffmpeg", package: "ffmpeg")
    static let ffprobe = Tool(name: "ffprobe", package: "ffmpeg")
    static let exiftool = Tool(name: "exiftool", package: "libimage-exiftool-perl")

    private static let folders = ["/usr/bin", "/bin", "/usr/local/bin"]
    private static let memory: Int64 = 4 << 30

    /// By what a tool knows its inputs, in their order.
    static func input(_ index: Int) -> String { "/proc/self/fd/\(Int(PLATFORM_FIRST_INPUT) + index)" }

    private var path: String? {
        Tool.folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    var isInstalled: Bool { path != nil }

    /// Runs it to its end and hands what it answers to `body`, piece by piece.
    ///
    /// - Parameters:
    ///   - seconds: of processor time.
    ///   - limit: how many bytes it may answer.
    ///   - ends: the statuses with which it ends well.
    /// - Throws: ``RenderingError/toolMissing(name:package:)``, ``RenderingError/toolFailed(name:)``,
    ///   ``RenderingError/tooLarge(limit:)``.
    func run(
        _ arguments: [String], on inputs: [MemoryFile], seconds: Int = 120, limit: Int,
        ends: Set<Int32> = [0], _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard let path else { throw RenderingError.toolMissing(name: name, package: package) }
        var pointers: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var (output, process): (Int32, pid_t) = (-1, 0)
        let descriptors = inputs.map(\.descriptor)
        guard
            platform_start_tool(
                path, &pointers, descriptors, Int32(inputs.count), Tool.memory, Int32(seconds), &output,
                &process) == 0
        else { throw RenderingError.notAvailable }
        var isRunning = true
        defer {
            close(output)
            // Whatever stopped the reading: it does not go on by itself.
            if isRunning { _ = platform_wait_for_tool(process, 1) }
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var total = 0
        while true {
            let count = read(output, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw RenderingError.toolFailed(name: name) }
            if count == 0 { break }
            total += count
            guard total <= limit else { throw RenderingError.tooLarge(limit: limit) }
            try buffer.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        isRunning = false
        guard ends.contains(platform_wait_for_tool(process, 0)) else {
            throw RenderingError.toolFailed(name: name)
        }
    }

    /// The same with all of the answer at once.
    func answer(
        _ arguments: [String], on inputs: [MemoryFile], seconds: Int = 120, limit: Int,
        ends: Set<Int32> = [0]
    ) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try run(arguments, on: inputs, seconds: seconds, limit: limit, ends: ends) { bytes += $0 }
        return bytes
    }
}
