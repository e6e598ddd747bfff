import Foundation

/// A temporary folder that is removed when the value ends.
public final class TemporaryFolder: Sendable {
    public let url: URL
    public var path: String { url.path }

    public init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "amanah-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    public func appending(_ path: String) -> URL { url.appending(path: path) }

    deinit { try? FileManager.default.removeItem(at: url) }
}

/// What a finished command left.
public struct CommandResult: Sendable {
    public let status: Int32
    public let stdout: Data
    public let stderr: Data
    public var output: String { String(decoding: stdout, as: UTF8.self) }
    public var errors: String { String(decoding: stderr, as: UTF8.self) }
}

/// The path of a stock tool, or nil after saying that tests with it are skipped.
public func stockTool(_ name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    for folder in folders {
        let path = "\(folder)/\(name)"
        if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    print("SKIPPED: \(name) is not installed (scripts/install-dependencies --tests)")
    return nil
}

/// Runs a command to its end. `environment` is added to this process's own.
public func run(
    _ path: String, _ arguments: [String], input: Data = Data(), folder: URL? = nil,
    environment: [String: String] = [:]
) throws -> CommandResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, stderr)
    try process.run()

    // All three pipes move at once, so that a full one cannot stop the others.
    let results = OutputCollector()
    let group = DispatchGroup()
    let queue = DispatchQueue.global()
    queue.async(group: group) { results.stdout = stdout.fileHandleForReading.readDataToEndOfFile() }
    queue.async(group: group) { results.stderr = stderr.fileHandleForReading.readDataToEndOfFile() }
    queue.async(group: group) {
        signal(SIGPIPE, SIG_IGN)
        try? stdin.fileHandleForWriting.write(contentsOf: input)
        try? stdin.fileHandleForWriting.close()
    }
    process.waitUntilExit()
    group.wait()
    return CommandResult(
        status: process.terminationReason == .uncaughtSignal
            ? -process.terminationStatus : process.terminationStatus,
        stdout: results.stdout, stderr: results.stderr)
}

// Unchecked: each property is written by one task and read after the group's `wait`.
private final class OutputCollector: @unchecked Sendable {
    var stdout = Data()
    var stderr = Data()
}
