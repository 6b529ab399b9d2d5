import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

/// `Fn::ForEach` of CloudFormation's language extensions.
@Suite("Loops of templates")
struct LoopTests {
    private static let template = """
        Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
        Parameters:
          Names: { Type: CommaDelimitedList, Default: "alpha,beta" }
          Stages: { Type: CommaDelimitedList, Default: "dev,prod" }
          Stage: { Type: String, Default: dev }
        Conditions:
          Fn::ForEach::Stages:
            - Name
            - !Ref Stages
            - "Is${Name}": !Equals [!Ref Stage, !Ref Name]
        Resources:
          Fn::ForEach::Functions:
            - Name
            - !Ref Names
            - "Function${Name}":
                Type: AWS::Serverless::Function
                Properties:
                  FunctionName: !Sub "fn-${Name}"
                  Runtime: nodejs22.x
                  Handler: !Join [".", [!Ref Name, handler]]
                  CodeUri: "${Name}/"
                  Environment:
                    Variables:
                      OWN: !Ref Name
                      MODE: !If [Isprod, live, test]
                      Fn::ForEach::Others:
                        - Other
                        - [one, two]
                        - "URL_${Other}": "https://${Other}.${Name}.example.com"
          Only:
            Type: AWS::Serverless::Function
            Condition: Isprod
            Properties: { Runtime: nodejs22.x, Handler: a.b, CodeUri: only }
          Fn::ForEach::Outer:
            - A
            - [x, y]
            - "Fn::ForEach::Inner${A}":
                - B
                - ["1", "2"]
                - "Q${A}${B}": { Type: AWS::SQS::Queue, Properties: { QueueName: "${A}-${B}" } }
        Outputs:
          Fn::ForEach::Out:
            - Name
            - !Ref Names
            - "Out${Name}": { Value: !GetAtt [!Sub "Function${Name}", Arn] }
        """
    private static let files = ["alpha/alpha.js": "", "beta/beta.js": "", "only/a.js": "", "gamma/gamma.js": ""]

    @Test("Loops in conditions, resources, variables and outputs have the same result as on AWS")
    func loops() throws {
        let result = try Imported(Self.template, with: Self.files)
        #expect(result.problems == [])
        #expect(result.draft.functions.map(\.name) == ["fn-alpha", "fn-beta"])
        let beta = try result.function("fn-beta")
        #expect(beta.handler == "beta.handler")
        #expect(beta.code == "beta")
        #expect(
            beta.environment == [
                "OWN": "beta", "MODE": "test", "URL_one": "https://one.beta.example.com",
                "URL_two": "https://two.beta.example.com",
            ])
        // A condition created by a loop works like any other.
        #expect(result.notes("Only", "Isprod is false").count == 1, "\(result.notes)")
        #expect(result.notes("Q", "AWS::SQS::Queue").count == 4)
        #expect(result.notes("Fn::ForEach") == [])
    }

    @Test("A loop over a parameter uses the given values")
    func parameters() throws {
        let result = try Imported(
            Self.template, parameters: ["Names": "gamma", "Stage": "prod"], with: Self.files)
        #expect(result.problems == [])
        #expect(result.draft.functions.map(\.name) == ["fn-gamma", "Only"])
        #expect(try result.function("fn-gamma").environment["MODE"] == "live")
    }

    @Test("Loops in JSON, over mappings, in names with &{}, and in Globals")
    func json() throws {
        let result = try Imported(
            """
            { "Transform": ["AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"],
              "Mappings": { "M": { "All": { "Names": ["a-1", "b.2"] } } },
              "Globals": { "Function": { "Environment": { "Variables": {
                "Fn::ForEach::V": ["X", ["P", "Q"], { "G_${X}": { "Ref": "X" } }] } } } },
              "Resources": { "Fn::ForEach::F": ["Name", { "Fn::FindInMap": ["M", "All", "Names"] }, {
                "F&{Name}": { "Type": "AWS::Serverless::Function", "Properties": {
                  "Runtime": "nodejs22.x", "Handler": "a.b", "CodeUri": "c",
                  "Environment": { "Variables": { "NEXT": { "Ref": "Fa1" }, "N": "${Name}" } } } } }] } }
            """, with: ["c/a.js": ""])
        #expect(result.problems == [])
        #expect(result.draft.functions.map(\.name) == ["Fa1", "Fb2"])
        // Lambda does not allow a name of one letter.
        #expect(try result.function("Fb2").environment == ["G_P": "P", "G_Q": "Q", "NEXT": "Fa1"])
    }

    @Test(
        "A loop that cannot be evaluated is noted with its line",
        arguments: [
            ("[Name, !Ref Nowhere, { \"F${Name}\": {} }]", "Nowhere"), ("[Name, [a]]", "a name, a list and an object"),
            ("[Name, a, { F: {} }]", "not a list"), ("text", "a name, a list and an object"),
            ("[Name, !Ref Free, { \"F${Name}\": {} }]", "--parameter Free"),
        ])
    func wrong(loop: String, words: String) throws {
        let result = try Imported(
            "Transform: AWS::LanguageExtensions\nParameters: { Free: { Type: CommaDelimitedList } }\nResources:\n"
                + "  Fn::ForEach::Bad: \(loop)\n"
                + "  F: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: a.b } }\n", with: [:]
        )
        #expect(result.hasNote(4, "Fn::ForEach::Bad", "the loop is left out", words), "\(result.notes)")
        #expect(result.draft.functions.map(\.name) == ["F"])
    }

    @Test("Loops that multiply stay bounded")
    func bounded() throws {
        var body = "{ \"${A0}${A1}${A2}${A3}${A4}${A5}\": { Type: AWS::SQS::Queue } }"
        let list = "[" + (0..<20).map { "v\($0)" }.joined(separator: ", ") + "]"
        for level in 0..<6 { body = "{ \"Fn::ForEach::L\(level)\": [A\(level), \(list), \(body)] }" }
        let result = try Imported(
            "Transform: AWS::LanguageExtensions\nResources: \(body)\n", with: [:])
        #expect(!result.notes("more than").isEmpty)
    }
}
