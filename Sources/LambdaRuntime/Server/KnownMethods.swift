import NIOHTTP1

/// The methods of requests that lamdeck's ports take: those of NIO's parser, without `CONNECT`, which is for proxies. The
/// parser refuses all others before there is a request.
public enum KnownMethods {
    /// What is wrong with a request of another method.
    public static let problem = "its method is unknown"

    static let names: Set<String> = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "QUERY",
        // WebDAV and its relatives.
        "ACL", "BIND", "CHECKOUT", "COPY", "LINK", "LOCK", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MOVE",
        "PROPFIND",
        "PROPPATCH", "REBIND", "REPORT", "SEARCH", "SOURCE", "UNBIND", "UNLINK", "UNLOCK",
        // UPnP, and caches.
        "M-SEARCH", "NOTIFY", "PURGE", "SUBSCRIBE", "UNSUBSCRIBE",
    ]

    /// The name of a method as the client sent it. NIO writes one of them in another way.
    static func name(of method: HTTPMethod) -> String { method == .MSEARCH ? "M-SEARCH" : method.rawValue }

    /// Whether ports take a method.
    ///
    /// - Parameter method: the name in upper case.
    public static func has(_ method: String) -> Bool { names.contains(method) }
}
