import Foundation
import JSONText
import LambdaModel
import Testing

/// The templates for new events.
@Suite struct EventTemplateTests {
    @Test func everyFileHasARow() throws {
        let source = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        var root = source
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let folder = root.appendingPathComponent("Sources/LambdaModel/Events/Templates")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.sorted() == EventTemplate.all.map { $0.name + ".json" }.sorted())
        for template in EventTemplate.all {
            let text = try Data(contentsOf: folder.appendingPathComponent(template.name + ".json"))
            #expect(template.bytes == Array(text), "\(template.name) has another's bytes")
        }
    }

    @Test(arguments: EventTemplate.all)
    func isFormattedJSON(_ template: EventTemplate) throws {
        let document = try JSONDocument(template.bytes)
        #expect(document.root.kind == .object)
        #expect(document.formatted() + "\n" == String(decoding: template.bytes, as: UTF8.self))
        #expect(EventTemplate.named(template.name) == template)
        #expect(EventTemplate.named(template.name + ".json") == template)
    }

    @Test func membersThatFunctionsReadExist() throws {
        func at(_ name: String, _ path: [String]) throws -> JSONNode? {
            let template = try #require(EventTemplate.named(name))
            var node: JSONNode? = try JSONDocument(template.bytes).root
            for step in path { node = Int(step).map { index in node?[index] } ?? node?[step] }
            return node
        }
        #expect(try at("api-gateway-v2", ["requestContext", "http", "method"])?.string == "POST")
        let length = try at("api-gateway-v2", ["headers", "content-length"])?.string.flatMap { Int($0) }
        #expect(try at("api-gateway-v2", ["body"])?.string?.utf8.count == length)
        #expect(try at("api-gateway-v1", ["multiValueHeaders", "accept", "0"])?.string == "application/json")
        #expect(
            try at("lambda-edge-request", ["Records", "0", "cf", "request", "headers", "host", "0", "key"])?.string
                == "Host")
        #expect(try at("lambda-edge-response", ["Records", "0", "cf", "response", "status"])?.string == "200")
        #expect(try at("dynamodb", ["Records", "2", "eventName"])?.string == "REMOVE")
        let data = try #require(try at("kinesis", ["Records", "0", "kinesis", "data"])?.string)
        let order = try JSONDocument(Array(try #require(Data(base64Encoded: data)))).root
        #expect(order["order"]?.int == 17)
        let packed = try #require(try at("cloudwatch-logs", ["awslogs", "data"])?.string)
        // The first bytes of gzip data.
        #expect(try #require(Data(base64Encoded: packed)).prefix(3) == Data([0x1F, 0x8B, 0x08]))
        #expect(EventTemplate.named("nothing") == nil)
    }
}
