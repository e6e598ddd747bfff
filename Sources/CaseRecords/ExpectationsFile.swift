public import Bytes
import Foundation
package import Ledger

extension Expectations: Encodable {
    package static let format = "expectations/1"
    /// Of a file, and of its canonical JSON in the log: in bytes.
    public static let longestFile = ExpectationsSet.longest

    /// In bytes.
    fileprivate enum Longest {
        static let version = ExpectationsSet.longestVersion
        static let id = 40
        static let words = 300
        static let citation = 300
        static let check = 600
    }

    /// Reads them as somebody wrote them. Throws ``SettingFault`` with the line and the member for what they cannot say: an item
    /// without a citation, among other things.
    public init(json: [UInt8]) throws(SettingFault) {
        let file = try SettingsReader(json)
        try file.requireMembers(among: ["amanah", "version", "date", "offices"])
        let format = try file.member("amanah")
        guard try format.text(limit: Longest.version) == Expectations.format else {
            throw format.fault(.notOneOf([Expectations.format]))
        }
        version = try file.member("version").text(limit: Longest.version)
        let day = try file.member("date")
        date = try day.text(limit: Longest.version)
        guard OfficeTimeZone.isDay(date) else { throw day.fault(.notADay) }
        let known = Office.known.map(\.id)
        let named = try file.member("offices")
        try named.requireMembers(among: known)
        var offices: [String: [Expectation]] = [:]
        for office in try named.members() { offices[office.name] = try Expectations.items(office) }
        self.offices = offices
    }

    /// The items of one office, which do not contradict each other.
    private static func items(_ office: SettingsReader) throws(SettingFault) -> [Expectation] {
        var items: [(item: Expectation, at: SettingsReader)] = []
        for element in try office.elements() {
            let item = try Expectation(element)
            for (other, place) in items {
                if other.id == item.id {
                    throw try place.member("id").fault(.doubled(line: element.member("id").line ?? 0))
                }
                let isOpposite = (other.need == .never) != (item.need == .never)
                if isOpposite, other.meets(item) { throw element.fault(.contradicts(place.path)) }
            }
            items.append((item, element))
        }
        return items.map(\.item)
    }

    private enum CodingKeys: CodingKey { case amanah, version, date, offices }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Expectations.format, forKey: .amanah)
        try container.encode(version, forKey: .version)
        try container.encode(date, forKey: .date)
        try container.encode(offices, forKey: .offices)
    }

    /// As a file that people correct.
    public func file() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}

extension Expectation: Encodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, words, need, kinds, purposes, citation, check
    }

    fileprivate init(_ item: SettingsReader) throws(SettingFault) {
        try item.requireMembers(among: CodingKeys.allCases.map(\.rawValue))
        let id = try item.member("id")
        self.id = try id.text(limit: Expectations.Longest.id)
        let isWord = self.id.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isWord else { throw id.fault(.notAWord) }
        words = try Saying(item.member("words"), limit: Expectations.Longest.words)
        need = try item.member("need").word(of: Need.allCases)
        kinds = try Expectation.words(item.member("kinds"), of: DocumentKind.allCases)
        guard !kinds.isEmpty else { throw try item.member("kinds").fault(.missing) }
        if let list = item.optional("purposes") {
            purposes = try Expectation.words(list, of: ConsentPurpose.allCases)
        } else {
            purposes = []
        }
        citation = try item.member("citation").text(limit: Expectations.Longest.citation)
        if let words = item.optional("check") {
            check = try Saying(words, limit: Expectations.Longest.check)
        } else {
            check = nil
        }
    }

    /// Words of a list, none of them twice.
    private static func words<Word: RawRepresentable<String> & Hashable>(
        _ list: SettingsReader, of known: [Word]
    ) throws(SettingFault) -> [Word] {
        var words: [Word] = []
        for element in try list.elements() {
            let word = try element.word(of: known)
            guard !words.contains(word) else { throw element.fault(.doubled(line: element.line ?? 0)) }
            words.append(word)
        }
        return words
    }

    /// Whether there is a document that both are about, in one bundle.
    fileprivate func meets(_ other: Expectation) -> Bool {
        !Set(kinds).isDisjoint(with: other.kinds)
            && (purposes.isEmpty || other.purposes.isEmpty || !Set(purposes).isDisjoint(with: other.purposes))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(words, forKey: .words)
        try container.encode(need, forKey: .need)
        try container.encode(kinds, forKey: .kinds)
        if !purposes.isEmpty { try container.encode(purposes, forKey: .purposes) }
        try container.encode(citation, forKey: .citation)
        try container.encodeIfPresent(check, forKey: .check)
    }
}

extension Expectation.Saying {
    fileprivate init(_ words: SettingsReader, limit: Int) throws(SettingFault) {
        try words.requireMembers(among: ["en", "id"])
        english = try words.member("en").text(limit: limit)
        indonesian = try words.member("id").text(limit: limit)
    }
}

extension Expectations {
    /// Those that an act has. Throws ``SettingFault`` where this program cannot read them: the log takes any.
    package init(_ set: ExpectationsSet) throws(SettingFault) {
        let json: [UInt8]
        do {
            json = try CanonicalJSON.encode(set.expectations)
        } catch {
            throw SettingFault(place: .line(1), .notJSON)
        }
        try self.init(json: json)
    }
}
