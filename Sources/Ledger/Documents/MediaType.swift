/// The media type of a file, told from its name: what a viewer at the other end needs to open it.
package enum MediaType {
    package static func of(fileName: String) -> String {
        let parts = fileName.utf8.split(separator: UInt8(ascii: "."))
        guard parts.count > 1, let suffix = parts.last else { return unknown }
        return types[String(decoding: suffix, as: UTF8.self).lowercased()] ?? unknown
    }

    private static let unknown = "application/octet-stream"

    private static let types = [
        "pdf": "application/pdf", "txt": "text/plain", "csv": "text/csv", "html": "text/html",
        "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "heic": "image/heic",
        "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp",
        "wav": "audio/wav", "ogg": "audio/ogg", "opus": "audio/ogg", "mp3": "audio/mpeg", "m4a": "audio/mp4",
        "mp4": "video/mp4", "mov": "video/quicktime", "3gp": "video/3gpp", "mkv": "video/x-matroska",
        "doc": "application/msword", "odt": "application/vnd.oasis.opendocument.text",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls": "application/vnd.ms-excel",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip": "application/zip", "json": "application/json", "eml": "message/rfc822",
    ]
}
