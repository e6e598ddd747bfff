import Age
import Bytes
import Ledger
import Sodium

/// A case file as one member sees it.
public struct CaseSummary: Sendable {
    public let file: CaseFile
    /// Nil for somebody who is not on the team.
    public let title: String?
    /// The roles of the member who asks.
    public let roles: Set<Role>

    public init(file: CaseFile, title: String?, roles: Set<Role>) {
        self.file = file
        self.title = title
        self.roles = roles
    }
}

extension Vault {
    /// Opens a case file: makes its compartment keys, holds them, and leads its team. Only a coordinator may.
    ///
    /// - Parameters:
    ///   - ref: such as `TPPO-2026-0017`; without one the next number of the year is taken.
    /// - Throws: ``VaultError/notPermitted(_:)``, ``VaultError/caseExists(_:)``, ``LedgerError/badName(_:why:)``.
    public func openCase(title: String, ref: String? = nil) throws -> CaseFile {
        let policy = state.policy
        try require(
            me.roles.contains { policy.grants($0) }, or: .role(needed: [.coordinator]), asked: "case.open")
        guard let recovery = state.recovery?.card else { throw VaultError.notAMember }
        let title = try Name.checked(title)
        let given = try ref.map(CaseReference.checked)
        let caseID = HexBytes(try randomBytes(16))

        var compartments: [Compartment] = []
        var grants: [Grant] = []
        var sealedTitle: [UInt8] = []
        for confidentiality in ConfidentialityClass.allCases {
            let key = try OpeningKey.generate(postQuantum: state.isPostQuantum)
            let name = CompartmentName(id, caseID, confidentiality, 1)
            compartments.append(
                Compartment(
                    confidentiality: confidentiality, generation: 1,
                    recipient: key.sealingKey.description))
            for holder in [identity.card, recovery] {
                grants.append(
                    Grant(
                        confidentiality: confidentiality, generation: 1,
                        key: try sealedKey(key, to: holder, for: .grant(name))))
            }
            if confidentiality == .summary {
                sealedTitle = try SealedText.seal(
                    Array(title.utf8), to: key.sealingKey, as: .title, in: name)
            }
        }
        let year = now().description.prefix(4)
        try log.append { state in
            let ref = given ?? CaseReference.next(year: String(year), after: state.cases.refs)
            if state.cases.refs.contains(ref) { throw VaultError.caseExists(ref) }
            return [
                .openCase(
                    CaseOpening(
                        caseID: caseID, ref: ref, title: Base64Bytes(sealedTitle),
                        compartments: compartments, grants: grants))
            ]
        }
        guard let file = state.caseFile(caseID) else { throw VaultError.noSuchCase(ref ?? title) }
        return file
    }

    /// The case that somebody means: by its reference, the beginning or end of one where that is unambiguous (`TPPO-2026-0017`,
    /// `2026-0017`, `0017`, `17`), or its id. Capitals do not matter.
    ///
    /// Throws ``VaultError/noSuchCase(_:nearest:)``, ``VaultError/ambiguous(_:matches:)``.
    public func caseFile(_ text: String) throws -> CaseFile {
        let wanted = text.lowercased()
        let refs = state.cases.refs
        if let exact = refs.firstIndex(where: { $0.lowercased() == wanted }).flatMap({ state.cases[$0] }) {
            return exact
        }
        if let exact = HexBytes(wanted).flatMap({ state.caseFile($0) }) { return exact }
        let matches = refs.indices.filter { CaseReference.isMeant(refs[$0], by: wanted) }
        guard let first = matches.first, let file = state.cases[first] else {
            throw VaultError.noSuchCase(text, nearest: Spelling.nearest(to: text, among: refs))
        }
        if matches.count > 1 { throw VaultError.ambiguous(text, matches: matches.map { refs[$0] }) }
        return file
    }

    /// A case as it is now, or at the moment that something is to follow: who holds one looked it up a while ago.
    func asOfNow(_ file: CaseFile) throws -> CaseFile {
        try log.look { moment in
            guard let file = moment.state.caseFile(file.id) else { throw VaultError.noSuchCase(file.ref) }
            return file
        }
    }

    /// All cases, newest first, with the titles of those on whose team this member is. The look at titles is logged.
    public func cases() throws -> [CaseSummary] {
        let files = state.allCases.reversed()
        let access = files.contains { isOnTeam(of: $0) } ? try recordAccess(.showCase) : nil
        return try files.map { try summary(of: $0, access) }
    }

    /// One case, with its title for those on its team. The look at the title is logged.
    public func show(_ file: CaseFile) throws -> CaseSummary {
        try summary(of: file, isOnTeam(of: file) ? recordAccess(.showCase, case: file.id) : nil)
    }

    /// The trustees' key stands beside every team.
    func isOnTeam(of file: CaseFile) -> Bool { me.isRecovery || !roles(in: file).isEmpty }

    /// The roles of this member on a case, now.
    func roles(in file: CaseFile) -> Set<Role> { file.roles(of: identity.fingerprint, at: now()) }

    /// Nil when this member has not been granted the newest key.
    func title(of file: CaseFile) throws -> String? {
        guard try compartmentKey(.summary, in: file) != nil else { return nil }
        guard let title = try title(of: file, generation: file.generation(of: .summary)) else {
            throw VaultError.altered(.document(file.ref, problem: .titleNotOpening))
        }
        return title
    }

    /// The title as it was sealed to a generation of the summary; nil when it does not open.
    func title(of file: CaseFile, generation: UInt32) throws -> String? {
        guard let sealed = try keys(of: file).titles[generation],
            let key = try compartmentKey(.summary, generation: generation, in: file),
            let title = try? SealedText.open(
                sealed.bytes, with: key, as: .title, in: CompartmentName(id, file.id, .summary, generation))
        else { return nil }
        return String(decoding: title, as: UTF8.self)
    }

    private func summary(of file: CaseFile, _ access: CommittedAccess?) throws -> CaseSummary {
        var title: String?
        // One title that does not open must not hide the others.
        if let access, access.coversDetails(of: nil, in: file) { title = try? self.title(of: file) }
        return CaseSummary(file: file, title: title, roles: roles(in: file))
    }
}
