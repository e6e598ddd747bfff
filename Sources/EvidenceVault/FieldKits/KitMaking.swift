import Bytes
import Ledger
import Sodium

extension Vault {
    /// Makes a field kit for a case. Only a coordinator of the case may.
    ///
    /// - Parameters:
    ///   - kinds: what may be sealed with it.
    ///   - until: when sealing with it ends.
    ///   - holder: for whom it is; the case's team reads it, the kit does not say it.
    ///   - keep: is given the kit before the log has it. When it throws, there is no kit.
    public func makeKit(
        for file: CaseFile, kinds: Set<DocumentKind>, until: Timestamp, holder: String? = nil,
        keepingKit keep: (FieldKit) throws -> Void = { _ in }
    ) throws -> FieldKit {
        try requireGranter(of: file, asked: "kit.make")
        let file = try asOfNow(file)
        guard until > now() else {
            throw VaultError.kit(.endedAlready(until: until))
        }
        guard !kinds.isEmpty else {
            throw VaultError.kit(.noKinds)
        }
        let details = KitDetails(
            holder: try holder.map { try Name.checked($0) }, kinds: kinds.sorted { $0.rawValue < $1.rawValue }
        )
        // A kind that can be of any class needs them all.
        let classes = Set(kinds.map(\.confidentialityClass))
        let compartments = try ConfidentialityClass.documentClasses
            .filter { classes.contains($0) || classes.contains(nil) }
            .map { try compartment($0, of: file) }
        let kit = try FieldKit(
            vault: id, file: file, kinds: details.kinds, until: until, compartments: compartments,
            recovery: recoveryKey())
        let summary = try compartment(.summary, of: file)
        let sealed = try SealedText.seal(
            CanonicalJSON.encode(details), to: SealingKey(summary.recipient), as: .holder,
            in: CompartmentName(id, file.id, .summary, summary.generation))
        try keep(kit)
        try log.append { state in
            // A kit seals to the keys of its day, from its first day on.
            guard let current = state.caseFile(file.id), current.generations == file.generations else {
                throw VaultError.keysChanged(caseRef: file.ref)
            }
            return [
                .makeKit(
                    KitMade(
                        caseID: file.id, key: kit.contents.key, digest: kit.digest,
                        classes: compartments.map(\.confidentiality), until: until,
                        generation: summary.generation, details: Base64Bytes(sealed)))
            ]
        }
        return kit
    }

    /// What is sealed with a kit is not collected any more. Only a coordinator of the case may.
    ///
    /// - Parameter kit: the beginning of its digest.
    public func cancelKit(_ kit: String, of file: CaseFile) throws {
        try requireGranter(of: file, asked: "kit.cancel")
        let matches = file.kits.filter { $0.made.digest.description.hasPrefix(kit.lowercased()) }
        guard let found = matches.first, matches.count == 1 else {
            throw matches.isEmpty
                ? VaultError.kit(.noSuchKit(kit, caseRef: file.ref))
                : VaultError.ambiguous(kit, matches: matches.map(\.made.digest.description))
        }
        try log.append { _ in [.cancelKit(KitCancelled(caseID: file.id, key: found.made.key))] }
    }

    /// The kits of a case, each with what it is for and for whom: that is for the case's team to read, and the look is logged.
    public func kits(of file: CaseFile) throws -> [(kit: CaseFile.Kit, details: KitDetails?)] {
        let kits = try caseFile(file.ref).kits
        guard isOnTeam(of: file), !kits.isEmpty else { return kits.map { ($0, nil) } }
        _ = try recordAccess(.showCase, case: file.id)
        return try kits.map { ($0, try details(of: $0, in: file)) }
    }

    /// Nil when this member does not read it, and when its maker sealed something else than a description of a kit.
    func details(of kit: CaseFile.Kit, in file: CaseFile) throws -> KitDetails? {
        guard let key = try compartmentKey(.summary, generation: kit.made.generation, in: file),
            let json = try? SealedText.open(
                kit.made.details.bytes, with: key, as: .holder,
                in: CompartmentName(id, file.id, .summary, kit.made.generation))
        else { return nil }
        return try? CanonicalJSON.decode(KitDetails.self, from: json)
    }
}
