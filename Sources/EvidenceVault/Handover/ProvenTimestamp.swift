import Bytes
import Crypto
import Ledger

/// A time-stamp of the log in a bundle: all that stands before its size was there at its time, whatever clocks it bears.
///
/// That it is of this log needs nothing from outside; that an authority made it only who has the authority's certificate can tell.
struct ProvenTimestamp {
    /// Of its files in `proofs/`.
    let name: String
    let time: Timestamp
    /// How many entries of the log were there.
    let size: UInt64
    /// Nil while nobody has checked who made it.
    let authority: String?
    /// Why its signature does not lead to the certificates that were given.
    let objection: String?

    /// All in a bundle, by size.
    ///
    /// - Parameter certificates: of the authority, or of who certified it, as PEM; nil where there are none at hand.
    static func all(
        _ reader: ProofReader, trusting certificates: [UInt8]?
    ) throws(BundleProblem) -> [ProvenTimestamp] {
        var stamps: [ProvenTimestamp] = []
        while let bytes = reader.material.tagFile(BundleFiles.response(BundleFiles.timestamp(stamps.count))) {
            let stamp = try ProvenTimestamp(
                BundleFiles.timestamp(stamps.count), bytes, reader, trusting: certificates)
            guard stamps.last.map({ $0.size < stamp.size }) ?? true else { throw .notInOrder }
            stamps.append(stamp)
        }
        return stamps
    }

    private init(
        _ name: String, _ bytes: [UInt8], _ reader: ProofReader, trusting certificates: [UInt8]?
    ) throws(BundleProblem) {
        guard let note = reader.material.tagFile(BundleFiles.stamped(name)),
            let head = try? TakenCheckpoint(note, of: reader.vault).head,
            let response = try? TimestampResponse(bytes), response.digest == SHA256.bytes(of: note)
        else { throw .notProven(name) }
        guard reader.continues(head, by: BundleFiles.consistency(name)) else {
            throw .timestampOfOtherLog(name)
        }
        self.name = name
        size = head.size
        time = response.time
        guard let certificates else {
            (authority, objection) = (nil, nil)
            return
        }
        do {
            authority = try response.signer(trusting: certificates)
            objection = nil
        } catch VaultError.notATimestamp(.untrusted(let why)) {
            (authority, objection) = (nil, why)
        } catch {
            throw .notProven(name)
        }
    }
}
