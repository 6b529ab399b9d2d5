import LambdaModel

extension LogLevel {
    /// The role for the line's colour.
    var role: Role {
        switch self {
        case .error, .critical, .fatal: .error
        case .warning: .warning
        case .info: .text
        case .debug, .trace: .dim
        }
    }

    /// The style of the level's word if it is separate from the line.
    var style: Style {
        switch self {
        case .error, .critical, .fatal: Style(.error, attributes: .bold)
        case .warning: Style(.warning, attributes: .bold)
        case .info: Style(.info)
        case .debug, .trace: Style(.dim)
        }
    }
}
