package import Bytes

/// A custodian says what offices expect, in the place of what the program says of its own.
///
/// Here it is any JSON: what the expectations mean is no matter of the log's, and a program that cannot read them all can read the
/// log all the same.
package struct ExpectationsSet: Codable, Hashable, Sendable {
    package let expectations: JSONValue

    package init(expectations: JSONValue) {
        self.expectations = expectations
    }

    /// Of the canonical JSON, in bytes.
    package static let longest = 65_536
    package static let longestVersion = 40

    /// What they call themselves, where that is a short text.
    package var version: String? {
        guard case .object(let members) = expectations, case .string(let version)? = members["version"],
            version.utf8.count <= ExpectationsSet.longestVersion
        else { return nil }
        return version
    }
}

extension VaultState {
    /// The statement is what has them. Every member's computer remembers only where it is.
    package mutating func take(_ set: ExpectationsSet, _ author: Member) throws(EntryProblemError) {
        try require(author.roles.contains(.custodian), .custodianSetsExpectations)
        try require(
            (try? CanonicalJSON.encode(set.expectations).count).map { $0 <= ExpectationsSet.longest }
                ?? false,
            .expectationsTooLarge)
        expectationsAt = head.size
    }
}
