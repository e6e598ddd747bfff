/// What a document is, told by its first bytes and not by its name.
public enum DocumentFormat: Sendable {
    case text, pdf, jpeg, png
    /// A recording, by what ffmpeg calls its container.
    case recording(Container)

    public enum Container: String, Sendable {
        case wav, mp3, ogg, flac, aac, amr
        /// MP4, M4A, 3GP and QuickTime.
        case mov
        case matroska, avi
    }
}

extension DocumentFormat: Equatable {
    /// Nil for what is none of these.
    init?(_ file: MemoryFile) throws {
        let start = try file.bytes(64)
        func has(_ text: String, at offset: Int = 0) -> Bool {
            start.dropFirst(offset).starts(with: text.utf8)
        }
        if has("%PDF-") {
            self = .pdf
        } else if start.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if has("RIFF"), has("WAVE", at: 8) {
            self = .recording(.wav)
        } else if has("RIFF"), has("AVI ", at: 8) {
            self = .recording(.avi)
        } else if has("OggS") {
            self = .recording(.ogg)
        } else if has("fLaC") {
            self = .recording(.flac)
        } else if has("#!AMR") {
            self = .recording(.amr)
        } else if has("ID3") || start.starts(with: [0xFF, 0xFB]) || start.starts(with: [0xFF, 0xF3]) {
            self = .recording(.mp3)
        } else if start.starts(with: [0xFF, 0xF1]) || start.starts(with: [0xFF, 0xF9]) {
            self = .recording(.aac)
        } else if has("ftyp", at: 4),
            !["heic", "heix", "mif1", "msf1", "avif"].contains(where: { has($0, at: 8) })
        {
            self = .recording(.mov)
        } else if start.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
            self = .recording(.matroska)
        } else if try TextRedaction.text(of: file) != nil {
            self = .text
        } else {
            return nil
        }
    }
}
