import CPlatform
import Foundation
import Sodium

/// The kernel's session keyring of this login (keyrings(7), session-keyring(7)): memory that is never swapped and that no
/// other login can look into, also not one of the same user.
///
/// Of use only when a login made one (`pam_keyinit`) and this process inherited it: then the shell that started us has it
/// too, and it outlives us. Without it the kernel would lend us the user-session keyring, which all logins of
/// the user share, or make one that ends with us.
struct KernelKeyring {
    private let serial: Int

    // linux/keyctl.h
    private enum Operation {
        static let keyringID: Int32 = 0
        static let setPermissions: Int32 = 5
        static let describe: Int32 = 6
        static let unlink: Int32 = 9
        static let search: Int32 = 10
        static let read: Int32 = 11
        static let setTimeout: Int32 = 15
        static let invalidate: Int32 = 21
    }
    private static let sessionKeyring = -3
    private static let userSessionKeyring = -5
    /// Who possesses it, through the keyring, may do all but link it to another keyring; nobody else may do anything. Writing is
    /// for unlocking again: an expired key stays for some minutes, and its name is taken until then.
    private static let permissions = 0x2F00_0000
    private static let namePrefix = "amanah:"

    /// Nil where there is no such keyring, or where it cannot be used.
    init?() {
        let mine = platform_keyctl(Operation.keyringID, KernelKeyring.sessionKeyring, 0, 0, 0)
        guard mine > 0 else { return nil }
        let shared = platform_keyctl(Operation.keyringID, KernelKeyring.userSessionKeyring, 0, 0, 0)
        // `su` leaves a root shell in the keyring of the user who called it, who could then look into root's keys.
        guard mine != shared, KernelKeyring.owner(of: mine) == geteuid() else { return nil }
        serial = mine
    }

    /// False where the kernel does not keep it; then nothing of it stays.
    func keep(_ identity: borrowing OpenedIdentity) throws -> Bool {
        let name = identity.name
        let bytes = try identity.encoded()
        let key = bytes.withUnsafeBytes {
            platform_add_user_key(KernelKeyring.namePrefix + name, $0.baseAddress, $0.count, Int32(serial))
        }
        guard key > 0 else { return false }
        // The kernel counts by the time of day, in whole seconds. What is kept says itself until when it may be used.
        let now = Clocks.now.sinceStart
        let seconds = (identity.deadline - min(now, identity.deadline)) / 1_000_000_000 + 1
        if platform_keyctl(Operation.setTimeout, key, Int(seconds), 0, 0) == 0,
            platform_keyctl(Operation.setPermissions, key, KernelKeyring.permissions, 0, 0) == 0,
            let kept = try contents(of: name), kept.equals(bytes)
        {
            return true
        }
        remove(key)
        return false
    }

    func contents(of name: String) throws -> Secret? {
        // Searched for, not remembered by number: a key is only possessed through the keyring.
        let key = "user".withCString { type in
            (KernelKeyring.namePrefix + name).withCString { description in
                platform_keyctl(
                    Operation.search, serial, Int(bitPattern: type), Int(bitPattern: description), 0)
            }
        }
        guard key > 0 else { return nil }
        var size = 0
        let room = try Secret(count: OpenedIdentity.maximumSize) { memory in
            size = platform_keyctl(
                Operation.read, key, Int(bitPattern: memory.baseAddress), memory.count, 0)
        }
        guard (1...OpenedIdentity.maximumSize).contains(size) else { return nil }
        return try room.slice(0..<size)
    }

    /// Returns how many there were.
    @discardableResult
    func forget(where isMeant: (String) -> Bool) -> Int {
        var serials = [Int32](repeating: 0, count: 4096)
        let size = serials.withUnsafeMutableBytes {
            platform_keyctl(Operation.read, serial, Int(bitPattern: $0.baseAddress), $0.count, 0)
        }
        guard size > 0 else { return 0 }
        var count = 0
        for key in serials.prefix(size / MemoryLayout<Int32>.size) {
            guard let description = KernelKeyring.description(of: Int(key)), description[0] == "user",
                let name = description.last, name.hasPrefix(KernelKeyring.namePrefix),
                isMeant(String(name.dropFirst(KernelKeyring.namePrefix.count)))
            else { continue }
            remove(Int(key))
            count += 1
        }
        return count
    }

    /// Invalidating has the kernel wipe it at once; unlinking takes its name away.
    private func remove(_ key: Int) {
        _ = platform_keyctl(Operation.invalidate, key, 0, 0, 0)
        _ = platform_keyctl(Operation.unlink, key, serial, 0, 0)
    }

    private static func owner(of key: Int) -> uid_t? { description(of: key).flatMap { uid_t($0[1]) } }

    /// Type, owner, group, permissions, name.
    private static func description(of key: Int) -> [Substring]? {
        var text = [UInt8](repeating: 0, count: 512)
        let size = text.withUnsafeMutableBytes {
            platform_keyctl(Operation.describe, key, Int(bitPattern: $0.baseAddress), $0.count, 0)
        }
        guard (1...text.count).contains(size) else { return nil }
        let fields = String(decoding: text.prefix(size - 1), as: UTF8.self).split(
            separator: ";", maxSplits: 4, omittingEmptySubsequences: false)
        return fields.count == 5 ? fields : nil
    }
}
