import Age

/// The members in `keys-example/`, whose passphrase is published. They are welcome in a vault made with `--example`
/// and refused in every other.
enum ExampleKeys {
    static func contains(_ fingerprint: Fingerprint) -> Bool { fingerprints.contains(fingerprint.description) }

    static func contains(_ recipient: X25519Recipient) -> Bool { recipients.contains(recipient.description) }

    static let fingerprints: Set<String> = []
    static let recipients: Set<String> = []
}
