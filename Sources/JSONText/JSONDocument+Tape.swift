/// Reading a document by the indices of its tape, for views of documents with very many values: no node is made for a
/// value. An index must be that of a value of the document, or of an object's key.
extension JSONDocument {
    /// The kind of a value; a key is a string.
    public func kind(at index: Int) -> JSONNode.Kind { storage.tape[index].kind }

    /// Members of an object, elements of an array, 0 for other values.
    public func count(at index: Int) -> Int { Int(storage.tape[index].count) }

    /// The index after a value and its content. That of the next element in an array; in an object that of the next key,
    /// which is followed by its value.
    public func next(after index: Int) -> Int { Int(storage.tape[index].next) }

    /// The number of bytes of a value in the source, including quotes and brackets.
    public func byteCount(at index: Int) -> Int { storage.byteRange(index).count }

    /// A value or key exactly as in the source.
    ///
    /// - Parameter limit: bytes after which the text is cut off and ends in `…`.
    public func source(at index: Int, limit: Int = .max) -> String { storage.sourceText(index, limit: limit) }

    /// The source from the start of a value to the end of another one.
    public func source(from first: Int, through last: Int) -> String {
        let range = storage.byteRange(first).lowerBound..<storage.byteRange(last).upperBound
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// The first bytes of the source of a value or key, with its quotes and escapes.
    public func sourceBytes(at index: Int, limit: Int) -> ArraySlice<UInt8> {
        storage.source(index).prefix(limit)
    }

    /// The UTF-8 of a string or key: without quotes, escapes replaced.
    public func content(at index: Int) -> ArraySlice<UInt8> { storage.decodedString(index) }
}

extension JSONStorage {
    /// The source of a value; if it is longer than `limit` bytes, its start and `…`.
    func sourceText(_ index: Int, limit: Int) -> String {
        let source = source(index)
        guard source.count > limit else { return String(decoding: source, as: UTF8.self) }
        var cut = source.prefix(max(0, limit))
        // Not through the middle of a UTF-8 sequence: the byte after the cut must start one.
        while !cut.isEmpty, source[cut.endIndex] & 0xC0 == 0x80 { cut = cut.dropLast() }
        return String(decoding: cut, as: UTF8.self) + "…"
    }
}
