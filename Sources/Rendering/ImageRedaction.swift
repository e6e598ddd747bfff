/// Rectangles of a picture, made black in a new one.
enum ImageRedaction {
    /// JPEG keeps blocks of eight points apart from each other: on their edges a black box is black to its last point.
    private static let block = 8

    static func redact(
        _ file: MemoryFile, _ format: DocumentFormat, _ request: RedactionRequest
    ) throws -> RedactedCopy {
        var raster = try decode(file, format)
        let boxes = try request.areas.map { area in
            let box = raster.box(
                x: area.x / 100, y: area.y / 100, width: area.width / 100, height: area.height / 100)
            guard !box.isEmpty else { throw RenderingError.emptyArea }
            return raster.onGrid(box, of: block)
        }
        for box in boxes { raster.blacken(box) }
        let bytes = try format == .jpeg ? jpeg(raster) : PictureFile.png(raster)
        try requireHidden(boxes, in: bytes, format, as: raster)
        var hidden = RedactedCopy.Hidden()
        if !boxes.isEmpty { hidden.areas = [0: boxes.count] }
        return RedactedCopy(
            bytes: bytes, format: format, suffix: format == .jpeg ? "jpg" : "png", hidden: hidden,
            unsearchedPages: [])
    }

    private static let quiet = ["-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe"]

    /// The picture, upright.
    private static func decode(_ file: MemoryFile, _ format: DocumentFormat) throws -> Raster {
        let demuxer = format == .jpeg ? "jpeg_pipe" : "png_pipe"
        let pam = try Tool.ffmpeg.answer(
            quiet + ["-f", demuxer, "-i", Tool.input(0), "-frames:v", "1"]
                + ["-f", "image2pipe", "-c:v", "pam", "-pix_fmt", "rgba", "pipe:1"],
            on: [file], limit: Raster.largest * 4 + 300)
        guard let raster = Raster(pam: pam) else { throw RenderingError.toolFailed(name: Tool.ffmpeg.name) }
        return raster
    }

    private static func jpeg(_ raster: Raster) throws -> [UInt8] {
        let ppm = try MemoryFile(Array("P6\n\(raster.width) \(raster.height)\n255\n".utf8) + raster.pixels)
        return try Tool.ffmpeg.answer(
            quiet + ["-f", "ppm_pipe", "-i", Tool.input(0), "-frames:v", "1"]
                + ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-f", "image2pipe", "-c:v", "mjpeg"]
                + ["-pix_fmt", "yuvj444p", "-q:v", "2", "pipe:1"],
            on: [ppm], limit: RenderingError.largestInput)
    }

    /// Looks at what was made: decodes it again.
    private static func requireHidden(
        _ boxes: [Raster.Box], in bytes: [UInt8], _ format: DocumentFormat, as made: Raster
    ) throws {
        guard format == .jpeg ? PictureFile.isBareJPEG(bytes) : PictureFile.isBarePNG(bytes) else {
            throw RenderingError.stillThere(.metadata)
        }
        let raster = try decode(MemoryFile(bytes), format)
        guard raster.width == made.width, raster.height == made.height,
            boxes.allSatisfy(raster.isBlack)
        else { throw RenderingError.stillThere(.area) }
    }
}
