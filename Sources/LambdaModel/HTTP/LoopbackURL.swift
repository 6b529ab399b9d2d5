/// The URLs of this machine at which functions and APIs are reached.
public enum LoopbackURL {
    /// Scheme, host and port: `http://127.0.0.1:9001`.
    ///
    /// - Parameter scheme: `http`, or `ws` for a WebSocket.
    public static func origin(port: Int, scheme: String = "http") -> String { "\(scheme)://127.0.0.1:\(port)" }

    /// The root of an origin: `http://127.0.0.1:9001/`.
    public static func root(port: Int, scheme: String = "http") -> String { origin(port: port, scheme: scheme) + "/" }
}
