import Foundation
import JSONText
import TestSupport
import Testing

@testable import LambdaModel

/// The templates for new events.
@Suite struct EventTemplateTests {
    private var folder: URL {
        var root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appendingPathComponent("Sources/LambdaModel/Events/Templates")
    }

    @Test func `every file has a row, is formatted, and is small`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        var files = try names.map { [UInt8](try Data(contentsOf: folder.appendingPathComponent($0))) }
        for (name, bytes) in zip(names, files) {
            #expect(bytes.count <= 12_000, "\(name)")
            let document = try JSONDocument(bytes)
            #expect(document.formatted() + "\n" == String(decoding: bytes, as: UTF8.self), "\(name)")
        }
        for bytes in TemplateFile.all {
            let place = try #require(files.firstIndex(of: bytes), "a row has two files, or none")
            files.remove(at: place)
        }
        #expect(files.isEmpty)
    }

    @Test(arguments: EventTemplate.all)
    func `an event is formatted JSON`(template: EventTemplate) throws {
        let event = try template.event()
        let document = try JSONDocument(event)
        #expect(document.root.kind == .object)
        #expect(document.formatted() + "\n" == String(decoding: event, as: UTF8.self))
        #expect(!String(decoding: event, as: UTF8.self).contains("{{"))
        #expect(EventTemplate.named(template.name) == template)
        #expect(EventTemplate.named(template.name + ".json") == template)
        #expect(!template.summary.isEmpty && !template.page.isEmpty)
        if let payload = template.payload { #expect(template.parameters.contains { $0.name == payload }) }
    }

    @Test func `names are different`() {
        let names = EventTemplate.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(EventTemplate.named("nothing") == nil)
    }

    /// Earlier versions had these.
    @Test(arguments: [
        "api-gateway-v2", "api-gateway-v1", "alb", "lambda-edge-request", "lambda-edge-response", "s3-put", "sqs",
        "sns",
        "dynamodb", "kinesis", "eventbridge", "schedule", "cloudwatch-logs", "cognito-pre-signup",
    ])
    func `earlier names still work`(name: String) { #expect(EventTemplate.named(name) != nil) }

    /// Services and events of `sam local generate-event` (SAM CLI 1.170).
    @Test func `every event that SAM generates has a template`() {
        let sam = [
            "alexa-skills-kit": [
                "alexa-end-session", "alexa-intent-answer", "alexa-intent", "alexa-intent-choice",
                "alexa-intent-search",
                "alexa-start-session",
            ],
            "alexa-smart-home": ["smart-home-turn-off", "smart-home-turn-on", "smart-home-discovery"],
            "alb": ["alb"],
            "apigateway": ["authorizer-token", "authorizer-request", "api-gateway-v1", "api-gateway-v2"],
            "appsync": ["appsync-resolver"], "batch": ["batch-get-job", "batch-submit-job"],
            "cloudformation": ["cloudformation-create"],
            "cloudfront": [
                "cloudfront-ab-test", "cloudfront-access-request-in-response", "cloudfront-http-redirect",
                "cloudfront-modify-querystring", "cloudfront-modify-response-header", "cloudfront-remote-calls",
                "cloudfront-normalize-querystring", "cloudfront-redirect-on-country",
                "cloudfront-redirect-unauthenticated", "cloudfront-response-generation", "cloudfront-device",
                "cloudfront-remote-call",
            ],
            "codecommit": ["codecommit"], "codepipeline": ["codepipeline"], "cognito": ["cognito-sync"],
            "config": ["config-change", "config-oversized-change", "config-periodic"], "connect": ["connect"],
            "dynamodb": ["dynamodb"], "cloudwatch": ["cloudwatch-logs", "schedule"],
            "kinesis": [
                "kinesis", "firehose", "kinesis-analytics", "kinesis-analytics-compressed", "kinesis-analytics-output",
                "kinesis-analytics-kpl", "firehose-apache-log", "firehose-logs", "firehose-kinesis", "firehose-syslog",
            ],
            "lex": ["lex-book-car", "lex-book-hotel", "lex-make-appointment", "lex-order-flowers"],
            "lex-v2": ["lex-v2-banking", "lex-v2-book-car", "lex-v2-book-hotel"], "rekognition": ["rekognition-s3"],
            "s3": ["s3-batch", "s3-delete", "s3-put"], "sagemaker": ["ground-truth-pre", "ground-truth-post"],
            "ses": ["ses"], "sns": ["sns"], "sqs": ["sqs"], "stepfunctions": ["step-functions-error"],
            "workmail": ["workmail"],
        ]
        let names = sam.values.flatMap { $0 }
        #expect(sam.count == 26 && Set(names).count == 68)
        for name in names { #expect(EventTemplate.named(name) != nil, "\(name)") }
        #expect(Set(EventTemplate.all.map(\.source)).count >= 26)
    }

    @Test func `the tables of docs events md are those of the templates`() throws {
        try Recorded.expect(
            EventReference.text, in: "docs/events.md",
            between: "<!-- The templates, made by the tests from the files in Sources/LambdaModel/Events/Templates -->",
            and: "<!-- The end of the templates -->")
    }

    @Test func `a parameter of the catalogue is used by a template`() {
        let used = Set(EventTemplate.all.flatMap { $0.parameters.map(\.name) })
        #expect(EventParameter.catalogue.map(\.name).filter { !used.contains($0) } == [])
        let names = EventParameter.catalogue.map(\.name)
        #expect(names == names.sorted())
    }
}
