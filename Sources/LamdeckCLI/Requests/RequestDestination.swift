import LambdaModel
import OrderedCollections

/// Where an HTTP request for a function arrives.
struct RequestDestination: Sendable {
    /// A route of an API that leads to the function.
    struct Route: Sendable {
        let api: APISettings
        let route: APIRoute
        /// The variables of the path in the order of the pattern, percent-encoded.
        let parameters: OrderedDictionary<String, String>
    }

    /// The form of the event.
    let format: EventFormat
    /// The route; nil for the function's URL, and for an API that functions.json does not have.
    let route: Route?
    /// The port at which the request would arrive.
    let port: Int
    /// A line for the user about the choice; nil if it is the expected one.
    var remark: String?

    /// Finds the first route of an API that takes the request and leads to the function; if there is none, the
    /// function's URL is the destination, or a route that takes all requests of the kind of API that `format` means.
    ///
    /// - Parameters:
    ///   - method: in upper case.
    ///   - format: the form that the user asked for; nil for that of the route.
    /// - Throws: nothing at the address that the user named takes the request.
    init(
        of function: FunctionSettings, _ line: RequestLine, method: String, format: EventFormat?, in manifest: Manifest
    ) throws(CommandFailure) {
        let atPort = manifest.apis.filter { $0.kind != .websocket && (line.port ?? $0.resolvedPort) == $0.resolvedPort }
        let isOwnPort = line.port == function.resolvedPort
        guard line.port == nil || isOwnPort || !atPort.isEmpty else {
            throw CommandFailure(
                .usage,
                "no API of functions.json has the port \(line.port ?? 0), and \(function.name) has "
                    + "\(function.resolvedPort); lamdeck routes lists all URLs")
        }
        let isURL = format == .functionURL || isOwnPort
        let apis = isURL ? [] : atPort.filter { format == nil || $0.kind == format?.apiKind }
        var others: [String] = []
        for api in apis {
            guard case .found(let route, let parameters) = RouteTable(api).find(method: method, path: line.path) else {
                continue
            }
            guard route.function == function.name else {
                others.append("\(api.name) leads it to \(route.function)")
                continue
            }
            self.format = format ?? api.format(of: route)
            self.route = Route(api: api, route: route, parameters: parameters)
            port = api.resolvedPort
            return
        }
        let words = "no route leads \(method) \(line.path) to \(function.name)"
        let why = others.isEmpty ? "" : " (\(others.joined(separator: ", ")))"
        guard line.port == nil || isURL else { throw CommandFailure(.usage, words + why) }
        self.format = format ?? .functionURL
        route = nil
        port = function.resolvedPort
        let isExpected = manifest.apis.allSatisfy { api in
            api.kind == .websocket || !api.routes.contains { $0.function == function.name }
        }
        if format == nil, !isURL, !isExpected || !others.isEmpty {
            remark = "\(words)\(why); the event is that of its function URL"
        }
    }
}
