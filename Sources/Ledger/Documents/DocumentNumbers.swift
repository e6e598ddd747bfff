/// Numbers of documents as people read them: `1–3, 7`.
public enum DocumentNumbers {
    public static func text(_ numbers: [Int]) -> String {
        numbers.sorted().inRuns().map {
            $0.count > 1 ? "\($0.lowerBound)–\($0.upperBound)" : "\($0.lowerBound)"
        }
        .joined(separator: ", ")
    }
}

extension Array where Element: FixedWidthInteger {
    /// Sorted numbers as ranges of those that follow each other. Any number may come: they are what members say.
    package func inRuns() -> [ClosedRange<Element>] {
        reduce(into: []) { runs, number in
            guard let last = runs.last else { return runs.append(number...number) }
            if number <= last.upperBound { return }
            if last.upperBound.addingReportingOverflow(1).partialValue == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
    }
}
