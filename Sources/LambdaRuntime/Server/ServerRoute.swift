import Foundation
import Synchronization

/// The operation of a request, from its method and path.
enum ServerRoute: Hashable {
    /// Invoke a function.
    case invoke(FunctionReference)
    /// Invoke a function with the older operation, whose caller never waits.
    case invokeAsync(FunctionReference)
    /// Invoke a function, and get its response in parts.
    case invokeStreaming(FunctionReference)
    /// List the functions: `marker` and `most` are `Marker` and `MaxItems`.
    case list(marker: String?, most: Int?)
    /// Describe a function.
    case get(FunctionReference)
    /// Describe only a function's settings.
    case configuration(FunctionReference)

    private static let root = "/2015-03-31/functions"
    /// The versions of the API that have other operations on a function.
    private static let asyncRoot = "/2014-11-13/functions"
    private static let streamRoot = "/2021-11-15/functions"

    /// Whether a path is one of Lambda's API. At a function's own port, all others are its URL's.
    static func isOfLambda(_ path: String, at target: ServerListener.Target) -> Bool {
        switch target {
        case .endpoint: true
        case .api: false
        case .function: isOfLambda(afterHost(path))
        }
    }

    private static func isOfLambda(_ path: Substring) -> Bool {
        [root, asyncRoot, streamRoot].contains { root in
            path.hasPrefix(root) && (path.dropFirst(root.count).first.map { "/?".contains($0) } ?? true)
        }
    }

    /// Reads the operation of a request to a listener.
    static func read(method: String, path: String, at target: ServerListener.Target) throws(ServerRefusal)
        -> ServerRoute
    {
        let pieces = afterHost(path).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = pieces.count > 1 ? Query(pieces[1]) : Query("")
        guard let place = pieces.first, place.utf8.count <= 2_048,
            let base = [root, asyncRoot, streamRoot].first(where: place.hasPrefix)
        else {
            throw nothingHere(target)
        }
        let parts = place.dropFirst(base.count).split(separator: "/", omittingEmptySubsequences: true)
        let named = try parts.first.map { part throws(ServerRefusal) in try reference(part, query) }
        let operation = parts.dropFirst().joined(separator: "/")
        guard base == root else { return try other(base, named, operation, method, target) }
        switch (named, operation) {
        case (let named?, "invocations"):
            let function = try check(named, target)
            guard method == "POST" else { throw .method(method, allowed: "POST") }
            return .invoke(function)
        case (let named?, "") where target == .endpoint:
            guard method == "GET" else { throw .method(method, allowed: "GET") }
            return .get(named)
        case (let named?, "configuration") where target == .endpoint:
            guard method == "GET" else { throw .method(method, allowed: "GET") }
            return .configuration(named)
        case (nil, "") where target == .endpoint && parts.isEmpty:
            guard method == "GET" else { throw .method(method, allowed: "GET") }
            return .list(marker: query["Marker"], most: try most(query))
        default:
            throw nothingHere(target)
        }
    }

    /// The part after the host, if the request line names one, like that of a client behind a proxy (RFC 9112, 3.2.2). It
    /// begins with a slash, or with the question mark of a query, or is empty.
    static func afterHost(_ path: String) -> Substring {
        guard path.first != "/" else { return path[...] }
        for scheme in ["http://", "https://"] where path.prefix(scheme.count).lowercased() == scheme {
            return path.dropFirst(scheme.count).drop { $0 != "/" && $0 != "?" }
        }
        return path[...]
    }

    /// An operation of another version of the API.
    private static func other(
        _ base: String, _ named: FunctionReference?, _ operation: String, _ method: String,
        _ target: ServerListener.Target
    ) throws(ServerRefusal) -> ServerRoute {
        switch (base, named, operation) {
        case (asyncRoot, let named?, "invoke-async"):
            let function = try check(named, target)
            guard method == "POST" else { throw .method(method, allowed: "POST") }
            return .invokeAsync(function)
        case (streamRoot, let named?, "response-streaming-invocations"):
            let function = try check(named, target)
            guard method == "POST" else { throw .method(method, allowed: "POST") }
            return .invokeStreaming(function)
        default:
            throw nothingHere(target)
        }
    }

    private static func reference(_ part: Substring, _ query: Query) throws(ServerRefusal) -> FunctionReference {
        // Foundation is slow, even if there is nothing to decode.
        let decoded = part.utf8.contains(UInt8(ascii: "%")) ? part.removingPercentEncoding : String(part)
        guard let text = decoded, var found = FunctionReference(text) else {
            throw .invalidParameter(
                "\((decoded ?? String(part)).prefix(200)) is neither the name of a function nor its ARN")
        }
        if let qualifier = query["Qualifier"] {
            guard FunctionReference.isQualifier(qualifier) else {
                throw .invalidParameter("\(qualifier.prefix(128)) is not a qualifier")
            }
            if let own = found.qualifier, own != qualifier {
                throw .invalidParameter(
                    "The derived qualifier from the function name does not match the specified qualifier.")
            }
            found.qualifier = qualifier
        }
        return found
    }

    /// On a function's own port its name may be the emulator's name for all functions, `function`.
    private static func check(
        _ named: FunctionReference, _ target: ServerListener.Target
    ) throws(ServerRefusal) -> FunctionReference {
        guard case .function(let own) = target else { return named }
        guard named.name == own || named.name == "function" else {
            throw ServerRefusal(
                status: 404, exception: "ResourceNotFoundException",
                message: "Function not found: \(named.typed). This is the port of \(own)")
        }
        var function = named
        function.name = own
        return function
    }

    private static func most(_ query: Query) throws(ServerRefusal) -> Int? {
        guard let text = query["MaxItems"] else { return nil }
        guard let most = Int(text), (1...10_000).contains(most) else {
            throw .invalidParameter("MaxItems is a number from 1 to 10000, not \(text.prefix(40))")
        }
        return most
    }

    private static func nothingHere(_ target: ServerListener.Target) -> ServerRefusal {
        switch target {
        case .function(let name): .unknownPath("\(name) is invoked with POST \(root)/function/invocations")
        case .endpoint, .api:
            .unknownPath("functions are invoked with POST \(root)/NAME/invocations and listed with GET \(root)/")
        }
    }

    /// The values after the question mark; the first of equal names counts.
    private struct Query {
        private let text: Substring

        init(_ text: Substring) { self.text = text }

        subscript(key: String) -> String? {
            for pair in text.split(separator: "&") {
                let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard halves.count == 2, halves[0] == key else { continue }
                let value = halves[1].replacing("+", with: " ").removingPercentEncoding ?? ""
                return value.isEmpty ? nil : value
            }
            return nil
        }
    }
}

/// The last route that was read: most requests to a listener have the same one.
final class LastRoute: Sendable {
    private struct Known: Sendable {
        let method: String
        let path: String
        let route: ServerRoute
    }

    private let known = Mutex<Known?>(nil)

    /// The same as ``ServerRoute/read(method:path:at:)``.
    func read(method: String, path: String, at target: ServerListener.Target) throws(ServerRefusal) -> ServerRoute {
        if let known = known.withLock({ $0 }), known.path == path, known.method == method { return known.route }
        let route = try ServerRoute.read(method: method, path: path, at: target)
        known.withLock { $0 = Known(method: method, path: path, route: route) }
        return route
    }
}
