/// Files of pictures, in which nothing is but the picture.
enum PictureFile {
    static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func png(_ raster: Raster) throws -> [UInt8] {
        func big(_ value: Int) -> [UInt8] {
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
        }
        func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
            let body = Array(name.utf8) + data
            return big(data.count) + body + big(Int(Deflate.checksum(body)))
        }
        let (data, channels) = try raster.deflated()
        let header = big(raster.width) + big(raster.height) + [8, channels == 1 ? 0 : 2, 0, 0, 0]
        return pngSignature + chunk("IHDR", header) + chunk("IDAT", data) + chunk("IEND", [])
    }

    /// Whether a PNG has chunks for the picture alone, and nothing behind them.
    static func isBarePNG(_ bytes: [UInt8]) -> Bool {
        guard bytes.starts(with: pngSignature) else { return false }
        var position = 8
        while position + 12 <= bytes.count {
            let size = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
            let name = String(decoding: bytes[(position + 4)..<(position + 8)], as: UTF8.self)
            guard ["IHDR", "IDAT", "IEND"].contains(name), size <= bytes.count - position - 12 else {
                return false
            }
            position += 12 + size
            if name == "IEND" { return position == bytes.count }
        }
        return false
    }

    /// Whether a JPEG (ISO 10918-1, B.1) has segments for the picture alone: no application data but JFIF's without a thumbnail, no
    /// comment, and nothing behind its end.
    static func isBareJPEG(_ bytes: [UInt8]) -> Bool {
        guard bytes.starts(with: [0xFF, 0xD8]) else { return false }
        var position = 2
        while position + 4 <= bytes.count, bytes[position] == 0xFF {
            let marker = bytes[position + 1]
            let size = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
            guard size >= 2, position + 2 + size <= bytes.count else { return false }
            switch marker {
            case 0xE0:
                guard size == 16, bytes[position + 16] == 0, bytes[position + 17] == 0 else { return false }
            case 0xDB, 0xC4, 0xC0...0xC3, 0xDD: break
            case 0xDA:
                // From here on there is the picture, in which a marker is its end or one of RST0…RST7.
                var index = position + 2 + size
                while index + 1 < bytes.count {
                    if bytes[index] == 0xFF, bytes[index + 1] == 0xD9 { return index + 2 == bytes.count }
                    if bytes[index] == 0xFF, bytes[index + 1] != 0, !(0xD0...0xD7).contains(bytes[index + 1])
                    {
                        return false
                    }
                    index += bytes[index] == 0xFF ? 2 : 1
                }
                return false
            default: return false
            }
            position += 2 + size
        }
        return false
    }
}
