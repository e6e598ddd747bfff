import Archive

/// Whether a bag is, or was, a bundle of ours.
///
/// A bundle that has lost some of its files must not pass for a bag that never had them, so one trace is enough. Who takes all of them
/// away has a bag that claims nothing, and is told so to whoever reads it.
enum BundleTraces {
    static func has(_ bag: BagReport) -> Bool {
        bag.tagFiles.paths.contains(where: isOurs)
            || mentions("bag-software-agent: amanah", bag.tagFiles[BundleFiles.bagInfo])
            || mentions("amanah", bag.tagFiles[BundleFiles.index])
            || [DigestAlgorithm.sha256, .sha512].contains {
                listsOurs(bag.tagFiles["tagmanifest-\($0.rawValue).txt"])
            }
    }

    private static func isOurs(_ path: SafePath) -> Bool {
        let path = path.string.lowercased()
        return path == BundleFiles.custody || path == BundleFiles.publicKey || path.hasSuffix(".minisig")
            || path == "verifikasi.txt" || path.hasPrefix("proofs/") || path.hasPrefix("custody/")
            || path.hasPrefix("chain/")
    }

    /// A tag manifest that still has what was taken out.
    private static func listsOurs(_ manifest: [UInt8]?) -> Bool {
        (manifest ?? []).split(separator: 0x0A).contains { line in
            guard let path = line.split(separator: 0x20).last else { return false }
            return (try? SafePath(String(decoding: path, as: UTF8.self))).map(isOurs) ?? false
        }
    }

    /// In capitals or not.
    private static func mentions(_ words: String, _ file: [UInt8]?) -> Bool {
        guard let file else { return false }
        let (words, text) = (Array(words.utf8), file.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
        return text.indices.contains { text[$0...].starts(with: words) }
    }
}
