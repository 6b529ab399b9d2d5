import Foundation
import JSONText
import Testing

/// The exported schema in a validator (jsonschema from PyPI).
@Suite(.limited)
struct SchemaTests {
    /// Prints a line for each manifest on standard input: `ok`, or the first error.
    private static let validator = """
        import json, sys
        import jsonschema
        job = json.load(sys.stdin)
        jsonschema.Draft202012Validator.check_schema(job["schema"])
        validator = jsonschema.Draft202012Validator(job["schema"])
        for manifest in job["manifests"]:
            mistake = next(iter(validator.iter_errors(manifest)), None)
            print("ok" if mistake is None else mistake.message.replace("\\n", " ")[:200])
        """

    /// A Python that has the validator; nil if none has.
    private static func python() async -> String? {
        for python in ["python3", "/usr/bin/python3"] {
            let result = try? await Program.run(python, ["-c", "import jsonschema; jsonschema.Draft202012Validator"])
            if result?.status == 0 { return python }
        }
        return nil
    }

    private static func validate(_ manifests: [String]) async throws -> [String] {
        let python = try #require(await python(), "python3-jsonschema is needed (make test installs it)")
        let schema = try await Program.run(Program.lamdeck, ["export", "schema"])
        #expect(schema.status == 0 && schema.messages.isEmpty)
        let job = "{\"schema\": \(schema.text), \"manifests\": [\(manifests.joined(separator: ","))]}"
        let result = try await Program.run(python, ["-c", validator], input: Array(job.utf8))
        #expect(result.status == 0, "\(result.messages)")
        return result.lines
    }

    /// Functions of one manifest, each with these keys in addition to the required ones.
    private static func one(_ keys: String) -> String {
        let needed = "\"runtime\": \"nodejs22.x\", \"handler\": \"app.handler\", \"code\": \"hello/code\""
        return "{ \"functions\": { \"f\": { \(needed)\(keys.isEmpty ? "" : ", " + keys) } } }"
    }

    /// A manifest of the function `f` with an API, or several.
    private static func api(_ value: String) -> String {
        "{ \"api\": \(value), " + one("").dropFirst(2)
    }

    private static let good = [
        api("{ \"routes\": { \"GET /a/{id}\": \"f\", \"// note\": 1, \"$default\": { \"function\": \"f\" } } }"),
        api(
            "{ \"type\": \"rest\", \"binaryMediaTypes\": [\"*/*\"], \"authorizers\": { \"a\": { \"type\": \"token\", "
                + "\"function\": \"f\" } }, \"authorizer\": \"a\", \"routes\": { \"ANY /{proxy+}\": \"f\" } }"),
        api(
            "{ \"shop\": { \"routes\": { \"$default\": \"f\" }, \"authorizers\": { \"a\": { \"type\": \"jwt\", \"issuer\": "
                + "\"https://i\", \"audience\": \"b\" } } }, \"chat\": { \"type\": \"websocket\", \"routes\": { \"a b\": \"f\" } } }"
        ),
        api("{ \"type\": \"alb\", \"multiValueHeaders\": true, \"routes\": { \"/*\": \"f\" } }"),
        one("\"url\": { \"cors\": { \"allowOrigins\": [\"*\"], \"maxAge\": 0 }, \"invokeMode\": \"RESPONSE_STREAM\" }"),
        one(""),
        one(
            "\"memorySize\": 10240, \"timeout\": 900, \"ephemeralStorage\": 512, \"port\": 65535, \"concurrency\": 100"),
        one(
            "\"layers\": [], \"environment\": { \"AB\": \"\", \"// why\": 1 }, \"architecture\": \"arm64\", \"// x\": null"
        ),
        one("\"watch\": [\"*.log\"], \"credentials\": \"work\", \"spare\": false"), one("\"watch\": false"),
        "{ \"//\": 1, \"defaults\": { \"runtime\": \"python3.13\", \"code\": \".\" }, \"functions\": "
            + "{ \"// a\": \"b\", \"f\": { \"handler\": \"a.b\" }, \"g_-1\": { \"handler\": \"a.b\" } } }",
        "{ \"$schema\": \"functions.schema.json\", \"registry\": \"localhost:5000/x\", \"mouse\": false, \"endpoint\": 1, "
            + "\"functions\": { \"f\": { \"image\": \"a/b:1\", \"handler\": \"x\", \"code\": \".\" } } }",
    ]

    private static let bad = [
        "[]", "{}", "{ \"functions\": {} }", "{ \"functions\": { \"f\": {} } }", "{ \"functions\": { \"f\": 1 } }",
        "{ \"functions\": { \"a b\": { \"runtime\": \"nodejs22.x\", \"handler\": \"a.b\", \"code\": \".\" } } }",
        "{ \"defaults\": { \"port\": 9000 }, \"functions\": "
            + "{ \"f\": { \"runtime\": \"nodejs22.x\", \"handler\": \"a.b\", \"code\": \".\" } } }",
        "{ \"defaults\": { \"handler\": \"a.b\" }, \"functions\": { \"f\": { \"runtime\": \"nodejs22.x\" } } }",
        "{ \"registry\": \"https://x\", \"functions\": { \"f\": { \"image\": \"a\", \"handler\": \"x\", \"code\": \".\" } } }",
        one("\"memorysize\": 128"), one("\"memorySize\": 127"), one("\"memorySize\": \"128\""), one("\"timeout\": 901"),
        one("\"timeout\": 1.5"), one("\"port\": 0"), one("\"image\": \"a/b\""), one("\"architecture\": \"amd64\""),
        one("\"environment\": { \"A\": \"\" }"), one("\"environment\": { \"_HANDLER\": \"x\" }"),
        one("\"environment\": { \"AB\": 1 }"), one("\"environment\": { \"AWS_LAMBDA_FUNCTION_NAME\": \"x\" }"),
        one("\"layers\": \"a\""), one("\"layers\": [\" \"]"), one("\"watch\": \"yes\""), one("\"credentials\": \"\""),
        one("\"spare\": 1"),
        "{ \"functions\": { \"f\": { \"runtime\": \"nodejs23.x\", \"handler\": \"a.b\", \"code\": \".\" } } }",
        "{ \"functions\": { \"f\": { \"runtime\": \"nodejs22.x\", \"handler\": \"a b\", \"code\": \".\" } } }",
        api("{}"), api("{ \"type\": \"rest\" }"), api("{ \"routes\": {} }"), api("{ \"routes\": { \"GET /\": 1 } }"),
        api("{ \"type\": \"soap\", \"routes\": { \"GET /\": \"f\" } }"),
        api("{ \"binaryMediaTypes\": [], \"routes\": { \"GET /\": \"f\" } }"),
        api("{ \"type\": \"rest\", \"payloadFormatVersion\": \"1.0\", \"routes\": { \"GET /\": \"f\" } }"),
        api("{ \"routes\": { \"GET /\": { \"functon\": \"f\" } } }"),
        api("{ \"port\": { \"routes\": { \"GET /\": \"f\" } } }"),
        api(
            "{ \"routes\": { \"GET /\": \"f\" }, \"authorizers\": { \"a\": { \"type\": \"jwt\", \"function\": \"f\" } } }"
        ),
        one("\"url\": { \"invokeMode\": \"STREAM\" }"), one("\"url\": { \"cors\": { \"maxAge\": 90000 } }"),
        "{ \"functions\": { \"f\": { \"runtime\": \"go1.x\", \"architecture\": \"arm64\", \"handler\": \"a\", "
            + "\"code\": \".\" } } }",
    ]

    @Test("A schema validator accepts the manifests that lamdeck accepts, and the project's own")
    func takes() async throws {
        let own = try String(contentsOfFile: Program.package + "/functions.json", encoding: .utf8)
        let results = try await Self.validate(Self.good + [own])
        #expect(results == results.map { _ in "ok" } && results.count == Self.good.count + 1)
    }

    @Test("A schema validator rejects the manifests that lamdeck rejects")
    func refuses() async throws {
        let results = try await Self.validate(Self.bad)
        #expect(results.count == Self.bad.count)
        for (manifest, result) in zip(Self.bad, results) { #expect(result != "ok", "\(manifest)") }
    }

    /// Schema and reader agree about all of these.
    @Test("lamdeck itself accepts and rejects the same manifests")
    func reader() async throws {
        try await Project.run(.node("hello")) { project in
            project.environment["LAMDECK_REGISTRY"] = nil
            for (manifests, status) in [(Self.good, 0), (Self.bad, 2)] {
                for manifest in manifests {
                    try project.write("functions.json", manifest)
                    let result = try await project.lamdeck("validate")
                    #expect(result.status == status, "\(manifest): \(result.messages)")
                }
            }
        }
    }
}
