import Bytes
import CaseRecords
import Ledger

/// What offices are taken to expect, and whose word that is.
public struct ExpectationsInForce: Sendable {
    public enum Source: Hashable, Sendable {
        /// The program's own.
        case program
        /// The organisation's, as a custodian has put them in the log.
        case organisation(at: Timestamp, by: Fingerprint?)
    }

    public let expectations: Expectations
    public let source: Source
    /// Why the organisation's own are not in force, though the log has some: this program cannot read them.
    public let unread: SettingFault?

    /// The program's own.
    public static let builtIn = ExpectationsInForce(expectations: .builtIn, source: .program, unread: nil)
}

extension Vault {
    /// What offices expect: what a custodian has set last, else what the program says of its own.
    public func expectations() throws -> ExpectationsInForce {
        try log.look { moment in
            guard let position = moment.state.expectationsAt else {
                return .builtIn
            }
            let statement = try moment.statement(at: position).statement
            guard case .setExpectations(let set) = statement.act else {
                throw VaultError.altered(.entry(index: position, problem: .malformed(.notAStatement)))
            }
            do throws(SettingFault) {
                return ExpectationsInForce(
                    expectations: try Expectations(set),
                    source: .organisation(
                        at: statement.at, by: moment.state.member(signingWith: statement.by)?.fingerprint),
                    unread: nil)
            } catch {
                return ExpectationsInForce(expectations: .builtIn, source: .program, unread: error)
            }
        }
    }

    /// Puts an organisation's own expectations in the place of all that were there. Only a custodian may.
    public func setExpectations(_ expectations: Expectations) throws {
        try require(me.roles.contains(.custodian), or: .role(needed: [.custodian]), asked: "office.expect")
        let json = try CanonicalJSON.encode(expectations)
        let set = ExpectationsSet(expectations: try CanonicalJSON.decode(JSONValue.self, from: json))
        try log.append { _ in [.setExpectations(set)] }
    }
}
