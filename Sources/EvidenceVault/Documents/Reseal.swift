import Age
import Bytes
import Crypto
import Foundation
import Ledger
import Sodium
import VaultStorage

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
    /// can, and seals it under the newest key. Only a coordinator of the case may. Documents are taken a few at a time, each few in one
    /// transaction, so that it can be stopped and goes on where it was; small ones are sealed together.
    ///
    /// A sealed file goes when none of its documents lies in it any more. Whoever had the old key and a copy of the old sealed file can
    /// still read that copy.
    ///
    /// - Parameter progress: is told of documents done, and of all there are to do.
    public func reseal(_ file: CaseFile, progress: (Int, Int) throws -> Void = { _, _ in }) throws
        -> ResealReport
    {
        let file = try asOfNow(file)
        try requireGranter(of: file, asked: "document.reseal")
        let due = try dueForResealing(in: file)
        var (done, resealed) = (0, 0)
        var faults: [Finding] = []
        while done < due.count {
            var few: [Int] = []
            var (blobs, size): (Set<BlobName>, Int64) = ([], 0)
            // What lies together stays together.
            while done < due.count, few.count < Pack.mostParts,
                size < Pack.largest || blobs.contains(due[done].blob)
            {
                few.append(due[done].number)
                if blobs.insert(due[done].blob).inserted { size += due[done].blobSize }
                done += 1
            }
            let outcome = try reseal(few, in: file)
            resealed += outcome.resealed
            faults += outcome.faults
            try progress(done, due.count)
        }
        return ResealReport(resealed: resealed, current: file.documentCount - due.count, faults: faults)
    }

    /// The documents to be resealed, with the sealed file that each lies in.
    private func dueForResealing(
        in file: CaseFile
    ) throws -> [(number: Int, blob: BlobName, blobSize: Int64)] {
        // By all that decides which key opens it: a member can name one sealed file as of two classes.
        struct Seal: Hashable {
            let blob: BlobName
            let confidentiality: ConfidentialityClass
            let generation: UInt32
        }
        var isWrong: [Seal: Bool] = [:]
        return try (0..<file.documentCount).compactMap { index in
            let number = index + 1
            let (deposit, located) = try log.deposit(of: number, in: file)
            let due = (number, deposit.blob, deposit.blobSize)
            if deposit.generation < file.generation(of: deposit.confidentiality) { return due }
            let seal = Seal(
                blob: deposit.blob, confidentiality: deposit.confidentiality, generation: deposit.generation)
            if isWrong[seal] == nil {
                // One that cannot be looked at is found by whoever reads it.
                let document = try? readable(number, deposit, located.statement, in: file)
                isWrong[seal] = document.flatMap { try? stanzasDiffer(in: $0) } ?? false
            }
            return isWrong[seal] == true ? due : nil
        }
    }

    /// A document that is sealed anew: what is said of it, and how it is read.
    private struct Resealed {
        let document: ReadableDocument
        let details: DocumentDetails
        let json: [UInt8]
        let reader: ResealingReader
    }

    /// Another command has resealed one of the documents meanwhile.
    private struct ResealedMeanwhile: Error {}

    /// Returns what is wrong with those that are not what was deposited: one of them does not keep the others under the old key.
    private func reseal(_ numbers: [Int], in file: CaseFile) throws -> (resealed: Int, faults: [Finding]) {
        for _ in 0..<Vault.resealingTries {
            do {
                return try resealOnce(numbers, in: file)
            } catch is ResealedMeanwhile {
                continue
            }
        }
        throw StorageError.busy
    }

    private static let resealingTries = 8

    private func resealOnce(_ numbers: [Int], in file: CaseFile) throws -> (resealed: Int, faults: [Finding])
    {
        var faults: [Finding] = []
        var resealed = 0
        try bringIn { blobs in
            let opened = try numbers.compactMap { number -> Resealed? in
                do {
                    return try open(number, in: file)
                } catch VaultError.altered(let finding) {
                    faults.append(finding)
                    return nil
                }
            }
            let packs = Pack.plan(
                opened.map(\.details.document.size), classes: opened.map(\.document.deposit.confidentiality),
                cores: 1)
            var statements: [Resealing] = []
            for pack in packs {
                do {
                    statements += try seal(pack.map { opened[$0] }, in: file, to: blobs)
                } catch VaultError.altered(let finding) {
                    // A large one, which is known at its end.
                    faults.append(finding)
                }
            }
            resealed = statements.count
            if statements.isEmpty { return Batch(acts: nil) }
            return Batch(replaced: Array(Set(statements.map(\.replacedBlob)))) { [self, statements] state in
                guard let current = state.caseFile(file.id), current.generations == file.generations else {
                    throw VaultError.keysChanged(caseRef: file.ref)
                }
                for statement in statements
                where try log.blob(of: statement, in: current) != statement.replacedBlob {
                    throw ResealedMeanwhile()
                }
                return statements.map { .reseal($0) }
            }
        }
        return (resealed, faults)
    }

    /// Nil when another has resealed it.
    private func open(_ number: Int, in file: CaseFile) throws -> Resealed? {
        let document = try readable(number, in: file, asked: "document.reseal")
        let (details, json) = try undisputedDetails(of: document, in: file)
        let needsIt =
            try document.deposit.generation < file.generation(of: document.deposit.confidentiality)
            || stanzasDiffer(in: document)
        guard needsIt else { return nil }
        return Resealed(
            document: document, details: details, json: json,
            reader: try resealingReader(of: document, in: file))
    }

    private func undisputedDetails(
        of document: ReadableDocument, in file: CaseFile
    ) throws -> (details: DocumentDetails, json: [UInt8]) {
        let disclosed = try disclosedDetails(
            of: document.deposit, statedIn: document.statement, ref: document.ref, in: file)
        guard let disclosed else {
            throw VaultError.altered(.document(document.ref, problem: .detailsNotOpening))
        }
        return disclosed
    }

    /// Seals documents of one class into one blob.
    private func seal(
        _ documents: [Resealed], in file: CaseFile, to blobs: any BlobBatch
    ) throws -> [Resealing] {
        let compartment = try compartment(documents[0].document.deposit.confidentiality, of: file)
        let recipient = try SealingKey(compartment.recipient)
        let texts = try TextSealer(
            to: recipient, for: .details,
            in: CompartmentName(id, file.id, compartment.confidentiality, compartment.generation))
        let blob = try blobs.newBlob()
        let pack = try Pack.Writer(
            recipients: DocumentStanzas.recipients(compartment: recipient, recovery: recoveryKey()),
            output: { try blob.write($0) })
        let places = try documents.map { resealed in
            _ = try pack.begin(resealed.details.document)
            try resealed.reader.seal(into: pack)
            let (sha256, place) = try pack.end()
            guard sha256 == resealed.details.sha256 else {
                let document = resealed.document
                throw VaultError.altered(
                    .sealedOtherwise(
                        document: document.ref, by: log.sealer(of: document.number, in: file.id)))
            }
            return place
        }
        try pack.finish()
        try blob.finish()
        return try zip(documents, places).map { resealed, place in
            let deposit = resealed.document.deposit
            return Resealing(
                caseID: file.id, documentID: deposit.documentID,
                deposit: file.deposits[resealed.document.number]?.position ?? 0,
                replacedBlob: deposit.blob, confidentiality: deposit.confidentiality,
                generation: compartment.generation, blob: blob.name, blobSize: blob.size,
                details: Base64Bytes(try texts.seal(resealed.json, as: .details, of: deposit.documentID)),
                place: Base64Bytes(
                    try texts.seal(CanonicalJSON.encode(place), as: .place, of: deposit.documentID)))
        }
    }
}

extension Log {
    /// Where the document of a resealing lies now.
    fileprivate func blob(of resealing: Resealing, in file: CaseFile) throws -> BlobName? {
        guard let number = file.number(ofDepositAt: resealing.deposit) else { return nil }
        return try look { try $0.deposit(of: number, in: file.id) }.deposit.blob
    }
}
