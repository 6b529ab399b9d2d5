import Gateway
import JSONText
import LambdaModel
import Testing

/// The JSON texts have the same value; the order of members does not count.
func expectSame(_ found: [UInt8]?, _ expected: String, _ location: SourceLocation = #_sourceLocation) throws {
    let text = String(decoding: try #require(found, sourceLocation: location), as: UTF8.self)
    let (left, right) = (try JSONDocument(text), try JSONDocument(expected))
    #expect(JSONDocument.valuesEqual(left.root, right.root), "\(text)", sourceLocation: location)
}

/// A GET request to port 8000 on 12 March 2020 from this machine.
func request(
    _ method: String = "GET", _ target: String = "/", _ fields: [HTTPField] = [], body: [UInt8] = []
) -> WebRequest {
    WebRequest(
        method: method, target: target, fields: fields, body: body, port: 8000, time: 1_584_039_838.5,
        requestID: "0c1e3f2a-7c67-4b6f-9a44-1f0c2f6a9b10", traceID: "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e")
}

/// The place of an API named `api`, and of a function named `orders`.
func place(_ format: EventFormat, stage: String = "$default") -> RequestPlace {
    var place = RequestPlace(format: format, function: "orders", apiName: "api", region: "us-east-1")
    place.stage = stage
    return place
}

/// A value of the event of a request.
func event(_ request: WebRequest, _ place: RequestPlace) throws -> JSONNode {
    try JSONDocument(try #require(RequestEvent.json(of: request, at: place))).root
}

extension EventFormat {
    /// Those with an event for a request.
    static let withEvents: [EventFormat] = allCases.filter { $0 != .websocket }
}
