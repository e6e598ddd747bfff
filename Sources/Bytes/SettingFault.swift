/// What is wrong with a file of settings that somebody gave: where, and what was expected there.
public struct SettingFault: Error, Hashable, Sendable {
    public enum Place: Hashable, Sendable {
        /// From 1.
        case line(Int)
        /// The names of a member and of those that it lies in; none for the whole.
        case member([String])
    }

    /// What a value can be.
    public enum Kind: Hashable, Sendable { case object, list, text, wholeNumber, number, boolean, null }

    public enum Reason: Hashable, Sendable {
        case notJSON
        case doubled(line: Int)
        case unknown(nearest: String?, known: [String])
        case otherKind(expected: Kind, found: Kind)
        case missing
        /// Another value than the ones that can stand there.
        case notOneOf([String])
        /// A number out of these bounds.
        case outside(ClosedRange<Int>)
        /// Text of more than so many bytes.
        case longerThan(Int)
        /// Text with line breaks or characters that do not show themselves.
        case notALine
        /// Other characters than lower-case letters, digits and hyphens.
        case notAWord
        /// Not a day such as `2026-11-30`.
        case notADay
        /// It says the opposite of what another member says.
        case contradicts([String])
    }

    /// The file, where that is known.
    public internal(set) var file: String?
    public let place: Place
    /// Where a member stands, from 1, where that is known.
    public let line: Int?
    public let reason: Reason

    package init(place: Place, line: Int? = nil, _ reason: Reason) {
        self.place = place
        self.line = line
        self.reason = reason
    }

    /// The same, of a file.
    public func `in`(_ file: String) -> SettingFault {
        var fault = self
        fault.file = file
        return fault
    }
}
