import Gateway
import LambdaModel
import Testing

@Suite("Requests of the Management API") struct ManagementRequestTests {
    private func read(_ method: String, _ target: String) -> ManagementRequest.Reading {
        ManagementRequest.read(
            WebRequest(method: method, target: target, port: 1, time: 0, requestID: "", traceID: ""), stage: "prod")
    }

    private func error(_ reading: ManagementRequest.Reading) -> String? {
        guard case .refused(let response) = reading else { return nil }
        return "\(response.status) \(response.fields.first("x-amzn-errortype") ?? "")"
    }

    @Test(
        "The address of a connection",
        arguments: [
            "/@connections/R0oXAdfD0kwCH6w=", "/prod/@connections/R0oXAdfD0kwCH6w=",
            "/prod/%40connections/R0oXAdfD0kwCH6w%3D", "/%40connections/R0oXAdfD0kwCH6w%3d?x=1",
        ])
    func address(target: String) {
        for operation in ManagementRequest.Operation.allCases {
            guard case .request(let request) = read(operation.rawValue, target) else {
                Issue.record("\(operation) is not read")
                continue
            }
            #expect(request.operation == operation)
            #expect(request.connectionID == "R0oXAdfD0kwCH6w=")
        }
    }

    @Test("Other addresses are not of the Management API", arguments: ["/", "/prod", "/other/@connections/a", "/x/y"])
    func others(target: String) { #expect(read("POST", target) == .other) }

    @Test("An id of another form, another method and a missing id are errors")
    func refused() {
        #expect(error(read("POST", "/@connections/cjy8i76bx002884le6n17d49b")) == "400 BadRequestException")
        #expect(error(read("PUT", "/@connections/R0oXAdfD0kwCH6w=")) == "403 ForbiddenException")
        #expect(error(read("GET", "/@connections")) == "403 ForbiddenException")
        #expect(error(read("GET", "/@connections/")) == "403 ForbiddenException")
        #expect(error(read("GET", "/@connections/a/b")) == "403 ForbiddenException")
    }

    @Test("The error of a connection that is gone is in a header, without a body")
    func gone() {
        #expect(ManagementRequest.gone.status == 410)
        #expect(ManagementRequest.gone.fields == [HTTPField("x-amzn-ErrorType", "GoneException")])
        #expect(ManagementRequest.gone.body.isEmpty)
    }

    @Test("A connection is described with times in ISO 8601")
    func description() {
        let response = ManagementRequest.description(
            connectedAt: 1_586_064_048.999, lastActiveAt: 1_586_064_050, sourceAddress: "127.0.0.1", userAgent: nil)
        #expect(response.status == 200)
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == #"{"connectedAt":"2020-04-05T05:20:48.999Z","identity":{"sourceIp":"127.0.0.1","userAgent":""},"#
                + #""lastActiveAt":"2020-04-05T05:20:50.000Z"}"#)
    }
}
