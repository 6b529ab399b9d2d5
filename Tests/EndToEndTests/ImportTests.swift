import Foundation
import JSONText
import Testing

/// `import` and `init` in use: the result runs, and nothing is overwritten.
@Suite(.limited)
struct ImportTests {
    /// Contains a YAML escape that would reach the terminal as a control character.
    private static let template = """
        Transform: AWS::Serverless-2016-10-31
        Parameters: { Stage: { Type: String, Default: dev } }
        Resources:
          Hello:
            Type: AWS::Serverless::Function
            Properties:
              CodeUri: hello/
              Handler: app.handler
              Runtime: python3.13
              Timeout: 30
              Environment: { Variables: { STAGE: !Ref Stage, TABLE: !Ref Table } }
              Events: { Api: { Type: HttpApi, Properties: { Path: /hello, Method: get } } }
          Table: { Type: "AWS::DynamoDB::Table\\e[31m" }
        """
    private static let code = """
        import os


        def handler(event, context):
            return [event.get("rawPath"), os.environ["STAGE"]]
        """

    @Test("A SAM template becomes a manifest whose function answers the event that import wrote")
    func sam() async throws {
        try await Project.run { project in
            try project.write("app/template.yaml", Self.template)
            try project.write("app/hello/app.py", Self.code)
            let result = try await project.lamdeck("import", "app/template.yaml")
            #expect(result.status == 0, "\(result.messages)")
            #expect(result.lines == ["functions.json", "events/Hello/Api.json"])
            #expect(result.messages.contains("app/template.yaml:11: Hello: environment.TABLE: left out"))
            #expect(result.messages.contains("app/template.yaml:13: Table: left out"))
            #expect(!result.messages.contains("\u{1B}"))
            let manifest = try JSONDocument(project.text("functions.json")).root
            #expect(manifest["functions"]?["Hello"]?["code"]?.string == "app/hello")
            #expect(try await project.lamdeck("validate").status == 0)

            let call = try await project.lamdeck("invoke", "Hello", "Api", "--raw")
            #expect(call.status == 0, "\(call.messages)")
            #expect(try JSONDocument(call.text).root.elements.map(\.string) == ["/hello", "dev"])
        }
    }

    @Test("The manifest is valid even if the template's code is not on this machine")
    func valid() async throws {
        try await Project.run { project in
            try project.write("packaged/template.yaml", Self.template.replacing("hello/", with: "s3://bucket/key"))
            try project.write("unbuilt/template.yaml", Self.template.replacing("hello/", with: "dist/hello"))
            try project.write("outside/template.yaml", Self.template.replacing("hello/", with: "../../gone"))
            for (name, code) in [
                ("packaged", "code/Hello"), ("unbuilt", "dist/hello"), ("outside", "code/Hello"),
            ] {
                let result = try await project.lamdeck(
                    "import", "\(name)/template.yaml", "--output", "\(name)/functions.json")
                #expect(result.status == 0, "\(result.messages)")
                let manifest = try JSONDocument(project.text("\(name)/functions.json")).root
                #expect(manifest["functions"]?["Hello"]?["code"]?.string == code)
                #expect(result.messages.contains("\(name)/template.yaml:7: Hello: "), "\(result.messages)")
                let validated = try await project.lamdeck("validate", "--file", "\(name)/functions.json")
                #expect(validated.status == 0, "\(validated.messages)")
            }
        }
    }

    @Test("import reads the files next to serverless.yml, and finds the assets of a CDK template")
    func besideTheFile() async throws {
        try await Project.run { project in
            try project.write(
                "shop/serverless.yml",
                """
                service: shop
                provider: { name: aws, runtime: nodejs22.x, stage: dev }
                functions: { hello: { handler: a.b, environment: { KEY: "${file(./x.yml):k, 'd'}" } } }
                """)
            try project.write("shop/x.yml", "k: of-the-file\n")
            let serverless = try await project.lamdeck("import", "shop/serverless.yml", "--dry-run")
            #expect(serverless.text.contains("of-the-file"), "\(serverless.messages)")
            try project.write("cdk.json", #"{"app": "node app.js"}"#)
            try project.write("cdk.out/asset.1f/app.js", "exports.handler = async () => 1\n")
            try project.write(
                "cdk.out/S.template.json",
                """
                {"Resources": {"F": {"Type": "AWS::Lambda::Function",
                "Properties": {"Runtime": "nodejs22.x", "Handler": "app.handler", "Code": {"S3Bucket": "b", "S3Key": "k"}},
                "Metadata": {"aws:asset:path": "asset.1f", "aws:asset:property": "Code"}}}}
                """)
            let hint = try await project.lamdeck("import", "cdk.json")
            #expect(hint.status == 2)
            #expect(hint.messages.contains("import cdk.out/S.template.json"), "\(hint.messages)")
            let written = try await project.lamdeck("import", "cdk.out/S.template.json")
            #expect(written.status == 0, "\(written.messages)")
            #expect(try project.text("functions.json").contains("\"cdk.out/asset.1f\""))
            #expect(try await project.lamdeck("validate").status == 0)
        }
    }

    @Test("Nothing is overwritten: if one file exists, none is written; --dry-run writes nothing")
    func overwriting() async throws {
        try await Project.run { project in
            try project.write("template.yaml", Self.template)
            try project.write("hello/app.py", Self.code)
            try project.write("events/Hello/Api.json", "{\"mine\": 1}")
            let taken = try await project.lamdeck("import", "template.yaml")
            #expect(taken.status == 2)
            #expect(taken.messages.contains("events/Hello/Api.json exists already"))
            #expect(!FileManager.default.fileExists(atPath: project.path("functions.json")))
            #expect(try project.text("events/Hello/Api.json") == "{\"mine\": 1}")

            let dry = try await project.lamdeck("import", "template.yaml", "--dry-run", "--parameter", "Stage=prod")
            #expect(dry.status == 0)
            let functions = try JSONDocument(dry.text).root["functions"]
            #expect(functions?["Hello"]?["environment"]?["STAGE"]?.string == "prod")
            #expect(!FileManager.default.fileExists(atPath: project.path("functions.json")))

            let other = try await project.lamdeck("import", "template.yaml", "--output", "sub/functions.json")
            #expect(other.status == 0)
            #expect(try project.text("sub/functions.json").contains("\"../hello\""))
            #expect(try project.text("sub/events/Hello/Api.json").contains("/hello"))
        }
    }

    @Test("A failed import exits with 2, names the line, and prints nothing to standard output")
    func refusals() async throws {
        try await Project.run { project in
            try project.write("twice.yaml", "Resources:\n  a: 1\n  a: 2\n")
            try project.write("none.yaml", "Resources:\n  T: { Type: AWS::DynamoDB::Table }\n")
            for (arguments, words) in [
                (["twice.yaml"], "twice.yaml:2: duplicate key \"a\""), (["none.yaml"], "no function"),
                (["missing.yaml"], "no file missing.yaml"), (["."], "is a folder"),
                (["/dev/zero"], "not a regular file"),
                (["none.yaml", "--parameter", "x"], "NAME=VALUE"),
            ] {
                let result = try await Program.run(
                    Program.lamdeck, ["import"] + arguments, environment: project.environment, in: project.folder)
                #expect(result.status == 2)
                #expect(result.messages.contains(words), "\(words) in \(result.messages)")
                #expect(result.text.isEmpty)
            }
            let piped = try await project.lamdeck(
                "import", "-", input: "{\"FunctionName\": \"f\", \"Runtime\": \"python3.13\", \"Handler\": \"a.b\"}")
            #expect(piped.status == 0, "\(piped.messages)")
            // The folder for the missing code exists, so that the manifest loads.
            #expect(try await project.lamdeck("validate").status == 0)
        }
    }

    @Test("init finds a handler, writes a manifest and a first event, and the function answers; a second init refuses")
    func initiates() async throws {
        try await Project.run { project in
            try project.write("hello/app.mjs", "export const handler = async (event) => event.message\n")
            let result = try await project.lamdeck("init")
            #expect(result.status == 0, "\(result.messages)")
            #expect(result.lines == ["functions.json", "events/hello/example.json"])
            // The newest runtime may have no image here.
            let manifest = try project.text("functions.json")
            #expect(manifest.contains("nodejs"))
            try project.write(
                "functions.json",
                manifest.replacingOccurrences(
                    of: "\"nodejs[0-9]+.x\"", with: "\"nodejs22.x\"", options: .regularExpression))
            let call = try await project.lamdeck("invoke", "hello", "example", "--raw")
            #expect(call.text == "\"hello\"", "\(call.messages)")

            let again = try await project.lamdeck("init")
            #expect(again.status == 2)
            #expect(again.messages.contains("exists already"))
            try project.write("empty/notes.txt", "")
            let empty = try await project.lamdeck("init", "empty")
            #expect(empty.status == 2)
            #expect(empty.messages.contains("no handler"))
        }
    }
}
