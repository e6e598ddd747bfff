import Bytes
import Ledger
import TransparencyLog

/// An auditor of the log has seen it up to some size, and says which entries are void there: what a bundle's reader can lean on
/// beyond the word of its sender.
///
/// It is the log's own auditor. Whose log it is the reader must know by other means.
struct ProvenWitness {
    let proven: ProvenStatement
    let auditor: ProvenEnrolment
    let at: Timestamp
    let size: UInt64
    private let void: [WitnessMade.VoidRun]

    /// What is proven of the witness in a bundle. Nil when it has none.
    init?(_ reader: ProofReader) throws(BundleProblem) {
        guard reader.material.hasStatement(BundleFiles.witness) else { return nil }
        proven = try reader.statement(BundleFiles.witness)
        guard case .witness(let made) = proven.statement.act else { throw .notProven(BundleFiles.witness) }
        guard made.checkpoint.utf8.count <= ReviewMade.longestCheckpoint,
            let taken = try? TakenCheckpoint(Array(made.checkpoint.utf8), of: reader.vault)
        else { throw .witness(.otherLog) }
        size = taken.head.size
        // Its statement follows what it has seen.
        guard size == proven.position, size <= reader.checkpoint.size else { throw .witness(.largerThanLog) }
        guard let auditor = try reader.enrolment(of: proven.statement.by) else {
            throw .witness(.notAnAuditor)
        }
        self.auditor = auditor
        try ProvenWitness.requireAuditor(auditor, before: size, reader)
        guard let at = taken.cosigned(by: auditor.card, of: reader.vault) else {
            throw .witness(.notCosigned)
        }
        self.at = at
        // The log key may be another by now; that the log continues is what counts.
        guard reader.continues(taken.head, by: BundleFiles.consistency(BundleFiles.witness)) else {
            throw .witness(.inconsistent)
        }
        void = made.void
        guard void.allSatisfy({ $0.from < $0.to && $0.to <= size }),
            zip(void, void.dropFirst()).allSatisfy({ $0.to <= $1.from })
        else { throw .notProven(BundleFiles.witness) }
    }

    /// They were one when they were enrolled, or were made one by the statement that is there beside.
    private static func requireAuditor(
        _ auditor: ProvenEnrolment, before size: UInt64, _ reader: ProofReader
    ) throws(BundleProblem) {
        guard auditor.proven.position < size else { throw .witness(.notAnAuditor) }
        guard reader.material.hasStatement(BundleFiles.witnessRoles) else {
            if auditor.roles.contains(.auditor) { return }
            throw .witness(.notAnAuditor)
        }
        let made = try reader.statement(BundleFiles.witnessRoles)
        guard case .setRoles(let set) = made.statement.act, set.roles.contains(.auditor),
            set.member == auditor.card.fingerprint, made.position > auditor.proven.position,
            made.position < size
        else { throw .witness(.notAnAuditor) }
    }

    /// Whether they have seen an entry, void or not.
    func hasSeen(_ position: UInt64) -> Bool { position < size }

    /// Whether they say that an entry does not count.
    func isVoid(_ position: UInt64) -> Bool {
        var (low, high) = (0, void.count)
        while low < high {
            let middle = (low + high) / 2
            if void[middle].to <= position { low = middle + 1 } else { high = middle }
        }
        return low < void.count && void[low].from <= position
    }
}
