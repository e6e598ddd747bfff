/// Numbers of documents and consents as people say them: digits alone, without a sign and without zeros in front, so that one
/// document has one reference.
public enum ReferenceNumber {
    /// Nil for anything else, and for 0.
    public static func parse(_ text: some StringProtocol) -> Int? {
        guard let number = Int(text), number > 0, String(number).utf8.elementsEqual(text.utf8) else {
            return nil
        }
        return number
    }
}
