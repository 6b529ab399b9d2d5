/// How far a key moves.
enum Step {
    case lines(Int)
    case pages(Int)
    case halfPages(Int)
    case toFirst
    case toLast

    /// The number of rows in a pane of a height; very many for the ends.
    func amount(height: Int) -> Int {
        switch self {
        case .lines(let count): count
        case .pages(let count): count * max(1, height - 1)
        case .halfPages(let count): count * max(1, height / 2)
        case .toFirst: -(1 << 40)
        case .toLast: 1 << 40
        }
    }
}

extension Command {
    /// How far the command moves; nil if it does something else.
    var step: Step? {
        switch self {
        case .down: .lines(1)
        case .up: .lines(-1)
        case .pageDown: .pages(1)
        case .pageUp: .pages(-1)
        case .halfDown: .halfPages(1)
        case .halfUp: .halfPages(-1)
        case .first: .toFirst
        case .last: .toLast
        default: nil
        }
    }
}
