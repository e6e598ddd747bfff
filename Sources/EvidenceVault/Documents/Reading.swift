import Age
import Archive
import Bytes
import Crypto
import Foundation
import Ledger
import Rendering
import Sodium
import TransparencyLog
import VaultStorage

extension Vault {
    /// Reads a document as it comes. The access is in the log before this returns.
    ///
    /// A document of up to a mebibyte is checked whole before its first byte is released. Of a larger one each piece is authenticated, and
    /// whether all of them are the document is known at the end: for bytes that cannot be taken back there is
    /// ``readVerified(_:in:)``.
    ///
    /// Throws ``VaultError/notPermitted(_:)`` when the member does not read its class, after logging the refusal.
    public func read(_ number: Int, in file: CaseFile) throws -> DocumentReader {
        let document = try readable(number, in: file, asked: Access.Kind.read.rawValue)
        return try open(document, in: file, recordAccess(.read, case: file.id, document: number))
    }

    /// Reads a document whose sealed file is held against its digest before the first byte is released: of a large one that takes reading it
    /// twice. Throws as ``read(_:in:)``.
    public func readVerified(_ number: Int, in file: CaseFile) throws -> DocumentReader {
        try readVerified(number, in: file, as: .read)
    }

    /// - Parameter access: what the log is to say of it: that it is read, or that it goes into a file.
    func readVerified(_ number: Int, in file: CaseFile, as access: Access.Kind) throws -> DocumentReader {
        let document = try readable(number, in: file, asked: access.rawValue)
        if try openDetails(of: document, in: file).document.size > Pack.largestPacked {
            try withSealedFile(of: document) { sealed in
                let name = sealed.document.deposit.blob
                guard try sealed.blob.digest() == name else {
                    throw VaultError.altered(.blobChanged(document: document.ref, blob: name.description))
                }
            }
        }
        return try open(document, in: file, recordAccess(access, case: file.id, document: number))
    }

    /// Takes a document out of the vault: the file is asked for room, then the log says that it goes into a file, and then it can be written.
    ///
    /// Throws ``StorageError/diskFull(path:)``, and as ``read(_:in:)``.
    public func export(_ number: Int, in file: CaseFile, to output: NewFile) throws -> DocumentExport {
        let document = try readable(number, in: file, asked: Access.Kind.export.rawValue)
        try output.reserve(openDetails(of: document, in: file).document.size)
        return DocumentExport(
            reader: try open(document, in: file, recordAccess(.export, case: file.id, document: number)),
            output: output)
    }

    /// Takes a document out of the vault into a new file for its owner only, which appears under its name when it is whole and checked, not
    /// before. Throws ``StorageError/alreadyExists(path:)``, and as ``read(_:in:)``.
    public func export(
        _ number: Int, in file: CaseFile, to path: String, progress: (Int) throws -> Void = { _ in }
    ) throws {
        let output = try NewFile(at: path)
        try export(number, in: file, to: output).write(progress: progress)
        try output.publish()
    }

    /// Reads a piece of a document. The access is in the log before this returns.
    ///
    /// - Parameter range: of bytes; what lies behind the document's end is left out.
    /// - Throws: ``VaultError/notPermitted(_:)``, ``VaultError/documents(_:)`` when the range begins behind the end.
    public func read(_ number: Int, in file: CaseFile, range: Range<Int64>) throws -> DocumentPiece {
        let document = try readable(number, in: file, asked: "document.read")
        // Logged before anything is told of it, its size included.
        let access = try recordAccess(.read, case: file.id, document: number)
        try require(access.coversContent(of: number, in: file))
        let details = try openDetails(of: document, in: file)
        guard range.lowerBound < max(details.document.size, 1) else {
            throw VaultError.documents(.behindEnd(document: document.ref, size: details.document.size))
        }
        let piece = try withSealedFile(of: document) {
            try DocumentPiece($0, details: details, range: range)
        }
        if let finding = piece.stanzaFinding { tell(finding) }
        return piece
    }

    /// Whether one of this member's roles on a case reads a class now. Keys may outlast a role: those that came for an
    /// emergency, until they change.
    func reads(_ confidentiality: ConfidentialityClass, in file: CaseFile) -> Bool {
        me.isRecovery || roles(in: file).contains { state.policy.reads($0).contains(confidentiality) }
    }

    /// A document that this member may read, with the key that opens it.
    struct ReadableDocument {
        let ref: String
        let number: Int
        let deposit: Deposit
        /// That of its deposit, also when it was resealed.
        let statement: Statement
        let key: OpeningKey
        /// Any of which the document may be sealed to as well.
        let recovery: [SealingKey]

        /// What is wrong with the stanzas of its sealed file, once that was opened with `open`.
        fileprivate func opened<R>(
            _ open: (@escaping HeaderExamination) throws -> R
        ) throws -> (R, stanzaFinding: Finding?) {
            let stanzas = DocumentStanzas(key: key, recovery: recovery)
            var fits = true
            let frame = try open { fits = try stanzas.fit($0, $1, $2) }
            return (frame, fits ? nil : .stanzaDiffers(document: ref))
        }
    }

    /// The sealed file of a document, open.
    struct SealedFile {
        let document: ReadableDocument
        let blob: any BlobReader
        fileprivate let place: DocumentPlace?
        fileprivate let sealer: () -> Sealer

        /// Where the document lies in it, when a document with these details can lie there.
        fileprivate func place(of details: DocumentDetails) throws -> DocumentPlace {
            guard let place, place.canHold(details.document.size) else { throw OtherContents() }
            return place
        }

        /// Whatever age, tar or JSON find wrong in a sealed file means that it is not what was said of it. That is the disk's doing,
        /// or somebody's who changed it there; or, where it is still the file that was deposited, of whoever sealed it.
        fileprivate func judging<R>(_ body: () throws -> R) throws -> R {
            do {
                return try body()
            } catch let error
                where error is AgeError || error is ArchiveError || error is DecodingError
                || error is OtherContents
            {
                let (ref, name) = (document.ref, document.deposit.blob)
                let isDeposited = try blob.digest() == name
                throw VaultError.altered(
                    isDeposited
                        ? .sealedOtherwise(document: ref, by: sealer())
                        : .blobChanged(document: ref, blob: name.description))
            }
        }
    }

    /// The document, if this member holds its key, or a logged refusal.
    func readable(_ number: Int, in file: CaseFile, asked: String) throws -> ReadableDocument {
        let file = try asOfNow(file)
        try require(
            isOnTeam(of: file), or: .notOnTeam(caseRef: file.ref), asked: asked,
            case: file.id, document: number)
        let (deposit, located) = try log.deposit(of: number, in: file)
        guard reads(deposit.confidentiality, in: file),
            let document = try readable(number, deposit, located.statement, in: file)
        else {
            try refuse(
                .cannotRead(deposit.confidentiality), asked: asked, case: file.id, document: number)
        }
        return document
    }

    /// The same without asking; nil when this member was not given its key.
    /// Throws ``VaultError/altered(_:)`` when what they were given instead is none: that is not theirs to answer for.
    func readable(
        _ number: Int, _ deposit: Deposit, _ statement: Statement, in file: CaseFile
    ) throws -> ReadableDocument? {
        let (confidentiality, generation) = (deposit.confidentiality, deposit.generation)
        guard let key = try compartmentKey(confidentiality, generation: generation, in: file) else {
            if let junk = try ownJunk(confidentiality, generation: generation, in: file) {
                throw VaultError.altered(.junkBox(junk))
            }
            return nil
        }
        return ReadableDocument(
            ref: "\(file.ref)/\(number)", number: number, deposit: deposit, statement: statement, key: key,
            recovery: try recoveryKeys())
    }

    /// Opens a document's blob against a committed access.
    func open(
        _ document: ReadableDocument, in file: CaseFile, _ access: CommittedAccess
    ) throws -> DocumentReader {
        try require(access.coversContent(of: document.number, in: file))
        return try reader(of: document, in: file)
    }

    /// The plaintext of a document that nobody is to see: for sealing it again under another key. People read against a
    /// committed access.
    struct ResealingReader {
        private let reader: DocumentReader
        fileprivate init(_ reader: DocumentReader) { self.reader = reader }

        /// Seals all of it into a pack. What was sealed is what was deposited, or this throws.
        func seal(into pack: Pack.Writer) throws { try reader.forEachPiece { try pack.write($0) } }
    }

    func resealingReader(of document: ReadableDocument, in file: CaseFile) throws -> ResealingReader {
        ResealingReader(try reader(of: document, in: file))
    }

    /// What a bundle of another vault proved of documents that came with it. Nobody is shown it; what leaves of it are the proofs of documents
    /// that a handover in the log names.
    func custodyRecord(_ document: ReadableDocument, in file: CaseFile) throws -> [UInt8] {
        let reader = try reader(of: document, in: file)
        guard reader.details.document.size <= BundleFiles.largestCustodyRecord else {
            throw VaultError.bundleInvalid(.problem(.custodyTooLarge))
        }
        var bytes: [UInt8] = []
        try reader.forEachPiece { bytes += $0 }
        return bytes
    }

    /// The plaintext of a document in memory, for the program alone to look at. What people are told of it is no more than its details,
    /// and takes an access to these.
    func looked(at document: ReadableDocument, in file: CaseFile) throws -> MemoryFile {
        let contents = try MemoryFile()
        try reader(of: document, in: file).forEachPiece(contents.append)
        return contents
    }

    private func reader(of document: ReadableDocument, in file: CaseFile) throws -> DocumentReader {
        let reader = try withSealedFile(of: document) {
            try DocumentReader($0, details: openDetails(of: $0.document, in: file))
        }
        if let finding = reader.stanzaFinding { tell(finding) }
        return reader
    }

    /// Lends the sealed file of a document: where it was resealed since it was looked up, the new one, with the key of that.
    /// `body` may be asked again, before it has released anything.
    func withSealedFile<T>(
        of document: ReadableDocument, _ body: (SealedFile) throws -> T
    ) throws -> T {
        var document = document
        while true {
            do {
                let blob = try openBlob(document.deposit.blob, of: document.ref)
                let (number, caseID) = (document.number, document.deposit.caseID)
                let place = DocumentPlace(of: document.deposit, in: id, with: document.key, by: texts)
                return try body(
                    SealedFile(document: document, blob: blob, place: place) { [log] in
                        log.sealer(of: number, in: caseID)
                    })
            } catch VaultError.altered(.blobMissing(let ref, let blob)) {
                guard try replacement(of: document.deposit, number: document.number) != nil,
                    let newer = try newest(document)
                else { throw VaultError.altered(.blobMissing(document: ref, blob: blob)) }
                document = newer
            }
        }
    }

    /// The same document as the log has it now; nil when this member has not got its key.
    private func newest(_ document: ReadableDocument) throws -> ReadableDocument? {
        try log.look { moment in
            guard let file = moment.state.caseFile(document.deposit.caseID) else { return nil }
            let (deposit, located) = try moment.deposit(of: document.number, in: file.id)
            return try readable(document.number, deposit, located.statement, in: file)
        }
    }

    /// Whether the stanzas of a document's sealed file are not those that it should have. Opens nothing but its header.
    func stanzasDiffer(in document: ReadableDocument) throws -> Bool {
        try withSealedFile(of: document) { sealed in
            let (_, finding) = try sealed.judging {
                let document = sealed.document
                return try document.opened {
                    try OpeningStream(
                        identities: [document.key.ageIdentity], armored: false, examine: $0,
                        input: sealed.blob.fromTheFirst())
                }
            }
            return finding != nil
        }
    }

    /// The deposit of a document as the log has it now, when it was resealed since it was looked up: then it lies in another blob.
    func replacement(of deposit: Deposit, number: Int) throws -> Deposit? {
        let newest = try log.look { try $0.deposit(of: number, in: deposit.caseID) }.deposit
        return newest.blob == deposit.blob ? nil : newest
    }

    func openDetails(of document: ReadableDocument, in file: CaseFile) throws -> DocumentDetails {
        // Resealed meanwhile, it is under keys that the case has since.
        let file = try asOfNow(file)
        guard
            let details = try details(
                of: document.deposit, statedIn: document.statement, ref: document.ref, in: file)
        else {
            throw VaultError.altered(.document(document.ref, problem: .detailsNotOpening))
        }
        return details
    }
}

/// The plaintext of one document, from its first byte to its last. It can be had only from a committed access.
///
/// Every byte that ``read(into:)`` returns was authenticated with the document's file key. A document of at most a mebibyte was
/// held against the SHA-256 that the log commits to before its first byte is released. Whether a larger one is the one that was
/// deposited is known at the end: ``read(into:)`` throws instead of returning 0 when it is not.
public final class DocumentReader {
    public let ref: String
    public let details: DocumentDetails
    private let sealed: Vault.SealedFile
    private var source: Source
    /// Who can open its sealed file is not who should.
    let stanzaFinding: Finding?

    private enum Source {
        case whole(WipedBytes, released: Int)
        case stream(Pack.Stream, SHA256)
        case ended
    }

    fileprivate init(_ sealed: Vault.SealedFile, details: DocumentDetails) throws {
        ref = sealed.document.ref
        self.sealed = sealed
        self.details = details
        if details.document.size > Pack.largestPacked {
            // Where it lies, too, is as it was said: pieces of it can be read.
            stanzaFinding = try Pack.RangeReader.open(sealed, details).stanzaFinding
            source = try sealed.judging {
                let stream = try Pack.Stream(identity: sealed.document.key.ageIdentity, blob: sealed.blob)
                guard stream.record == details.document else { throw OtherContents() }
                return .stream(stream, SHA256())
            }
        } else {
            let (contents, finding) = try sealed.whole(details)
            (source, stanzaFinding) = (.whole(contents, released: 0), finding)
        }
    }

    /// Up to `buffer.count` bytes; 0 at the end, after the digest of the file was checked.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        switch source {
        case .ended: return 0
        case .whole(let contents, let released):
            let piece = contents.bytes[released...].prefix(buffer.count)
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: piece))
            source = .whole(contents, released: released + piece.count)
            return piece.count
        case .stream(let stream, var hasher):
            return try sealed.judging {
                let count = try stream.read(into: buffer)
                if count > 0 {
                    hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                    source = .stream(stream, hasher)
                } else {
                    try stream.finish()
                    guard [UInt8](hasher.finalize()) == details.sha256.bytes else { throw OtherContents() }
                    source = .ended
                }
                return count
            }
        }
    }

    /// Hands all of it to `body` piece by piece, of 1 MiB at most.
    public func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try withBuffer(Int(min(max(details.document.size, 1), 1 << 20))) { buffer in
            while true {
                let count = try read(into: buffer)
                if count == 0 { return }
                try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }
}

/// A piece of one document. It can be had only from a committed access.
///
/// Every byte was authenticated with the document's file key, and the record and digest that stand with it are those that the
/// log commits to. A document of at most a mebibyte has this digest; that all of a larger one has it is not known from a piece
/// of it: ``DocumentReader`` checks that.
public final class DocumentPiece {
    public let ref: String
    public let details: DocumentDetails
    private let sealed: Vault.SealedFile
    private let range: Range<Int64>
    /// Who can open its sealed file is not who should.
    let stanzaFinding: Finding?
    private let source: Source
    /// Where ``read(into:)`` goes on.
    private var position: Int64

    private enum Source {
        case whole(WipedBytes)
        case ranges(Pack.RangeReader)
    }

    fileprivate init(_ sealed: Vault.SealedFile, details: DocumentDetails, range: Range<Int64>) throws {
        ref = sealed.document.ref
        self.sealed = sealed
        self.details = details
        self.range = range.clamped(to: 0..<details.document.size)
        position = self.range.lowerBound
        if details.document.size > Pack.largestPacked {
            let (ranges, finding) = try Pack.RangeReader.open(sealed, details)
            (source, stanzaFinding) = (.ranges(ranges), finding)
        } else {
            let (contents, finding) = try sealed.whole(details)
            (source, stanzaFinding) = (.whole(contents), finding)
        }
    }

    /// The next bytes of the piece: at most as many as the buffer has, and 0 at its end.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = Int(min(Int64(buffer.count), range.upperBound - position))
        guard wanted > 0 else { return 0 }
        let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        let count: Int
        switch source {
        case .whole(let contents):
            target.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: contents.bytes[Int(position)..<Int(position) + wanted])
            )
            count = wanted
        case .ranges(let ranges): count = try sealed.judging { try ranges.read(at: position, into: target) }
        }
        position += Int64(count)
        return count
    }

    /// Hands the piece to `body`, part by part.
    public func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try withBuffer { buffer in
            while case let count = try read(into: buffer), count > 0 {
                try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }
}

extension Vault.SealedFile {
    /// All of a small document, which is what its details say.
    fileprivate func whole(_ details: DocumentDetails) throws -> (WipedBytes, stanzaFinding: Finding?) {
        try judging {
            let place = try place(of: details)
            return try document.opened {
                let (record, contents) = try Pack.document(
                    at: place, identity: document.key.ageIdentity, blob: blob, examine: $0)
                var hasher = SHA256()
                hasher.update(bufferPointer: UnsafeRawBufferPointer(contents.bytes))
                guard record == details.document, [UInt8](hasher.finalize()) == details.sha256.bytes else {
                    throw OtherContents()
                }
                return contents
            }
        }
    }
}

extension Pack.RangeReader {
    /// Opens a large document, whose record and digest are what its details say.
    fileprivate static func open(
        _ sealed: Vault.SealedFile, _ details: DocumentDetails
    ) throws -> (Pack.RangeReader, stanzaFinding: Finding?) {
        try sealed.judging {
            let place = try sealed.place(of: details)
            return try sealed.document.opened {
                let reader = try Pack.RangeReader(
                    at: place, identity: sealed.document.key.ageIdentity, blob: sealed.blob, examine: $0)
                guard reader.record == details.document,
                    try String(decoding: reader.digests, as: UTF8.self)
                        == Pack.digestLine(details.sha256, 1, name: details.document.name)
                else { throw OtherContents() }
                return reader
            }
        }
    }
}

/// What is inside a sealed file is well formed, and other than its deposit says.
private struct OtherContents: Error {}
