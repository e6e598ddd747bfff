import Foundation
import TestSupport
import Testing

@testable import Archive

/// The worst input of 1 MiB for each parser. Optimised, each computes for less than 2 s; a debug build is some ten times slower.
/// Other tests run beside this one: time is what this thread computes. Memory is what this thread asks for at
/// most, told from the process's, which others use too: so the tests of this suite run one after the other, and the bound is wide.
@Suite(.serialized) struct BoundsTests {
    private static let size = 1 << 20
    private static let maximumGrowth = 128 << 20
    #if DEBUG
        private static let maximumTime = 20.0
    #else
        private static let maximumTime = 2.0
    #endif

    /// Seconds.
    private var computed: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func residentSize() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    private func bounded(_ name: String, _ body: () throws -> Void) throws {
        #if os(Linux)
            let before = try residentSize()
            let watch = Watch { (try? self.residentSize()) ?? 0 }
            let began = computed
            try? body()
            let time = computed - began
            let growth = watch.end() - before
            #expect(growth < BoundsTests.maximumGrowth, "\(name): \(growth >> 20) MiB")
            #expect(time < BoundsTests.maximumTime, "\(name): \(time) s")
        #else
            print("SKIPPED: the memory of a process is told from /proc")
        #endif
    }

    /// Looks at the resident size every few milliseconds.
    private final class Watch: @unchecked Sendable {  // Its state is under a lock.
        private let lock = NSLock()
        private var highest = 0
        private var isRunning = true
        private let done = DispatchSemaphore(value: 0)

        init(_ size: @escaping @Sendable () -> Int) {
            Thread.detachNewThread { [self] in
                while lock.withLock({ isRunning }) {
                    let now = size()
                    lock.withLock { highest = max(highest, now) }
                    usleep(2000)
                }
                done.signal()
            }
        }

        func end() -> Int {
            lock.withLock { isRunning = false }
            done.wait()
            return lock.withLock { highest }
        }
    }

    private func bag(_ files: [(String, [UInt8])]) -> [UInt8] {
        let declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
        return ([("b/bagit.txt", Array(declaration.utf8))] + files).flatMap { name, contents in
            HandMade.header(name, size: contents.count) + HandMade.padded(contents)
        } + HandMade.end
    }

    private func validate(_ bytes: [UInt8]) throws { _ = try BagValidator.validate(reader(bytes)) }

    private func lines(_ line: (Int) -> String) -> [UInt8] {
        var bytes: [UInt8] = []
        var number = 0
        while bytes.count < BoundsTests.size {
            bytes += line(number).utf8
            number += 1
        }
        return bytes
    }

    @Test func aManifestOfManyLines() throws {
        for (name, text) in [
            ("0 a", lines { _ in "0 a\n" }), ("numbers", lines { "0 \($0)\n" }),
            ("data", lines { "0 data/\($0)\n" }),
        ] {
            try bounded(name) { try validate(bag([("b/manifest-sha256.txt", text)])) }
            let report = try BagValidator.validate(reader(bag([("b/manifest-sha256.txt", text)])))
            #expect(!report.isValid && report.problems.count <= BagReport.maximumProblems + 1)
        }
    }

    @Test func aListOfWhatIsToBeFetched() throws {
        let text = lines { "http://x - data/\($0)\n" }
        try bounded("fetch") { try validate(bag([("b/manifest-sha256.txt", []), ("b/fetch.txt", text)])) }
    }

    @Test func manyPayloadOxums() throws {
        let text = lines { _ in "payload-oxum: 0.1\n" }
        let files = (0..<500).map { ("b/data/\($0)", [UInt8]()) }
        try bounded("oxum") { try validate(bag([("b/bag-info.txt", text)] + files)) }
    }

    @Test func manyTinyFiles() throws {
        let files = (0..<(BoundsTests.size / 512)).map { ("b/data/\($0)", [UInt8]()) }
        try bounded("tiny files in a tar") { try validate(bag(files)) }
        let zip = HandMade.zip((0..<(BoundsTests.size / 90)).map { HandMade.ZipFile("b/\($0)") })
        try bounded("tiny files in a zip") { _ = try readAll(HandMade.zipReader(zip)) }
    }

    @Test func deepPaths() throws {
        let deep = Array(repeating: "d", count: SafePath.maximumDepth - 2).joined(separator: "/")
        let wide = Array(repeating: String(repeating: "w", count: 200), count: 20).joined(separator: "/")
        for (name, path) in [("deep", deep), ("wide", wide)] {
            let tar = (0..<250).flatMap { HandMade.pax([("path", "\($0)/\(path)")]) + HandMade.header("x") }
            try bounded("\(name) in a tar") { try validate(tar + HandMade.end) }
            let zip = HandMade.zip((0..<150).map { HandMade.ZipFile("\($0)/\(path)") })
            try bounded("\(name) in a zip") { _ = try readAll(HandMade.zipReader(zip)) }
        }
        let slashes = String(repeating: "a/", count: BoundsTests.size / 2)
        try bounded("a long path") { _ = try SafePath(slashes) }
    }

    @Test func manyPaxRecords() throws {
        let records = (0..<200).map { ("k\($0)", String(repeating: "v", count: 60)) }
        let tar = (0..<60).flatMap { _ in HandMade.pax(records) + HandMade.header("x") }
        try bounded("pax") { try validate(tar + HandMade.end) }
    }

    @Test func bombs() throws {
        // As much as may grow, of the worst contents for the checks that follow.
        let text = Array(repeating: Array("0 a\n".utf8), count: 4 << 20).flatMap { $0 }.dropLast(64)
        let zip = HandMade.zip([
            HandMade.ZipFile(
                "b/bagit.txt", Array("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".utf8)),
            HandMade.ZipFile("b/manifest-sha256.txt", text.dropLast(1000), deflated: true),
        ])
        try bounded("a zip of a manifest") { _ = try BagValidator.validate(HandMade.zipReader(zip)) }
        // The longest lines that so many files could have, and as many.
        let tiny = (0..<(BoundsTests.size / 100)).map { HandMade.ZipFile("b/\($0)") }
        let long =
            "0 data/" + Array(repeating: String(repeating: "w", count: 200), count: 18).joined(separator: "/")
            + "\n"
        let longLines = Array(repeating: Array(long.utf8), count: 10_000).flatMap { $0 }
        let manifest = HandMade.ZipFile("b/manifest-sha256.txt", longLines, deflated: true)
        let declaration = HandMade.ZipFile(
            "b/bagit.txt", Array("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".utf8))
        let wide = HandMade.zip([declaration, manifest] + tiny)
        #expect(wide.count < 2 * BoundsTests.size)
        try bounded("a zip of long lines") { _ = try BagValidator.validate(HandMade.zipReader(wide)) }
        let zeros = HandMade.zip([
            HandMade.ZipFile("b", [UInt8](repeating: 0, count: 40 << 20), deflated: true)
        ])
        try bounded("a zip of zeros") { _ = try readAll(HandMade.zipReader(zeros)) }
        try bounded("a tar of zeros") { try validate([UInt8](repeating: 0, count: BoundsTests.size)) }
    }
}
