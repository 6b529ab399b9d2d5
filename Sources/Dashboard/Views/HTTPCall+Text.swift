import LambdaModel
import Support

extension HTTPCall {
    /// Method and target in at most so many cells: `GET /orders/7?page=2`, with a part of the query if that is too long,
    /// `GET /orders/7?pa…`, and with less room than the path needs, with the ends of the path.
    func text(cells: Int) -> String {
        if label.cellWidth <= cells { return label }
        let path = "\(method) \(target.prefix { $0 != "?" })"
        return path.cellWidth <= cells ? label.fitted(cells) : path.fittedKeepingEnds(cells)
    }
}
