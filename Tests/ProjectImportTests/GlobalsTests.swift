import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

/// A template's settings for all functions, and its parameters, conditions and layers.
@Suite("Globals, parameters and layers of templates")
struct GlobalsTests {
    private static func template(_ attribute: String) -> String {
        """
        Transform: AWS::Serverless-2016-10-31
        Globals:
          Function:
            Runtime: nodejs22.x
            Handler: a.b
            Timeout: 30
            MemorySize: 512
            Environment: { Variables: { SHARED: all } }
        Resources:
          F:
            Type: AWS::Serverless::Function
            \(attribute)
            Properties: { CodeUri: c, Runtime: python3.13, Handler: c.d }
        """
    }

    @Test(
        "IgnoreGlobals leaves out the globals that it names",
        arguments: [
            ("Metadata: {}", 30, 512, "all"), ("IgnoreGlobals: [Timeout]", nil, 512, "all"),
            ("IgnoreGlobals: [Timeout, Environment]", nil, 512, nil), ("IgnoreGlobals: \"*\"", nil, nil, nil),
            ("IgnoreGlobals: [\"*\"]", nil, nil, nil),
        ])
    func ignored(attribute: String, timeout: Int?, memory: Int?, shared: String?) throws {
        let result = try Imported(Self.template(attribute), with: ["c/a.py": ""])
        let function = try result.function("F")
        #expect(result.problems == [])
        #expect(function.timeout == timeout)
        #expect(function.memorySize == memory)
        #expect(function.environment["SHARED"] == shared)
        #expect(result.notes == [])
    }

    @Test(
        "A parameter of a list type is a list; only the SSM value types are looked up in SSM",
        arguments: [
            ("CommaDelimitedList", "!Join [\"-\", !Ref P]", "a, b", "a-b"),
            ("List<Number>", "!Join [\"-\", !Ref P]", "1,2", "1-2"),
            ("List<String>", "!Select [1, !Ref P]", "a,b", "b"),
            ("AWS::SSM::Parameter::Value<List<String>>", "!Join [\"-\", !Ref P]", "a,b", "a-b"),
            ("AWS::SSM::Parameter::Value<CommaDelimitedList>", "!Select [0, !Ref P]", "a,b", "a"),
            ("AWS::SSM::Parameter::Value<String>", "!Ref P", "a,b", "a,b"), ("String", "!Ref P", "a,b", "a,b"),
            ("AWS::SSM::Parameter::Name", "!Ref P", "/x", "/x"),
        ])
    func lists(type: String, value: String, given: String, expected: String) throws {
        let text = { (fallback: String) in
            IntrinsicTests.template(value).replacing(
                "Parameters:", with: "Parameters:\n  P: { Type: \"\(type)\"\(fallback) }")
        }
        let result = try Imported(text(""), parameters: ["P": given], with: ["f/app.js": ""])
        #expect(try result.function("F").environment["V1"] == expected, "\(result.notes)")
        let byDefault = try Imported(text(", Default: \"\(given)\""), with: ["f/app.js": ""])
        if type.contains("Value<") {
            #expect(byDefault.notes("is read from SSM").count == 1)
        } else {
            #expect(try byDefault.function("F").environment["V1"] == expected, "\(byDefault.notes)")
        }
    }

    @Test(
        "A value that a parameter does not allow is noted",
        arguments: [
            (["P": "prd"], "--parameter P", "allows dev, prod; did you mean \"prod\"?"), (["P": "dev"], nil, ""),
            ([:], nil, ""), (["L": "a,z"], "--parameter L", "\"z\""), (["L": "a, b"], nil, ""),
        ])
    func allowed(given: [String: String], subject: String?, words: String) throws {
        let text = IntrinsicTests.template("x").replacing(
            "Parameters:",
            with: "Parameters:\n  P: { Type: String, Default: dev, AllowedValues: [dev, prod] }\n"
                + "  L: { Type: CommaDelimitedList, Default: a, AllowedValues: [a, b] }")
        let result = try Imported(text, parameters: given, with: ["f/app.js": ""])
        if let subject {
            #expect(result.notes(subject, words).count == 1, "\(result.notes)")
        } else {
            #expect(result.notes == [])
        }
    }

    private static let layers = """
        Transform: AWS::Serverless-2016-10-31
        Parameters:
          P: { Type: String, Default: "" }
          Stage: { Type: String, Default: dev }
        Conditions: { IsProd: !Equals [!Ref Stage, prod] }
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs22.x
              Handler: a.b
              CodeUri: c
              Layers: [!Ref Built, !Ref Extra, !If [IsProd, !Ref Extra, !Ref "AWS::NoValue"], !Ref P]
          Built:
            Type: AWS::Serverless::LayerVersion
            Metadata: { BuildMethod: nodejs22.x }
            Properties: { ContentUri: layers/built }
          Extra:
            Type: AWS::Serverless::LayerVersion
            Condition: IsProd
            Properties: { ContentUri: layers/extra }
        """
    private static let layerFiles = [
        "app/c/a.js": "", "app/layers/built/x": "", "app/layers/extra/x": "", "layer/x": "",
    ]

    @Test("A layer with a false condition is not mounted; a built layer is noted; a path is a folder here")
    func layers() throws {
        let arguments = ["P": "../layer"]
        let dev = try Imported(Self.layers, as: "/p/app/t.yaml", parameters: arguments, with: Self.layerFiles)
        #expect(dev.problems == [])
        #expect(try dev.function("F").layers == ["app/layers/built", "layer"], "\(dev.notes)")
        #expect(dev.hasNote(13, "Extra is left out", "IsProd is false"), "\(dev.notes)")
        #expect(dev.hasNote(16, "Built: BuildMethod", ".aws-sam/build/template.yaml"), "\(dev.notes)")
        #expect(dev.notes("on AWS") == [])
        let prod = try Imported(
            Self.layers, as: "/p/app/t.yaml", parameters: arguments.merging(["Stage": "prod"]) { $1 },
            with: Self.layerFiles)
        #expect(try prod.function("F").layers.contains("app/layers/extra"))
    }

    @Test("A template that sam build wrote gets no note about a build")
    func builtTemplate() throws {
        let text = Self.layers.replacing(
            "    Properties:\n      Runtime",
            with: "    Metadata: { BuildMethod: esbuild }\n    Properties:\n      Runtime")
        let source = try Imported(text, as: "/p/app/t.yaml", with: Self.layerFiles)
        #expect(source.notes("BuildMethod").count == 2, "\(source.notes)")
        let files = Dictionary(
            uniqueKeysWithValues: Self.layerFiles.map { ($0.key.replacing("app/", with: ".aws-sam/build/"), $0.value) })
        let built = try Imported(text, as: "/p/.aws-sam/build/template.yaml", with: files)
        #expect(built.problems == [])
        #expect(built.notes("BuildMethod") == [])
        #expect(try built.function("F").code == ".aws-sam/build/c")
    }

    @Test(
        "Notes on nested stacks, includes and macros name the file that is not read",
        arguments: [
            (
                "N: { Type: AWS::Serverless::Application, Properties: { Location: nested/template.yaml } }",
                "\"nested/template.yaml\" is not read; import it by itself"
            ),
            (
                "N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./sub/stack.yaml } }",
                "\"sub/stack.yaml\" is not read; import it by itself"
            ),
            (
                "N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://s3.amazonaws.com/b/x.yaml } }",
                "https://s3.amazonaws.com/b/x.yaml"
            ),
            (
                "N: { Type: AWS::Serverless::Application, Properties: { Location: { ApplicationId: arn:aws:x } } }",
                "arn:aws:x"
            ),
            (
                "Fn::Transform: { Name: AWS::Include, Parameters: { Location: parts/more.yaml } }",
                "\"parts/more.yaml\" is not read"
            ),
            ("Fn::Transform: { Name: Shout }", "the macro Shout"),
            (
                "Fn::Transform: [{ Name: AWS::Include, Parameters: { Location: a.yaml } }, { Name: Shout }]",
                "\"a.yaml\" is not read; put what AWS::Include takes from it into the template; the macro Shout"
            ),
            (
                "N: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: n.yaml } } }",
                "N: Fn::Transform: \"n.yaml\""
            ),
            ("N: !Transform { Name: AWS::Include, Parameters: { Location: n.yaml } }", "N: Fn::Transform: \"n.yaml\""),
            ("N: { Properties: { A: b } }", "N: left out: it has no Type"),
            (
                "N: { Type: AWS::CDK::Metadata, Fn::Transform: { Name: Shout } }", "N: Fn::Transform: the macro Shout"
            ),
        ])
    func notRead(resource: String, words: String) throws {
        let result = try Imported(
            "Transform: AWS::Serverless-2016-10-31\nResources:\n  \(resource)\n"
                + "  F: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: a.b, CodeUri: c } }\n",
            with: ["c/a.js": ""])
        #expect(result.hasNote(3, words), "\(result.notes)")
        #expect(result.draft.notes.count == 1)
    }

    @Test("A macro or include next to a function's type is noted, and the function is kept")
    func besideTheType() throws {
        let result = try Imported(
            """
            Transform: AWS::Serverless-2016-10-31
            Resources:
              F:
                Type: AWS::Serverless::Function
                Fn::Transform: [{ Name: Shout }, { Name: AWS::Include, Parameters: { Location: more.yaml } }]
                Properties: { Runtime: nodejs22.x, Handler: a.b, CodeUri: c }
              G:
                Type: AWS::Lambda::Function
                Transform: { Name: AWS::Include, Parameters: { Location: g.yaml } }
                Properties: { Runtime: nodejs22.x, Handler: a.b, Code: c }
            """, with: ["c/a.js": ""])
        #expect(result.problems == [] && result.draft.functions.map(\.name) == ["F", "G"])
        #expect(
            result.hasNote(5, "F: Fn::Transform", "the macro Shout", "\"more.yaml\" is not read"), "\(result.notes)")
        #expect(result.hasNote(9, "G: Fn::Transform", "\"g.yaml\" is not read"), "\(result.notes)")
        #expect(result.draft.notes.count == 2)
    }

    @Test(
        "A misspelled name of a resource that SAM creates gets a hint",
        arguments: [
            ("!Ref ServerlessRestAPI", "ServerlessRestApi"),
            ("!Sub \"https://${ServerlesRestApi}.x\"", "ServerlessRestApi"),
            ("!GetAtt ServerlessHttpAPI.Id", "ServerlessHttpApi"), ("!GetAtt HelloRol.Arn", "HelloRole"),
            ("!Ref ServerlessRestApiProdstage", "ServerlessRestApiProdStage"), ("!Ref HelloUrll", "HelloUrl"),
        ])
    func misspelled(value: String, right: String) throws {
        let result = try Imported(
            """
            Transform: AWS::Serverless-2016-10-31
            Resources:
              Hello:
                Type: AWS::Serverless::Function
                Properties:
                  { Runtime: nodejs22.x, Handler: a.b, CodeUri: c, Environment: { Variables: { VALUE: \(value) } } }
            """, with: ["c/a.js": ""])
        #expect(result.hasNote(6, "there is no parameter or resource", "did you mean \"\(right)\"?"), "\(result.notes)")
    }

    @Test("A macro of the whole template, and an include in a function's properties, are noted")
    func transforms() throws {
        let result = try Imported(
            """
            Transform: [AWS::Serverless-2016-10-31, Shout, { Name: AWS::Include, Parameters: { Location: all.yaml } }]
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties:
                  Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://b/properties.yaml } }
                  Runtime: nodejs22.x
                  Handler: a.b
                  CodeUri: c
                  Environment:
                    Variables: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: env.yaml } }, OTHER: x }
            """, with: ["c/a.js": ""])
        #expect(result.problems == [])
        #expect(result.hasNote(1, "the macro Shout"))
        #expect(result.hasNote(1, "\"all.yaml\" is not read"))
        #expect(result.hasNote(6, "s3://b/properties.yaml"))
        #expect(result.hasNote(11, "\"env.yaml\" is not read"), "\(result.notes)")
        #expect(try result.function("F").environment == ["OTHER": "x"])
    }
}
