import Bytes

/// Many documents opened in a short time: a copy being made, or `verify --full`.
package struct BurstRule: OversightRule {
    package static let name = RuleName.burst
    package var weight = Weight.high
    /// So many different documents …
    package var documents = 20
    /// … within so many minutes.
    package var minutes = 10

    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        trail.entries.filter(\.isReading).inGroups(by: \.by).flatMap { person, readings in
            bursts(readings).map { burst in
                let opened = Set(burst.flatMap(\.documentRefs)).count
                let seconds = (burst.last?.at.seconds ?? 0) - (burst.first?.at.seconds ?? 0)
                return finding(person, burst, .burst(documents: opened, seconds: seconds))
            }
        }
    }

    /// Runs of readings, each in some window that has enough documents.
    private func bursts(_ readings: [TrailEntry]) -> [[TrailEntry]] {
        var opened: [String: Int] = [:]
        var runs: [Range<Int>] = []
        var start = 0
        for (index, reading) in readings.enumerated() {
            for ref in reading.documentRefs { opened[ref, default: 0] += 1 }
            while reading.at.seconds - readings[start].at.seconds > Int64(minutes) * 60 {
                for ref in readings[start].documentRefs {
                    opened[ref] = opened[ref].flatMap { $0 > 1 ? $0 - 1 : nil }
                }
                start += 1
            }
            guard opened.count >= documents else { continue }
            if let last = runs.last, last.upperBound > start {
                // cannot trap: an index of the array
                runs[runs.count - 1] = last.lowerBound..<(index + 1)
            } else {
                // cannot trap: likewise
                runs.append(start..<(index + 1))
            }
        }
        return runs.map { Array(readings[$0]) }
    }
}

/// Titles or documents looked at, or handed over, when the office does not work. One finding for each member and day.
package struct OutsideHoursRule: OversightRule {
    package static let name = RuleName.outsideHours
    package var weight = Weight.low

    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        trail.entries.filter { $0.isAccess && !clock.isOpen($0.at) }
            .inGroups { PersonAndTime(person: $0.by, time: clock.local($0.at).date) }
            .map { key, looks in
                let documents = Set(looks.flatMap(\.documentRefs)).count
                return finding(key.person, looks, .outsideHours(looks: looks.count, documents: documents))
            }
    }
}

/// Documents of cases opened by somebody who until then has never done anything in them: deposited, recorded a consent, assigned …
/// One finding for each member and month.
package struct NeverWorkedRule: OversightRule {
    package static let name = RuleName.neverWorked
    package var weight = Weight.low
    /// From so many openings in a month.
    package var readings = 1

    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        var worked: Set<PersonAndCase> = []
        var unexplained: [TrailEntry] = []
        for entry in trail.entries {
            let work = PersonAndCase(person: entry.by, caseRef: entry.caseRef)
            if entry.isWork { worked.insert(work) }
            if entry.isReading, !worked.contains(work) { unexplained.append(entry) }
        }
        return unexplained.inGroups { PersonAndTime(person: $0.by, time: clock.local($0.at).month) }
            .filter { $0.elements.count >= readings }
            .map { key, readings in
                finding(
                    key.person, cases: Set(readings.compactMap(\.caseRef)).sorted(), readings,
                    .neverWorked(readings: readings.count))
            }
    }
}

/// The same member was refused again and again on one day.
package struct RefusalsRule: OversightRule {
    package static let name = RuleName.refusals
    package var weight = Weight.medium
    package var refusals = 3

    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        trail.entries.filter(\.isRefusal)
            .inGroups { PersonAndTime(person: $0.by, time: clock.local($0.at).date) }
            .filter { $0.elements.count >= refusals }
            .map { key, refused in
                let asked = Set(
                    refused.compactMap { entry -> String? in
                        if case .refused(let asked, _) = entry.details { asked } else { nil }
                    })
                return finding(key.person, refused, .refusals(refused.count, asked: asked.sorted()))
            }
    }
}
