import LambdaModel

extension CallMetrics {
    /// What the deck knows of a function's calls; nothing if the function is nil.
    init(_ model: Model, _ name: String?) {
        guard let name, let item = model.functions[name] else {
            self.init(function: name ?? "", calls: [])
            return
        }
        self.init(function: name, calls: item.knownCalls, marks: item.marks, memoryLimit: item.info.memorySize)
    }
}

extension FunctionItem {
    /// The calls that the deck knows and that have ended, newest first.
    var knownCalls: [InvocationSummary] { calls.table.latest(1000).filter { $0.verdict != nil } }
}
