import LambdaModel

/// A start or a build that failed: the inspector shows it in the place of a call.
extension FunctionCalls {
    /// Shows a start that failed, unless a call says so already.
    mutating func show(start failure: FailureView, of function: String) {
        guard pending.isEmpty, shown?.result?.verdict != .initFailed else { return }
        keepShown()
        shown = Response(Response.start, failure, of: function)
    }

    /// Shows a build that failed, unless a call runs.
    mutating func show(build failure: FailureView, at time: Double, of function: String) {
        guard pending.isEmpty else { return }
        keepShown()
        shown = Response(Response.build, failure, at: time, of: function)
    }

    /// Shows the call with the cursor again, after a start or a build that failed.
    ///
    /// - Parameter id: what is no longer shown.
    mutating func endFailure(_ id: InvocationID) {
        guard shown?.id == id else { return }
        shown = table.selectedRow.flatMap { kept[$0.id] }
    }
}
