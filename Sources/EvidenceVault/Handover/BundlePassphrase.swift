import Foundation
public import Sodium

/// What a bundle is sealed with for an office that has no key: words drawn by chance, to be told by telephone.
public final class BundlePassphrase: Sendable {
    /// A zip has its key from the passphrase by 1,000 rounds of PBKDF2, which is little: the words themselves must be too many to try.
    static let wordCount = 9

    private let secret: Secret

    /// Draws a new one.
    public init() throws { secret = try PassphraseProposal.make(words: BundlePassphrase.wordCount) }

    /// One that somebody was told.
    public init(typed secret: consuming Secret) { self.secret = secret }

    /// Bits of chance in one that was drawn: 9 × log₂ 2048.
    public static var bits: Int { PassphraseProposal.bits(words: wordCount) }

    /// Lends the bytes, which are UTF-8.
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try secret.withUnsafeBytes(body)
    }
}

/// How a bundle is to be sealed.
public enum BundleSeal: Sendable {
    /// To these keys of the office; none: to the only one that it has.
    case keys([BundleRecipient])
    /// With a passphrase. Where the office has a key that must be meant, and the log says so.
    case passphrase(BundlePassphrase, despiteKey: Bool)
}
