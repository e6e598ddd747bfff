/// What a survivor agrees that documents are used for.
public enum ConsentPurpose: String, Codable, Vocabulary, Hashable, Sendable {
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

    public static var subject: UnknownWord.Subject { .purpose }

    public var also: [String] {
        switch self {
        case .service: ["layanan"]
        case .police: ["pelaporan", "penyidikan", "kepolisian"]
        case .protection: ["pelindungan", "lpsk"]
        case .prosecution: ["penuntutan", "persidangan"]
        case .restitution: ["restitusi"]
        }
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

    package init(givenBy: String, proof: String?, kinds: [DocumentKind]) {
        self.givenBy = givenBy
        self.proof = proof
        self.kinds = kinds
    }
}

/// How a consent was taken back: sealed to the identity compartment of the case.
public struct WithdrawalDetails: Codable, Hashable, Sendable {
    /// How it was said: `by telephone, to Siti`.
    public let channel: String

    package init(channel: String) {
        self.channel = channel
    }
}
