/// Numbers of documents as people read them: `1–3, 7`.
public enum DocumentNumbers {
    public static func text(_ numbers: [Int]) -> String {
        numbers.sorted().inRuns().map {
            $0.count > 1 ? "\($0.lowerBound)–\($0.upperBound)" : "\($0.lowerBound)"
        }
        .joined(separator: ", ")
    }
}
