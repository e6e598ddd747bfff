/// An input with a small buffer in front, so that the header can be read byte by byte and the payload in large pieces.
final class BufferedInput {
    private let input: (UnsafeMutableRawBufferPointer) throws -> Int
    private var buffer = [UInt8](repeating: 0, count: 4096)
    private var filled = 0
    private var position = 0

    init(_ input: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) { self.input = input }

    /// The next byte; nil at the end.
    func next() throws -> UInt8? {
        let byte = try peek()
        if byte != nil { position += 1 }
        return byte
    }

    /// The next byte, which stays the next; nil at the end.
    func peek() throws -> UInt8? {
        if position == filled {
            position = 0
            filled = try buffer.withUnsafeMutableBytes { try input($0) }
            if filled == 0 { return nil }
        }
        return buffer[position]
    }

    /// Fills `target` as far as there is input. Returns how many bytes there were; fewer than asked for means the end.
    func fill(_ target: UnsafeMutableRawBufferPointer) throws -> Int {
        let buffered = min(target.count, filled - position)
        target.copyBytes(from: buffer[position..<(position + buffered)])
        position += buffered
        var total = buffered
        while total < target.count {
            let count = try input(UnsafeMutableRawBufferPointer(rebasing: target[total...]))
            if count == 0 { break }
            total += count
        }
        return total
    }
}
