import Ledger
package import Rendering

extension RedactedCopy.Hidden {
    /// Which parts are hidden, as whoever gets the copy reads it. What they said is in no word of it.
    package var said: Words {
        var parts: [Words] = []
        if !words.isEmpty {
            let count = words.values.reduce(0, +)
            parts.append(
                Words("words at \(count) \(count == 1 ? "place" : "places")", id: "kata di \(count) tempat")
                    + on(words.keys))
        }
        if !pages.isEmpty {
            let which = DocumentNumbers.text(pages)
            parts.append(Words("all of page \(which)", id: "seluruh halaman \(which)"))
        }
        if !areas.isEmpty {
            let count = areas.values.reduce(0, +)
            parts.append(
                Words("\(count) \(count == 1 ? "area" : "areas")", id: "\(count) bidang") + on(areas.keys))
        }
        for silence in silences {
            let (from, to) = (
                RedactionWords.time(silence.lowerBound), RedactionWords.time(silence.upperBound)
            )
            parts.append(Words("sound from \(from) to \(to)", id: "suara dari \(from) sampai \(to)"))
        }
        guard !parts.isEmpty else {
            return Words(
                "nothing that is seen or heard; only what the file said of itself (metadata)",
                id: "tidak ada yang terlihat atau terdengar; hanya keterangan di dalam berkas (metadata)")
        }
        return .list(parts)
    }

    private func on(_ pages: some Sequence<Int>) -> Words {
        let pages = pages.filter { $0 > 0 }
        if pages.isEmpty { return .data("") }
        let which = DocumentNumbers.text(pages)
        return Words(" on page \(which)", id: " di halaman \(which)")
    }
}

package enum RedactionWords {
    /// Minutes and seconds, as players show them.
    package static func time(_ seconds: Double) -> String {
        let whole = Int(seconds)
        let tenths = Int(((seconds - Double(whole)) * 10).rounded())
        let rest = whole % 60
        return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
            + (tenths > 0 && tenths < 10 ? ".\(tenths)" : "")
    }
}

extension MetadataField.Kind {
    package var said: Words {
        switch self {
        case .position: Words("position where it was taken", id: "lokasi pengambilan")
        case .person: Words("names of people", id: "nama orang")
        case .history: Words("earlier versions", id: "versi sebelumnya")
        case .remark: Words("comments", id: "komentar")
        case .thumbnail:
            Words("a small picture of an earlier state", id: "gambar mini dari keadaan sebelumnya")
        case .title: Words("title", id: "judul")
        case .device: Words("device or program", id: "perangkat atau program")
        case .date: Words("dates", id: "tanggal")
        }
    }

    /// For `--json`.
    package var code: String {
        switch self {
        case .position: "position"
        case .person: "person"
        case .history: "history"
        case .remark: "remark"
        case .thumbnail: "thumbnail"
        case .title: "title"
        case .device: "device"
        case .date: "date"
        }
    }
}
