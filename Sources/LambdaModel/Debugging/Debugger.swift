/// The debuggers that lamdeck starts a function's runtime with.
public enum Debugger: String, Sendable, Hashable, CaseIterable {
    /// The inspector of Node.js, which is part of it.
    case inspector
    /// `debugpy`, for Python.
    case debugpy
    /// The debug agent of Java, which is part of it.
    case jdwp
    /// `dlv`, for Go and other compiled code of a `provided` runtime.
    case delve
    /// `vsdbg`, for .NET. It attaches inside the container and needs no port.
    case vsdbg

    /// Its name in messages.
    public var name: String {
        switch self {
        case .inspector: "Node.js's inspector"
        case .debugpy: "debugpy"
        case .jdwp: "Java's debug agent"
        case .delve: "dlv"
        case .vsdbg: "vsdbg"
        }
    }

    /// Its usual port, at which it listens in the container; nil if it does not listen.
    public var port: Int? {
        switch self {
        case .inspector: 9229
        case .debugpy: 5678
        case .jdwp: 5005
        case .delve: 2345
        case .vsdbg: nil
        }
    }

    /// How a client's first bytes look, by which a web page's request is recognised.
    public var opening: Opening {
        switch self {
        case .inspector: .http
        case .debugpy: .beginsWith(["Content-Length:"])
        case .jdwp: .beginsWith(["JDWP-Handshake"])
        // Its own protocol is a sequence of JSON objects; it speaks the Debug Adapter Protocol too.
        case .delve: .beginsWith(["Content-Length:", "{"])
        case .vsdbg: .beginsWith([])
        }
    }

    /// The first bytes of a client's connection.
    public enum Opening: Sendable, Hashable {
        /// HTTP requests, one of which asks for a WebSocket.
        case http
        /// One of these texts.
        case beginsWith([String])
    }

    /// Whether it keeps a function stopped when its last client has detached. The others let it go on.
    public var keepsStopped: Bool { self == .delve }

    /// Memory that it needs in the container in addition to the function's, in MB: for its process, or
    /// for its threads in the runtime.
    public var extraMemory: Int { 256 }
}

extension Debugger {
    /// The debugger for a function.
    ///
    /// - Throws: why there is none.
    public init(for settings: FunctionSettings) throws(FailureReason) {
        guard let runtime = settings.runtime ?? Self.runtime(ofImage: settings.image) else {
            throw FailureReason(
                .settings,
                "the language in the image \(settings.image) is not known, so no debugger can be started; "
                    + "a function with a \"runtime\" can be debugged")
        }
        switch runtime.family {
        case .nodejs: self = .inspector
        case .python: self = .debugpy
        case .java: self = .jdwp
        case .provided: self = .delve
        case .dotnet: self = .vsdbg
        case .ruby, .go:
            throw FailureReason(
                .settings,
                "there is no debugger for \(runtime.identifier); functions of Node.js, Python, Java, .NET and "
                    + "provided.* (Go) can be debugged")
        }
    }

    /// The runtime whose base image has the same repository and tag: of `registry.example/python:3.13`, Python.
    public static func runtime(ofImage image: String) -> LambdaRuntimeIdentifier? {
        LambdaRuntimeIdentifier.all.first { image.hasSuffix("/\($0.image)") }
    }
}
