import CNcurses
import Dashboard

/// Gives grids to curses.
@MainActor
struct Painter {
    private var theme: Theme
    private let repertoire: GlyphSet
    /// What curses shows; nil if everything must be sent.
    private var painted: Grid?
    /// Numbers of the defined pairs. A pair is never redefined: that would change cells that are already on the screen.
    private var pairs: [Colours: Int] = [:]
    private var looks: [Style: (attributes: Int32, pair: Int32)] = [:]

    private struct Colours: Hashable {
        var foreground: Int?
        var background: Int?
    }

    init(theme: Theme, repertoire: GlyphSet) {
        self.theme = theme
        self.repertoire = repertoire
    }

    /// The most changed rows of a frame that is sent without a mark at its begin and end: terminals draw so much at
    /// once, and the marks would be half of the bytes.
    private static let smallFrame = 4

    /// Draws from now on with another theme.
    mutating func use(_ theme: Theme) {
        self.theme = theme
        looks = [:]
        painted = nil
    }

    /// Writes the differences to the last grid, and refreshes once.
    mutating func paint(_ grid: Grid, on screen: Size) {
        let runs = PaintPlan.runs(from: painted, to: grid, screen: screen)
        for run in runs { put(run) }
        painted = grid
        if let cursor = grid.cursor, cursor.x < screen.width, cursor.y < screen.height {
            cn_cursor(Int32(cursor.y), Int32(cursor.x))
        } else {
            cn_cursor(-1, -1)
        }
        cn_refresh(Set(runs.lazy.map(\.y)).count > Self.smallFrame)
    }

    /// From now on the content of the screen is unknown.
    mutating func forget() {
        painted = nil
        cn_forget()
    }

    private mutating func put(_ run: Run) {
        let found = attributes(run.style)
        cn_style(found.attributes, found.pair)
        for piece in run.pieces(repertoire, isEncodable: { cn_encodable($0.value) }) {
            switch piece {
            case .ascii(let x, let text):
                cn_put_ascii(Int32(run.y), Int32(x), text, Int32(text.utf8.count))
            case .glyph(let x, let text, let width):
                cn_put_glyph(Int32(run.y), Int32(x), text, Int32(text.utf8.count), Int32(width))
            }
        }
    }

    private mutating func attributes(_ style: Style) -> (attributes: Int32, pair: Int32) {
        if let known = looks[style] { return known }
        let appearance = theme.appearance(style)
        let found = (
            attributes: Int32(appearance.attributes.rawValue),
            pair: Int32(pair(Colours(foreground: appearance.foreground, background: appearance.background)))
        )
        // Logs may combine any two colours; a few thousand combinations are remembered.
        if looks.count > 4096 { looks = [:] }
        looks[style] = found
        return found
    }

    /// The number of a pair. If the terminal has no more pairs, the pair of the same colour on the default background.
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
