import ProjectImport
import Testing

@Suite("Values of a template's parameters")
struct ParameterTests {
    @Test(
        "A value that violates another constraint of CloudFormation is noted as well",
        arguments: [
            ("Type: String, Default: Dev, AllowedValues: [dev, prod]", "did you mean \"dev\"?"),
            ("Type: String, Default: true, AllowedValues: [\"true\", \"false\"]", nil),
            ("Type: Number, Default: 5, MinValue: 10", "it is less than 10"),
            ("Type: Number, Default: 10.5, MinValue: 10, MaxValue: 10.6", nil),
            ("Type: List<Number>, Default: \"1, 99\", MaxValue: 10", "refuses \"99\"; it is more than 10"),
            ("Type: Number, Default: five", "it is not a number"),
            ("Type: String, Default: abc, AllowedPattern: \"[0-9]+\"", "it does not match [0-9]+"),
            ("Type: String, Default: \"123\", AllowedPattern: \"[0-9]+\"", nil),
            ("Type: String, Default: abc, AllowedPattern: \"(?<\"", nil),
            ("Type: String, Default: ab, MinLength: 3", "it has fewer than 3 characters"),
            ("Type: String, Default: abcd, MaxLength: \"3\"", "it has more than 3 characters"),
            ("Type: String, AllowedValues: [a], MinLength: 3", nil),
        ])
    func refused(parameter: String, words: String?) throws {
        let text = IntrinsicTests.template("x").replacing("Parameters:", with: "Parameters:\n  P: { \(parameter) }")
        let result = try Imported(text, with: ["f/app.js": ""])
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.hasPrefix("  P:") }
        if let words {
            #expect(result.hasNote(line.map { $0 + 1 }, "P: CloudFormation refuses", words), "\(result.notes)")
        }
        #expect(result.notes.count == (words == nil ? 0 : 1), "\(result.notes)")
    }

    @Test("A function that is left out gives no name or ARN to others")
    func namesOfLeftOut() throws {
        let result = try Imported(
            """
            Transform: AWS::Serverless-2016-10-31
            Conditions: { Never: !Equals [a, b] }
            Globals: { Function: { Runtime: nodejs22.x, Handler: a.b, CodeUri: c } }
            Resources:
              One:
                Type: AWS::Serverless::Function
                Properties: { Environment: { Variables: { ARN: !GetAtt Two.Arn, NAME: !Ref Two } } }
              Two: { Type: AWS::Serverless::Function, Condition: Never }
            """, with: ["c/a.js": ""])
        #expect(result.hasNote(7, "environment.ARN: left out: the function \"Two\" is left out"), "\(result.notes)")
        #expect(result.hasNote(7, "environment.NAME: left out: the function \"Two\" is left out"), "\(result.notes)")
    }
}
