import Presentation
import VaultStorage

/// The folder that gets what goes with a sealed bundle. Its files can be written: that is known before the log is told of a handover.
struct LettersFolder {
    /// More than each of them takes.
    private static let room: Int64 = 1 << 17

    private let readMe, minutes, coverLetter: NewFile
    var paths: [String] { [readMe, minutes, coverLetter].map(\.path) }

    /// - Parameter path: of a folder, which is made where it is not there.
    init(_ path: String) throws {
        try NewFile.makeFolder(path)
        let folder = PathBytes.trimmed(path)
        func file(_ name: String) throws -> NewFile {
            let file = try NewFile(at: "\(folder)/\(name)")
            try file.reserve(LettersFolder.room)
            return file
        }
        readMe = try file(Letters.readMeName)
        minutes = try file(Letters.minutesName)
        coverLetter = try file(Letters.coverLetterName)
    }

    func write(_ letters: Letters) throws {
        for (file, contents) in [
            (readMe, letters.readMe), (minutes, letters.minutes), (coverLetter, try letters.coverLetter()),
        ] {
            try file.write(contents)
            try file.publish()
        }
    }
}
