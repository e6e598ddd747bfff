import Sodium

/// Arithmetic in GF(2⁸) modulo x⁸ + x⁴ + x³ + x + 1, in time that does not depend on the values.
///
/// Source: SLIP-0039, “Shamir's secret sharing”.
enum Field {
    static func multiply(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var (a, product) = (a, UInt8(0))
        for bit: UInt8 in 0..<8 {
            product ^= a & (0 &- (b >> bit & 1))
            let carry = 0 &- (a >> 7)
            a = a << 1 ^ (0x1B & carry)
        }
        return product
    }

    /// a²⁵⁴, which is 1/a; 0 for 0.
    static func inverse(_ a: UInt8) -> UInt8 {
        var (result, power) = (UInt8(1), a)
        for _ in 0..<7 {
            power = multiply(power, power)
            result = multiply(result, power)
        }
        return result
    }

    /// One point of a polynomial for each byte of a value.
    struct Point {
        let x: UInt8
        let value: [UInt8]
    }

    /// The value at `x` of the polynomials of least degree through `points`, whose x differ.
    static func interpolate(_ points: [Point], at x: UInt8) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: points.first?.value.count ?? 0)
        for (index, point) in points.enumerated() {
            var (numerator, denominator) = (UInt8(1), UInt8(1))
            for (other, second) in points.enumerated() where other != index {
                numerator = multiply(numerator, x ^ second.x)
                denominator = multiply(denominator, point.x ^ second.x)
            }
            let weight = multiply(numerator, inverse(denominator))
            for byte in result.indices { result[byte] ^= multiply(point.value[byte], weight) }
        }
        return result
    }
}
