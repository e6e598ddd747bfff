import Foundation

package enum ByteCount {
    /// A number of bytes for people: `1.4 MiB`.
    package static func text(_ bytes: Int64) -> String {
        if bytes < 1024 { return "\(bytes) B" }
        var value = Double(bytes)
        for unit in ["KiB", "MiB", "GiB", "TiB"] {
            value /= 1024
            if value < 1024 || unit == "TiB" { return String(format: "%.1f ", value) + unit }
        }
        return "\(bytes) B"
    }
}
