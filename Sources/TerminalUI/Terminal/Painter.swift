import CNcurses
import Dashboard

/// Hands grids to curses.
@MainActor
struct Painter {
    private let colours: Int
    private let repertoire: Repertoire
    /// What curses has been given, nil where it must be given everything.
    private var painted: Grid?
    /// Numbers of the pairs that were defined. They are never defined anew: that would change what is on the screen.
    private var pairs: [Colours: Int] = [:]
    private var looks: [Style: (attributes: Int32, pair: Int32)] = [:]

    private struct Colours: Hashable {
        var foreground: Int?
        var background: Int?
    }

    init(colours: Int, repertoire: Repertoire) {
        self.colours = colours
        self.repertoire = repertoire
    }

    /// Puts what differs from the grid painted last, and refreshes once.
    mutating func paint(_ grid: Grid, on screen: Size) {
        for run in PaintPlan.runs(from: painted, to: grid, screen: screen) { put(run) }
        painted = grid
        if let cursor = grid.cursor, cursor.x < screen.width, cursor.y < screen.height {
            cn_cursor(Int32(cursor.y), Int32(cursor.x))
        } else {
            cn_cursor(-1, -1)
        }
        cn_refresh()
    }

    /// Nothing is known of the screen any more.
    mutating func forget() {
        painted = nil
        cn_forget()
    }

    private mutating func put(_ run: Run) {
        let look = look(run.style)
        cn_style(look.attributes, look.pair)
        for piece in run.pieces(repertoire, isEncodable: { cn_encodable($0.value) }) {
            switch piece {
            case .ascii(let x, let text):
                cn_put_ascii(Int32(run.y), Int32(x), text, Int32(text.utf8.count))
            case .glyph(let x, let text, let width):
                cn_put_glyph(Int32(run.y), Int32(x), text, Int32(text.utf8.count), Int32(width))
            }
        }
    }

    private mutating func look(_ style: Style) -> (attributes: Int32, pair: Int32) {
        if let known = looks[style] { return known }
        let appearance = Theme.appearance(style, colours: colours)
        let look = (
            attributes: Int32(appearance.attributes.rawValue),
            pair: Int32(pair(Colours(foreground: appearance.foreground, background: appearance.background)))
        )
        // Logs may bring any colour on any other; a few thousand of them are remembered.
        if looks.count > 4096 { looks = [:] }
        looks[style] = look
        return look
    }

    /// The number of a pair; where the terminal has no more of them, that of the same colour on its own background.
    private mutating func pair(_ wanted: Colours) -> Int {
        if wanted.foreground == nil, wanted.background == nil { return 0 }
        if let known = pairs[wanted] { return known }
        let number = pairs.count + 1
        if number <= cn_pairs(), cn_define_pair(Int32(number), index(wanted.foreground), index(wanted.background)) {
            pairs[wanted] = number
            return number
        }
        return pairs[Colours(foreground: wanted.foreground, background: nil)] ?? 0
    }

    private func index(_ colour: Int?) -> Int32 { Int32(colour ?? -1) }
}
