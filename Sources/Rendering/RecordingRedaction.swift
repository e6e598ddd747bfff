import Foundation

/// Stretches of a recording, made silent in a new one.
enum RecordingRedaction {
    private static let quiet = ["-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe"]
    private static let bare = [
        "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact",
        "-flags:v", "+bitexact",
    ]
    private static let seconds = 3600

    /// Sound as samples of 16 bits, least significant byte first, channel by channel.
    private struct Sound {
        let samples: MemoryFile
        let rate, channels: Int

        func range(_ stretch: ClosedRange<Double>) -> Range<Int> {
            func byte(_ seconds: Double, _ rounding: FloatingPointRoundingRule) -> Int {
                let frame = (min(max(seconds, 0), 1e6) * Double(rate)).rounded(rounding)
                return min(Int(frame) * channels * 2, Int(samples.size))
            }
            return byte(stretch.lowerBound, .down)..<byte(stretch.upperBound, .up)
        }
    }

    static func redact(
        _ file: MemoryFile, _ container: DocumentFormat.Container, _ request: RedactionRequest
    ) throws -> RedactedCopy {
        let streams = try Streams(file, container)
        guard let sound = try sound(of: file, container, streams) else {
            throw RenderingError.otherFormat
        }
        let frames = Int(sound.samples.size) / (2 * sound.channels)
        for silence in request.silences where silence.lowerBound >= Double(frames) / Double(sound.rate) {
            throw RenderingError.behindEnd(seconds: frames / sound.rate)
        }
        try sound.samples.withBytes { bytes in
            for silence in request.silences {
                for index in sound.range(silence) { bytes[index] = 0 }
            }
        }
        let (bytes, suffix, made) = try encode(sound, file, container, streams)
        try requireHidden(request.silences, in: bytes, made, streams)
        var hidden = RedactedCopy.Hidden()
        hidden.silences = request.silences
        return RedactedCopy(
            bytes: bytes, format: .recording(made), suffix: suffix, hidden: hidden, unsearchedPages: [])
    }

    /// What is in a recording, as ffprobe tells it.
    private struct Streams {
        private(set) var rate: Int?
        private(set) var channels: Int?
        private(set) var video: String?
        private(set) var tags: Set<String> = []

        init(_ file: MemoryFile, _ container: DocumentFormat.Container) throws {
            let answer = try Tool.ffprobe.answer(
                ["-v", "error", "-protocol_whitelist", "file,pipe", "-f", container.rawValue, "-of", "json"]
                    + ["-show_entries", "stream=codec_type,codec_name,sample_rate,channels:stream_tags"]
                    + ["-show_entries", "format_tags:stream_disposition=attached_pic", Tool.input(0)],
                on: [file], limit: 1 << 20)
            struct Probed: Decodable {
                struct Stream: Decodable {
                    let codecType: String?
                    let codecName: String?
                    let sampleRate: String?
                    let channels: Int?
                    let disposition: [String: Int]?
                    let tags: [String: String]?
                }
                struct Format: Decodable { let tags: [String: String]? }
                let streams: [Stream]?
                let format: Format?
            }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            guard let probed = try? decoder.decode(Probed.self, from: Data(answer)) else {
                throw RenderingError.toolFailed(name: Tool.ffprobe.name)
            }
            for stream in probed.streams ?? [] {
                tags.formUnion((stream.tags ?? [:]).keys.map { $0.lowercased() })
                if stream.codecType == "audio", rate == nil {
                    rate = stream.sampleRate.flatMap { Int($0) }
                    channels = stream.channels
                }
                // A cover is no film.
                if stream.codecType == "video", video == nil, stream.disposition?["attached_pic"] != 1 {
                    video = stream.codecName
                }
            }
            tags.formUnion((probed.format?.tags ?? [:]).keys.map { $0.lowercased() })
        }
    }

    /// Nil for what has no sound.
    private static func sound(
        of file: MemoryFile, _ container: DocumentFormat.Container, _ streams: Streams
    ) throws -> Sound? {
        guard let rate = streams.rate, let channels = streams.channels, (1...192_000).contains(rate),
            channels >= 1
        else { return nil }
        let sound = Sound(samples: try MemoryFile(), rate: rate, channels: min(channels, 2))
        try Tool.ffmpeg.run(
            quiet + ["-f", container.rawValue, "-i", Tool.input(0), "-map", "0:a:0"]
                + ["-f", "s16le", "-ar", "\(rate)", "-ac", "\(sound.channels)", "pipe:1"],
            on: [file], seconds: seconds, limit: RenderingError.largestInput, sound.samples.append)
        return sound
    }

    private static func encode(
        _ sound: Sound, _ file: MemoryFile, _ container: DocumentFormat.Container, _ streams: Streams
    ) throws -> (bytes: [UInt8], suffix: String, DocumentFormat.Container) {
        let input = ["-f", "s16le", "-ar", "\(sound.rate)", "-ac", "\(sound.channels)", "-i", Tool.input(0)]
        func made(_ arguments: [String], _ inputs: [MemoryFile]) throws -> [UInt8] {
            try Tool.ffmpeg.answer(
                quiet + arguments + ["pipe:1"], on: inputs, seconds: seconds,
                limit: RenderingError.largestInput)
        }
        if let video = streams.video {
            // What encoders and cameras write between the pictures (SEI) goes as well.
            let notes = ["h264": "filter_units=remove_types=6", "hevc": "filter_units=remove_types=39-40"]
            let filter = notes[video].map { ["-bsf:v", $0] } ?? []
            let arguments =
                input + ["-f", container.rawValue, "-i", Tool.input(1), "-map", "1:v:0", "-map", "0:a:0"]
                + ["-c:v", "copy"] + filter + ["-c:a", "aac"] + bare
                + ["-movflags", "frag_keyframe+empty_moov+default_base_moof", "-f", "mp4"]
            return (try made(arguments, [sound.samples, file]), "mp4", .mov)
        }
        if container == .wav {
            return (try made(input + bare + ["-f", "wav"], [sound.samples]), "wav", .wav)
        }
        let arguments =
            input + ["-c:a", "libmp3lame", "-q:a", "2"] + bare
            + ["-write_xing", "0", "-id3v2_version", "0", "-f", "mp3"]
        return (try made(arguments, [sound.samples]), "mp3", .mp3)
    }

    /// Looks at what was made: decodes it again.
    private static func requireHidden(
        _ silences: [ClosedRange<Double>], in bytes: [UInt8], _ container: DocumentFormat.Container,
        _ original: Streams
    ) throws {
        let file = try MemoryFile(bytes)
        let streams = try Streams(file, container)
        // What every MP4 has to say of itself.
        let structure: Set = [
            "major_brand", "minor_version", "compatible_brands", "language", "handler_name", "vendor_id",
        ]
        guard streams.tags.isSubset(of: structure), streams.video == original.video else {
            throw RenderingError.stillThere(.metadata)
        }
        guard let sound = try sound(of: file, container, streams) else {
            throw RenderingError.stillThere(.sound)
        }
        // Encoders begin and end a sound some hundredths of a second beside the sample.
        let margin = container == .wav ? 0 : 0.2
        for silence in silences where silence.upperBound - silence.lowerBound > 2 * margin {
            let range = sound.range((silence.lowerBound + margin)...(silence.upperBound - margin))
            let isSilent = try sound.samples.withBytes { bytes in
                stride(from: range.lowerBound, to: range.upperBound - 1, by: 2).allSatisfy {
                    let sample = Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
                    return sample.magnitude <= 8
                }
            }
            guard isSilent else { throw RenderingError.stillThere(.sound) }
        }
    }
}
