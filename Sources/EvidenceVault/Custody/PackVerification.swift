import Age
import Archive
import Bytes
import Foundation
import Ledger
import VaultStorage

extension Vault {
    /// Holds what lies in packs against the documents that are said to lie there, one to one. Reading a document shows that it lies where
    /// its place says; it does not show that whoever takes the pack apart without Amanah finds it, and finds nothing else.
    ///
    /// - Parameters:
    ///   - opened: documents that this member has just opened, and so can open again.
    ///   - documents: all that there are. What was resealed from a pack may still be in it.
    func packFindings(
        of opened: [ExpectedDocuments.Document], among documents: [ExpectedDocuments.Document]
    ) throws -> [Finding] {
        var former: [BlobName: Set<HexBytes>] = [:]
        for document in documents {
            for blob in document.formerBlobs { former[blob, default: []].insert(document.deposit.documentID) }
        }
        var order: [BlobName] = []
        var packs: [BlobName: [ExpectedDocuments.Document]] = [:]
        for document in opened {
            if packs[document.deposit.blob] == nil { order.append(document.deposit.blob) }
            packs[document.deposit.blob, default: []].append(document)
        }
        // What could not be opened is told of already, and is no stranger in its pack.
        let isOpened = Set(opened.map(\.ref))
        for document in documents
        where !isOpened.contains(document.ref) && packs[document.deposit.blob] != nil {
            former[document.deposit.blob, default: []].insert(document.deposit.documentID)
        }
        return try order.flatMap { try packFindings(in: packs[$0] ?? [], former: former[$0] ?? []) }
    }

    /// Nothing is said of a pack that is gone, or that the disk does not give: its documents were resealed meanwhile, or it is told of
    /// already.
    ///
    /// - Parameter former: ids of documents that may lie in it and are not to be found there.
    private func packFindings(
        in documents: [ExpectedDocuments.Document], former: Set<HexBytes>
    ) throws -> [Finding] {
        guard let first = documents.first, let file = state.caseFile(first.deposit.caseID),
            let key = try compartmentKey(
                first.deposit.confidentiality, generation: first.deposit.generation, in: file)
        else { return [] }
        let parts: [Pack.Part]
        do {
            // A large document has no neighbours, and was read to the end.
            let blob = try openBlob(first.deposit.blob, of: first.ref)
            if documents.count == 1, isLarge(first, key) { return [] }
            parts = try Pack.parts(identity: key.ageIdentity, blob: blob)
        } catch VaultError.altered {
            return []
        } catch StorageError.unreadable {
            return []
        } catch let error where error is AgeError || error is ArchiveError || error is DecodingError {
            return documents.map { .sealedOtherwise(document: $0.ref, by: $0.sealer) }
        }
        var unclaimed: [DocumentPlace: Pack.Part] = [:]
        for part in parts { unclaimed[part.place] = part }
        var findings: [Finding] = []
        for document in documents {
            let place = DocumentPlace(of: document.deposit, in: id, with: key, by: texts)
            let part = place.flatMap { unclaimed.removeValue(forKey: $0) }
            if part?.record.documentID != document.deposit.documentID {
                findings.append(.sealedOtherwise(document: document.ref, by: document.sealer))
            }
        }
        let smuggled = unclaimed.values.contains { !former.contains($0.record.documentID) }
        if smuggled, findings.isEmpty {
            findings.append(.sealedOtherwise(document: first.ref, by: first.sealer))
        }
        return findings
    }

    private func isLarge(_ document: ExpectedDocuments.Document, _ key: OpeningKey) -> Bool {
        DocumentPlace(of: document.deposit, in: id, with: key, by: texts).map {
            $0.length > Pack.largestPacked + Pack.largestFrame
        } ?? false
    }
}
