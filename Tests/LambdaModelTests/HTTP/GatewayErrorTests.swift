import JSONText
import LambdaModel
import Testing

@Suite("Errors of gateways") struct GatewayErrorTests {
    @Test(
        "Bodies and statuses as AWS sends them",
        arguments: [
            (GatewayError.malformedResponse, EventFormat.rest, 502, #"{"message": "Internal server error"}"#),
            (.malformedResponse, .http2, 502, #"{"message":"Internal Server Error"}"#),
            (.malformedResponse, .functionURL, 502, "Internal Server Error"),
            (.functionFailed, .rest, 502, #"{"message": "Internal server error"}"#),
            (.functionFailed, .http1, 500, #"{"message":"Internal Server Error"}"#),
            (.functionFailed, .functionURL, 502, "Internal Server Error"),
            (.timeout, .rest, 504, #"{"message": "Endpoint request timed out"}"#),
            (.timeout, .http2, 504, #"{"message":"Gateway Timeout"}"#),
            (.requestTooLarge, .rest, 413, #"{"message":"Request Too Long"}"#),
            (.requestTooLarge, .http1, 413, #"{"message":"Request Entity Too Large"}"#),
            (.notFound, .rest, 403, #"{"message":"Missing Authentication Token"}"#),
            (.notFound, .http2, 404, #"{"message":"Not Found"}"#),
            (.forbidden, .rest, 403, #"{"Message":"User is not authorized to access this resource"}"#),
            (.forbidden, .http2, 403, #"{"message":"Forbidden"}"#),
            (.authorizerFailed, .rest, 500, #"{"message":null}"#),
            (.authorizerFailed, .http2, 500, #"{"message":"Internal Server Error"}"#),
        ])
    func bodies(error: GatewayError, format: EventFormat, status: Int, body: String) {
        let response = error.response(as: format)
        #expect(response.status == status)
        #expect(response.text == body)
        #expect(response.fields.first("content-type") == "application/json")
    }

    @Test("A load balancer answers with a page")
    func page() {
        let response = GatewayError.malformedResponse.response(as: .alb)
        #expect(response.status == 502)
        #expect(
            response.text
                == "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
                + "</body>\r\n</html>\r\n")
        #expect(response.fields == [HTTPField("content-type", "text/html"), HTTPField("server", "awselb/2.0")])
        #expect(GatewayError.timeout.response(as: .albMultiValue).status == 504)
        #expect(GatewayError.unavailable.response(as: .alb).text.contains("503 Service Unavailable"))
    }

    @Test("A REST API names the type of each error")
    func types() {
        #expect(
            GatewayError.notFound.response(as: .rest).fields.first("x-amzn-errortype")
                == "MissingAuthenticationTokenException")
        #expect(
            GatewayError.malformedResponse.response(as: .rest).fields.first("x-amzn-errortype")
                == "InternalServerErrorException")
        #expect(GatewayError.notFound.response(as: .http2).fields.first("x-amzn-errortype") == nil)
    }

    @Test("Each error has a status of an error and a body that its type allows", arguments: GatewayError.allCases)
    func all(error: GatewayError) throws {
        for format in EventFormat.allCases {
            let response = error.response(as: format)
            #expect((400...599).contains(response.status))
            #expect(response.status == error.status(as: format))
            #expect(!response.body.isEmpty)
            guard format == .rest || format == .http1 || format == .http2 else { continue }
            #expect(throws: Never.self) { try JSONDocument(response.body) }
        }
    }
}
