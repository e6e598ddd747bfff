import Foundation

/// What a survivor agrees that documents are used for.
public enum ConsentPurpose: String, Codable, CaseIterable, Hashable, Sendable {
    case service, police, protection, prosecution, restitution

    public var indonesian: String {
        switch self {
        case .service: "layanan"
        case .police: "kepolisian"
        case .protection: "perlindungan"
        case .prosecution: "penuntutan"
        case .restitution: "restitusi"
        }
    }
}

/// A receiver of bundles, as consents and bundles name it: `police`, `lpsk`, or a name of its own. In lower case.
public struct Office: Codable, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// The offices that the domain page names, with what Indonesian colleagues call them.
    public static let known: [(id: String, indonesian: String)] = [
        ("police", "Kepolisian, Unit PPA"), ("lpsk", "Lembaga Perlindungan Saksi dan Korban"),
        ("prosecutor", "Penuntut umum"), ("court", "Pengadilan"), ("hospital", "Rumah sakit"),
        ("psychologist", "Psikolog"), ("shelter", "Rumah aman"), ("village", "Gugus Tugas Desa"),
        ("survivor", "Korban sendiri"), ("task-force", "Gugus Tugas"),
    ]

    /// What Indonesian colleagues call it, when it is a known one.
    public var indonesian: String? { Office.known.first { $0.id == description }?.indonesian }

    public init(_ text: String) throws { description = try Name.checked(text, limit: 100).lowercased() }

    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The part of a consent that names people: sealed to the identity compartment of the case.
public struct ConsentDetails: Codable, Hashable, Sendable {
    /// Who consents: the survivor (a pseudonym is enough), or for a child a guardian.
    public let givenBy: String
    /// The document that shows it: written, or spoken and recorded.
    public let proof: String?
}
