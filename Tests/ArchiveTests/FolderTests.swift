import CPlatform
import Foundation
import TestSupport
import Testing

@testable import Archive

@Suite struct FolderTests {
    private typealias Opening = @Sendable (Int32, UnsafePointer<CChar>, Int32, Int32) -> Int32
    private static let ways: [(String, Opening)] = [
        ("at once", { amanah_open_beneath($0, $1, $2, $3) }),
        ("part by part", { amanah_open_by_parts($0, $1, $2, $3) }),
    ]

    @Test(arguments: ways.indices) func nothingBelowAFolderLeadsOutOfIt(_ index: Int) throws {
        let way = FolderTests.ways[index].1
        let outer = try TemporaryFolder()
        let manager = FileManager.default
        try manager.createDirectory(at: outer.appending("in/a/b"), withIntermediateDirectories: true)
        try Data("inside".utf8).write(to: outer.appending("in/a/b/file"))
        try Data("outside".utf8).write(to: outer.appending("file"))
        try manager.createSymbolicLink(atPath: outer.path + "/in/a/link", withDestinationPath: "../..")
        try manager.createSymbolicLink(atPath: outer.path + "/in/a/b/last", withDestinationPath: "file")
        let folder = open(outer.path + "/in", O_RDONLY | O_DIRECTORY)
        defer { close(folder) }
        func opens(_ path: String, _ flags: Int32 = O_RDONLY) -> Bool {
            let descriptor = way(folder, path, flags, 0o600)
            if descriptor >= 0 { close(descriptor) }
            return descriptor >= 0
        }
        #expect(opens("a/b/file") && opens("a/b", O_RDONLY | O_DIRECTORY))
        for path in [
            "../file", "a/../../file", "a/link/file", "a/b/last", outer.path + "/file", "", "a/b/none",
        ] {
            #expect(!opens(path), "\(path)")
        }
        #expect(!opens("a/b/file", O_WRONLY | O_CREAT | O_EXCL))
        #expect(
            !opens("../new", O_WRONLY | O_CREAT | O_EXCL) && !opens("a/link/new", O_WRONLY | O_CREAT | O_EXCL)
        )
        #expect(opens("a/b/new", O_WRONLY | O_CREAT | O_EXCL))
        #expect(try Set(manager.contentsOfDirectory(atPath: outer.path)) == ["in", "file"])
    }

    @Test func removingAFolderFollowsNoLink() throws {
        let outer = try TemporaryFolder()
        let manager = FileManager.default
        try manager.createDirectory(at: outer.appending("x/y/z"), withIntermediateDirectories: true)
        try manager.createDirectory(at: outer.appending("kept"), withIntermediateDirectories: true)
        try Data("kept".utf8).write(to: outer.appending("kept/file"))
        try Data("gone".utf8).write(to: outer.appending("x/y/file"))
        try manager.createSymbolicLink(
            atPath: outer.path + "/x/y/link", withDestinationPath: outer.path + "/kept")
        try Folder(outer.path).remove("x")
        #expect(try manager.subpathsOfDirectory(atPath: outer.path).sorted() == ["kept", "kept/file"])
    }
}
