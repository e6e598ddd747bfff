import Ledger
import VaultStorage

/// What comes into a vault together, beside the sealed files: what the log says of them. All of it is there afterwards, or nothing.
struct Batch {
    /// Sealed files in whose place others come, and which go.
    var replaced: [BlobName] = []
    /// What the log says behind a state; nothing where nothing comes in.
    let acts: ((VaultState) throws -> [Act])?
}

extension Vault {
    /// Brings in what is sealed. What an earlier command left of its own, when it was cut off, goes before.
    ///
    /// The blobs are on the disk before the log says anything of them, and are kept for good, or go, once it is known what it says: this
    /// is the only place that knows both.
    ///
    /// - Parameter seal: fills blobs of the batch that it is given. All that it finishes comes in.
    /// - Returns: the positions of the new entries. When it returns they survive a power cut, and so do the blobs.
    /// - Throws: what `seal` does; ``StorageError/diskFull(path:)``.
    @discardableResult
    func bringIn(_ seal: (any BlobBatch) throws -> Batch) throws -> Range<UInt64> {
        let blobs = try findingDamage { try self.blobs.begin() }
        if !blobs.leftovers.isEmpty {
            let named = try blobs.leftovers.filter { try log.names(blob: $0) }
            try findingDamage { try blobs.settle(keeping: named) }
        }
        do {
            let batch = try seal(blobs)
            guard let acts = batch.acts else { return state.head.size..<state.head.size }
            let positions = try log.append(
                after: { try findingDamage { try blobs.keep(replacing: batch.replaced) } }, acts)
            confirm(blobs, replacing: batch.replaced)
            return positions
        } catch {
            // Where nobody knows what the log says, the next batch asks it.
            if !log.mayHaveCommitted, let named = try? blobs.kept.filter({ try log.names(blob: $0) }) {
                blobs.discard(keeping: Set(named))
            }
            throw error
        }
    }

    /// What is in the log stays in it: a replaced blob that cannot be removed is told of, and waits for the next batch. What another
    /// document names as well stays.
    private func confirm(_ blobs: any BlobBatch, replacing replaced: [BlobName]) {
        do {
            let named = try replaced.filter { try log.names(blob: $0) }
            try findingDamage { try blobs.confirm(keeping: Set(named)) }
        } catch StorageError.cannotWrite(let path, let code) {
            warn(.replacedStay(path: path, errno: code))
        } catch {
            warn(.untidied(error))
        }
    }

    /// The sealed file of a document. Throws ``VaultError/altered(_:)`` when there is none.
    func openBlob(_ name: BlobName, of ref: String) throws -> any BlobReader {
        do {
            return try findingDamage { try blobs.open(name) }
        } catch StorageError.noBlob {
            throw VaultError.altered(.blobMissing(document: ref, blob: name.description))
        }
    }
}
