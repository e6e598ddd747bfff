import Bytes

/// `custody/chain.csv`: the chain of custody as a table, a line for each exhibit and event, in the order of the exhibits and of the log.
enum CustodyChain {
    private static let head = [
        "exhibit", "ref", "file", "sha256", "event", "time_utc", "time_office", "by_name", "by_key", "to",
        "log_index", "proof", "vault",
    ]

    /// - Parameter earlier: the bundles by which exhibits came.
    static func csv(of custody: CustodyRecord, _ earlier: [EarlierBundle]) -> [UInt8] {
        let rows =
            [head] + custody.exhibits.flatMap { CustodyChain.rows(of: $0, as: $0, in: custody, earlier) }
        return Array(rows.map { CSV.record($0) + "\r\n" }.joined().utf8)
    }

    /// What came before comes first.
    ///
    /// - Parameters:
    ///   - shown: what the exhibit is in the bundle that has the table.
    ///   - folder: what the paths of the proofs begin with.
    private static func rows(
        of exhibit: CustodyRecord.Exhibit, as shown: CustodyRecord.Exhibit, in custody: CustodyRecord,
        _ earlier: [EarlierBundle], below folder: String = ""
    ) -> [[String]] {
        func row(
            _ event: String, _ at: Timestamp, by name: String?, _ key: String, to office: String = "",
            _ position: UInt64, _ proof: String
        ) -> [String] {
            [
                shown.exhibit, exhibit.ref, shown.path, exhibit.sha256.description, event, at.description,
                custody.clock.text(at), name ?? "", key, office, "\(position)",
                "\(folder)proofs/\(proof)", custody.vault.description,
            ]
        }
        var rows =
            earlier.origin(of: exhibit).map { bundle, origin in
                CustodyChain.rows(
                    of: origin, as: shown, in: bundle.custody, bundle.earlier, below: "\(bundle.folder)/")
            } ?? []
        if let sealed = exhibit.sealedInField {
            rows.append(
                row(
                    "sealed-in-field", sealed.at, by: nil, "kit \(sealed.kit)", exhibit.logIndex,
                    exhibit.exhibit))
        }
        rows.append(
            row(
                exhibit.received == nil ? "deposited" : "received", exhibit.depositedAt,
                by: exhibit.depositedBy.name, "\(exhibit.depositedBy.key)",
                exhibit.logIndex, exhibit.exhibit))
        if let index = exhibit.amendIndex, let by = exhibit.amendedBy, let at = exhibit.amendedAt {
            rows.append(
                row("amended", at, by: by.name, "\(by.key)", index, BundleFiles.amend(exhibit.exhibit)))
        }
        rows.append(
            row(
                "handed-over", custody.preparedAt, by: custody.preparedBy.name, "\(custody.preparedBy.key)",
                to: custody.office.description, custody.logIndex, BundleFiles.handover))
        return rows
    }
}
