import ArgumentParser
import Foundation
import Gateway
import JSONText
import LambdaModel
import LambdaRuntime
import OrderedCollections

/// The call of a function that an HTTP request makes, without a port.
struct PreparedRequest: Sendable {
    /// The call.
    let call: InvocationRequest
    /// How the response is read.
    let reading: ResponseReading
    /// Lines for the user.
    let remarks: [String]
}

/// Makes the event of an HTTP request as the service does that would receive it. No authorizer is asked.
struct RequestBuilder {
    let settings: FunctionSettings
    let manifest: Manifest
    let context: CommandContext

    /// The call with the event.
    ///
    /// - Returns: nil if the options name no request.
    func prepared(_ options: RequestOptions) throws -> PreparedRequest? {
        guard let line = try options.line() else { return nil }
        let body = try options.body(in: context)
        let method = line.method ?? (body == nil ? "GET" : "POST")
        let destination = try RequestDestination(
            of: settings, line, method: method, format: options.format?.eventFormat, in: manifest)
        let host = line.authority ?? "127.0.0.1:\(destination.port)"
        let now = context.now()
        let request = WebRequest(
            method: method, target: line.target,
            fields: Self.fields(try options.fields(), host: host, body: body), body: body ?? [],
            port: destination.port, time: now, requestID: UUID().uuidString.lowercased(),
            traceID: TraceHeader.make(at: now))
        return try prepared(request, destination)
    }

    private func prepared(
        _ request: WebRequest, _ destination: RequestDestination
    ) throws(CommandFailure) -> PreparedRequest {
        var place = place(destination, request)
        var remarks = [destination.remark].compactMap(\.self)
        if let file = context(destination) {
            place.authorizer = try Self.authorizer(in: file, destination.format)
        } else if let authorizer = destination.route?.route.authorizer {
            remarks.append(
                "the authorizer \(authorizer) is not asked, and the event has nothing from it; \"context\" in "
                    + "functions.json names a file with its context")
        }
        guard let event = RequestEvent.json(of: request, at: place) else {
            throw CommandFailure(.usage, "a WebSocket API takes no requests")
        }
        if let refusal = EventBytes.refusal(event.count) { throw CommandFailure(.usage, refusal) }
        var call = InvocationRequest(function: settings.name, event: "", payload: event)
        call.requestID = request.requestID
        call.traceID = request.traceID
        let isStream = destination.format == .functionURL && settings.url.invokeMode == .responseStream
        call.http = HTTPCall(
            format: destination.format, method: request.method, target: request.target,
            api: destination.route?.api.name, isStreamed: isStream)
        call.wantsStream = isStream
        var reading = ResponseReading()
        reading.isStream = isStream
        if destination.format == .rest {
            let accepted = request.fields.first("accept")
            reading.decodesBase64 = BinaryMedia.decodesResponse(accept: accepted, place.binaryMediaTypes)
        }
        return PreparedRequest(call: call, reading: reading, remarks: remarks)
    }

    // MARK: Headers

    /// The headers that curl sends: its own, unless the user names them, and those of the user.
    static func fields(_ named: [RequestHeader], host: String, body: [UInt8]?) -> [HTTPField] {
        let names = Set(named.map { $0.name.lowercased() })
        func unless(_ fields: [HTTPField]) -> [HTTPField] { fields.filter { !names.contains($0.name.lowercased()) } }
        let first = [
            HTTPField("Host", host), HTTPField("User-Agent", "lamdeck/\(ProgramBuild.version)"),
            HTTPField("Accept", "*/*"),
        ]
        let own = named.compactMap { header in header.value.map { HTTPField(header.name, $0) } }
        guard let body else { return unless(first) + own }
        let type = isJSON(body) ? "application/json" : "application/x-www-form-urlencoded"
        return unless(first) + own
            + unless([HTTPField("Content-Length", "\(body.count)"), HTTPField("Content-Type", type)])
    }

    /// Whether a body is an object or an array of JSON. A number or a word is a form for curl.
    private static func isJSON(_ body: [UInt8]) -> Bool {
        guard let kind = (try? JSONDocument(body))?.root.kind else { return false }
        return kind == .object || kind == .array
    }

    // MARK: The place

    private func place(_ destination: RequestDestination, _ request: WebRequest) -> RequestPlace {
        let region = LocalAccount.region(context.environment)
        if let route = destination.route {
            var place = RequestPlace(route.route, of: route.api, parameters: route.parameters, region: region)
            // The user may have asked for another version of the payload.
            place.format = destination.format
            return place
        }
        var place = RequestPlace(
            format: destination.format, function: settings.name, apiName: settings.name, region: region)
        guard let kind = destination.format.apiKind else { return place }
        place.stage = APISettings(name: settings.name, kind: kind, resolvedPort: 0).stage
        // The route that would take all requests.
        let rest = String(request.rawPath.dropFirst())
        switch kind {
        case .rest where rest.isEmpty: place.route = RouteKey(method: nil, path: "/")
        case .rest:
            place.route = RouteKey(method: nil, path: "/{proxy+}")
            place.pathParameters = ["proxy": rest]
        case .http, .alb, .websocket: place.route = .fallback
        }
        return place
    }

    /// The file with an authorizer context; nil if there is none, and for an API that functions.json does not have.
    private func context(_ destination: RequestDestination) -> String? {
        if let route = destination.route { return route.route.context ?? route.api.context }
        return destination.format == .functionURL ? settings.url.context : nil
    }

    private static func authorizer(in file: String, _ format: EventFormat) throws(CommandFailure) -> String {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try LocalFiles().read(file)
        } catch {
            throw CommandFailure(.usage, "\"context\": \(error)")
        }
        do throws(AuthorizerSettingsProblem) {
            return try FixedContext.merged(bytes, into: nil, format: format)
        } catch {
            throw CommandFailure(.usage, "\"context\": \(file): \(error)")
        }
    }
}
