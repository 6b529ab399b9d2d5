import LambdaModel
import Support

extension HTTPCall {
    /// Method and target in at most so many cells: `GET /orders/7?page=2`, without the query if that is too long,
    /// `GET /orders/7?…`, and with less room, with the ends of the path.
    func text(cells: Int) -> String {
        if label.cellWidth <= cells { return label }
        let path = String(target.prefix { $0 != "?" })
        let isWhole = path.utf8.count == target.utf8.count
        let short = isWhole ? "\(method) \(path)" : "\(method) \(path)?…"
        if short.cellWidth <= cells { return short }
        return "\(method) \(path)".fittedKeepingEnds(cells)
    }
}
