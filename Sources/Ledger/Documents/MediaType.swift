/// The media type of a file, told from its name: what a viewer at the other end needs to open it.
package enum MediaType {
    package static func of(fileName: String) -> String {
        let parts = fileName.utf8.split(separator: UInt8(ascii: "."))
        guard parts.count > 1, let suffix = parts.last else { return unknown }
        return types[String(decoding: suffix, as: UTF8.self).lowercased()] ?? unknown
    }

    /// Of a name whose ending nobody here knows.
    package static let unknown = "application/octet-stream"

    private static let types = [
        "pdf": "application/pdf", "txt": "text/plain", "csv": "text/csv", "html": "text/html",
        "htm": "text/html", "rtf": "application/rtf", "xml": "application/xml",
        "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "heic": "image/heic",
        "heif": "image/heif", "gif": "image/gif", "bmp": "image/bmp",
        "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp",
        "wav": "audio/wav", "ogg": "audio/ogg", "opus": "audio/ogg", "mp3": "audio/mpeg", "m4a": "audio/mp4",
        "aac": "audio/aac", "amr": "audio/amr", "flac": "audio/flac", "wma": "audio/x-ms-wma",
        "mp4": "video/mp4", "mov": "video/quicktime", "3gp": "video/3gpp", "mkv": "video/x-matroska",
        "webm": "video/webm", "avi": "video/x-msvideo", "mpg": "video/mpeg", "mpeg": "video/mpeg",
        "m4v": "video/mp4", "wmv": "video/x-ms-wmv",
        "doc": "application/msword", "odt": "application/vnd.oasis.opendocument.text",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls": "application/vnd.ms-excel",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "ppt": "application/vnd.ms-powerpoint",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "zip": "application/zip", "rar": "application/vnd.rar", "7z": "application/x-7z-compressed",
        "json": "application/json", "eml": "message/rfc822", "msg": "application/vnd.ms-outlook",
        "vcf": "text/vcard",
    ]
}
