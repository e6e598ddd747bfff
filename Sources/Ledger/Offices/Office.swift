import Bytes

/// A receiver of bundles, as consents and bundles name it: `police`, `lpsk` … It has keys of its own, which two members gave
/// it (``OfficeKey``).
public struct Office: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The word that stands in the log.
    public let description: String

    /// An office that this program knows, with what Indonesian colleagues call it and what they may type.
    public struct Known: Sendable {
        public let id: String
        public let indonesian: String
        package let also: [String]

        /// All words that stand for it.
        fileprivate var words: [String] { [id, Spelling.withoutBrackets(indonesian)] + also }
    }

    public static let known: [Known] = [
        Known(
            id: "police", indonesian: "Kepolisian (Unit PPA atau Satres PPA-PPO)",
            also: ["kepolisian", "polisi", "polres", "polsek", "polda", "ppa"]),
        Known(id: "lpsk", indonesian: "Lembaga Perlindungan Saksi dan Korban", also: []),
        Known(id: "prosecutor", indonesian: "Kejaksaan (penuntut umum)", also: ["kejaksaan", "jaksa"]),
        Known(id: "court", indonesian: "Pengadilan", also: ["pengadilan", "pn"]),
        Known(id: "hospital", indonesian: "Rumah sakit", also: ["rumah-sakit", "rsud", "puskesmas"]),
        Known(id: "psychologist", indonesian: "Psikolog", also: ["psikolog", "psikiater"]),
        Known(id: "shelter", indonesian: "Rumah aman", also: ["rumah-aman"]),
        Known(id: "uptd-ppa", indonesian: "UPTD PPA", also: ["uptd", "p2tp2a"]),
        Known(id: "social", indonesian: "Dinas Sosial", also: ["dinas-sosial", "dinsos"]),
        Known(id: "bp3mi", indonesian: "BP3MI, Kementerian P2MI", also: ["bp2mi", "p2mi"]),
        Known(id: "embassy", indonesian: "KBRI, KJRI", also: ["kbri", "kjri"]),
        Known(id: "legal-aid", indonesian: "LBH lain", also: ["lbh"]),
        Known(id: "village", indonesian: "Gugus Tugas Desa", also: ["desa"]),
        Known(id: "survivor", indonesian: "Korban, untuk dirinya sendiri", also: ["korban", "penyintas"]),
        Known(id: "task-force", indonesian: "Gugus Tugas TPPO", also: ["gugus-tugas"]),
    ]

    /// What Indonesian colleagues call it, when it is a known one.
    public var indonesian: String? { Office.known.first { $0.id == description }?.indonesian }

    /// The office that somebody has typed. Throws ``LedgerError/unknownWord(_:)`` for one that nobody knows.
    public init(_ text: String) throws {
        let word = Spelling.key(text)
        guard let known = Office.known.first(where: { $0.words.contains { Spelling.key($0) == word } }) else {
            throw LedgerError.unknownWord(
                UnknownWord(text, of: .office, known: Office.known.map(\.words)))
        }
        description = known.id
    }

    /// In a log there may be offices of later versions: lower-case letters, digits and hyphens, 40 at most.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        description = try container.decode(String.self)
        let isWord = description.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isWord, (1...40).contains(description.utf8.count) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an office's word")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
