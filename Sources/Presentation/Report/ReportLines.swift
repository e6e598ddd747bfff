import Bytes
import EvidenceVault
import Ledger
import Oversight

/// An entry of a report as CSV and JSON Lines have it: the same words in every language.
struct ReportLine: Encodable {
    let entry: UInt64
    let at, localTime, act, outcome, member, fingerprint: String
    let `case`: String?
    let documents: [String]
    let `class`, about, office, recipient, purpose, until, asked, reason: String?
    /// Of a consent: to documents that come after it as well. Of an office's key: on the word of one member.
    let later, alone: Bool
    let roles: [String]
    let consents: [Int]
    /// The number of a ground in law.
    let basis: Int?
    let outsideHours: Bool
    let findings: [String]

    init(_ entry: TrailEntry, in report: AuditReport, findings: [String]) {
        self.entry = entry.position
        at = entry.at.description
        localTime = report.clock.text(entry.at)
        act = entry.act
        outcome = entry.isRefusal ? "refused" : "done"
        member = entry.by.name
        fingerprint = entry.by.fingerprint
        `case` = entry.caseRef
        documents = entry.documentRefs
        outsideHours = !report.clock.isOpen(entry.at)
        self.findings = findings

        var (confidentiality, about, office, purpose): (String?, String?, String?, String?)
        var (until, asked, reason, recipient): (String?, String?, String?, String?)
        var (later, alone) = (false, false)
        var (roles, consents): ([Role], [Int]) = ([], [])
        var basis: Int?
        switch entry.details {
        case .none, .reviewed: break
        case .refused(let what, let why): (asked, reason) = (what, why)
        case .about(let person, let theirs): (about, roles) = (person.name, theirs)
        case .deposited(let theirs, _): confidentiality = theirs.rawValue
        case .kitMade(let theirs, let end):
            (confidentiality, until) = (theirs.map(\.rawValue).joined(separator: ", "), end.description)
        case .rekeyed(let keys):
            confidentiality = keys.sorted { $0.key < $1.key }.map { "\($0.key.rawValue) \($0.value)" }
                .joined(separator: ", ")
        case .emergencyAsked(let role): roles = [role]
        case .emergencyAllowed(_, let person, let end): (about, until) = (person?.name, end.description)
        case .consented(let number, let to, let why, let end, let coversLater):
            (consents, office, purpose, until) = (
                [number], to.description, why.rawValue, end?.description
            )
            later = coversLater
        case .withdrawn(let number): consents = [number]
        case .acknowledged(_, let how): reason = how.rawValue
        case .recalled(_, let number, let step): (consents, reason) = ([number], step.rawValue)
        case .office(let whose, let key, let isAlone):
            (office, recipient, alone) = (whose.description, key, isAlone)
        case .basisProposed(let number, let to, let end):
            (basis, office, until) = (number, to.description, end.description)
        case .basisApproved(let number, let to): (basis, office) = (number, to.description)
        case .handedOver(let to, let numbers, let ground, let sealing, let isAlone):
            (office, consents, basis, alone) = (to.description, numbers, ground, isAlone)
            recipient = sealing.isPassphrase ? "passphrase" : sealing.keys.joined(separator: " ")
        }
        `class` = confidentiality
        (self.about, self.office, self.purpose, self.until) = (about, office, purpose, until)
        (self.asked, self.reason, self.recipient) = (asked, reason, recipient)
        (self.later, self.alone) = (later, alone)
        self.roles = roles.map(\.rawValue)
        self.consents = consents
        self.basis = basis
    }

    static let header = [
        "entry", "at", "localTime", "member", "fingerprint", "act", "outcome", "case", "documents", "class",
        "about", "roles", "office", "recipient", "alone", "purpose", "consents", "basis", "later", "until",
        "asked",
        "reason", "outsideHours", "findings",
    ]

    var fields: [String] {
        [
            String(entry), at, localTime, member, fingerprint, act, outcome, `case` ?? "",
            documents.joined(separator: " "), `class` ?? "", about ?? "", roles.joined(separator: " "),
            office ?? "", recipient ?? "", String(alone), purpose ?? "",
            consents.map(String.init).joined(separator: " "), basis.map(String.init) ?? "", String(later),
            until ?? "", asked ?? "",
            reason ?? "", String(outsideHours), findings.joined(separator: " "),
        ]
    }
}

extension AuditReport {
    private var lines: [ReportLine] {
        let ids = findingIDs
        return entries.map { ReportLine($0, in: self, findings: ids[$0.position] ?? []) }
    }

    /// Which findings name an entry.
    var findingIDs: [UInt64: [String]] {
        var ids: [UInt64: [String]] = [:]
        for finding in findings {
            for position in finding.entries { ids[position, default: []].append(finding.id) }
        }
        return ids
    }

    /// The entries of the period, one to a line, for a spreadsheet.
    package var csv: [UInt8] {
        let records = [ReportLine.header] + lines.map(\.fields)
        return Array(records.map { CSV.record($0) + "\r\n" }.joined().utf8)
    }

    /// The same, a JSON object to a line.
    package func jsonLines() throws -> [UInt8] {
        try lines.flatMap { line in
            Array(visibleJSON(String(decoding: try CanonicalJSON.encode(line), as: UTF8.self)).utf8)
                + Array("\n".utf8)
        }
    }
}
