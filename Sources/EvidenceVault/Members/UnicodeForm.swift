import Foundation
import Sodium

/// The two ways in which keyboards and systems write one text (Unicode Standard Annex #15).
enum UnicodeForm: CaseIterable {
    case composed, decomposed

    /// A passphrase in this form; nil when it is in it already, or is no text.
    func another(than passphrase: borrowing Secret) throws -> Secret? {
        var bytes = passphrase.withUnsafeBytes { bytes -> [UInt8]? in
            // Of ASCII there is one form.
            guard bytes.contains(where: { $0 >= 0x80 }),
                let text = String(validating: bytes, as: UTF8.self)
            else { return nil }
            let form =
                switch self {
                case .composed: text.precomposedStringWithCanonicalMapping
                case .decomposed: text.decomposedStringWithCanonicalMapping
                }
            return form.utf8.elementsEqual(bytes) ? nil : Array(form.utf8)
        }
        guard bytes != nil else { return nil }
        var other = bytes.take() ?? []
        return try Secret(moving: &other)
    }
}
