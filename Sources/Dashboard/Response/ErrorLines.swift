import LambdaModel

/// Text with the file positions in it.
enum LeadingText {
    /// A line with the file position that it leads to. If there is one, its path is underlined; `renames` replaces the
    /// container's path with this machine's.
    static func line(_ spans: [ResponsePage.Span], _ map: CodeMap, renames: Bool) -> ResponsePage.Line {
        let text = spans.map(\.text).joined()
        guard let location = CodeLocation(in: text), let place = map.local(location) else {
            return ResponsePage.Line(spans)
        }
        let shown = renames ? map.shown(place.path) : nil
        return ResponsePage.Line(marked(spans, location.range, shown), place)
    }

    /// The pieces with a range of their bytes underlined, and replaced if a replacement is given.
    static func marked(
        _ spans: [ResponsePage.Span], _ range: Range<Int>, _ replacement: String? = nil
    ) -> [ResponsePage.Span] {
        var result: [ResponsePage.Span] = []
        var start = 0
        var isReplaced = false
        for span in spans {
            let bytes = Array(span.text.utf8)
            let inside = range.clamped(to: start..<(start + bytes.count))
            func add(_ part: Range<Int>, _ style: Style) {
                let text = String(decoding: bytes[(part.lowerBound - start)..<(part.upperBound - start)], as: UTF8.self)
                if !part.isEmpty { result.append((text, style)) }
            }
            if inside.isEmpty {
                add(start..<(start + bytes.count), span.style)
            } else {
                var style = span.style
                style.role = .accent
                style.attributes.insert(.underline)
                add(start..<inside.lowerBound, span.style)
                if let replacement {
                    if !isReplaced { result.append((replacement, style)) }
                    isReplaced = true
                } else {
                    add(inside, style)
                }
                add(inside.upperBound..<(start + bytes.count), span.style)
            }
            start += bytes.count
        }
        return result
    }
}

/// The trace of an error as lines, in which the user's own frames stand out from the runtime's.
enum ErrorLines {
    /// A line without a file belongs to the frame before it, like the source line of Python's frames.
    static func trace(_ trace: [String], _ map: CodeMap) -> [ResponsePage.Line] {
        var isOwn = false
        return trace.map { line in
            if let location = CodeLocation(in: line) { isOwn = map.local(location) != nil }
            let spans = ANSIText.spans("  " + line, base: Style(isOwn ? .text : .dim))
            return LeadingText.line(spans, map, renames: true)
        }
    }
}
