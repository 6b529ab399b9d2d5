import LambdaModel
import Support

extension InvocationSummary {
    /// `122.5 ms`, or `init 2078.1 ms + handler 122.5 ms` if the runtime started for the call.
    var times: String? {
        let handler = milliseconds.map(Milliseconds.text)
        guard let start = initMilliseconds.map({ "init \(Milliseconds.text($0))" }) else { return handler }
        return handler.map { "\(start) + handler \($0)" } ?? start
    }
}
