import Age

/// The members in `keys-example/`, whose passphrase is published. They are welcome in a vault made with `--example`
/// and refused in every other.
enum ExampleKeys {
    static func contains(_ fingerprint: Fingerprint) -> Bool {
        fingerprints.contains(fingerprint.description)
    }

    static func contains(_ recipient: SealingKey) -> Bool { recipients.contains(recipient.description) }

    static let fingerprints: Set<String> = [
        "ae2c40fac16e2b5bea57dde839f4a02c",  // Agus Contoh
        "abc3171fe69a244443aa82862cbff15a",  // Bambang Contoh
        "ca10a858dcf28a9b80df8d1e418784ca",  // Dewi Contoh
        "a231d2cb0da82003e937c683873ba08a",  // Kartini Contoh
        "a052d63e50bb28c41585c3b201bef089",  // Petugas LPSK Contoh
        "9760b6b3e0eddc9de2e82a856709fe61",  // Petugas Unit PPA Contoh
        "ce72aad35e3ea8745342d265a8ee8b23",  // Ratna Contoh
        "8d4d3d44a9581b3538d23ada12645386",  // Siti Contoh
    ]

    static let recipients: Set<String> = [
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
