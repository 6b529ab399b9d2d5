/// A parsed JSON text that keeps every key, value and byte of the source.
///
/// Strict RFC 8259; a UTF-8 byte order mark at the start is accepted. Copies share their storage.
public struct JSONDocument: Sendable {
    let storage: JSONStorage

    /// Reads UTF-8 `bytes` in linear time.
    ///
    /// - Parameter maximumDepth: the deepest allowed nesting of containers; the outermost is level 1.
    /// - Throws: the first mistake in the text.
    public init(_ bytes: [UInt8], maximumDepth: Int = 1000) throws(JSONError) {
        var parser = JSONParser(bytes, maximumDepth: maximumDepth)
        let tape = try parser.parse()
        storage = JSONStorage(bytes: bytes, tape: tape)
    }

    /// Reads `text` in linear time; see ``init(_:maximumDepth:)``.
    public init(_ text: String, maximumDepth: Int = 1000) throws(JSONError) {
        try self.init(Array(text.utf8), maximumDepth: maximumDepth)
    }

    /// The text's one value.
    public var root: JSONNode { JSONNode(storage: storage, index: 0) }

    /// The text as it was read.
    public var bytes: [UInt8] { storage.bytes }

    /// The node at a tape index from ``JSONNode/index`` or ``JSONLine/node``; nil for any other number.
    public func node(at index: Int) -> JSONNode? {
        storage.tape.indices.contains(index) ? JSONNode(storage: storage, index: index) : nil
    }

    /// Line and column of a byte of the text; an offset outside of it is moved to the nearest end.
    public func position(ofByte offset: Int) -> JSONPosition { storage.position(of: offset) }
}
