import Foundation
import Gateway
import HTTPTransport
import JSONText
import LambdaModel
import NIOHTTP1
import Synchronization

/// Answers the requests to function URLs and APIs: makes the event, has the function called, and sends the response that
/// AWS makes of the function's.
struct FrontResponder: Sendable {
    let service: any LambdaService
    let options: ServerOptions
    let filter: BrowserRequestFilter

    /// Answers a request, unless its connection ends first.
    func respond(
        _ exchange: ServerExchange, at target: ServerListener.Target, requestID: String, traceID: String
    ) async {
        guard let place = place(of: target) else {
            let gone = ServerRefusal.unknownPath("functions.json no longer has this")
            return FrontReply.write(WebResponse(gone), exchange, closes: true)
        }
        do {
            try filter.checkHost(exchange.head.headers, local: exchange.ends.local)
        } catch {
            return FrontReply.write(WebResponse(error), exchange, closes: true)
        }
        let request = WebRequest(exchange, requestID: requestID, traceID: traceID)
        let answer = FrontAnswer(request, place, exchange)
        switch OriginPolicy(place).decide(request, hasOptionsRoute: place.takesOptions(request)) {
        case .refused(let reason): return answer.refuse(reason)
        case .preflight(let response): return await answer.afterBody(response)
        case .same: break
        case .allowed: answer.isOfOtherOrigin = true
        }
        // Errors of a request that is not read to its end go with its connection.
        guard let body = await answer.body() else { return }
        switch place {
        case .url(let function, let settings): await call(function, settings, answer, body)
        case .api(let api): await route(at: api, answer, body)
        }
    }

    private func place(of target: ServerListener.Target) -> FrontPlace? {
        switch target {
        case .function(let name): service.functionURL(of: name).map { .url(function: name, $0) }
        case .api(let name): service.api(name).map { .api($0) }
        case .endpoint: nil
        }
    }
}
