/// One idea of what is unusual, with its measures. Rules know nothing of each other and decide nothing: each goes through the
/// trail by itself and says what an auditor should look at.
package protocol OversightRule: Codable, Hashable, Sendable {
    static var name: RuleName { get }
    var weight: Weight { get }
    func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding]
}

extension OversightRule {
    package func finding(
        _ member: TrailEntry.Person?, cases: [String] = [], _ entries: [TrailEntry],
        _ fact: AuditFinding.Fact
    ) -> AuditFinding {
        AuditFinding(Self.name, weight, member, cases: cases, entries: entries, fact)
    }
}

extension Sequence {
    /// The elements by key, in the order in which the keys come first.
    package func inGroups<Key: Hashable>(by key: (Element) -> Key) -> [(key: Key, elements: [Element])] {
        var order: [Key: Int] = [:]
        var groups: [(key: Key, elements: [Element])] = []
        for element in self {
            let key = key(element)
            if let index = order[key] {
                groups[index].elements.append(element)
            } else {
                order[key] = groups.count
                groups.append((key, [element]))
            }
        }
        return groups
    }
}

/// A member on a day of the office, or in a month.
struct PersonAndTime: Hashable {
    let person: TrailEntry.Person
    let time: String
}

/// A member in a case.
package struct PersonAndCase: Hashable {
    package let person: TrailEntry.Person
    package let caseRef: String?

    package init(person: TrailEntry.Person, caseRef: String?) {
        self.person = person
        self.caseRef = caseRef
    }
}
