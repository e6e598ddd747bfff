import CSodium
import Synchronization

/// Where secrets lie: memory from `sodium_malloc`, locked against swapping where the system allows it, fenced by guard
/// pages and a canary, and left out of core dumps.
///
/// A fenced block of its own takes a dozen system calls, and most secrets are keys that live for microseconds. So what is
/// small gets a slot in a shared block, which is kept; a slot is wiped when it is given back. What is large gets a
/// block for itself.
enum GuardedMemory {
    private static let slotSize = 128
    private static let slotsPerBlock = 128

    private static let freeSlots = Mutex<[Slot]>([])

    private struct Slot: @unchecked Sendable {
        // Safe to share: whoever holds the slot is the only one to use its memory.
        let address: UnsafeMutableRawPointer
    }

    /// Zeroed memory of `count` bytes. Throws ``SodiumError/outOfMemory(bytes:)``.
    static func allocate(_ count: Int) throws(SodiumError) -> UnsafeMutableRawPointer {
        try Library.require()
        guard count <= slotSize else {
            guard let memory = sodium_malloc(count) else { throw .outOfMemory(bytes: count) }
            sodium_memzero(memory, count)
            return memory
        }
        let slot = freeSlots.withLock { free -> Slot? in
            if free.isEmpty {
                guard let block = sodium_malloc(slotSize * slotsPerBlock) else { return nil }
                sodium_memzero(block, slotSize * slotsPerBlock)
                free = (0..<slotsPerBlock).map { Slot(address: block + $0 * slotSize) }
            }
            return free.removeLast()
        }
        guard let slot else { throw .outOfMemory(bytes: count) }
        return slot.address
    }

    /// Wipes memory from ``allocate(_:)`` and gives it back.
    static func free(_ memory: UnsafeMutableRawPointer, _ count: Int) {
        guard count <= slotSize else { return sodium_free(memory) }
        sodium_memzero(memory, slotSize)
        let slot = Slot(address: memory)
        freeSlots.withLock { $0.append(slot) }
    }
}
