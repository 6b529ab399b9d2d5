import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

@Suite("Output of aws lambda get-function-configuration")
struct ConfigurationTests {
    static let one = """
        {
            "FunctionName": "orders",
            "FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:orders",
            "Runtime": "python3.13",
            "Role": "arn:aws:iam::123456789012:role/orders",
            "Handler": "app.lambda_handler",
            "CodeSize": 1024,
            "Timeout": 15,
            "MemorySize": 256,
            "LastModified": "2026-01-01T00:00:00.000+0000",
            "Environment": { "Variables": {
                "STAGE": "prod", "EMPTY": "", "FLAG": "yes"
            } },
            "TracingConfig": { "Mode": "PassThrough" },
            "VpcConfig": { "SubnetIds": [], "SecurityGroupIds": [], "VpcId": "" },
            "SnapStart": { "ApplyOn": "None", "OptimizationStatus": "Off" },
            "Layers": [ { "Arn": "arn:aws:lambda:eu-west-1:123456789012:layer:x:1", "CodeSize": 1 } ],
            "PackageType": "Zip",
            "Architectures": ["arm64"],
            "EphemeralStorage": { "Size": 1024 },
            "LoggingConfig": { "LogFormat": "Text", "LogGroup": "/aws/lambda/orders" }
        }
        """

    @Test("One configuration becomes a function with an empty code folder")
    func single() throws {
        let result = try Imported(Self.one)
        #expect(result.problems == [])
        let orders = try result.function("orders")
        #expect(orders.environment == ["STAGE": "prod", "EMPTY": "", "FLAG": "yes"])
        #expect([orders.timeout, orders.memorySize, orders.ephemeralStorage] == [15, 256, 1024])
        #expect(orders.architecture == "arm64")
        #expect(orders.code == "code/orders")
        #expect(result.draft.folders == ["code/orders"])
        #expect(result.hasNote(1, "orders: code", "code/orders"))
        #expect(result.hasNote(5, "Role"))
        #expect(result.hasNote(17, "layer:x:1"))
        #expect(result.draft.notes.count == 3, "\(result.notes)")
    }

    @Test("An array, list-functions and get-function; functions with a container image are left out")
    func several() throws {
        let image = "{\"FunctionName\": \"boxed\", \"PackageType\": \"Image\"}"
        for text in [
            "[\(Self.one), \(image)]", "{\"Functions\": [\(Self.one), \(image)]}",
            "[{\"Configuration\": \(Self.one), \"Code\": {\"Location\": \"x\"}}, \(image)]",
        ] {
            let result = try Imported(text)
            #expect(result.draft.functions.map(\.name) == ["orders"])
            #expect(result.draft.notes.contains { $0.subject == "boxed" })
        }
        #expect(try Imported("{\"Configuration\": \(Self.one)}").draft.functions.count == 1)
    }

    @Test("The same output as YAML is read too, and quoted words stay words")
    func yaml() throws {
        let result = try Imported("FunctionName: f\nRuntime: nodejs22.x\nHandler: a.b\nTimeout: 5\n")
        #expect(try result.function("f").timeout == 5)
    }
}
