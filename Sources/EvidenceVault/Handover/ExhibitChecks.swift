import Archive
import Bytes
import Ledger

/// Exhibits: each is held against its deposit, its newest amendment and, for a redacted copy, the deposit of its original.
extension ProofChecks {
    mutating func checkExhibits(
        of bundle: BundleMade, _ handover: ProvenStatement, _ reader: ProofReader
    ) throws(BundleProblem) {
        let paths = Set(custody.exhibits.compactMap { try? SafePath($0.path) })
        let odd = paths.symmetricDifference(material.payload.paths).map(\.string).sorted()
        problems += odd.prefix(BagReport.maximumProblems).map { .noExhibit($0) }
        guard paths.count == custody.exhibits.count else { throw .notInOrder }
        let documents = bundle.documents.enumerated().filter { sees($0.element) }
        guard documents.count == custody.exhibits.count else { throw .otherDocuments }
        for ((index, document), said) in zip(documents, custody.exhibits) {
            // One that is wrong does not hide what is wrong with the others.
            do throws(BundleProblem) {
                try check(said, at: index, document, bundle, handover, reader)
            } catch {
                problems.append(error)
            }
        }
    }

    private mutating func check(
        _ said: CustodyRecord.Exhibit, at index: Int, _ document: BundleMade.Document, _ bundle: BundleMade,
        _ handover: ProvenStatement, _ reader: ProofReader
    ) throws(BundleProblem) {
        let name = BundleFiles.exhibit(index)
        let proven = try reader.statement(name)
        guard case .deposit(let deposit) = proven.statement.act, proven.position < handover.position else {
            throw .notProven(name)
        }
        guard deposit.caseID == bundle.caseID else { throw .otherCase(name) }
        try use(proven)
        let details = try reader.details(name, digest: deposit.detailsDigest)
        let amendment = try amendment(of: name, document, deposit, details, after: proven, handover, reader)
        let original = try original(of: name, details.document, deposit, proven, reader)
        guard document.deposit == proven.position else { throw .otherDocuments }
        let source = CustodyRecord.Exhibit.Source(
            position: proven.position, statement: proven.statement, deposit: deposit, details: details,
            amendment: amendment.map {
                .init(position: $0.proven.position, statement: $0.proven.statement, details: $0.details)
            }, original: original.map { .init(position: $0.position, statement: $0.statement) })
        let expected = CustodyRecord.Exhibit(
            source, index: index, number: document.number, caseRef: custody.caseRef,
            nameOf: { names[$0]?.name })
        try require(said, is: expected, name)
        sources[proven.position] = source
        guard let file = material.payload[said.path], file.size == said.size,
            file.sha256 == said.sha256.description
        else { throw .otherFile(name) }
        if let seal = deposit.kit, !seal.isValid(for: deposit, vaultID: custody.vault) {
            throw .badKitSeal(name)
        }
        try checkRecord(details.document, name, deposit, proven)
        var lines = lines(of: expected, document, deposit, proven, amendment?.proven)
        lines += try self.lines(.depositedBy, proven)
        if let amendment { lines += try self.lines(.amendedBy, amendment.proven) }
        if let original, let redacts = expected.redacts {
            lines += try self.lines(of: redacts, original, depositedBefore: proven)
        }
        exhibits.append(BundleReport.Exhibit(exhibit: name, lines: lines))
        if isWitnessNamed, !isWitnessed(proven.position) {
            warnings.append(.newerThanWitness(exhibit: name))
        }
    }

    private func checkRecord(
        _ record: DocumentRecord, _ name: String, _ deposit: Deposit, _ proven: ProvenStatement
    ) throws(BundleProblem) {
        let enrolment = names[proven.statement.by]?.enrolment
        let context = RecordContext(
            vault: custody.vault, caseRef: custody.caseRef, deposit: deposit,
            author: enrolment?.card.fingerprint, at: proven.statement.at, comparesAuthor: enrolment != nil)
        do throws(RecordProblem) {
            try record.check(against: context)
        } catch {
            throw .record(name, error)
        }
        guard record.caseRef.utf8.elementsEqual(custody.caseRef.utf8) else { throw .record(name, .otherCase) }
    }

    /// The deposit of what an exhibit says to be a redacted copy of: one of that very document, which lies before it. Of the document
    /// itself a bundle shows nothing.
    private mutating func original(
        of name: String, _ record: DocumentRecord, _ deposit: Deposit, _ copy: ProvenStatement,
        _ reader: ProofReader
    ) throws(BundleProblem) -> ProvenStatement? {
        guard let redaction = record.redacts else { return nil }
        let proven = try reader.statement(BundleFiles.original(name))
        guard case .deposit(let original) = proven.statement.act, original.caseID == deposit.caseID,
            original.documentID == redaction.documentID, original.detailsDigest == redaction.detailsDigest,
            proven.position < copy.position
        else { throw .otherOriginal(name) }
        try use(proven)
        return proven
    }

    /// Proven is that such a document was deposited, by whom and when, before the copy; that the copy is one, and of what it hides, somebody
    /// has said.
    private func lines(
        of redacts: CustodyRecord.Original, _ original: ProvenStatement, depositedBefore copy: ProvenStatement
    ) throws(BundleProblem) -> [BundleLine] {
        let files = [copy.file, original.file]
        return [
            BundleLine(.redacts, redacts.ref, .word),
            BundleLine(.hiddenParts, redacts.parts, .word), BundleLine(.hiddenWhy, redacts.reason, .word),
            BundleLine(
                .originalEntry, "\(original.position)",
                isWitnessed(original.position) ? .proven(by: files + [witnessFile]) : .word),
            BundleLine(.originalAt, redacts.depositedAt.description, .proven(by: files)),
        ] + (try lines(.originalBy, original))
    }

    /// What was said of an exhibit last. Nil where that is its deposit.
    private mutating func amendment(
        of name: String, _ document: BundleMade.Document, _ deposit: Deposit, _ details: DocumentDetails,
        after deposited: ProvenStatement, _ handover: ProvenStatement, _ reader: ProofReader
    ) throws(BundleProblem) -> (proven: ProvenStatement, details: DocumentDetails)? {
        guard let position = document.amend else { return nil }
        let proven = try reader.statement(BundleFiles.amend(name))
        guard case .amend(let amend) = proven.statement.act, proven.position == position,
            amend.caseID == deposit.caseID, amend.number == document.number,
            amend.previous >= deposited.position, amend.previous < position, position < handover.position
        else { throw .notProven(proven.name) }
        try use(proven)
        let amended = try reader.details(proven.name, digest: amend.detailsDigest)
        guard amended.amends(details, of: deposit.confidentiality) else { throw .notProven(proven.name) }
        return (proven, amended)
    }

    private func lines(
        of exhibit: CustodyRecord.Exhibit, _ document: BundleMade.Document, _ deposit: Deposit,
        _ proven: ProvenStatement, _ amend: ProvenStatement?
    ) -> [BundleLine] {
        let deposited = BundleLine.Standing.proven(by: [proven.file])
        let newest = BundleLine.Standing.proven(by: [proven.file] + (amend.map { [$0.file] } ?? []))
        var lines = [
            BundleLine(.title, exhibit.title, newest), BundleLine(.kind, exhibit.kind.rawValue, newest),
        ]
        if let obtained = exhibit.obtained { lines.append(BundleLine(.obtained, obtained, newest)) }
        lines += [
            BundleLine(.file, exhibit.path, deposited), BundleLine(.name, exhibit.name, deposited),
            BundleLine(.mediaType, exhibit.mediaType, deposited),
            BundleLine(.size, "\(exhibit.size)", deposited),
            BundleLine(.sha256, exhibit.sha256.description, deposited),
            BundleLine(.ref, exhibit.ref, .word),
        ]
        if let seal = exhibit.sealedInField {
            lines += [
                BundleLine(.sealedInField, seal.at.description, deposited),
                BundleLine(.kit, seal.kit.description, deposited),
            ]
        }
        lines.append(
            BundleLine(
                .entry, "\(proven.position)",
                isWitnessed(proven.position) ? .proven(by: [proven.file, witnessFile]) : .word))
        if let line = existence(of: proven) { lines.append(line) }
        lines.append(BundleLine(.depositedAt, exhibit.depositedAt.description, deposited))
        if let amend, let at = exhibit.amendedAt {
            lines.append(BundleLine(.amendedAt, at.description, .proven(by: [amend.file])))
            if !isWitnessed(amend.position) {
                lines.append(BundleLine(.entry, "\(amend.position)", .word))
            }
        }
        return lines
    }

    /// When it was there at the latest, whatever the clock of its author said: by an authority that was checked, if there is one.
    private func existence(of proven: ProvenStatement) -> BundleLine? {
        let behind = timestamps.filter { $0.size > proven.position }
        let checked = behind.filter { $0.authority != nil }
        let earliest = (checked.isEmpty ? behind : checked).min { $0.time < $1.time }
        return earliest.map { stamp in
            BundleLine(
                .existedAt, stamp.time.description,
                stamp.authority == nil ? .word : .proven(by: [proven.file, stamp.file]))
        }
    }
}
