import Bytes
public import Sodium

/// Shares a secret among people, so that any `threshold` of them can restore it and fewer learn nothing.
///
/// Source: SLIP-0039, “Shamir's Secret-Sharing for Mnemonic Codes”. Reads shares of one group or several; makes one group.
public enum SLIP39 {
    private static let digestIndex: UInt8 = 254
    private static let secretIndex: UInt8 = 255
    private static let digestSize = 4

    /// Makes `count` shares of a secret, of which `threshold` restore it.
    ///
    /// - Parameters:
    ///   - secret: 16 to 64 bytes, an even number.
    ///   - iterationExponent: makes guessing a passphrase harder; 0 to 15.
    /// - Throws: ``SLIP39Error/badParameters(_:)``.
    public static func split(
        _ secret: borrowing Secret, threshold: Int, of count: Int, passphrase: [UInt8] = [],
        iterationExponent: UInt8 = 0
    ) throws -> [Share] {
        guard Share.secretSizes.contains(secret.count), secret.count.isMultiple(of: 2) else {
            throw SLIP39Error.badParameters("a secret to share has 16 to 64 bytes")
        }
        guard (1...16).contains(count), (1...count).contains(threshold), iterationExponent < 16 else {
            throw SLIP39Error.badParameters(
                "there are up to 16 shares, and no more are needed than there are")
        }
        guard threshold > 1 || count == 1 else {
            throw SLIP39Error.badParameters("where one share is enough there is only one")
        }
        let random = try randomBytes(2)
        let header = Share.Header(
            identifier: (UInt16(random[0]) << 8 | UInt16(random[1])) & 0x7FFF, isExtendable: true,
            iterationExponent: iterationExponent, groupThreshold: 1, groupCount: 1)
        var master = secret.withUnsafeBytes { [UInt8]($0) }
        defer { wipe(&master) }
        let encrypted = try Encryption.encrypt(master, header, passphrase: passphrase)
        return try points(of: encrypted, threshold: threshold, count: count).map { point in
            var value = point.value
            return try Share(
                header: header, group: 0, member: point.x, memberThreshold: UInt8(threshold), value: &value)
        }
    }

    /// The secret of shares. More than are needed may be given; all of them must fit.
    ///
    /// Throws ``SLIP39Error``.
    public static func restore(_ shares: [Share], passphrase: [UInt8] = []) throws -> Secret {
        guard let header = shares.first?.header else { throw SLIP39Error.tooFew(needed: 1, given: 0) }
        let size = shares[0].value.count
        guard shares.allSatisfy({ $0.header == header && $0.value.count == size }) else {
            throw SLIP39Error.differentSets
        }
        let groups = Dictionary(grouping: shares, by: \.group)
        let complete = try groups.filter { try isComplete($0.value) }
        guard complete.count >= Int(header.groupThreshold) else {
            if header.groupThreshold == 1, let group = groups.values.first {
                throw SLIP39Error.tooFew(needed: group[0].threshold, given: group.count)
            }
            throw SLIP39Error.tooFew(needed: Int(header.groupThreshold), given: complete.count)
        }
        let points = try complete.map { group, members in
            Field.Point(
                x: group,
                value: try secret(
                    of: members.map { Field.Point(x: $0.member, value: $0.value) },
                    threshold: members[0].threshold))
        }
        var encrypted = try secret(of: points, threshold: Int(header.groupThreshold))
        defer { wipe(&encrypted) }
        var master = try Encryption.decrypt(encrypted, header, passphrase: passphrase)
        return try Secret(moving: &master)
    }

    /// Whether a share can be of one set with others, as far as that can be told of few: of the same secret, and not one of them again.
    ///
    /// Throws ``SLIP39Error/differentSets``, ``SLIP39Error/duplicate``.
    public static func require(_ share: Share, fits others: [Share]) throws {
        for other in others {
            guard share.header == other.header, share.value.count == other.value.count else {
                throw SLIP39Error.differentSets
            }
            guard share.group == other.group else { continue }
            guard share.memberThreshold == other.memberThreshold else { throw SLIP39Error.differentSets }
            guard share.member != other.member else { throw SLIP39Error.duplicate }
        }
    }

    /// Whether the shares of one group are enough, after checking that they can be of one group.
    private static func isComplete(_ shares: [Share]) throws -> Bool {
        guard Set(shares.map(\.memberThreshold)).count == 1 else { throw SLIP39Error.differentSets }
        guard Set(shares.map(\.member)).count == shares.count else { throw SLIP39Error.duplicate }
        return shares.count >= shares[0].threshold
    }

    // MARK: Shamir

    // SLIP-0039, “SplitSecret”: the secret is the point at 255, and a digest of it the one at 254.
    private static func points(of secret: [UInt8], threshold: Int, count: Int) throws -> [Field.Point] {
        if threshold == 1 { return (0..<count).map { Field.Point(x: UInt8($0), value: secret) } }
        let random = try (0..<threshold - 2).map {
            Field.Point(x: UInt8($0), value: try randomBytes(secret.count))
        }
        let key = try randomBytes(secret.count - digestSize)
        let digest = Field.Point(x: digestIndex, value: try digest(of: secret, key: key) + key)
        let base = random + [digest, Field.Point(x: secretIndex, value: secret)]
        return random
            + (threshold - 2..<count).map {
                Field.Point(x: UInt8($0), value: Field.interpolate(base, at: UInt8($0)))
            }
    }

    // SLIP-0039, “RecoverSecret”.
    private static func secret(of points: [Field.Point], threshold: Int) throws -> [UInt8] {
        if threshold == 1 {
            guard points.allSatisfy({ $0.value == points[0].value }) else { throw SLIP39Error.wrongDigest }
            return points[0].value
        }
        let needed = Array(points.prefix(threshold))
        for point in points.dropFirst(threshold)
        where !constantTimeEqual(Field.interpolate(needed, at: point.x), point.value) {
            throw SLIP39Error.wrongDigest
        }
        let secret = Field.interpolate(needed, at: secretIndex)
        let digest = Field.interpolate(needed, at: digestIndex)
        let expected = try Self.digest(of: secret, key: Array(digest.dropFirst(digestSize)))
        guard constantTimeEqual(Array(digest.prefix(digestSize)), expected) else {
            throw SLIP39Error.wrongDigest
        }
        return secret
    }

    private static func digest(of secret: [UInt8], key: [UInt8]) throws -> [UInt8] {
        var key = key
        return Array(try hmacSHA256(key: Secret(moving: &key), secret).prefix(digestSize))
    }
}
