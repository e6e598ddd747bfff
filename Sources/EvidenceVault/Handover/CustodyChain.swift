import Bytes

/// `custody/chain.csv`: the chain of custody as a table, a line for each exhibit and event, in the order of the exhibits and of the log.
enum CustodyChain {
    private static let head = [
        "exhibit", "ref", "file", "sha256", "event", "time_utc", "time_office", "by_name", "by_key", "to",
        "log_index", "proof",
    ]

    static func csv(of custody: CustodyRecord) -> [UInt8] {
        let rows = [head] + custody.exhibits.flatMap { CustodyChain.rows(of: $0, in: custody) }
        return Array(rows.map { CSV.record($0) + "\r\n" }.joined().utf8)
    }

    private static func rows(
        of exhibit: CustodyRecord.Exhibit, in custody: CustodyRecord
    ) -> [[String]] {
        func row(
            _ event: String, _ at: Timestamp, by name: String?, _ key: String, to office: String = "",
            _ position: UInt64, _ proof: String
        ) -> [String] {
            [
                exhibit.exhibit, exhibit.ref, exhibit.path, exhibit.sha256.description, event, at.description,
                custody.clock.text(at), name ?? "", key, office, "\(position)", "proofs/\(proof)",
            ]
        }
        var rows: [[String]] = []
        if let sealed = exhibit.sealedInField {
            rows.append(
                row(
                    "sealed-in-field", sealed.at, by: nil, "kit \(sealed.kit)", exhibit.logIndex,
                    exhibit.exhibit))
        }
        rows.append(
            row(
                "deposited", exhibit.depositedAt, by: exhibit.depositedBy.name, "\(exhibit.depositedBy.key)",
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
