import Bytes
import Ledger

/// A file whose content is in the case already, or among the files before it.
public struct Twin: Hashable, Sendable {
    public let path: String
    /// The document, or the file, that has the same content.
    public let first: String
}

extension Vault {
    /// How many of the newest documents of a case are looked at before a deposit: some tenths of a second's work.
    static let twinsSoughtAmong = 1_000

    /// The files whose content is there already: among the newest documents of the case that this member can open, or earlier in
    /// the same deposit. Of what this member cannot open nothing is said.
    func twins(of files: [(path: String, sha256: HexBytes)], in file: CaseFile) throws -> [Twin] {
        var known: [HexBytes: String] = [:]
        let newest = (0..<file.documentCount).map { $0 + 1 }.suffix(Vault.twinsSoughtAmong)
        for number in newest.reversed() {
            guard let place = file.deposits[number], reads(place.confidentiality, in: file),
                let (deposit, located) = try? log.deposit(of: number, in: file),
                let details = try? details(
                    of: deposit, statedIn: located.statement, ref: "\(file.ref)/\(number)", in: file)
            else { continue }
            known[details.sha256] = "\(file.ref)/\(number)"
        }
        return files.compactMap { path, sha256 in
            if let first = known[sha256] { return Twin(path: path, first: first) }
            known[sha256] = path
            return nil
        }
    }
}
