public import Foundation

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
    print("SKIPPED: \(name) is not installed (scripts/install-dependencies test)")
    return nil
}

/// The path of a Python program that judges what we write: of those that scripts/install-dependencies brings, else in the path. Nil after
/// saying that tests with it are skipped.
public func pythonTool(_ name: String) -> String? {
    let path = Vectors.packageFolder.appending(path: ".build-tools/bin/\(name)").path
    return FileManager.default.isExecutableFile(atPath: path) ? path : stockTool(name)
}

/// Runs a command to its end. `environment` is added to this process's own.
///
/// Its input and output are files, not pipes: a pipe would also be held open by whatever it leaves running, and by
/// commands that other tests start at the same moment.
public func run(
    _ path: String, _ arguments: [String], input: Data = Data(), folder: URL? = nil,
    environment: [String: String] = [:]
) throws -> CommandResult {
    let scratch = try TemporaryFolder()
    let names = ["stdin", "stdout", "stderr"].map { scratch.appending($0) }
    for name in names { try input.write(to: name) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    let outputs = try names.dropFirst().map { name in
        let handle = try FileHandle(forWritingTo: name)
        try handle.truncate(atOffset: 0)
        return handle
    }
    (process.standardOutput, process.standardError) = (outputs[0], outputs[1])
    // A child inherits the mask of the thread that starts it, and test threads block most signals.
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    try process.run()
    pthread_sigmask(SIG_SETMASK, &before, nil)
    process.waitUntilExit()
    return CommandResult(
        status: process.terminationReason == .uncaughtSignal
            ? -process.terminationStatus : process.terminationStatus,
        stdout: try Data(contentsOf: names[1]), stderr: try Data(contentsOf: names[2]))
}
