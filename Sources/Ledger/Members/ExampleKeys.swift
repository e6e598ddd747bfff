import Age

/// The members in `keys-example/`, whose passphrase is published. They are welcome in a vault made with `--example`
/// and refused in every other.
package enum ExampleKeys {
    package static func contains(_ fingerprint: Fingerprint) -> Bool {
        fingerprints.contains(fingerprint.description)
    }

    package static func contains(_ recipient: SealingKey) -> Bool {
        recipients.contains(recipient.description)
    }

    package static let fingerprints: Set<String> = [
        "1d7398cdbfac9064d8a1d60d7138b588",  // Agus Contoh
        "583b153b9035ba408eb9804b21301bf2",  // Bambang Contoh
        "d09a7becf3085f43f0cde331dac3c21e",  // Dewi Contoh
        "fe7d0f0af0d80d27179949768d5072fb",  // Kartini Contoh
        "72e01a1d2d9cf9a2095323cecd59bf73",  // Petugas LPSK Contoh
        "5436944913af78385c80a0750b902936",  // Petugas Unit PPA Contoh
        "3411a474e63f76ed98bf02d0131ab01a",  // Ratna Contoh
        "8294c8ec6726bf3b8ec952a6c137df41",  // Siti Contoh
    ]

    package static let recipients: Set<String> = [
        "age1dmyl3at36n472m4fa6ksdzjz3z0eua8f25fvjvnegnq03lgymqlss2vzk0",
        "age1l4ju5zre4st4un2ltmzlvuy26ms0my40dfqeppd7lmpq42a3zdjq6smp7x",
        "age1480su88l834820hudmlcd5rwpws5afq8spsz7ay8dn06nglg0v3q6m7rss",
        "age1l0rdf4rrd7hfhfsy5guhhqju5pkdj5d6c6p0j8yvcupfhdj7ly5qdmzrwy",
        "age10x83glgyr9jp94p0fhlcwpkxfcctl2cqzzhyd25a9zq9lrtrk5pq44ragh",
        "age1e36jjg3l7qahehnyr78tkpv5pxltnwepzfs0q7aw5p7xdf3gvc7q8zp773",
        "age1vyyuvmkhk6jqh7n7qfczyjxwgs4ph3qzv9lrv4qmkqad3c84suuqj92lqt",
        "age1j5pr96gkc5pnppaujzz97kpc597wcjaly20qunw46n6wc2k2ycnsgmytvt",
    ]
}

extension Card {
    /// Whether it is one of the walk-through, whose secrets everybody has.
    public var isExample: Bool { ExampleKeys.contains(fingerprint) }
}
