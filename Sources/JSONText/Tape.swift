import Synchronization

/// One key or value of a document. A document is a flat array of these in the order of the text, so walking, comparing
/// or freeing it needs no recursion.
///
/// An object is followed by key, value, key, value, …; an array by its elements.
struct TapeEntry: Sendable {
    let kind: JSONNode.Kind
    /// For a string: whether it contains a backslash. Most strings contain none and need no decoding.
    let hasEscapes: Bool
    /// The bytes of the source, including quotes and brackets.
    let start: UInt32
    var end: UInt32
    /// Tape index of the first entry after this value and its content.
    var next: UInt32
    /// Members of an object, elements of an array, otherwise 0.
    var count: UInt32
}

/// The data that all cursors into one document share.
final class JSONStorage: Sendable {
    let bytes: [UInt8]
    let tape: [TapeEntry]
    private let lines = Mutex<LineTable?>(nil)

    init(bytes: [UInt8], tape: [TapeEntry]) {
        self.bytes = bytes
        self.tape = tape
    }

    func byteRange(_ index: Int) -> Range<Int> { Int(tape[index].start)..<Int(tape[index].end) }

    func source(_ index: Int) -> ArraySlice<UInt8> { bytes[byteRange(index)] }

    func position(of offset: Int) -> JSONPosition {
        lines.withLock { table in
            let lineTable = table ?? LineTable(bytes)
            table = lineTable
            return lineTable.position(of: offset, in: bytes)
        }
    }
}
