import Bytes
import Foundation
import Sodium
import Synchronization

/// Writes a file from its first byte to its last while the caller goes on.
///
/// A large file is brought to the disk as it grows, so that it is nearly synchronised when its last byte is written; what is on
/// the disk leaves the page cache, where other things are of more use. A file smaller than one buffer of
/// 1 MiB is written at once, and starts no thread.
package final class FileWriter {
    private static let bufferSize = 1 << 20

    private let file: File
    private var buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var filled = 0
    /// Once there was more than one buffer, with the other buffer.
    private var background: (writer: BackgroundWriter, buffer: UnsafeMutableRawBufferPointer)?

    package init(_ file: File) { self.file = file }

    deinit {
        if let background {
            try? background.writer.wait()
            release(background.buffer)
        }
        release(buffer)
    }

    /// Throws what an earlier write met.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
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
    package func finish() throws {
        try background?.writer.finish()
        try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
        filled = 0
    }

    /// The buffer grows with a small file.
    private func makeRoom(for wanted: Int) {
        guard buffer.count < min(wanted, FileWriter.bufferSize) else { return }
        let larger = newBuffer(min(max(2 * wanted, 16_384), FileWriter.bufferSize))
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
        release(buffer)
        buffer = larger
    }

    /// Gives the full buffer away, once the other one is written, and goes on with that.
    private func handOn() throws {
        let (writer, other) = background ?? (BackgroundWriter(file), newBuffer(FileWriter.bufferSize))
        background = (writer, other)
        try writer.wait()
        writer.write(UnsafeRawBufferPointer(buffer))
        background = (writer, buffer)
        buffer = other
        filled = 0
    }

    private func newBuffer(_ size: Int) -> UnsafeMutableRawBufferPointer {
        .allocate(byteCount: size, alignment: 64)
    }

    /// Exports are plaintext.
    private func release(_ buffer: UnsafeMutableRawBufferPointer) {
        wipe(buffer)
        buffer.deallocate()
    }
}

/// Writes a file on one thread, a buffer at a time, and synchronises it on another.
private final class BackgroundWriter: Sendable {
    /// So many bytes are written before the disk is asked for them.
    private static let step = 16 << 20

    // Safe to use on both threads: a descriptor, which stays open as long as this.
    private nonisolated(unsafe) let file: File
    private let writing = DispatchQueue(label: "writing")
    private let synchronizer: Synchronizer
    private let state = Mutex<(unasked: Int, failure: (any Error)?)>((0, nil))

    init(_ file: File) {
        self.file = file
        synchronizer = Synchronizer {
            try file.synchronize()
            file.forget()
        }
    }

    /// Begins to write `bytes`, which must not change before ``wait()`` has returned.
    func write(_ bytes: UnsafeRawBufferPointer) {
        nonisolated(unsafe) let bytes = bytes
        writing.async {
            self.state.withLock { state in
                do {
                    try self.file.write(bytes)
                    state.unasked += bytes.count
                    if state.unasked >= BackgroundWriter.step, self.synchronizer.begin() { state.unasked = 0 }
                } catch {
                    state.failure = state.failure ?? error
                }
            }
        }
    }

    /// Waits until everything is written.
    func wait() throws {
        writing.sync {}
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    /// Waits until everything is written and nothing is being synchronised.
    func finish() throws {
        try wait()
        try synchronizer.finish()
    }
}
