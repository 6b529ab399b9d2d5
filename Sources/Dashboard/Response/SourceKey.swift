import LambdaModel

/// What source lines were asked for, so that the answer finds its view.
public enum SourceKey: Hashable, Sendable {
    /// A call of this deck's list.
    case call(InvocationID)
    /// A call from the history, by its row.
    case stored(Int64)
    /// The failed start of a function.
    case start(function: String)
    /// A failed build of a function, by the time of its end.
    case build(function: String, Double)
}
