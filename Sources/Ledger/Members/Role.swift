/// What a member does in the work against trafficking, and so what they may hold keys to.
///
/// Source: the roles table of the domain page; Permen PPPA 11/2012 names the people, Amanah the duties.
public enum Role: String, Codable, Vocabulary, Hashable, Sendable, Comparable {
    case coordinator, companion, health, lawyer, shelter, registrar, auditor, custodian, depositor

    /// The word that Indonesian colleagues use.
    public var indonesian: String {
        switch self {
        case .coordinator: "koordinator kasus"
        case .companion: "pendamping"
        case .health: "tenaga kesehatan / psikolog"
        case .lawyer: "pendamping hukum"
        case .shelter: "pengelola rumah aman"
        case .registrar: "petugas data"
        case .auditor: "auditor"
        case .custodian: "pengelola brankas"
        case .depositor: "penitip"
        }
    }

    public static var subject: UnknownWord.Subject { .role }

    public var also: [String] {
        switch self {
        case .coordinator: ["koordinator", "manajer kasus"]
        case .companion: []
        case .health: ["tenaga kesehatan", "psikolog", "kesehatan"]
        case .lawyer: ["advokat", "paralegal"]
        case .shelter: ["rumah aman"]
        case .registrar: ["pendata"]
        case .auditor: ["pemeriksa"]
        case .custodian: ["pengelola"]
        case .depositor: []
        }
    }

    /// Roles that are given for the whole vault only, never on a case.
    public var isVaultWide: Bool { self == .auditor || self == .custodian }

    public static func < (a: Role, b: Role) -> Bool { a.rawValue < b.rawValue }
}
