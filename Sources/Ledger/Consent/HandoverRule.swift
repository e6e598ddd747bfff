package import Bytes

/// Whether consents let documents go to an office. The log asks it of every handover, and who receives one asks it again, of what the
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

        /// What the log says of it.
        package var rule: LogRule {
            switch self {
            case .noDocument: .bundleOfNothing
            case .notInOrder: .documentsNotInOrder
            case .noConsent: .bundleWithoutConsent
            case .otherCase, .otherOffice, .ended: .noConsentForOffice
            case .notCovered: .documentNotCovered
            }
        }
    }

    package static func check(
        _ bundle: BundleMade, at time: Timestamp, under consents: [Recorded]
    ) throws(Problem) {
        guard !bundle.documents.isEmpty else { throw .noDocument }
        let (numbers, deposits) = (bundle.documents.map(\.number), bundle.documents.map(\.deposit))
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }),
            zip(deposits, deposits.dropFirst()).allSatisfy({ $0 < $1 }),
            numbers.first.map({ $0 >= 1 }) ?? true
        else { throw .notInOrder }
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

    package func names(_ number: Int) -> Bool {
        // Ascending, and thousands of photographs may be named.
        var (low, high) = (0, documents.count)
        while low < high {
            let middle = (low + high) / 2
            if documents[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < documents.count && documents[low] == number
    }
}
