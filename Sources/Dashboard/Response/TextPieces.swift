/// Lines of text, the long ones in pieces: to draw a line takes time for all of it, and a minified file has one line.
struct TextPieces: Sendable {
    /// The most bytes of a piece.
    private static let longest = 4000

    /// The pieces, in the order of the text.
    let all: [String]
    /// The places of the pieces that go on with the line of the piece before them.
    private let continued: Set<Int>

    init(_ lines: [String]) {
        guard lines.contains(where: { $0.utf8.count > Self.longest }) else {
            (all, continued) = (lines, [])
            return
        }
        var (all, continued) = ([String](), Set<Int>())
        for line in lines {
            var rest = Array(line.utf8)[...]
            while rest.count > Self.longest {
                var end = rest.startIndex + Self.longest
                while end > rest.startIndex, rest[end] & 0xC0 == 0x80 { end -= 1 }
                all.append(String(decoding: rest[..<end], as: UTF8.self))
                continued.insert(all.count)
                rest = rest[end...]
            }
            all.append(String(decoding: rest, as: UTF8.self))
        }
        (self.all, self.continued) = (all, continued)
    }

    /// Lines in one piece each.
    init(uncut lines: [String]) { (all, continued) = (lines, []) }

    /// Whether a piece goes on with the line of the piece before it.
    func isContinued(_ index: Int) -> Bool { continued.contains(index) }
}
