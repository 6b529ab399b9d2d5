/// Calls in full that the inspector can show again at once, limited in number and size.
struct KeptResponses: Sendable {
    private static let maximumCount = 40
    private static let maximumBytes = 8 << 20

    private var calls: [(row: Int, call: Response)] = []

    subscript(row: Int) -> Response? { calls.last { $0.row == row }?.call }

    mutating func keep(_ call: Response, for row: Int) {
        calls.removeAll { $0.row == row }
        calls.append((row, call))
        var bytes = calls.reduce(0) { $0 + $1.call.byteCount }
        while calls.count > 1, calls.count > Self.maximumCount || bytes > Self.maximumBytes {
            bytes -= calls.removeFirst().call.byteCount
        }
    }
}
