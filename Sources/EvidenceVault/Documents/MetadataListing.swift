public import Ledger
public import Rendering

/// What the exhibits of a planned bundle say of themselves that can harm, and which nobody looked at.
public struct MetadataReview: Sendable {
    public struct Finding: Sendable {
        public let ref: String
        public let number: Int
        public let kinds: [MetadataField.Kind]
        /// Whether a copy without it can be made here.
        public let isStrippable: Bool
    }

    public let findings: [Finding]
    /// Too large, too many, or not to be read.
    public let unexamined: [Int]
    /// Whether there is a program here to look with.
    public let isPossible: Bool
}

extension Vault {
    private static let largestLookedAt: Int64 = 32 << 20
    private static let mostLookedAt = 200

    /// What a document's file says of itself, or keeps beside what is seen and heard; the most dangerous first. Reading it is logged as
    /// any reading is.
    ///
    /// - Throws: ``RenderingError``, and as ``read(_:in:)``.
    public func metadata(of number: Int, in file: CaseFile) throws -> [MetadataField] {
        let contents = try MemoryFile()
        try readVerified(number, in: file).forEachPiece(contents.append)
        return try Metadata.fields(of: [contents])[0]
    }

    /// Looks what the exhibits of a plan say of themselves: only at types that say such things, of up to 32 MiB, and 256 MiB and 200
    /// exhibits in all. What is told is the kind of it, not what it says; where there is any, the look is logged.
    public func reviewMetadata(of plan: BundlePlan) throws -> MetadataReview {
        let exhibits = plan.exhibits.filter {
            // Texts say nothing of themselves. What is no text by its name is looked at.
            !$0.details.document.mediaType.hasPrefix("text/")
                && $0.details.document.mediaType != "application/json"
        }
        guard !exhibits.isEmpty else {
            return MetadataReview(findings: [], unexamined: [], isPossible: true)
        }
        guard Metadata.isAvailable else {
            return MetadataReview(findings: [], unexamined: exhibits.map(\.number), isPossible: false)
        }
        let file = try caseFile(plan.caseRef)
        var (findings, unexamined) = ([MetadataReview.Finding](), [Int]())
        var (batch, files) = ([BundlePlan.Exhibit](), [MemoryFile]())
        var (total, count) = (Int64(0), 0)
        func examine() throws {
            defer { (batch, files) = ([], []) }
            guard let fields = try? Metadata.fields(of: files) else {
                return unexamined += batch.map(\.number)
            }
            for (index, exhibit) in batch.enumerated() {
                let kinds = Set(fields[index].map(\.kind).filter(\.isDangerous))
                guard !kinds.isEmpty else { continue }
                findings.append(
                    .init(
                        ref: exhibit.ref, number: exhibit.number, kinds: kinds.sorted(),
                        isStrippable: try Redactor.strips(files[index])))
            }
        }
        for exhibit in exhibits {
            let size = exhibit.details.document.size
            guard size <= Vault.largestLookedAt, total + size <= 8 * Vault.largestLookedAt,
                count < Vault.mostLookedAt
            else {
                unexamined.append(exhibit.number)
                continue
            }
            (total, count) = (total + size, count + 1)
            batch.append(exhibit)
            files.append(try looked(at: exhibit.document, in: file))
            if batch.count == Metadata.batch { try examine() }
        }
        if !batch.isEmpty { try examine() }
        if !findings.isEmpty { _ = try recordAccess(.list, case: plan.caseID) }
        return MetadataReview(findings: findings, unexamined: unexamined, isPossible: true)
    }
}
