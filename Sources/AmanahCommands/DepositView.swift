import EvidenceVault
import Ledger
import Presentation

/// What a depositor gets to see.
struct DepositView {
    private struct Receipt: Encodable {
        let ref, sha256, path, documentID: String
        let size: Int64
        let logIndex: UInt64
    }

    private let receipts: [Receipt]

    init(_ receipts: [DepositReceipt]) {
        self.receipts = receipts.map {
            Receipt(
                ref: $0.ref, sha256: $0.sha256.description, path: $0.path,
                documentID: $0.documentID.description, size: $0.size, logIndex: $0.logPosition)
        }
    }

    func show(_ format: FormatOptions) throws {
        if format.json { return try Output.json(receipts) }
        for receipt in receipts {
            Output.data("\(receipt.ref)  \(receipt.sha256)  \(visibleName(receipt.path))")
        }
    }
}

extension Terminal {
    /// Says so where a key should have been changed before something was sealed to it.
    static func complainOfOldKeys(_ vault: Vault, in file: CaseFile, of classes: [ConfidentialityClass]) {
        guard let file = try? vault.caseFile(file.ref),
            !Set(vault.state.rotationsDue(in: file)).isDisjoint(with: classes)
        else { return }
        let coordinators = vault.state.granters(of: file).map(\.name).sorted().joined(separator: ", ")
        complain(
            Words(
                "Stored. But somebody who left still holds the old key. Ask a coordinator of \(file.ref) (\(coordinators)) to run 'amanah status' today, which changes the key; best before you deposit anything more.",
                id:
                    "Tersimpan. Tetapi kunci lama masih dipegang anggota yang sudah keluar. Minta koordinator \(file.ref) (\(coordinators)) menjalankan 'amanah status' hari ini, supaya kuncinya diganti; kalau bisa, sebelum memasukkan yang berikutnya."
            ))
    }
}
