/// What comes into a vault together: sealed files, and what the log says of them. All of it is there afterwards, or nothing.
struct Batch {
    let blobs: [any NewBlob]
    /// In whose place they come, and which go.
    var replaced: [BlobName] = []
    /// What the log says behind a state.
    let acts: (VaultState) throws -> [Act]
}

extension Vault {
    /// Brings in what is sealed. What an earlier command left of its own, when it was cut off, goes before.
    ///
    /// The blobs are on the disk before the log says anything of them, and are kept for good, or go, once it is known what it says.
    ///
    /// - Parameter seal: fills blobs of the store. Where there are none the log says nothing.
    /// - Returns: the positions of the new entries. When it returns they survive a power cut, and so do the blobs.
    /// - Throws: what `seal` does; ``VaultError/diskFull(path:)``.
    @discardableResult
    func bringIn(_ seal: () throws -> Batch) throws -> Range<UInt64> {
        try blobs.beginDeposit { [log] name in try log.names(blob: name) }
        do {
            let batch = try seal()
            if batch.blobs.isEmpty { return state.head.size..<state.head.size }
            let keep = { [blobs] in try blobs.keep(batch.blobs, replacing: batch.replaced) }
            let positions = try log.append(after: keep, batch.acts)
            confirmBlobs()
            return positions
        } catch {
            // Where nobody knows what the log says, the next deposit asks it.
            if !log.mayHaveCommitted { blobs.discard() }
            throw error
        }
    }

    /// What is in the log stays in it: a replaced blob that cannot be removed is told of, and waits for the next deposit.
    private func confirmBlobs() {
        do {
            try blobs.confirm()
        } catch VaultError.cannotWrite(let path, let code) {
            warn(VaultError.replacedStay(path: path, errno: code))
        } catch {
            warn(error)
        }
    }
}
