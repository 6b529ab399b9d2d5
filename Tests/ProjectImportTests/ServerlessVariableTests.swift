import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

/// Variables inside CloudFormation's functions and resources, and values of files beside `serverless.yml`.
@Suite("serverless.yml: variables, files and resources")
struct ServerlessVariableTests {
    private static func file(
        _ value: String, provider: String = "", resources: String = "", functions: String = "", top: String = ""
    ) -> String {
        """
        service: shop
        frameworkVersion: "4"
        \(top)
        custom: { bucket: "files-${sls:stage}", inner: { list: [a, b] } }
        provider:
          name: aws
          runtime: nodejs22.x
          stage: dev
        \(provider.isEmpty ? "" : "  " + provider)
        functions:
          hello: { handler: a.b, environment: { V1: \(value) } }
          get-user_v2: { handler: a.b, name: "users" }
        \(functions)
        layers: { utils: { path: layers/utils } }
        resources:
        \(resources.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))

        """
    }

    private static let resources = """
        Conditions: { IsDev: !Equals ["${sls:stage}", dev] }
        Mappings: { M: { dev: { Level: "l-${self:service}" } } }
        Resources:
          Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: "${self:custom.bucket}" } }
          Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: "${self:service}-${sls:stage}-jobs" } }
          Unknown: { Type: AWS::SQS::Queue, Properties: { QueueName: "${ssm:/queue}" } }
        """

    private static func value(
        _ written: String, provider: String = "", resources: String = resources, parameters: [String: String] = [:],
        files: [String: String] = [:], top: String = ""
    ) throws -> (value: String?, result: Imported) {
        let result = try Imported(
            file(written, provider: provider, resources: resources, top: top), as: "/p/serverless.yml",
            parameters: parameters, with: files.merging(["layers/utils/x": ""]) { $1 })
        #expect(result.problems == [])
        return (try result.function("hello").environment["V1"], result)
    }

    @Test(
        "Variables are resolved in CloudFormation's functions, conditions, mappings and resource names",
        arguments: [
            ("!If [IsDev, dev-url, prod-url]", "dev-url"), ("!Ref Bucket", "files-dev"),
            ("!Sub \"${self:service}/${Bucket}\"", "shop/files-dev"),
            ("!Join [\"-\", [\"${self:service}\", \"${sls:stage}\", !Ref Bucket]]", "shop-dev-files-dev"),
            ("!FindInMap [M, \"${sls:stage}\", Level]", "l-shop"), ("!Select [1, \"${self:custom.inner.list}\"]", "b"),
            ("{ \"Fn::Sub\": [\"${x}\", { x: \"${self:service}\" }] }", "shop"),
            ("!GetAtt Queue.Arn", "arn:aws:sqs:eu-west-1:123456789012:shop-dev-jobs"),
            ("!Ref Queue", "https://sqs.eu-west-1.amazonaws.com/123456789012/shop-dev-jobs"),
            ("!Sub \"${AWS::Region}\"", "eu-west-1"), ("!Ref AWS::Region", "eu-west-1"),
            ("\"${aws:region}\"", "eu-west-1"),
            ("!Ref AWS::StackName", "shop-dev"), ("!Sub \"${AWS::StackName}-x\"", "shop-dev-x"),
            ("!Ref HelloLambdaFunction", "hello"),
            ("!GetAtt HelloLambdaFunction.Arn", "arn:aws:lambda:eu-west-1:123456789012:function:hello"),
            ("!Ref GetDashuserUnderscorev2LambdaFunction", "users"), ("!Ref HelloLogGroup", "/aws/lambda/hello"),
            // Neither a variable of Serverless nor of CloudFormation: a text.
            ("\"${Bucket}\"", "${Bucket}"), ("\"a ${Bucket} b\"", "a ${Bucket} b"),
            ("\"${strToBool(true)}\"", "true"),
        ])
    func insideFunctions(written: String, expected: String) throws {
        let (value, result) = try Self.value(written, provider: "region: eu-west-1")
        #expect(value == expected, "\(result.notes)")
        #expect(result.notes("assumed to be").allSatisfy { $0.contains("AWS::AccountId") }, "\(result.notes)")
    }

    @Test("A given stage takes the other branch")
    func otherBranch() throws {
        let (value, result) = try Self.value("!If [IsDev, dev-url, prod-url]", parameters: ["stage": "prod"])
        #expect(value == "prod-url", "\(result.notes)")
    }

    @Test("An assumed region is noted once", arguments: ["!Ref AWS::Region", "\"${aws:region}\""])
    func region(written: String) throws {
        let (value, result) = try Self.value(written)
        #expect(value == "us-east-1")
        #expect(result.notes("assumed to be \"us-east-1\"").count == 1, "\(result.notes)")
    }

    @Test(
        "Resources in a list, in files, and in sections of files are read",
        arguments: [
            "- { Resources: { Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: files-dev } } } }\n"
                + "- { Conditions: { IsDev: !Equals [\"${sls:stage}\", dev] } }",
            "- ${file(./resources/bucket.yml)}\n- { Conditions: \"${file(./resources/conditions.json)}\" }",
            "Conditions: { IsDev: !Equals [\"${sls:stage}\", dev] }\nResources: ${file(./resources/bucket.yml):Resources}",
        ])
    func lists(resources: String) throws {
        let files = [
            "resources/bucket.yml":
                "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties: { BucketName: \"files-${sls:stage}\" }\n",
            "resources/conditions.json": #"{"IsDev": {"Fn::Equals": ["${sls:stage}", "dev"]}}"#,
        ]
        let (value, result) = try Self.value("!If [IsDev, !Ref Bucket, none]", resources: resources, files: files)
        #expect(value == "files-dev", "\(result.notes)")
    }

    @Test(
        "Values of files next to serverless.yml are read",
        arguments: [
            ("${file(./x.yml):k}", "from-file"), ("${file(./x.yml):k, 'd'}", "from-file"),
            ("${file(x.yml):deep.list.1}", "two"), ("${file(./x.json):k}", "json-dev"),
            ("${file(./${sls:stage}.yml):k}", "stage-file"), ("${file(./note.txt)}", "a note"),
            ("${file(./x.yml):missing, 'd'}", "d"), ("${file(./gone.yml):k, 'd'}", "d"),
            ("a-${file(../p/x.yml):k}-b", "a-from-file-b"), ("${env:TOKEN}", "t1"), ("${env:OTHER, 'd'}", "of-dev"),
            ("${env:NOWHERE, 'd'}", "d"), ("${self:custom.url, 'x'}", "x"),
            ("${opt:none, ${self:provider.arn, 'arn:aws:x'}}", "arn:aws:x"),
        ])
    func files(written: String, expected: String) throws {
        let files = [
            "x.yml": "k: from-file\ndeep: { list: [one, two] }\n", "x.json": #"{"k": "json-${sls:stage}"}"#,
            "dev.yml": "k: stage-file", "note.txt": "a note\n", ".env": "TOKEN=t1\nOTHER=all\n",
            ".env.dev": "OTHER=of-dev",
        ]
        let (value, result) = try Self.value("\"\(written)\"", files: files)
        #expect(value == expected, "\(result.notes)")
        #expect(result.notes("hello: environment") == [])
        #expect(result.notes("default").isEmpty)
        #expect(result.notes(".env", "filled in").count == (["t1", "of-dev"].contains(expected) ? 1 : 0))
    }

    @Test(
        "Unknown values are listed, with the default that is used",
        arguments: [
            ("${ssm:/x, 'd'}", "d", "its default, \"d\", is used"),
            ("${cf:stack.Out, 'd'}", "d", "looked up at deployment"),
            ("${file(./x.js):k, 'd'}", "d", "is a program"), ("${file(/etc/hostname), 'd'}", "d", "is not read"),
            ("${file(./bad.yml):k, 'd'}", "d", "bad.yml:2: "), ("${ssm:/x}", nil, "looked up at deployment"),
            ("${file(./x.js):k}", nil, "is a program"), ("${file(./gone.yml):k}", nil, "the file is not there"),
            ("arn:${aws:accountId}", "arn:123456789012", "AWS::AccountId: assumed to be"),
            ("${env:NOWHERE}", nil, "is set in the shell"),
        ])
    func unknown(written: String, expected: String?, words: String) throws {
        let (value, result) = try Self.value(
            "\"\(written)\"", files: ["x.js": "module.exports = 1", "bad.yml": "a: [1"])
        #expect(value == expected)
        #expect(result.notes(words).count == 1, "\(result.notes)")
    }

    @Test(
        "A file outside the project is not read; the project is the repository, or the folder if there is none",
        arguments: [("x.yml", false), ("x.yml", true), ("deep/x.yml", true)])
    func outside(file: String, isRepository: Bool) throws {
        let written = "\"${file(../\(file)):k}\", V2: \"${file(../\(file)):k, 'd'}\""
        var files = [file: "k: from-outside", "app/x": "", "app/layers/utils/x": ""]
        if isRepository { files[".git/HEAD"] = "" }
        let result = try Imported(Self.file(written), as: "/p/app/serverless.yml", with: files)
        let environment = try result.function("hello").environment
        #expect(environment["V1"] == (isRepository ? "from-outside" : nil))
        #expect(environment["V2"] == (isRepository ? "from-outside" : "d"))
        let notes = result.notes("the file ../\(file) is not read: it is outside the project")
        #expect(notes.count == (isRepository ? 0 : 2), "\(result.notes)")
    }

    @Test("A link that leads out of the project is not read, and a note says so although there is a default")
    func linksOut() throws {
        let links = ["x.yml": "/etc/x.yml", ".env": "/run/secrets/env", "own.yml": "/p/other/own.yml"]
        let written = "\"${file(./x.yml):k, 'd'}\", V2: \"${env:TOKEN, 'e'}\", V3: \"${file(./own.yml):k}\""
        let result = try Imported(
            Self.file(written), as: "/p/serverless.yml",
            with: ["x.yml": "k: out", ".env": "TOKEN=out", "own.yml": "k: in", "layers/utils/x": ""], links: links)
        let environment = try result.function("hello").environment
        #expect([environment["V1"], environment["V2"], environment["V3"]] == ["d", "e", "in"])
        #expect(
            result.notes("the file ./x.yml is not read: it is outside the project").count == 1, "\(result.notes)")
        #expect(result.notes(".env: is not read: it is outside the project").count == 1, "\(result.notes)")
    }

    @Test(
        "A value from AWS inside a function or resource is left out with the reason",
        arguments: [
            ("!Ref Unknown", "${ssm:/queue}"), ("!Sub \"${ssm:/x}-y\"", "${ssm:/x}"),
            ("!Ref ApiGatewayRestApi", "Serverless makes \"ApiGatewayRestApi\""),
            ("!GetAtt IamRoleLambdaExecution.Arn", "Serverless makes"), ("!Ref HttpApi", "Serverless makes"),
            ("!Ref HelloLambdaFunctionUrl", "Serverless makes"),
            ("!Ref ServerlessDeploymentBucket", "Serverless makes"),
            ("!Ref HeloLambdaFunction", "did you mean \"HelloLambdaFunction\"?"),
            ("!Ref Buckt", "did you mean \"Bucket\"?"),
        ])
    func reasons(written: String, words: String) throws {
        let (value, result) = try Self.value(written)
        #expect(value == nil)
        #expect(
            result.notes("hello: environment.V1", words.replacing("${ssm", with: "ssm")).count == 1, "\(result.notes)")
    }

    @Test(
        "A function's name on AWS, and a variable that holds it, are noted",
        arguments: [
            ("${self:service}-${sls:stage}-hello", true),
            ("arn:aws:lambda:us-east-1:123456789012:function:shop-dev-hello", true), ("hello", false),
        ])
    func deployedNames(written: String, isNoted: Bool) throws {
        let (_, result) = try Self.value("\"\(written)\"")
        #expect(result.notes("functions: ", "shop-dev-hello is \"hello\"").count == 1, "\(result.notes)")
        #expect(
            result.notes("hello: environment.V1", "shop-dev-hello is \"hello\" here").count == (isNoted ? 1 : 0),
            "\(result.notes)")
    }

    @Test("Loops and intrinsic functions in resources, and a provider in a separate file")
    func provider() throws {
        let result = try Imported(
            """
            service: { name: shop }
            provider: ${file(./provider.yml)}
            functions: ${file(./functions.yml)}
            resources:
              Resources:
                Fn::ForEach::Q: [N, [x, y], { "Queue${N}": { Type: AWS::SQS::Queue, Properties: { QueueName: "q-${N}" } } }]
            """, as: "/p/serverless.yml",
            with: [
                "provider.yml": "name: aws\nruntime: python3.13\nstage: qa\nregion: eu-north-1\ntimeout: 20\n",
                "functions.yml": "hello: { handler: a.b, environment: { V1: !GetAtt Queuey.Arn } }\n",
            ])
        #expect(result.problems == [])
        let hello = try result.function("hello")
        #expect(hello.runtime == "python3.13")
        #expect(hello.timeout == 20)
        #expect(hello.environment["V1"] == "arn:aws:sqs:eu-north-1:123456789012:q-y", "\(result.notes)")
    }

    @Test("Variables that grow without end are bounded")
    func bounded() throws {
        let custom = (1...30).map { "  v\($0): [\"${self:custom.v\($0 - 1)}\", \"${self:custom.v\($0 - 1)}\"]" }
        let result = try Imported(
            """
            service: s
            provider: { name: aws, runtime: nodejs22.x }
            custom:
              v0: x
              loop: { inner: "${self:custom.loop}" }
            \(custom.joined(separator: "\n"))
            functions:
              f: { handler: a.b, environment: { A1: !Join ["", "${self:custom.v30}"], B1: !ToJsonString "${self:custom.loop}" } }
            """)
        #expect(try result.function("f").environment.isEmpty)
        #expect(result.notes("f: environment").count == 2, "\(result.notes)")
    }
}
