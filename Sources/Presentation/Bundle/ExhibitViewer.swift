import EvidenceVault

/// What it takes to look at a file, told from its media type.
enum ExhibitViewer {
    /// A browser shows it small on the page.
    case image
    case audio, video
    /// A browser opens it.
    case browser
    /// A browser would run what is in it.
    case webPage
    case program(String)
    case unknown

    init(mediaType: String) {
        self =
            switch mediaType {
            case "image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp": .image
            case "audio/mpeg", "audio/wav", "audio/ogg", "audio/mp4", "audio/aac", "audio/flac": .audio
            case "video/mp4", "video/webm": .video
            case "application/pdf", "text/plain": .browser
            case "text/html", "application/xml": .webPage
            case "image/heic", "image/heif", "image/tiff": .program("IrfanView, GIMP")
            case "text/csv", "application/json", "text/vcard": .program("Notepad, LibreOffice")
            case "message/rfc822", "application/vnd.ms-outlook": .program("Thunderbird, Outlook")
            case "application/zip", "application/vnd.rar", "application/x-7z-compressed": .program("7-Zip")
            case let type where type.hasPrefix("audio/") || type.hasPrefix("video/"): .program("VLC")
            case let type
            where type.hasPrefix("application/vnd.") || type == "application/msword"
                || type == "application/rtf":
                .program("LibreOffice, Microsoft Office")
            default: .unknown
            }
    }

    /// What to say beside the file; nothing for what opens by itself.
    var note: HTML {
        switch self {
        case .image, .browser: ""
        case .audio, .video:
            "Kalau tidak terputar di sini, buka dengan VLC. <i>If it does not play here, use VLC.</i>"
        case .webPage:
            "Halaman web tersimpan: buka dengan Notepad, atau di komputer tanpa jaringan. <i>A saved web page: use a text editor, or a computer without network.</i>"
        case .program(let names):
            "Perlu program lain: \(names). <i>Needs another program.</i>"
        case .unknown:
            "Jenis berkas tidak dikenali; tanyakan kepada pengirim programnya. <i>Of a kind that is not known here; ask the sender.</i>"
        }
    }
}
