import ArgumentParser
import LambdaModel

/// The form of the event that `--format` names. The words are those of ``EventFormat``.
enum RequestFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    case url, http2, http1, rest, alb
    case albMulti = "alb-multi"

    /// The form.
    var eventFormat: EventFormat {
        switch self {
        case .url: .functionURL
        case .http2: .http2
        case .http1: .http1
        case .rest: .rest
        case .alb: .alb
        case .albMulti: .albMultiValue
        }
    }
}

extension EventFormat {
    /// The kind of API that sends such events; nil for a function URL.
    var apiKind: APISettings.Kind? {
        switch self {
        case .functionURL: nil
        case .http1, .http2: .http
        case .rest: .rest
        case .alb, .albMultiValue: .alb
        case .websocket: .websocket
        }
    }
}
