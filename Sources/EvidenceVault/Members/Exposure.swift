import Bytes
import Ledger
import Sodium

/// What a member's leaving exposes: what they could open, what they did open or hand over, and what their keys open still.
/// It has references and classes, and no title, file name or name of a survivor.
public struct ExposureReport: Sendable {
    public struct Line: Sendable {
        public let caseRef: String
        public let confidentiality: ConfidentialityClass
        /// Documents that the member's keys open, if they kept them and come by the sealed files.
        public let documents: Int
        /// New deposits are out of reach: the keys have changed since.
        public let isRekeyed: Bool
    }

    public let member: Member
    public let lines: [Line]
    /// Documents that they opened, by reference, with how often. Nil for those who cannot read access statements.
    public let opened: [(ref: String, times: Int)]?
    /// Bundles that they made: documents, office, when.
    public let handedOver: [(caseRef: String, documents: [Int], office: Office, at: Timestamp)]
    /// Cases that nobody can grant in without them.
    public let orphaned: [String]
}

extension Vault {
    /// Only a custodian, an auditor or the member may ask. Auditors see what was opened as well.
    public func exposure(of member: Member) throws -> ExposureReport {
        let seesReads = me.roles.contains(.auditor)
        try require(
            me.roles.contains(.custodian) || seesReads || member.fingerprint == me.fingerprint
                || me.isRecovery,
            or: .role(needed: [.custodian, .auditor]), asked: "member.exposure")
        var opened: [String: Int] = [:]
        var handedOver: [(caseRef: String, documents: [Int], office: Office, at: Timestamp)] = []
        try log.forEachEntry { entry in
            guard let statement = entry.statement, statement.by.bytes == member.card.signingKey.bytes else {
                return
            }
            switch statement.act {
            case .access(let access) where access.kind == .read || access.kind == .export:
                if let id = access.caseID, let number = access.document {
                    opened["\(ref(id))/\(number)", default: 0] += 1
                }
            case .bundle(let bundle):
                handedOver.append(
                    (ref(bundle.caseID), bundle.documents.map(\.number), bundle.office, statement.at))
            default: break
            }
        }
        let holdings = try keyHoldings()
        let lines = state.allCases.flatMap { file in
            ConfidentialityClass.documentClasses.compactMap { confidentiality -> ExposureReport.Line? in
                let compartment = KeyHoldings.Compartment(caseID: file.id, confidentiality: confidentiality)
                guard let held = holdings.generations[compartment]?[member.fingerprint] else { return nil }
                return ExposureReport.Line(
                    caseRef: file.ref, confidentiality: confidentiality,
                    documents: holdings.readable(compartment, by: member.fingerprint),
                    isRekeyed: !held.contains(file.generation(of: confidentiality)))
            }
        }
        return ExposureReport(
            member: member, lines: lines,
            opened: seesReads ? opened.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } : nil,
            handedOver: handedOver,
            orphaned: state.allCases.filter { state.granters(of: $0).isEmpty }.map(\.ref))
    }

    private func ref(_ caseID: HexBytes) -> String { state.caseFile(caseID)?.ref ?? caseID.description }
}
