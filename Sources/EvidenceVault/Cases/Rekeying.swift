import Age
import Bytes
import Ledger
import Sodium
import VaultStorage

/// What falls to a coordinator: keys that must change because somebody left, and keys that somebody lacks.
extension Vault {
    /// Does what falls to this member: an auditor makes and hands on audit keys, a coordinator changes keys that somebody holds who left,
    /// grants those that somebody lacks and ends emergencies. Call it after opening a vault to work in; where nothing falls to them it
    /// writes nothing, and so it does where the vault cannot be written.
    ///
    /// What is wrong with one case is told as ``VaultWarning/unsettled(_:)`` and stops nothing.
    public func settleDuties() throws {
        guard isWritable else { return }
        try takeAuditDuties()
        try endEmergencies()
        try rekeyWhatIsDue()
    }

    /// Makes the next keys of every case of this coordinator in which somebody holds the current ones who should not, and
    /// grants the current ones to those who lack them, also because another coordinator gave them junk.
    private func rekeyWhatIsDue() throws {
        for id in state.rekeyingsDue.union(state.boxesToCheck) {
            guard let file = state.caseFile(id), isGranter(of: file) else { continue }
            try settling {
                guard try rekeying(of: file, in: state) != nil else { return log.noteChecked(file) }
                let done = try log.append { current in
                    // Somebody else may have done it in between, or somebody deposited.
                    guard current.rekeyingsDue.contains(id) || current.boxesToCheck.contains(id),
                        let file = current.caseFile(id), let rekeying = try rekeying(of: file, in: current)
                    else { return [] }
                    return [.rekey(rekeying)]
                }
                if !done.isEmpty { log.noteChecked(file) }
            }
        }
    }

    /// Does what falls to a coordinator in one case. What is wrong with that case must not close the vault to them.
    func settling(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as VaultError {
            switch error {
            case .altered, .members, .refusedByLog: warn(.unsettled(error))
            default: throw error
            }
        } catch StorageError.busy {
            // Another command is at it.
        }
    }

    /// The statement that settles what is due in a case; nil when nothing is, or this member cannot.
    ///
    /// - Parameter state: what the case will be when the statement is made.
    func rekeying(of file: CaseFile, in state: VaultState) throws -> Rekeying? {
        let junk = try junkGrants(in: file)
        // Who was given junk themselves cannot tell what the others were given.
        let lost = try ConfidentialityClass.allCases.filter {
            try ownJunk($0, generation: file.generation(of: $0), in: file) != nil
        }
        let rotated = Set(state.rotationsDue(in: file) + lost).sorted()
        var compartments: [Compartment] = []
        var grants: [Grant] = []
        var title: [UInt8]?
        for confidentiality in rotated {
            let key = try OpeningKey.generate(postQuantum: state.isPostQuantum)
            let generation = file.generation(of: confidentiality) + 1
            compartments.append(
                Compartment(
                    confidentiality: confidentiality, generation: generation,
                    recipient: key.sealingKey.description))
            for reader in cards(of: state.readers(of: confidentiality, in: file), in: state) {
                grants.append(
                    Grant(
                        confidentiality: confidentiality, generation: generation,
                        key: try sealedKey(
                            key, to: reader,
                            for: .grant(CompartmentName(id, file.id, confidentiality, generation)))))
            }
            if confidentiality == .summary {
                guard try compartmentKey(.summary, in: file) != nil || lost.contains(.summary) else {
                    return nil
                }
                // A title that does not open is no reason to leave the keys to who left.
                let text = try (1..<generation).reversed().lazy.compactMap { [self] in
                    try self.title(of: file, generation: $0)
                }.first
                title = try SealedText.seal(
                    Array((text ?? "–").utf8), to: key.sealingKey, as: .title,
                    in: CompartmentName(id, file.id, .summary, generation))
            }
        }
        for confidentiality in ConfidentialityClass.allCases {
            let holders = file.holders(of: confidentiality)
            let readers = state.readers(of: confidentiality, in: file)
            let missing = readers.subtracting(holders)
            for generation in 1..<(file.generation(of: confidentiality) + 1) {
                let given = junk[CompartmentName(id, file.id, confidentiality, generation)] ?? []
                for reader in cards(of: missing.union(given).intersection(readers), in: state) {
                    if let grant = try grant(confidentiality, generation, of: file, to: reader) {
                        grants.append(grant)
                    }
                }
            }
        }
        if compartments.isEmpty && grants.isEmpty { return nil }
        return Rekeying(
            caseID: file.id, compartments: compartments, grants: grants, title: title.map(Base64Bytes.init))
    }

    private func cards(of numbers: Set<Int>, in state: VaultState) -> [Card] {
        (Array(state.members.values) + [state.recovery].compactMap { $0 })
            .filter { numbers.contains($0.number) }.sorted { $0.number < $1.number }.map(\.card)
    }
}
