public import Bytes
import Crypto
public import Ledger
public import Sodium

/// What an office gives back for a bundle.
public enum GivenReceipt: Sendable {
    /// A minisign signature over `custody.json` of the bundle.
    ///
    /// - Parameters:
    ///   - bytes: of the signature file.
    ///   - key: the key that it is said to be by; nil: one that the log has of the office.
    case signature([UInt8], by: Ed25519.PublicKey?)
    /// A paper that was signed, as a scan or photograph.
    case paper
}

/// A handover as one member sees it.
public struct HandoverSummary: Sendable {
    public let caseRef: String
    public let handover: CaseFile.Handover
    /// Whose keys it was sealed to, as the log has them; none for a passphrase.
    public let keys: [OfficeKey]
    /// What the member who handed over is called.
    public let by: String
    /// The consents under which it was made that are over by now.
    public let ended: [CaseFile.Consent]
    /// The steps of recalls with what was said of them; nil for those who do not read identities.
    public let recalls: [(recall: CaseFile.Recall, details: RecallDetails?)]
}

/// What cannot be said of a handover, its receipt or its recall.
public enum HandoverProblem: Hashable, Sendable {
    case noSuchHandover(Int, caseRef: String)
    case nothingHandedOver(caseRef: String)
    /// It could be that of several.
    case whichHandover([Int], caseRef: String)
    /// The signature is not that of the office over any of these handovers.
    case signatureFitsNone([Int], caseRef: String)
    case consentStillValid(Int, caseRef: String)
    /// Nothing was handed over under this consent that was not recalled already.
    case nothingToRecall(Int, caseRef: String)
    /// A notice comes first, then that it was sent, then the answer.
    case recallNotNext(Int, caseRef: String)
}

extension Vault {
    /// What was handed over of a case, oldest first. The look is logged.
    public func handovers(of file: CaseFile) throws -> [HandoverSummary] {
        try require(
            isOnTeam(of: file), or: .notOnTeam(caseRef: file.ref), asked: "bundle.list", case: file.id)
        _ = try recordAccess(.showCase, case: file.id)
        return try asOfNow(file).handovers.map { try summary(of: $0, in: file) }
    }

    private func summary(of handover: CaseFile.Handover, in file: CaseFile) throws -> HandoverSummary {
        HandoverSummary(
            caseRef: file.ref, handover: handover,
            keys: state.offices.filter {
                $0.office == handover.office && $0.confirmedBy != nil
                    && handover.sealing.keys.contains($0.recipient)
            }, by: state.holder(handover.by)?.name ?? handover.by.description,
            ended: file.consents.filter { handover.consents.contains($0.number) && !$0.isValid(at: now()) },
            recalls: try handover.recalls.map { recall in
                let noted = recall.noted
                return (
                    recall,
                    try opened(noted.details, .recall, noted.generation, as: RecallDetails.self, in: file)
                )
            })
    }

    /// Takes in a receipt: deposits the file, and says in the log which handover it is for and whether it was signed with a key of
    /// the office.
    ///
    /// - Parameters:
    ///   - submission: the file that the receipt is.
    ///   - number: of the handover; without it, the one that the signature fits, or the only one that is not acknowledged.
    /// - Throws: ``VaultError/handover(_:)``; ``VaultError/notPermitted(_:)``, also where a signature is over exhibits that this
    ///   member does not read.
    public func takeReceipt(
        _ receipt: GivenReceipt, _ submission: Submission, for number: Int? = nil, in file: CaseFile
    ) throws -> HandoverSummary {
        let file = try asOfNow(file)
        try require(
            roles(in: file).contains {
                state.policy.handsOver($0) || state.policy.recordsConsent($0)
            },
            or: .role(
                needed: Role.allCases.filter {
                    state.policy.handsOver($0) || state.policy.recordsConsent($0)
                }), asked: "bundle.receipt", case: file.id)
        let handovers = try candidates(number, in: file)
        let (handover, how) = try acknowledged(receipt, handovers, in: file)
        _ = try deposit([submission], in: file) { number, details in
            // What was checked is what comes in.
            if case .signature(let bytes, _) = receipt, details[0].sha256.bytes != SHA256.bytes(of: bytes) {
                throw VaultError.changedWhileRead(path: submission.path)
            }
            return [
                .receipt(
                    ReceiptTaken(caseID: file.id, handover: handover.position, document: number, how: how))
            ]
        }
        let now = try asOfNow(file)
        guard let taken = now.handovers.first(where: { $0.position == handover.position }) else {
            throw VaultError.noSuchCase(file.ref)
        }
        return try summary(of: taken, in: now)
    }

    /// The handovers that something may be of.
    private func candidates(_ number: Int?, in file: CaseFile) throws -> [CaseFile.Handover] {
        guard !file.handovers.isEmpty else {
            throw VaultError.handover(.nothingHandedOver(caseRef: file.ref))
        }
        guard let number else { return file.handovers }
        guard let handover = file.handovers.first(where: { $0.number == number }) else {
            throw VaultError.handover(.noSuchHandover(number, caseRef: file.ref))
        }
        return [handover]
    }

    private func acknowledged(
        _ receipt: GivenReceipt, _ handovers: [CaseFile.Handover], in file: CaseFile
    ) throws -> (CaseFile.Handover, CaseFile.Handover.Acknowledgement) {
        switch receipt {
        case .paper:
            let open = handovers.count == 1 ? handovers : handovers.filter { !$0.isAcknowledged }
            guard open.count == 1 else {
                throw VaultError.handover(
                    .whichHandover((open.isEmpty ? handovers : open).map(\.number), caseRef: file.ref))
            }
            return (open[0], .paper)
        case .signature(let bytes, let key):
            // The newest first: it is most likely the one.
            for handover in handovers.reversed() {
                if let how = try signer(of: bytes, by: key, over: handover, in: file) {
                    return (handover, how)
                }
            }
            throw VaultError.handover(.signatureFitsNone(handovers.map(\.number), caseRef: file.ref))
        }
    }

    /// Whose a signature over the custody record of a handover is; nil where it is not that key's, or over something else.
    private func signer(
        of signature: [UInt8], by key: Ed25519.PublicKey?, over handover: CaseFile.Handover, in file: CaseFile
    ) throws -> CaseFile.Handover.Acknowledgement? {
        let officeKeys = state.offices.filter { $0.office == handover.office && $0.confirmedBy != nil }
            .compactMap { $0.proposal.signingKey.flatMap { try? Ed25519.PublicKey($0.bytes) } }
        let keys = key.map { [$0] } ?? officeKeys
        for record in try custodyRecords(of: handover, in: file) {
            for key in keys where Minisign.verify(signature, of: record, key: key) != nil {
                return officeKeys.contains { $0.bytes == key.bytes } ? .officeKey : .otherKey
            }
        }
        return nil
    }

    /// `custody.json` of a handover, made anew; more than one where the log's key changed since, which a bundle may have from just
    /// after that.
    func custodyRecords(of handover: CaseFile.Handover, in file: CaseFile) throws -> [[UInt8]] {
        let located = try log.statement(at: handover.position)
        guard case .bundle(let bundle) = located.statement.act else {
            throw VaultError.handover(.noSuchHandover(handover.number, caseRef: file.ref))
        }
        let exhibits = try bundle.documents.map { document in
            let (deposit, deposited) = try log.deposit(of: document.number, in: file)
            guard let known = try description(of: document.number, deposit, deposited, in: file) else {
                try refuse(
                    .cannotRead(deposit.confidentiality), asked: "bundle.receipt", case: file.id,
                    document: document.number)
            }
            let amend = document.amend.flatMap { position in
                known.versions.first { $0.logPosition == position }
            }
            return CustodySource(
                number: document.number, first: known.versions[0], amend: amend,
                original: try known.details.document.redacts.flatMap {
                    try original(of: $0, in: file)?.located
                })
        }
        return try state.logKeys.filter { $0.to > handover.position }.map { logKey in
            try CanonicalJSON.encodeFile(
                custody(of: bundle, exhibits, file, located, logKey: logKey.key))
        }
    }

    /// Says that an office is asked to stop using what it was given under a consent that is over; or that it was asked, or what it
    /// answered.
    ///
    /// - Parameters:
    ///   - number: of the handover.
    ///   - text: how it was sent, or what was answered; empty for a notice.
    /// - Throws: ``VaultError/handover(_:)``, ``VaultError/notPermitted(_:)``.
    public func noteRecall(
        _ step: CaseFile.Handover.RecallStep, of number: Int, under consent: Int, in file: CaseFile,
        text: String = ""
    ) throws -> HandoverSummary {
        let file = try asOfNow(file)
        try requireRecalls(in: file)
        let (handover, _) = try recallable(number, under: consent, in: file)
        let last = handover.recall(under: consent)?.step
        let fits =
            switch step {
            case .notice: last == nil
            case .sent: last == .notice || last == .sent
            case .answered: last == .sent
            }
        guard fits else { throw VaultError.handover(.recallNotNext(number, caseRef: file.ref)) }
        let details = RecallDetails(
            text: step == .notice ? "" : try Name.checked(text, limit: RecallDetails.longest))
        try log.append { _ in
            let (sealed, generation) = try sealForIdentity(
                CanonicalJSON.encode(details), as: .recall, of: asOfNow(file))
            return [
                .recall(
                    RecallNoted(
                        caseID: file.id, handover: handover.position, consent: consent, step: step,
                        generation: generation, details: sealed))
            ]
        }
        let now = try asOfNow(file)
        return try summary(of: recallable(number, under: consent, in: now).handover, in: now)
    }

    /// The handovers under a consent that is over, of which no office was told yet.
    ///
    /// - Throws: ``VaultError/handover(_:)`` where the consent is not over, or nothing was handed over under it.
    public func recallsDue(under consent: Int, in file: CaseFile) throws -> [HandoverSummary] {
        let file = try asOfNow(file)
        try requireRecalls(in: file)
        _ = try ended(consent, in: file)
        let due = file.handovers.filter {
            $0.consents.contains(consent) && $0.recall(under: consent) == nil
        }
        guard !due.isEmpty else {
            throw VaultError.handover(.nothingToRecall(consent, caseRef: file.ref))
        }
        return try due.map { try summary(of: $0, in: file) }
    }

    private func requireRecalls(in file: CaseFile) throws {
        try require(
            isGranter(of: file)
                || roles(in: file).contains {
                    state.policy.handsOver($0) || state.policy.recordsConsent($0)
                },
            or: .role(
                needed: Role.allCases.filter {
                    state.policy.handsOver($0) || state.policy.recordsConsent($0) || state.policy.grants($0)
                }), asked: "bundle.recall", case: file.id)
    }

    private func ended(_ number: Int, in file: CaseFile) throws -> CaseFile.Consent {
        guard let consent = file.consents.first(where: { $0.number == number }) else {
            throw VaultError.noSuchConsent(number, caseRef: file.ref)
        }
        guard !consent.isValid(at: now()) else {
            throw VaultError.handover(.consentStillValid(number, caseRef: file.ref))
        }
        return consent
    }

    private func recallable(
        _ number: Int, under consent: Int, in file: CaseFile
    ) throws -> (handover: CaseFile.Handover, consent: CaseFile.Consent) {
        let handover = try candidates(number, in: file)[0]
        let ended = try ended(consent, in: file)
        guard handover.consents.contains(consent) else {
            throw VaultError.handover(.nothingToRecall(consent, caseRef: file.ref))
        }
        return (handover, ended)
    }
}

extension Bundle {
    /// Signs for the receipt of a bundle that was checked: a minisign signature over its `custody.json`, by the key of the card that
    /// the office gave.
    ///
    /// - Returns: the signature file.
    public static func receipt(
        for report: BundleReport, by identity: MemberIdentity, at time: Timestamp
    ) throws -> [UInt8] {
        guard let custody = report.custody else { throw VaultError.bundleInvalid(.problem(.noCustody)) }
        let comment = "received \(time) by \(identity.name), file:\(BundleFiles.custody)"
        return Array(
            try Minisign.sign(CanonicalJSON.encodeFile(custody), comment: comment, key: identity.signingKey)
                .utf8)
    }
}
