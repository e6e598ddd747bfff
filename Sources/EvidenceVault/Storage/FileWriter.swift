import CPlatform
import Dispatch
import Foundation
import Sodium

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes a file from its first byte to its last while the caller goes on.
///
/// Large files bypass the page cache where the file system lets them: nobody is about to read them again, copying costs
/// as much as sealing, and there is nothing left to wait for when the file is synchronised. A file smaller than one
/// buffer of 1 MiB is written at once, and starts no thread.
final class FileWriter: @unchecked Sendable {
    // Safe to share: a buffer belongs to the caller or to the thread, and changes hands with a semaphore; `failure` is
    // read only after such a hand-over.
    private static let bufferSize = 1 << 20
    private static let alignment = 4096

    private let file: File
    /// The second is made when there is something to write behind the first. They hold plaintext of exports.
    private var buffers: [UnsafeMutableRawBufferPointer] = []
    private var filled = 0
    private var current = 0

    private let free = DispatchSemaphore(value: 0)
    private let full = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private var isRunning = false
    private var isStopping = false
    private var isDirect = false
    private var failure: (any Error)?

    init(_ file: File) { self.file = file }

    deinit {
        try? stop()
        for buffer in buffers {
            wipe(buffer)
            buffer.deallocate()
        }
    }

    /// Throws what an earlier write met.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            if filled == FileWriter.bufferSize { try handOn() }
            if !isRunning { makeRoom(for: filled + rest.count) }
            let count = min(rest.count, buffers[current].count - filled)
            UnsafeMutableRawBufferPointer(rebasing: buffers[current][filled..<(filled + count)])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
            filled += count
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Lets the first buffer grow with a small file.
    private func makeRoom(for wanted: Int) {
        let size = min(FileWriter.bufferSize, max(16_384, wanted))
        guard let first = buffers.first else {
            return buffers.append(.allocate(byteCount: size, alignment: FileWriter.alignment))
        }
        guard first.count < size else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: min(FileWriter.bufferSize, 2 * size), alignment: FileWriter.alignment)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: first[..<filled]))
        wipe(first)
        first.deallocate()
        buffers[0] = larger
    }

    /// Writes what is left.
    func finish() throws {
        guard !buffers.isEmpty else { return }
        try stop()
        // A last piece of any size is not for direct writing.
        setDirect(false)
        try file.write(UnsafeRawBufferPointer(rebasing: buffers[current][..<filled]))
        filled = 0
    }

    /// Gives a full buffer to the thread, and waits for the other one.
    private func handOn() throws {
        if !isRunning { start() }
        full.signal()
        free.wait()
        if let failure { throw failure }
        current = 1 - current
        filled = 0
    }

    private func start() {
        isRunning = true
        buffers.append(.allocate(byteCount: FileWriter.bufferSize, alignment: FileWriter.alignment))
        setDirect(true)
        free.signal()
        let first = current
        // The thread ends before this object does: `deinit` waits for it.
        let thread = Thread { [unowned self] in
            var next = first
            while true {
                full.wait()
                if isStopping { break }
                if failure == nil { writeBuffer(next) }
                next = 1 - next
                free.signal()
            }
            ended.signal()
        }
        thread.stackSize = 256 * 1024
        thread.start()
    }

    private func writeBuffer(_ index: Int) {
        var rest = UnsafeRawBufferPointer(buffers[index])
        while !rest.isEmpty {
            do {
                rest = UnsafeRawBufferPointer(rebasing: rest[try file.writeSome(rest)...])
            } catch VaultError.cannotWrite(_, let code) where code == EINVAL && isDirect {
                // The file system took the flag and not the write, or left off in the middle of a block.
                setDirect(false)
            } catch {
                failure = error
                return
            }
        }
    }

    /// Waits until what was handed on is written, and ends the thread.
    private func stop() throws {
        if isRunning {
            // The buffer that was handed on last may still be on its way.
            free.wait()
            isStopping = true
            full.signal()
            ended.wait()
            free.signal()
            isRunning = false
        }
        if let failure { throw failure }
    }

    private func setDirect(_ wanted: Bool) {
        guard isDirect != wanted else { return }
        if platform_set_direct(file.descriptor, wanted ? 1 : 0) == 0 { isDirect = wanted }
    }
}
