import Foundation
import Gateway
import LambdaModel
import NIOHTTP1

/// One request at a front, with the means to answer it.
struct FrontAnswer: Sendable {
    /// The request; its body is empty until it is read.
    var request: WebRequest
    let place: FrontPlace
    let exchange: ServerExchange
    /// What the origin of the request means for the response.
    var origin = OriginDecision.same
    /// The form of the event, and of the service's own responses.
    var format: EventFormat

    init(_ request: WebRequest, _ place: FrontPlace, _ exchange: ServerExchange) {
        (self.request, self.place, self.exchange) = (request, place, exchange)
        format = place.errorFormat
    }

    /// Reads the body. Returns false if the request is answered, or if its connection has ended.
    mutating func readBody() async -> Bool {
        let limit = place.bodyLimit
        let announced = exchange.head.headers.first(name: "Content-Length").flatMap { Int($0) }
        if let announced, announced > limit {
            send(.requestTooLarge, problem: "the body has \(announced) bytes; the limit is \(limit)", closes: true)
            return false
        }
        if exchange.head.headers.first(name: "Expect")?.lowercased() == "100-continue" { exchange.proceed() }
        switch try? await exchange.body(limit: limit, announced: announced) {
        case .whole(let bytes)?: request.body = bytes
        case .tooLarge?:
            send(
                .requestTooLarge, problem: "the body has more than \(limit) bytes, which is the limit", closes: true)
            return false
        // The connection ended before the whole body arrived.
        case nil: return false
        }
        return true
    }

    /// Merges the fixed context of a file into the event's authorizer. The file is read for each request: it is small, and
    /// the user edits it while trying things.
    ///
    /// - Returns: false if the file cannot be used; the request is answered then.
    func addContext(of file: String?, to place: inout RequestPlace) -> Bool {
        guard let file else { return true }
        guard let data = FileManager.default.contents(atPath: file) else {
            send(.authorizerFailed, problem: "\"context\": \(file) cannot be read")
            return false
        }
        do throws(AuthorizerSettingsProblem) {
            place.authorizer = try FixedContext.merged([UInt8](data), into: place.authorizer, format: place.format)
            return true
        } catch {
            send(.authorizerFailed, problem: "\"context\": \(file): \(error)")
            return false
        }
    }

    /// Sends an error of the service.
    func send(_ error: GatewayError, problem: String? = nil, closes: Bool = false) {
        send(error.response(as: format), problem: problem, closes: closes)
    }

    /// Sends a response.
    func send(_ response: WebResponse, problem: String? = nil, closes: Bool = false) {
        FrontReply.write(complete(response, problem: problem), exchange, closes: closes)
    }

    /// Begins a response whose body is sent in parts.
    ///
    /// - Returns: whether it has a body. One without is complete.
    func begin(_ response: WebResponse, problem: String?, at pace: StreamPace) -> Bool {
        FrontReply.begin(complete(response, problem: problem), exchange, at: pace)
    }

    /// What the user should know of a response that is sent; nil if there is nothing.
    func remark(on response: WebResponse) -> String? {
        let remarks = [response.remark, doubledFields(of: response)].compactMap(\.self)
        return remarks.isEmpty ? nil : remarks.joined(separator: "; ")
    }

    /// What browsers object to if both the function and `cors` set a field; nil if they do not.
    private func doubledFields(of response: WebResponse) -> String? {
        guard case .allowed = origin else { return nil }
        let names = OriginPolicy.duplicates(in: place.origins.apply(origin, to: response))
        guard !names.isEmpty else { return nil }
        return "the function and \"cors\" both send \(names.joined(separator: ", ")), and browsers refuse two values: "
            + "remove one of them"
    }

    /// A response with all that the service adds to it.
    private func complete(_ response: WebResponse, problem: String?) -> WebResponse {
        let ids = response.identified(
            format, requestID: request.requestID, traceID: request.traceID, problem: problem)
        return place.origins.apply(origin, to: ids)
    }
}

extension WebRequest {
    /// The request of an exchange, without its body.
    init(_ exchange: ServerExchange, requestID: String, traceID: String) {
        let (head, ends) = (exchange.head, exchange.ends)
        self.init(
            method: KnownMethods.name(of: head.method), target: Self.afterHost(head.uri),
            fields: head.headers.map { HTTPField($0.name, $0.value) }, sourceAddress: ends.remoteAddress,
            port: ends.port, time: Date().timeIntervalSince1970, requestID: requestID, traceID: traceID)
    }

    /// The target after the host, if the request line names one (RFC 9112, 3.2.2). It begins with a slash.
    private static func afterHost(_ target: String) -> String {
        let rest = ServerRoute.afterHost(target)
        return rest.hasPrefix("/") ? String(rest) : "/\(rest)"
    }
}
