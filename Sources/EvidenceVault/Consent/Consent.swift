/// What a survivor agrees that documents are used for.
public enum ConsentPurpose: String, Codable, CaseIterable, Hashable, Sendable {
    case service, police, protection, prosecution, restitution

    public var indonesian: String {
        switch self {
        case .service: "pemberian layanan"
        case .police: "pelaporan dan penyidikan"
        case .protection: "perlindungan"
        case .prosecution: "penuntutan dan persidangan"
        case .restitution: "permohonan restitusi"
        }
    }

    /// The shorter words that Indonesian colleagues may type.
    private var alsoTyped: [String] {
        switch self {
        case .service: ["layanan"]
        case .police: ["pelaporan", "penyidikan"]
        case .protection: ["perlindungan"]
        case .prosecution: ["penuntutan", "persidangan"]
        case .restitution: ["restitusi"]
        }
    }

    /// The purpose that somebody has typed. Throws ``VaultError/unknownWord(_:)``.
    public init(typed text: String) throws {
        let word = text.lowercased()
        guard let purpose = Self.allCases.first(where: { $0.rawValue == word || $0.alsoTyped.contains(word) })
        else {
            throw VaultError.unknownWord(
                UnknownWord(
                    text, of: .purpose, known: Self.allCases.map(\.rawValue),
                    also: Self.allCases.flatMap(\.alsoTyped)))
        }
        self = purpose
    }
}

extension DocumentKind {
    /// The kind that somebody has typed. Throws ``VaultError/unknownWord(_:)``.
    public init(typed text: String) throws {
        let word = text.lowercased()
        guard let kind = Self.allCases.first(where: { $0.rawValue == word || $0.indonesian == word }) else {
            throw VaultError.unknownWord(
                UnknownWord(
                    text, of: .kind, known: Self.allCases.map(\.rawValue),
                    also: Self.allCases.map(\.indonesian)))
        }
        self = kind
    }
}

/// The part of a consent that tells of the survivor and of what documents are: sealed to the identity compartment of the case.
public struct ConsentDetails: Codable, Hashable, Sendable {
    /// Who consents: the survivor (a pseudonym is enough), or for a child a guardian.
    public let givenBy: String
    /// The document that shows it: written, or spoken and recorded.
    public let proof: String?
    /// The kinds that were named. For a consent that also covers later documents: those of these kinds alone.
    public let kinds: [DocumentKind]
}

/// How a consent was taken back: sealed to the identity compartment of the case.
public struct WithdrawalDetails: Codable, Hashable, Sendable {
    /// How it was said: `by telephone, to Siti`.
    public let channel: String
}
