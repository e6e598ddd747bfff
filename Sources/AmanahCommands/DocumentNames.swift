import EvidenceVault
import Ledger

extension Vault {
    /// The documents of one case that somebody has named with commas: by references, or by numbers.
    func numbers(_ words: String, in file: CaseFile) throws -> [Int] {
        try words.split(separator: ",").map { word in
            if let number = ReferenceNumber.parse(word), (1...max(1, file.documentCount)).contains(number) {
                return number
            }
            let (other, number) = try document(String(word))
            guard other.id == file.id else { throw VaultError.otherCase(String(word), caseRef: file.ref) }
            return number
        }
    }
}
