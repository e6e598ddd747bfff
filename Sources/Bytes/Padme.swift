/// Padmé: lengths rounded up so that they tell little about what is inside, at a cost of at most 12 %.
///
/// Source: Nikitin et al., “Reducing Metadata Leakage from Encrypted Files and Communication with PURBs”,
/// PoPETs 2019, section 4.3.
package enum Padme {
    /// The smallest permitted length that holds `length` bytes.
    package static func length(_ length: Int64) -> Int64 {
        guard length > 1 else { return max(length, 0) }
        let exponent = Int64(Int64.bitWidth - 1 - length.leadingZeroBitCount)
        let significantBits = Int64(Int64.bitWidth - exponent.leadingZeroBitCount)
        guard exponent > significantBits else { return length }
        let mask = (Int64(1) << (exponent - significantBits)) - 1
        return (length + mask) & ~mask
    }
}
