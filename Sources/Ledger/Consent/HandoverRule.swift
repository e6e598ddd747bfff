package import Bytes

/// Whether consents, or a ground in law, let documents go to an office. The log asks it of every handover, and who receives one asks it again, of what the
/// bundle has.
///
/// What only a log can tell is not in it: whether a consent was withdrawn, and what the newest word on a document is.
package enum HandoverRule {
    /// A consent and where the log has it.
    package struct Recorded {
        package let given: ConsentGiven
        package let position: UInt64

        package init(given: ConsentGiven, position: UInt64) {
            self.given = given
            self.position = position
        }
    }

    /// Holds an approval against what was proposed: by their acts, where the log has the proposal, and the keys of who made them.
    ///
    /// - Throws: ``Problem/notApproved`` when it is of another proposal, or by who proposed it.
    package static func check(
        _ approved: BasisApproved, by approver: HexBytes, of proposed: BasisProposed, at position: UInt64,
        by proposer: HexBytes
    ) throws(Problem) {
        guard approved.proposal == position, approved.caseID == proposed.caseID, approver != proposer else {
            throw .notApproved
        }
    }

    /// What lets documents go.
    package enum Ground {
        case consents([Recorded])
        case basis(BasisProposed)
    }

    package enum Problem: Error, Equatable {
        case noDocument
        /// Documents are named twice, or out of order.
        case notInOrder
        case noConsent
        case otherCase
        case otherOffice
        case ended
        /// No consent covers the document of this number.
        case notCovered(Int)
        /// It names consents beside a ground in law.
        case bothGrounds
        /// No second member has approved the ground in law.
        case notApproved
        case basisOfOtherCase
        case basisForOtherOffice
        case basisEnded
        /// The ground in law does not name the document of this number.
        case notInBasis(Int)

        /// What the log says of it.
        package var rule: LogRule {
            switch self {
            case .noDocument: .bundleOfNothing
            case .notInOrder: .documentsNotInOrder
            case .noConsent: .bundleWithoutConsent
            case .otherCase, .otherOffice, .ended: .noConsentForOffice
            case .notCovered: .documentNotCovered
            case .bothGrounds: .bundleOnBoth
            case .notApproved, .basisOfOtherCase, .basisForOtherOffice, .basisEnded: .noBasisForOffice
            case .notInBasis: .documentNotInBasis
            }
        }
    }

    package static func check(
        _ bundle: BundleMade, at time: Timestamp, on ground: Ground
    ) throws(Problem) {
        guard !bundle.documents.isEmpty else { throw .noDocument }
        let (numbers, deposits) = (bundle.documents.map(\.number), bundle.documents.map(\.deposit))
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }),
            zip(deposits, deposits.dropFirst()).allSatisfy({ $0 < $1 }),
            numbers.first.map({ $0 >= 1 }) ?? true
        else { throw .notInOrder }
        guard bundle.basis == nil || bundle.consents.isEmpty else { throw .bothGrounds }
        switch ground {
        case .consents(let consents): try check(bundle, at: time, under: consents)
        case .basis(let basis): try check(bundle, at: time, on: basis)
        }
    }

    private static func check(
        _ bundle: BundleMade, at time: Timestamp, under consents: [Recorded]
    ) throws(Problem) {
        guard !consents.isEmpty else { throw .noConsent }
        for consent in consents {
            guard consent.given.caseID == bundle.caseID else { throw .otherCase }
            guard consent.given.office == bundle.office else { throw .otherOffice }
            guard consent.given.lasts(at: time) else { throw .ended }
        }
        for document in bundle.documents
        where !consents.contains(where: { $0.covers(document.number, depositedAt: document.deposit) }) {
            throw .notCovered(document.number)
        }
    }

    private static func check(
        _ bundle: BundleMade, at time: Timestamp, on basis: BasisProposed
    ) throws(Problem) {
        guard basis.caseID == bundle.caseID else { throw .basisOfOtherCase }
        guard basis.office == bundle.office else { throw .basisForOtherOffice }
        guard time <= basis.until else { throw .basisEnded }
        for document in bundle.documents where !basis.names(document.number) {
            throw .notInBasis(document.number)
        }
    }
}

extension HandoverRule.Recorded {
    /// Whether it covers a document as far as the log can tell: one that it names, or a later one of whatever kind.
    package func covers(_ number: Int, depositedAt deposit: UInt64) -> Bool {
        given.names(number) || (given.later && deposit > position)
    }
}

extension ConsentGiven {
    /// Whether a time is not behind its end.
    package func lasts(at time: Timestamp) -> Bool { until.map { time <= $0 } ?? true }

    package func names(_ number: Int) -> Bool { documents.hasInOrder(number) }
}

extension BasisProposed {
    package func names(_ number: Int) -> Bool { documents.hasInOrder(number) }
}

extension [Int] {
    /// Whether a number is among these, which are ascending. Thousands of photographs may be named.
    fileprivate func hasInOrder(_ number: Int) -> Bool {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == number
    }
}
