import Age
import Sodium
import Synchronization

/// Identities that note which of them opened a file.
struct OpeningIdentities {
    private let noted: [Noted]
    var all: [any Age.Identity] { noted }

    init(_ identities: [any Age.Identity]) { noted = identities.map(Noted.init) }

    /// The recipient of the one that opened. Empty when none did, or it has none.
    var recipients: [String] {
        noted.filter { $0.hasOpened.load(ordering: .relaxed) }.compactMap(\.recipient)
    }

    private final class Noted: Age.Identity {
        private let identity: any Age.Identity
        let hasOpened = Atomic(false)

        init(_ identity: any Age.Identity) { self.identity = identity }

        var recipient: String? {
            switch identity {
            case let identity as X25519Identity: identity.recipient.description
            case let identity as HybridIdentity: identity.recipient.description
            default: nil
            }
        }

        func unwrap(_ stanzas: [Stanza]) throws -> Secret? {
            let fileKey = try identity.unwrap(stanzas)
            // A copyable flag of what is not copyable.
            let isOwn = fileKey != nil
            if isOwn { hasOpened.store(true, ordering: .relaxed) }
            return fileKey
        }
    }
}
