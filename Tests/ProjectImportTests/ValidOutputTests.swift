import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

/// The result of an import loads without an error, whatever the imported file contains.
@Suite("The output of import is valid")
struct ValidOutputTests {
    static func function(_ properties: String) -> String {
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: nodejs22.x\n"
            + "      Handler: app.handler\n"
            + properties.split(separator: "\n").map { "      \($0)\n" }.joined()
    }

    @Test(
        "Code in S3 becomes an empty folder, not the path \"s3:/bucket/key\"",
        arguments: [
            "CodeUri: s3://bucket/key", "CodeUri: { Bucket: b, Key: k }", "CodeUri: https://example.com/x.zip",
            "CodeUri: !Sub \"s3://${AWS::Region}-bucket/key\"",
        ])
    func packaged(properties: String) throws {
        let result = try Imported(Self.function(properties), with: [:])
        #expect(result.problems == [])
        #expect(try result.function("F").code == "code/F")
        #expect(result.draft.folders == ["code/F"])
        #expect(result.hasNote(7, "F: CodeUri", "left out"), "\(result.notes)")
        #expect(result.notes("put it into code/F").count == 1, "\(result.notes)")
    }

    @Test(
        "Layers that do not exist on this machine are left out",
        arguments: [
            "[s3://bucket/key]", "[https://example.com/x.zip]", "[!Ref Packaged]", "[./gone]", "[./file.txt]",
            "[arn:aws:lambda:us-east-1:123456789012:layer:x:1]",
        ])
    func layers(layers: String) throws {
        let text =
            Self.function("CodeUri: f\nLayers: \(layers)")
            + "  Packaged: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: s3://b/k } }\n"
        let result = try Imported(text, with: ["f/app.js": "", "file.txt": ""])
        #expect(result.problems == [])
        #expect(try result.function("F").layers == [])
        #expect(result.hasNote(8, "ayers", "left out"), "\(result.notes)")
    }

    @Test("A folder that a build would create is created empty, and a note says so")
    func missingFolder() throws {
        let result = try Imported(Self.function("CodeUri: ./dist/orders/"), with: ["src/app.ts": ""])
        #expect(result.problems == [])
        #expect(try result.function("F").code == "dist/orders")
        #expect(result.draft.folders == ["dist/orders"])
        #expect(result.hasNote(7, "\"dist/orders\" does not exist", "it gets an empty folder"), "\(result.notes)")
    }

    @Test(
        "Code that is neither folder nor zip, or is outside the project, becomes code/NAME",
        arguments: [
            "../gone", "/gone/for/good", "~/gone", "app.zip", "target/app.jar", "file.txt", "file.txt/inner", "\"\"",
            "\"a\\0b\"",
        ])
    func unusable(code: String) throws {
        let result = try Imported(Self.function("CodeUri: \(code)"), with: ["file.txt": "", "target/app.jar": ""])
        #expect(result.problems == [], "\(result.draft.text)")
        #expect(try result.function("F").code == "code/F")
        #expect(result.notes("F: code").count == 1, "\(result.notes)")
    }

    @Test("A .env file that is missing or has a mistake is left out, and the note has the place of the mistake")
    func environmentFiles() throws {
        let compose = { (file: String) in
            "services:\n  a:\n    image: public.ecr.aws/lambda/nodejs:22\n    command: a.b\n"
                + "    volumes: [./c:/var/task:ro]\n    env_file: \(file)\n"
        }
        let missing = try Imported(compose("gone.env"), with: ["c/a.js": ""])
        #expect(missing.problems == [])
        #expect(missing.notes("environmentFile", "gone.env", "left out").count == 1, "\(missing.notes)")
        let bad = try Imported(compose("bad.env"), with: ["c/a.js": "", "bad.env": "GOOD=1\nno value\n"])
        #expect(bad.problems == [])
        #expect(try bad.function("a").environmentFile == nil)
        #expect(bad.notes("environmentFile", "bad.env:2:1").count == 1, "\(bad.notes)")
    }

    @Test("A note for several functions on one line is given once, with the functions' names")
    func sharedNotes() throws {
        let functions = (1...5).map { "  F\($0): { Type: AWS::Serverless::Function, Properties: { Handler: a.b } }\n" }
        let result = try Imported(
            "Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Runtime: nodejs22.x\n    CodeUri: c\n"
                + "    Tracing: Active\n    Environment: { Variables: { TABLE: !Ref Table } }\nResources:\n"
                + functions.joined() + "  Table: { Type: AWS::DynamoDB::Table }\n",
            with: ["c/a.js": ""])
        #expect(result.draft.functions.count == 5)
        #expect(
            result.notes("Tracing") == [
                "f:6: F1, F2, F3 and 2 more: Tracing: left out: lamdeck sends no "
                    + "traces; it shows calls between functions itself"
            ])
        #expect(result.notes("environment.TABLE").count == 1, "\(result.notes)")
    }

    @Test("If a name is changed because another differs only in case, a note says so")
    func cases() throws {
        let result = try Imported(
            "Resources:\n"
                + ["Hello", "hello", "a.b"].map {
                    "  \($0): { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: a.b, CodeUri: c } }\n"
                }.joined(), with: ["c/a.js": ""])
        #expect(result.draft.functions.map(\.name) == ["Hello", "hello-2", "a-b"])
        #expect(result.hasNote(3, "\"hello-2\"", "\"Hello\" differs only in case"), "\(result.notes)")
        #expect(result.hasNote(4, "\"a-b\"", "1 to 64 letters"))
        let twice = try Imported(
            "Resources:\n"
                + ["A", "B"].map {
                    "  \($0): { Type: AWS::Serverless::Function, Properties: { FunctionName: x, Runtime: nodejs22.x, "
                        + "Handler: a.b, CodeUri: c } }\n"
                }.joined(), with: ["c/a.js": ""])
        #expect(twice.hasNote(3, "\"x-2\"", "another function has the name"), "\(twice.notes)")
    }

    @Test(
        "An empty value, which CloudFormation refuses, is noted and does not become an empty text",
        arguments: [
            ("Environment: { Variables: { A1: null } }", "environment.A1"),
            ("Environment: { Variables: { A1: } }", "environment.A1"),
            ("Environment: { Variables: { A1: ~ } }", "environment.A1"),
            ("Environment: { Variables: { A1: !Join [\"\", [x, null]] } }", "environment.A1"),
            ("Environment: { Variables: { A1: !Sub [\"${x}\", { x: null }] } }", "environment.A1"),
            ("Environment: { Variables: { A1: !Ref Empty } }", "environment.A1"),
            ("Timeout:", "Timeout"), ("Environment:", "Environment"),
        ])
    func nulls(properties: String, subject: String) throws {
        let text =
            Self.function("CodeUri: f\n" + properties) + "Parameters: { Empty: { Type: String, Default: null } }\n"
        let result = try Imported(text, with: ["f/app.js": ""])
        #expect(result.problems == [])
        #expect(try result.function("F").environment.isEmpty)
        #expect(result.hasNote(8, subject, "left out"), "\(result.notes)")
        let empty = try Imported(
            Self.function("CodeUri: f\nEnvironment: { Variables: { A1: \"\" } }"), with: ["f/app.js": ""])
        #expect(try empty.function("F").environment == ["A1": ""])
        #expect(empty.notes == [])
    }
}
