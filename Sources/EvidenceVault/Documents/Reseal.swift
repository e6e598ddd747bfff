import Age
import Crypto
import Foundation
import Sodium

extension Vault {
    /// What a reseal came to.
    public struct ResealReport: Sendable {
        public let resealed: Int
        /// Documents that were under the newest keys already.
        public let current: Int
        /// What is wrong with documents that are left as they are.
        public let faults: [Finding]
    }

    /// Opens every document of a case that is sealed under an older key, or in a way that the trustees cannot open or a stranger
    /// can, and seals it under the newest key. Only a coordinator of the case may. Documents are taken a few at a time, each few in one transaction, so that it can be stopped and goes on
    /// where it was.
    ///
    /// Whoever had the old key and a copy of the old sealed file can still read that copy.
    ///
    /// - Parameter progress: is told of documents done, and of all there are to do.
    public func reseal(_ file: CaseFile, progress: (Int, Int) -> Void = { _, _ in }) throws -> ResealReport {
        let file = try asOfNow(file)
        try requireGranter(of: file, asked: "document.reseal")
        let due = try (0..<file.documentCount).map { $0 + 1 }.filter { number in
            let (deposit, located) = try log.deposit(of: number, in: file)
            if deposit.generation < file.generation(of: deposit.confidentiality) { return true }
            // One that cannot be looked at is found by whoever reads it.
            guard let document = try? readable(number, deposit, located.statement, in: file) else {
                return false
            }
            return (try? stanzasDiffer(in: document)) ?? false
        }
        var done = 0
        var faults: [Finding] = []
        while done < due.count {
            let few = due[done..<min(done + Vault.resealedAtOnce, due.count)]
            faults += try reseal(Array(few), in: file)
            done += few.count
            progress(done, due.count)
        }
        return ResealReport(
            resealed: due.count - faults.count, current: file.documentCount - due.count, faults: faults)
    }

    private static let resealedAtOnce = 16

    /// Returns what is wrong with those that are not what was deposited: one of them does not keep the others under the old key.
    private func reseal(_ numbers: [Int], in file: CaseFile) throws -> [Finding] {
        var faults: [Finding] = []
        try bringIn {
            let sealed = try numbers.compactMap { number -> Resealed? in
                do {
                    return try resealed(number, in: file)
                } catch VaultError.altered(let finding) {
                    faults.append(finding)
                    return nil
                }
            }
            return Batch(blobs: sealed.map(\.blob), replaced: sealed.map(\.replaced)) { state in
                guard let current = state.caseFile(file.id), current.generations == file.generations else {
                    throw VaultError.keysChanged(caseRef: file.ref)
                }
                return sealed.map { .reseal($0.statement) }
            }
        }
        return faults
    }

    private struct Resealed {
        let blob: any NewBlob
        let replaced: BlobName
        let statement: Resealing
    }

    private func resealed(_ number: Int, in file: CaseFile) throws -> Resealed {
        let document = try readable(number, in: file, asked: "document.reseal")
        let (deposit, located) = try log.deposit(of: number, in: file)
        guard
            let (details, json) = try disclosedDetails(
                of: deposit, statedIn: located.statement, ref: document.ref, in: file)
        else { throw VaultError.altered(.document(document.ref, problem: .detailsNotOpening)) }
        let compartment = try compartment(deposit.confidentiality, of: file)
        let recipient = try SealingKey(compartment.recipient)

        let blob = try blobs.newBlob()
        let frame = try DocumentFrame.Writer(
            record: details.document,
            recipients: DocumentStanzas.recipients(compartment: recipient, recovery: recoveryKey()),
            output: { try blob.write($0) })
        // Its digest is checked at the end, before anything is kept.
        try resealingReader(of: document, in: file).seal(into: frame)
        guard try frame.finish() == details.sha256 else {
            throw VaultError.altered(
                .sealedOtherwise(document: document.ref, by: log.sealer(of: number, in: file.id)))
        }
        try blob.finish()
        return Resealed(
            blob: blob, replaced: deposit.blob,
            statement: Resealing(
                caseID: file.id, documentID: deposit.documentID, deposit: located.position,
                replacedBlob: deposit.blob, confidentiality: deposit.confidentiality,
                generation: compartment.generation, blob: blob.name, blobSize: blob.size,
                details: Base64Bytes(
                    try SealedText.seal(
                        json, to: recipient, as: .details,
                        in: CompartmentName(id, file.id, deposit.confidentiality, compartment.generation),
                        of: deposit.documentID))))
    }
}
