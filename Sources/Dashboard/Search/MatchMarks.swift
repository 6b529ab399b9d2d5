import LambdaModel

/// Highlights what a search finds in a line.
enum MatchMarks {
    /// The pieces of a line with its matches highlighted; nil if there is none.
    static func marked(
        _ spans: [ResponsePage.Span], _ pattern: SearchPattern, _ highlight: Highlight
    ) -> [ResponsePage.Span]? {
        let ranges = pattern.ranges(in: spans.map(\.text).joined())
        return ranges.isEmpty ? nil : marked(spans, ranges, highlight)
    }

    /// Pieces with parts of them highlighted, by their place in UTF-8.
    private static func marked(
        _ spans: [ResponsePage.Span], _ ranges: [Range<Int>], _ highlight: Highlight
    ) -> [ResponsePage.Span] {
        var result: [ResponsePage.Span] = []
        var start = 0
        for span in spans {
            let bytes = Array(span.text.utf8)
            var place = 0
            func take(until end: Int, _ style: Style) {
                guard end > place else { return }
                result.append((String(decoding: bytes[place..<end], as: UTF8.self), style))
                place = end
            }
            for range in ranges where range.lowerBound < start + bytes.count && range.upperBound > start {
                take(until: max(0, range.lowerBound - start), span.style)
                take(until: min(bytes.count, range.upperBound - start), span.style.on(highlight))
            }
            take(until: bytes.count, span.style)
            start += bytes.count
        }
        return result
    }
}
