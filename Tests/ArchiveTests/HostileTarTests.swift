import TestSupport
import Testing

@testable import Archive

/// Tars that programs read in more than one way: what one unpacks another does not, so none of them is read.
@Suite struct HostileTarTests {
    private static let a = HandMade.file("a", "genuine")
    private static let end = HandMade.end

    private static let ambiguous: [(String, [UInt8])] = [
        ("GNU's long name", HandMade.long("b") + a + end),
        ("GNU's long name, then a pax path", HandMade.long("e/") + HandMade.pax([("path", "b")]) + a + end),
        ("a pax path, then GNU's long name", HandMade.pax([("path", "b")]) + HandMade.long("e/") + a + end),
        ("GNU's long link", HandMade.long("b", type: "K") + a + end),
        ("a volume label", HandMade.file("label", type: "V") + a + end),
        ("a multi-volume rest", HandMade.file("rest", type: "M") + a + end),
        ("GNU's list of a folder", HandMade.file("d", "Ya\0\0", type: "D") + a + end),
        ("an access control list", HandMade.file("acl", "user::rwx,", type: "A") + a + end),
        ("Sun's attributes", HandMade.pax([("path", "b")], type: "X") + a + end),
        ("long names of old", HandMade.file("names", "b", type: "N") + a + end),
        ("a pax header for all", HandMade.pax([("path", "b")], type: "g") + a + end),
        ("a pax header for all, later", a + HandMade.pax([("comment", "b")], type: "g") + end),
        ("two pax headers", HandMade.pax([("path", "b")]) + HandMade.pax([("path", "c")]) + a + end),
        ("two paths in a pax header", HandMade.pax([("path", "b"), ("path", "c")]) + a + end),
        ("a link path for a file", HandMade.pax([("linkpath", "b")]) + a + end),
        ("sparse by pax", HandMade.pax([("GNU.sparse.name", "b")]) + a + end),
        ("a character set by pax", HandMade.pax([("hdrcharset", "BINARY")]) + a + end),
        ("a path taken back", HandMade.pax([("path", "")]) + a + end),
        ("two sizes", HandMade.pax([("size", "512")]) + HandMade.file("a", "genuine") + end),
        ("a size twice, where octal can say it", HandMade.pax([("size", "7")]) + a + end),
        ("a pax header with a wrong length", HandMade.file("x", "99 path=b\n", type: "x") + a + end),
        (
            "a pax header with a length of many zeros",
            HandMade.file("x", "0010 path=b\n", type: "x") + a + end
        ),
        ("a pax header before nothing", a + HandMade.pax([("path", "b")]) + end),
        ("a folder with contents", HandMade.file("d/", String(repeating: "x", count: 512), type: "5") + end),
        ("a file with the name of a folder", HandMade.file("d/", "x") + end),
        ("a pax path of a folder for a file", HandMade.pax([("path", "d/")]) + a + end),
        ("a file that is a link too", HandMade.header("a", link: "b") + end),
        ("a type of old", HandMade.file("a", type: "\0") + end),
        ("a contiguous file", HandMade.file("a", type: "7") + end),
        ("GNU's sparse file", HandMade.file("a", type: "S", magic: HandMade.gnu) + end),
        ("no magic", HandMade.file("a", "x", magic: "") + end),
        ("something in the place of a prefix", alteringHeader(magic: HandMade.gnu) { $0[345] = 0x62 } + end),
        ("a second name behind the first", alteringHeader { $0[50] = 0x62 } + end),
        ("star's mark", alteringHeader { $0.replaceSubrange(508..<511, with: "tar".utf8) } + end),
        (
            "a size with a sign",
            alteringHeader { $0.replaceSubrange(124..<136, with: "-0000000007\0".utf8) } + end
        ),
        (
            "a size in base 256 that octal can say",
            alteringHeader {
                $0.replaceSubrange(124..<136, with: [0x80] + [UInt8](repeating: 0, count: 10) + [0])
            } + end
        ),
        ("a time that is no number", alteringHeader { $0[140] = 0x7A } + end),
        ("a wrong checksum", Array(a[..<148]) + Array("0000000\0".utf8) + a[156...] + end),
        (
            "one zero block, then a file",
            a + [UInt8](repeating: 0, count: 512) + HandMade.file("b", "x") + end
        ),
        ("a file behind the end", a + end + HandMade.file("b", "x") + end),
        ("one byte behind the end", a + end + [1]),
        ("one byte behind a file", alteringLastByte(a) + end),
        ("no end", a),
        ("half an end", a + [UInt8](repeating: 0, count: 512)),
        ("nothing", []),
    ]

    private static func alteringHeader(magic: String = HandMade.posix, _ change: (inout [UInt8]) -> Void)
        -> [UInt8]
    {
        var block = HandMade.header("a", magic: magic)
        change(&block)
        return HandMade.withChecksum(block)
    }

    private static func alteringLastByte(_ bytes: [UInt8]) -> [UInt8] { bytes.dropLast() + [1] }

    @Test(arguments: ambiguous.indices) func whatProgramsReadInMoreThanOneWayIsRefused(_ index: Int) {
        let (name, bytes) = HostileTarTests.ambiguous[index]
        #expect(throws: ArchiveError.self, "\(name)") { try readAll(reader(bytes)) }
        // In pieces of any size.
        #expect(throws: ArchiveError.self, "\(name)") { try readAll(reader(bytes, pieces: 7)) }
    }

    /// Without libarchive, whose versions differ in what they let pass.
    @Test(arguments: ambiguous.indices) func theStructureAloneRefusesIt(_ index: Int) {
        let (name, bytes) = HostileTarTests.ambiguous[index]
        #expect(throws: ArchiveError.self, "\(name)") {
            let structure = TarStructure()
            try bytes.withUnsafeBytes { try structure.take($0) }
            try structure.finish()
        }
    }

    @Test func whatCommonToolsWriteIsRead() throws {
        let long = String(repeating: "nama/", count: 30) + "akhir"
        let written: [(String, [UInt8], [String])] = [
            (
                "pax",
                HandMade.pax([("path", long), ("mtime", "1700000000.25")]) + HandMade.file("x", "1")
                    + HandMade.end, [long]
            ),
            (
                "ustar with a prefix",
                HandMade.header("b", magic: HandMade.posix, prefix: "a") + HandMade.end, ["a/b"]
            ),
            (
                "old GNU",
                HandMade.file("a/", type: "5", magic: HandMade.gnu)
                    + HandMade.file("a/b", "1", magic: HandMade.gnu) + HandMade.end, ["a/b"]
            ),
            (
                "Git",
                HandMade.pax([("comment", "9ab48705")], type: "g") + HandMade.file("a", "1") + HandMade.end,
                ["a"]
            ),
            (
                "a name with accents apart",
                HandMade.pax([("path", "e\u{301}")]) + HandMade.file("x", "1") + HandMade.end, ["e\u{301}"]
            ),
            (
                "from a folder", HandMade.file("./", type: "5") + HandMade.file("./a", "1") + HandMade.end,
                ["a"]
            ),
        ]
        for (name, bytes, names) in written {
            for pieces in [1, 100_000] {
                let read = try readAll(reader(bytes, pieces: pieces)).map { Array($0.0.utf8) }
                #expect(read == names.map { Array($0.utf8) }, "\(name)")
            }
        }
    }

    /// A separator with an accent on it is one character, and the kernel's separator all the same.
    @Test(arguments: [
        "../\u{301}d\u{600}/..", "a/..\u{2F}\u{301}b", "../\u{200D}pwned", "a\u{600}/../../b",
        "\u{2F}\u{200D}abs", "~\u{301}/x",
        "C:\u{301}x", "a/.\u{2F}\u{301}", "a\u{600}//b", "x\\\u{301}y",
    ])
    func pathsAreSplitByBytes(_ path: String) {
        #expect(throws: ArchiveError.unsafePath(path)) { try SafePath(path) }
        #expect(throws: ArchiveError.self) {
            try readAll(reader(HandMade.pax([("path", path)]) + HandMade.file("a", "x") + HandMade.end))
        }
    }

    @Test func pathsAreComparedByBytes() throws {
        let (composed, decomposed) = (try SafePath("data/\u{E9}"), try SafePath("data/e\u{301}"))
        #expect(composed.string == decomposed.string && composed != decomposed)
        #expect(try SafePath("data/\u{200D}P-9").starts(with: "data/"))
        #expect(try SafePath("data/\u{200D}P-9").name.utf8.elementsEqual("\u{200D}P-9".utf8))
        #expect(try SafePath("a\u{600}/b").components.count == 2)
        #expect(throws: ArchiveError.self) {
            try SafePath(Array(repeating: "a", count: 65).joined(separator: "/"))
        }
    }

    @Test(arguments: [
        ("\u{E9}", "e\u{301}"), ("Kesaksian", "\u{212A}esaksian"), ("a", "A"), ("a/b", "A/c"), ("a", "a/b"),
        ("\u{C5}", "\u{212B}"),
    ])
    func namesThatMeetOnSomeSystemsAreRefused(_ one: String, _ other: String) throws {
        let bytes = [one, other].map { HandMade.pax([("path", $0)]) + HandMade.file("x", $0) }
        for order in [bytes, bytes.reversed()] {
            let error = #expect(throws: ArchiveError.self) {
                try readAll(reader(order[0] + order[1] + HandMade.end))
            }
            guard case .duplicateEntry = error else {
                Issue.record("\(one) and \(other): \(String(describing: error))")
                return
            }
        }
    }
}
