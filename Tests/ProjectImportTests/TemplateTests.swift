import JSONText
import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

@Suite("SAM and CloudFormation templates")
struct TemplateTests {
    static let sam = """
        AWSTemplateFormatVersion: '2010-09-09'
        Transform: AWS::Serverless-2016-10-31
        Parameters:
          Stage: { Type: String, Default: dev }
          Secret: { Type: String, NoEcho: true }
          Sizes: { Type: CommaDelimitedList, Default: "128, 256" }
        Mappings:
          ByStage:
            dev: { Level: debug }
            prod: { Level: warn }
        Conditions:
          IsProd: !Equals [!Ref Stage, prod]
        Globals:
          Function:
            Runtime: python3.13
            Timeout: 10
            Environment:
              Variables: { STAGE: !Ref Stage, SHARED: global }
            Layers: [!Ref SharedLayer]
        Resources:
          HelloFunction:
            Type: AWS::Serverless::Function
            Properties:
              CodeUri: ./hello/
              Handler: app.lambda_handler
              MemorySize: !Select [1, !Ref Sizes]
              Architectures: [arm64]
              EphemeralStorage: { Size: 1024 }
              Environment:
                Variables:
                  SHARED: own
                  LEVEL: !FindInMap [ByStage, !Ref Stage, Level]
                  MODE: !If [IsProd, live, test]
                  URL: !Sub "https://${Stage}.example.com/${!raw}"
                  JOINED: !Join ["-", [a, !Ref Stage]]
                  TABLE: !Ref Table
                  NAMED: !Ref NamedTable
                  OTHER: !GetAtt WorldFunction.Arn
                  SECRET: !Ref Secret
                  GONE: !If [IsProd, x, !Ref "AWS::NoValue"]
                  YES: yes
                  NUMBER: 1.0
              Layers:
                - !Ref OwnLayer
                - arn:aws:lambda:us-east-1:123456789012:layer:insights:1
              Policies: AWSLambdaBasicExecutionRole
              Events:
                Get:
                  Type: HttpApi
                  Properties: { Path: /hello, Method: get }
                Queue:
                  Type: SQS
                  Properties: { Queue: !GetAtt Queue.Arn }
                Odd: { Type: AlexaSkill }
          WorldFunction:
            Type: AWS::Lambda::Function
            Properties:
              FunctionName: world
              Runtime: nodejs22.x
              Handler: index.handler
              Code:
                ZipFile: |
                  exports.handler = async () => 1
          ProdFunction:
            Type: AWS::Serverless::Function
            Condition: IsProd
            Properties: { CodeUri: prod, Handler: a.b }
          SharedLayer:
            Type: AWS::Serverless::LayerVersion
            Properties: { ContentUri: layers/shared }
          OwnLayer:
            Type: AWS::Lambda::LayerVersion
            Properties: { Content: layers/own }
          Table: { Type: AWS::Serverless::SimpleTable }
          NamedTable: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Sub "t-${Stage}" } }
          Queue: { Type: AWS::SQS::Queue }
        """

    @Test("A SAM template's functions, with globals, intrinsic functions, layers and events, load without an error")
    func wholeTemplate() throws {
        let result = try Imported(Self.sam)
        #expect(result.problems == [])
        #expect(result.draft.format == "SAM template")
        #expect(result.manifest?.functions.map(\.name) == ["HelloFunction", "world"])
        let hello = try result.function("HelloFunction")
        #expect(hello.runtime == "python3.13")
        #expect(hello.handler == "app.lambda_handler")
        #expect(hello.code == "hello")
        #expect(hello.layers == ["layers/shared", "layers/own"])
        #expect([hello.memorySize, hello.timeout, hello.ephemeralStorage] == [256, 10, 1024])
        #expect(hello.architecture == "arm64")
        #expect(
            Dictionary(uniqueKeysWithValues: hello.environment.map { ($0.key, $0.value) }) == [
                "STAGE": "dev", "SHARED": "own", "LEVEL": "debug", "MODE": "test",
                "URL": "https://dev.example.com/${raw}", "JOINED": "a-dev", "NAMED": "t-dev", "YES": "true",
                "OTHER": "arn:aws:lambda:us-east-1:123456789012:function:world", "NUMBER": "1.0",
            ])
        #expect(hello.events == "events/HelloFunction")
        let event = try JSONDocument(result.file("events/HelloFunction/Get.json")).root
        #expect(event["routeKey"]?.string == "GET /hello")
        let queue = try JSONDocument(result.file("events/HelloFunction/Queue.json")).root
        #expect(queue["Records"]?[0]?["eventSource"]?.string == "aws:sqs")
        #expect(try result.function("world").code == "code/world")
        #expect(try result.file("code/world/index.js") == "exports.handler = async () => 1\n")
    }

    @Test("Settings that are left out are noted with their line, and nothing else is")
    func notes() throws {
        let result = try Imported(Self.sam)
        let line = { (words: String) in
            Self.sam.split(separator: "\n", omittingEmptySubsequences: false)
                .firstIndex { $0.contains(words) }.map { $0 + 1 }
        }
        #expect(result.hasNote(line("TABLE: !Ref Table"), "environment.TABLE", "\"Table\"", "at deployment"))
        #expect(result.hasNote(line("SECRET: !Ref"), "--parameter Secret=…"))
        #expect(result.hasNote(line("layer:insights:1"), "Layers", "on AWS"))
        #expect(result.hasNote(line("Policies:"), "Policies", "\"credentials\""))
        #expect(result.hasNote(line("Odd:"), "Events.Odd", "AlexaSkill"))
        #expect(result.hasNote(line("ProdFunction:"), "IsProd is false"))
        #expect(result.hasNote(line("OTHER: !GetAtt"), "AWS::Region", "assumed to be \"us-east-1\""))
        #expect(result.hasNote(line("OTHER: !GetAtt"), "AWS::AccountId"))
        #expect(result.hasNote(line("  Table: {"), "AWS::Serverless::SimpleTable"))
        #expect(result.hasNote(line("NamedTable: {"), "AWS::DynamoDB::Table"))
        #expect(result.hasNote(line("  Queue: {"), "AWS::SQS::Queue"))
        #expect(result.draft.notes.count == 11, "\(result.notes.joined(separator: "\n"))")
        #expect(result.draft.notes.compactMap(\.line) == result.draft.notes.compactMap(\.line).sorted())
    }

    @Test("Given parameters override defaults, and change the result of conditions")
    func parameters() throws {
        let result = try Imported(
            Self.sam, parameters: ["Stage": "prod", "Secret": "s", "AWS::Region": "eu-west-1", "Unknown": "x"])
        let hello = try result.function("HelloFunction")
        #expect(hello.environment["MODE"] == "live")
        #expect(hello.environment["GONE"] == "x")
        #expect(hello.environment["SECRET"] == "s")
        #expect(hello.environment["OTHER"]?.contains("eu-west-1") == true)
        #expect(result.manifest?.functions.count == 3)
        #expect(result.hasNote(nil, "--parameter Unknown"))
        #expect(!result.notes.contains { $0.contains("AWS::Region") })
    }

    @Test("The long form in JSON has the same meaning as the tags")
    func json() throws {
        let result = try Imported(
            """
            {
            \t"Resources": { "F": { "Type": "AWS::Lambda::Function", "Properties": {
            \t\t"Runtime": { "Ref": "R" }, "Handler": { "Fn::Join": ["", ["app", ".", "handler"]] },
            \t\t"Code": { "S3Bucket": "b", "S3Key": "k" }, "Timeout": "7",
            \t\t"Environment": { "Variables": { "AA": { "Fn::Sub": ["${x}-${R}", { "x": "1" }] },
            \t\t\t"B": { "Fn::GetAtt": ["F", "Arn"] }, "C": { "Fn::ImportValue": "other" }, "DD": true } } } } },
            \t"Parameters": { "R": { "Type": "String", "Default": "nodejs22.x" } }
            }
            """)
        #expect(result.problems == [])
        let function = try result.function("F")
        #expect(function.runtime == "nodejs22.x")
        #expect(function.handler == "app.handler")
        #expect(function.timeout == 7)
        #expect(function.environment["AA"] == "1-nodejs22.x")
        #expect(function.environment["DD"] == "true")
        #expect(result.hasNote(4, "Code", "in S3"))
        #expect(result.hasNote(6, "environment.C", "Fn::ImportValue"))
        // Missing code gets a folder, so that the manifest loads at once.
        #expect(result.draft.folders == ["code/F"])
        #expect(function.code == "code/F")
    }

    @Test("A name that depends on the stack is not used; a name that the template sets is")
    func names() throws {
        let result = try Imported(
            Self.template(
                """
                FunctionName: !Sub "${AWS::StackName}-orders"
                Environment: { Variables: { ME: !Ref F, YOU: !Ref G } }
                """,
                other: "FunctionName: billing"))
        #expect(result.draft.functions.map(\.name) == ["F", "billing"])
        #expect(try result.function("F").environment["ME"] == "F")
        #expect(try result.function("F").environment["YOU"] == "billing")
        #expect(result.hasNote(8, "FunctionName", "depends on the stack"))
    }

    @Test("Functions with an unknown image or runtime, or without a handler, are left out")
    func refusals() throws {
        let image = try Imported(Self.template("PackageType: Image"))
        #expect(image.draft.functions.isEmpty)
        #expect(image.hasNote(2, "left out", "container image, and the file does not name it"), "\(image.notes)")
        let runtime = try Imported(Self.template("Runtime: nodejs22"))
        #expect(runtime.draft.functions.isEmpty)
        #expect(runtime.hasNote(8, "did you mean \"nodejs22.x\"?"))
        let handler = try Imported(
            "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: java21, CodeUri: a }")
        #expect(handler.draft.functions.isEmpty)
        #expect(handler.hasNote(2, "no handler"))
    }

    @Test("Sizes, variables and processors that Lambda would refuse are not written to the manifest")
    func values() throws {
        let result = try Imported(
            Self.template(
                """
                MemorySize: 64
                Timeout: soon
                Architectures: [sparc]
                Environment: { Variables: { _HANDLER: a, "a-b": c, AWS_SECRET_ACCESS_KEY: hush, GOOD: "1" } }
                """))
        #expect(result.problems == [])
        let function = try result.function("F")
        #expect(function.environment == ["GOOD": "1"])
        #expect(function.memorySize == nil && function.timeout == nil && function.architecture == nil)
        #expect(result.hasNote(8, "memorySize", "64", "128 to 10240"))
        #expect(result.hasNote(9, "Timeout", "soon"))
        #expect(result.hasNote(10, "sparc"))
        #expect(result.hasNote(11, "_HANDLER") && result.hasNote(11, "a-b"))
        #expect(result.hasNote(11, "AWS_SECRET_ACCESS_KEY", "credentials"))
        #expect(!result.draft.text.contains("hush"))
        #expect(!result.notes.joined().contains("hush"))
    }

    /// A template with the function F, whose further properties begin on line 8, and the function G.
    static func template(_ properties: String, other: String = "Description: other") -> String {
        let indented = { (text: String) in
            text.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n")
        }
        let runtime = properties.contains("Runtime:") ? "Description: no" : "Runtime: nodejs22.x"
        let second = """

              G:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: a.b
                  CodeUri: g
            """
        return """
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: app.handler
                  CodeUri: f
                  \(runtime)
            \(indented(properties))
            """ + (other.hasPrefix("Desc") ? "" : second + "\n" + indented(other))
    }
}
