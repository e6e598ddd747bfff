import EvidenceVault
import Ledger

extension Vault {
    /// The documents of one case that somebody has named with commas: by references, or by numbers.
    func numbers(_ words: String, in file: CaseFile) throws -> [Int] {
        try words.split(separator: ",").map { try number(String($0), in: file) }
    }

    /// One document of a case, by reference or by number.
    func number(_ word: String, in file: CaseFile) throws -> Int {
        if let number = ReferenceNumber.parse(word), (1...max(1, file.documentCount)).contains(number) {
            return number
        }
        let (other, number) = try document(word)
        guard other.id == file.id else { throw VaultError.otherCase(word, caseRef: file.ref) }
        return number
    }
}
