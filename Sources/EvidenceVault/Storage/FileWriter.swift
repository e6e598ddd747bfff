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
final class FileWriter {
    fileprivate static let bufferSize = 1 << 20
    fileprivate static let alignment = 4096

    private let file: File
    private var buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var filled = 0
    /// Once there was more than one buffer.
    private var background: BackgroundWriter?

    init(_ file: File) { self.file = file }

    deinit {
        background?.stop()
        // Exports are plaintext.
        wipe(buffer)
        buffer.deallocate()
    }

    /// Throws what an earlier write met.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            if filled == FileWriter.bufferSize { try handOn() }
            makeRoom(for: filled + rest.count)
            let count = min(rest.count, buffer.count - filled)
            UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<(filled + count)])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
            filled += count
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Writes what is left. It is not yet sure to survive a power cut.
    func finish() throws {
        background?.stop()
        if let failure = background?.failure { throw failure }
        try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
        filled = 0
    }

    /// The buffer grows with a small file.
    private func makeRoom(for wanted: Int) {
        guard buffer.count < min(wanted, FileWriter.bufferSize) else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: min(max(2 * wanted, 16_384), FileWriter.bufferSize), alignment: FileWriter.alignment)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
        wipe(buffer)
        buffer.deallocate()
        buffer = larger
    }

    /// Gives the full buffer away and takes an empty one.
    private func handOn() throws {
        let background = background ?? BackgroundWriter(file)
        self.background = background
        buffer = background.exchange(buffer)
        filled = 0
        if let failure = background.failure { throw failure }
    }
}

/// A thread that writes full buffers, one at a time.
private final class BackgroundWriter: @unchecked Sendable {
    // Safe to share: a buffer belongs to the caller or to the thread, and changes hands with a semaphore; so do the other
    // variables, which the caller reads only when the thread has given a buffer back.
    private let file: File
    private var buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: FileWriter.bufferSize, alignment: FileWriter.alignment)
    private(set) var failure: (any Error)?
    private var isDirect = false
    private var isStopped = false

    private let written = DispatchSemaphore(value: 0)
    private let full = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    init(_ file: File) {
        self.file = file
        isDirect = platform_set_direct(file.descriptor, 1) == 0
        written.signal()
        let thread = Thread { self.run() }
        thread.stackSize = 256 * 1024
        thread.start()
    }

    deinit {
        wipe(buffer)
        buffer.deallocate()
    }

    /// Takes a full buffer to be written, and returns the one that was written before.
    func exchange(_ next: UnsafeMutableRawBufferPointer) -> UnsafeMutableRawBufferPointer {
        written.wait()
        let previous = buffer
        buffer = next
        full.signal()
        return previous
    }

    /// Waits until what was handed on is written, and ends the thread.
    func stop() {
        guard !isStopped else { return }
        written.wait()
        isStopped = true
        full.signal()
        ended.wait()
        // A last piece of any size is not for direct writing.
        setBuffered()
    }

    private func run() {
        while true {
            full.wait()
            if isStopped { break }
            if failure == nil { writeBuffer() }
            written.signal()
        }
        ended.signal()
    }

    private func writeBuffer() {
        var rest = UnsafeRawBufferPointer(buffer)
        while !rest.isEmpty {
            do {
                rest = UnsafeRawBufferPointer(rebasing: rest[try file.writeSome(rest)...])
            } catch VaultError.cannotWrite(_, let code) where code == EINVAL && isDirect {
                // The file system took the flag and not the write, or left off in the middle of a block.
                setBuffered()
            } catch {
                failure = error
                return
            }
        }
    }

    private func setBuffered() {
        if isDirect { _ = platform_set_direct(file.descriptor, 0) }
        isDirect = false
    }
}
