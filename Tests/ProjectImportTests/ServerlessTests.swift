import JSONText
import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

@Suite("serverless.yml")
struct ServerlessTests {
    static let file = """
        service: shop
        frameworkVersion: "4"
        plugins:
          - serverless-esbuild
        params:
          default: { level: info }
          prod: { level: warn }
        custom:
          table: "${self:service}-${sls:stage}"
          nested: { a: "${self:custom.table}" }
        provider:
          name: aws
          runtime: python3.13
          stage: ${opt:stage, 'dev'}
          architecture: arm64
          environment:
            TABLE: ${self:custom.nested.a}
            LEVEL: ${param:level}
            SHARED: provider
          iam: { role: arn:aws:iam::123456789012:role/x }
        functions:
          orders:
            handler: src/orders.handler
            environment:
              SHARED: own
              TOKEN: ${env:TOKEN}
              REGION: ${env:NOWHERE, "eu-${opt:region, 'none'}"}
              FILE: ${file(./other.yml):key}
              COUNT: 010
              BUCKET: !Ref Uploads
            layers:
              - { Ref: UtilsLambdaLayer }
              - arn:aws:lambda:us-east-1:123456789012:layer:other:2
            events:
              - httpApi: 'POST /orders/{id}'
              - http: { path: orders, method: any }
              - sqs: arn:aws:sqs:eu-west-1:123456789012:queue
              - schedule: rate(1 hour)
              - kafka: {}
            reservedConcurrency: 2
          report:
            handler: report.main
            name: monthly-report
            memorySize: 512
            timeout: 60
            package: { artifact: build/report.zip }
          boxed: { image: "repository/x:1" }
        layers:
          utils: { path: layers/utils }
        resources:
          Resources:
            Uploads: { Type: AWS::S3::Bucket, Properties: { BucketName: uploads } }
        """

    @Test("Functions with provider defaults, variables, layers and events load without an error")
    func wholeFile() throws {
        let result = try Imported(Self.file)
        #expect(result.problems == [])
        #expect(result.manifest?.functions.map(\.name) == ["orders", "monthly-report", "boxed"])
        let orders = try result.function("orders")
        #expect(orders.runtime == "python3.13")
        #expect(orders.handler == "src/orders.handler")
        #expect(orders.code == ".")
        #expect(orders.architecture == "arm64")
        // Serverless' own defaults, not Lambda's.
        #expect(orders.memorySize == 1024)
        #expect(orders.timeout == 6)
        #expect(orders.layers == ["layers/utils"])
        #expect(
            Dictionary(uniqueKeysWithValues: orders.environment.map { ($0.key, $0.value) }) == [
                "TABLE": "shop-dev", "LEVEL": "info", "SHARED": "own", "REGION": "eu-none", "COUNT": "010",
                "BUCKET": "uploads",
            ])
        let report = try result.function("monthly-report")
        #expect(report.code == "build/report.zip")
        #expect([report.memorySize, report.timeout] == [512, 60])
        #expect(report.environment["SHARED"] == "provider")
        let files = result.draft.files.map(\.path)
        #expect(
            files == [
                "events/orders/httpApi-POST-orders-id.json", "events/orders/http-GET-orders.json",
                "events/orders/sqs.json", "events/orders/schedule.json",
            ])
        let http = try JSONDocument(result.file("events/orders/httpApi-POST-orders-id.json")).root
        #expect(http["requestContext"]?["http"]?["method"]?.string == "POST")
        let queue = try JSONDocument(result.file("events/orders/sqs.json")).root
        #expect(queue["Records"]?[0]?["eventSourceARN"]?.string == "arn:aws:sqs:eu-west-1:123456789012:queue")
    }

    @Test("Settings that are left out are noted with their line, and nothing else is")
    func notes() throws {
        let result = try Imported(Self.file)
        let line = { (words: String) in
            Self.file.split(separator: "\n", omittingEmptySubsequences: false)
                .firstIndex { $0.contains(words) }.map { $0 + 1 }
        }
        #expect(result.hasNote(line("serverless-esbuild"), "plugins", "does not run here"))
        #expect(result.hasNote(line("iam:"), "provider.iam", "credentials"))
        #expect(result.hasNote(line("TOKEN:"), "environment.TOKEN", "is set in the shell"))
        #expect(result.hasNote(line("FILE:"), "environment.FILE", "known only at deployment"))
        #expect(result.hasNote(line("layer:other:2"), "layers", "on AWS"))
        #expect(result.hasNote(line("kafka"), "events.kafka"))
        #expect(result.hasNote(line("reservedConcurrency"), "concurrency"))
        #expect(result.hasNote(line("resources:"), "resources"))
        #expect(result.hasNote(line("functions:"), "shop-dev-orders is \"orders\""))
        #expect(result.draft.notes.count == 9, "\(result.notes.joined(separator: "\n"))")
    }

    @Test("A given stage selects its parameters; an assumed stage is noted")
    func stages() throws {
        let given = try Imported(Self.file, parameters: ["stage": "prod", "region": "west"])
        #expect(try given.function("orders").environment["LEVEL"] == "warn")
        #expect(try given.function("orders").environment["TABLE"] == "shop-prod")
        #expect(try given.function("orders").environment["REGION"] == "eu-west")
        let assumed = try Imported(
            """
            service: s
            provider: { name: aws, runtime: nodejs22.x }
            functions:
              - a: { handler: a.b, name: "${sls:stage}-a", environment: { ST: "${sls:stage}" } }
              - b: { handler: a.b, environment: { PROD_ONLY: null } }
            """)
        #expect(assumed.draft.functions.map(\.name) == ["a", "b"])
        #expect(try assumed.function("a").environment == ["ST": "dev"])
        #expect(assumed.hasNote(4, "stage", "assumed to be \"dev\""))
    }

    @Test("Aliases and merged objects are resolved, and an object's own members win")
    func merges() throws {
        let result = try Imported(
            """
            service: s
            provider: { name: aws, runtime: nodejs22.x }
            custom:
              base: &base { timeout: 20, memorySize: 256 }
            functions:
              a: { <<: *base, handler: a.b, timeout: 30 }
            """)
        #expect([try result.function("a").timeout, try result.function("a").memorySize] == [30, 256])
    }
}
