/// A value of JSON that people give, on its way to become something: whatever is wrong is thrown as a ``SettingFault`` with the line
/// and the member.
package struct SettingsReader {
    /// The names of the member and of those that it lies in.
    package let path: [String]
    private let value: SettingsJSON
    private let lines: [[String]: Int]

    package init(_ bytes: [UInt8]) throws(SettingFault) {
        (value, lines) = try SettingsJSON.located(bytes)
        path = []
    }

    private init(_ value: SettingsJSON, at path: [String], _ lines: [[String]: Int]) {
        (self.value, self.path, self.lines) = (value, path, lines)
    }

    /// The name of the member.
    package var name: String { path.last ?? "" }
    /// From 1.
    package var line: Int? { lines[path] }

    /// What is wrong here.
    package func fault(_ reason: SettingFault.Reason) -> SettingFault {
        SettingFault(place: .member(path), line: line, reason)
    }

    /// The members of an object, in their order.
    package func members() throws(SettingFault) -> [SettingsReader] {
        guard case .object(let members) = value else { throw otherKind(.object) }
        return members.map { SettingsReader($0.value, at: path + [$0.name], lines) }
    }

    /// The same of an object that has these members and no other.
    package func requireMembers(among known: [String]) throws(SettingFault) {
        for member in try members() where !known.contains(where: { $0.utf8.elementsEqual(member.name.utf8) })
        {
            throw member.fault(
                .unknown(nearest: Spelling.nearest(to: member.name, among: known), known: known))
        }
    }

    package func member(_ name: String) throws(SettingFault) -> SettingsReader {
        guard let member = optional(name) else {
            throw SettingFault(place: .member(path + [name]), line: line, .missing)
        }
        return member
    }

    package func optional(_ name: String) -> SettingsReader? {
        value[name].map { SettingsReader($0, at: path + [name], lines) }
    }

    package func elements() throws(SettingFault) -> [SettingsReader] {
        guard case .array(let elements) = value else { throw otherKind(.list) }
        return elements.enumerated().map { SettingsReader($1, at: path + [String($0)], lines) }
    }

    /// A line of text that is not empty.
    ///
    /// - Parameter limit: in bytes.
    package func text(limit: Int) throws(SettingFault) -> String {
        guard case .string(let text) = value else { throw otherKind(.text) }
        guard !text.unicodeScalars.allSatisfy(HiddenCharacters.isBlank) else { throw fault(.missing) }
        guard text.utf8.count <= limit else { throw fault(.longerThan(limit)) }
        guard !text.unicodeScalars.contains(where: HiddenCharacters.isHidden) else { throw fault(.notALine) }
        return text
    }

    /// One of some words.
    package func word<Word: RawRepresentable<String>>(of words: [Word]) throws(SettingFault) -> Word {
        guard case .string(let text) = value else { throw otherKind(.text) }
        guard let word = words.first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else {
            let known = words.map(\.rawValue)
            throw fault(.notOneOf(Spelling.nearest(to: text, among: known).map { [$0] } ?? known))
        }
        return word
    }

    private func otherKind(_ expected: SettingFault.Kind) -> SettingFault {
        fault(.otherKind(expected: expected, found: value.kind))
    }
}
