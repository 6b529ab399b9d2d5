import Foundation
import JSONText
import Testing

@testable import LambdaModel

/// Events inside of others.
@Suite struct EventChainTests {
    private func event(
        _ names: String..., settings: [String: String] = [:], isRaw: Bool = false
    ) throws -> JSONNode {
        let templates = try names.map { try #require(EventTemplate.named($0)) }
        let chain = try templates[0].wrapped(in: Array(templates.dropFirst()), isRaw: isRaw)
        let bytes = try chain.event(settings)
        let document = try JSONDocument(bytes)
        #expect(document.formatted() + "\n" == String(decoding: bytes, as: UTF8.self))
        return document.root
    }

    @Test func `S3 in SNS`() throws {
        let sns = try event("s3-put", "sns")
        let s3 = try #require(sns.at("Records/0/Sns/Message")?.inner)
        #expect(s3.at("Records/0/s3/bucket/name")?.string == "example-orders")
        #expect(sns.at("Records/0/Sns/Subject")?.string == "Amazon S3 Notification")
        #expect(sns.at("Records/0/Sns/MessageAttributes")?.compact() == "{}")
    }

    @Test func `S3 in SQS`() throws {
        let sqs = try event("s3-put", "sqs")
        let body = try #require(sqs.at("Records/0/body"))
        #expect(body.inner?.at("Records/0/eventName")?.string == "ObjectCreated:Put")
        let usual = try #require(EventTemplate.named("s3-put"))
        #expect(body.string == (try JSONDocument(usual.event()).compact()))
    }

    @Test func `S3 in SNS in SQS`() throws {
        let sqs = try event("s3-put", "sns", "sqs", settings: ["bucket": "photos", "region": "eu-west-3"])
        let sns = try #require(sqs.at("Records/0/body")?.inner)
        #expect(sns.at("Type")?.string == "Notification")
        #expect(sns.at("TopicArn")?.string == "arn:aws:sns:eu-west-3:123456789012:order-topic")
        // A subscriber that is not a function receives these names (Amazon SNS, "HTTP/HTTPS notification JSON format").
        #expect(sns.at("SigningCertURL") != nil && sns.at("UnsubscribeURL") != nil && sns.at("Records") == nil)
        let s3 = try #require(sns.at("Message")?.inner)
        #expect(s3.at("Records/0/s3/bucket/name")?.string == "photos")
        #expect(s3.at("Records/0/awsRegion")?.string == "eu-west-3")
        #expect(sqs.at("Records/0/awsRegion")?.string == "eu-west-3")
    }

    @Test func `SNS in SQS, as a notification and raw`() throws {
        let sqs = try event("sns", "sqs", settings: ["message": "hello"])
        #expect(sqs.at("Records/0/body")?.inner?.at("Message")?.string == "hello")
        #expect(sqs.at("Records/0/body")?.inner?.at("MessageAttributes/kind/Value")?.string == "order")
        #expect(sqs.at("Records/0/messageAttributes")?.compact() == "{}")
        let raw = try event(
            "sns", "sqs", settings: ["message": "hello", "sns.attributes": #"{"a": "b"}"#], isRaw: true)
        #expect(raw.at("Records/0/body")?.string == "hello")
        #expect(raw.at("Records/0/md5OfBody")?.string == "5d41402abc4b2a76b9719d911017c592")
        #expect(raw.at("Records/0/messageAttributes/a/stringValue")?.string == "b")
    }

    @Test func `S3 in SNS in SQS, raw`() throws {
        let raw = try event("s3-put", "sns", "sqs", isRaw: true)
        let direct = try event("s3-put", "sqs")
        #expect(raw.at("Records/0/body")?.string == direct.at("Records/0/body")?.string)
    }

    @Test func `EventBridge in SQS`() throws {
        let sqs = try event("eventbridge", "sqs", settings: ["detail": #"{"order": 18}"#])
        #expect(sqs.at("Records/0/body")?.inner?.at("detail/order")?.int == 18)
    }

    @Test func `an event in base64`() throws {
        let kinesis = try event("eventbridge", "kinesis")
        let data = try #require(kinesis.at("Records/0/kinesis/data")?.string.flatMap { Data(base64Encoded: $0) })
        #expect(try JSONDocument([UInt8](data)).root["detail-type"]?.string == "Order Paid")
    }

    /// Every template in each that contains others, as text or as JSON.
    @Test(arguments: EventTemplate.all.filter { $0.payload != nil })
    func `each level can be parsed`(wrapper: EventTemplate) throws {
        for inner in EventTemplate.all {
            let bytes = try inner.wrapped(in: [wrapper]).event()
            let text =
                inner.shape.delivered == nil
                ? try JSONDocument(inner.event()).compact() : #"{"Type":"Notification","MessageId":""#
            let isInside = try EventContent(bytes).contains(text) || JSONDocument(bytes).compact().contains(text)
            #expect(isInside, "\(inner.name) in \(wrapper.name)")
        }
    }

    @Test func `a setting is for all templates, or for one of them`() throws {
        let all = try event("sns", "sqs", settings: ["account": "210987654321"])
        #expect(all.at("Records/0/eventSourceARN")?.string == "arn:aws:sqs:us-east-1:210987654321:order-queue")
        #expect(
            all.at("Records/0/body")?.inner?.at("TopicArn")?.string == "arn:aws:sns:us-east-1:210987654321:order-topic")
        let one = try event("sns", "sqs", settings: ["sns.account": "210987654321"])
        #expect(one.at("Records/0/eventSourceARN")?.string == "arn:aws:sqs:us-east-1:123456789012:order-queue")
        #expect(
            one.at("Records/0/body")?.inner?.at("TopicArn")?.string == "arn:aws:sns:us-east-1:210987654321:order-topic")
    }

    @Test func `mistakes in chains are named`() throws {
        func message(_ names: [String], _ settings: [String: String] = [:], isRaw: Bool = false) throws -> String? {
            let templates = try names.map { try #require(EventTemplate.named($0)) }
            do {
                _ = try templates[0].wrapped(in: Array(templates.dropFirst()), isRaw: isRaw).event(settings)
                return nil
            } catch { return error.description }
        }
        #expect(
            try message(["sqs", "s3-put"])?.hasPrefix("template s3-put contains no other event; these do: ") == true)
        #expect(try message(["s3-put", "sqs"], ["body": "x"]) == "body of sqs is the event inside it")
        #expect(try message(["s3-put", "sqs"], ["sqs.body": "x"]) == "body of sqs is the event inside it")
        #expect(try message(["api-gateway-v2", "sqs"], ["body": "x"]) == nil)
        #expect(
            try message(["s3-put", "sqs"], ["quue": "x"])
                == #"template s3-put in sqs has no parameter "quue"; did you mean "queue"?"#)
        #expect(
            try message(["s3-put", "sqs"], ["sqs.bucket": "x"])
                == #"template sqs has no parameter "bucket"; it has body, attributes, queue, account, region, partition, time"#
        )
        #expect(try message(["s3-put", "sqs"], isRaw: true) == "only the template sns in another one has a raw form")
        #expect(try message(["s3-put", "sns"], isRaw: true) == "only the template sns in another one has a raw form")
    }
}
