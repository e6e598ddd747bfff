import Bytes
import EvidenceVault

extension SettingFault {
    /// Which file, which line or member, what was expected.
    package var words: Words {
        let (place, reason) = (placeWords, reasonWords)
        func line(_ place: String, _ reason: String) -> String {
            [file, place.isEmpty ? nil : place, reason].compactMap { $0 }.joined(separator: ": ")
        }
        return Words(line(place.english, reason.english), id: line(place.indonesian, reason.indonesian))
    }

    private var placeWords: Words {
        switch place {
        case .line(let line): Words("line \(line)", id: "baris \(line)")
        case .member(let path):
            [line.map { Words("line \($0)", id: "baris \($0)") }, path.isEmpty ? nil : .data(dotted(path))]
                .compactMap(\.self).joined(separator: ", ")
        }
    }

    private func dotted(_ path: [String]) -> String { path.joined(separator: ".") }

    private var reasonWords: Words {
        switch reason {
        case .notJSON: Words("this is not JSON from here on", id: "mulai di sini bukan JSON")
        case .doubled(let line):
            Words(
                "stands twice, again in line \(line); leave one of them",
                id: "tertulis dua kali, lagi di baris \(line); sisakan satu")
        case .unknown(let nearest?, _):
            Words(
                "there is no such member; did you mean \(nearest)?",
                id: "tidak dikenal; maksudnya \(nearest)?")
        case .unknown(nil, let known):
            Words(
                "there is no such member; there are \(known.joined(separator: ", "))",
                id: "tidak dikenal; yang ada: \(known.joined(separator: ", "))")
        case .otherKind(let expected, let found):
            Words(
                "expected \(expected.words.english), found \(found.words.english)",
                id: "seharusnya \(expected.words.indonesian), tertulis \(found.words.indonesian)")
        case .missing: Words("is missing", id: "tidak ada")
        case .notOneOf(let words):
            Words(
                "expected \(words.joined(separator: ", "))",
                id: "seharusnya \(words.joined(separator: ", "))")
        case .outside(let bounds):
            Words(
                "expected a whole number from \(bounds.lowerBound) to \(bounds.upperBound)",
                id: "seharusnya bilangan bulat dari \(bounds.lowerBound) sampai \(bounds.upperBound)")
        case .longerThan(let limit):
            Words("has more than \(limit) bytes", id: "lebih panjang dari \(limit) bita")
        case .notALine:
            Words(
                "has line breaks or hidden characters; write it on one line",
                id: "berisi ganti baris atau karakter tersembunyi; tulis dalam satu baris")
        case .notAWord:
            Words(
                "expected lower-case letters, digits and hyphens",
                id: "seharusnya huruf kecil, angka, dan tanda hubung")
        case .notADay:
            Words("expected a day such as 2026-11-30", id: "seharusnya tanggal, misalnya 2026-11-30")
        case .contradicts(let path):
            Words(
                "says the opposite of \(dotted(path)); leave one of them",
                id: "bertentangan dengan \(dotted(path)); sisakan satu")
        }
    }
}

extension SettingFault.Kind {
    fileprivate var words: Words {
        switch self {
        case .object: Words("an object {…}", id: "objek {…}")
        case .list: Words("a list […]", id: "daftar […]")
        case .text: Words("text", id: "teks")
        case .wholeNumber: Words("a whole number", id: "bilangan bulat")
        case .number: Words("a number with a fraction", id: "bilangan pecahan")
        case .boolean: Words("true or false", id: "true atau false")
        case .null: Words("null", id: "kosong (null)")
        }
    }
}
