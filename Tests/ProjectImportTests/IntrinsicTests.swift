import JSONText
import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

/// The results of a template's intrinsic functions.
@Suite("Intrinsic functions")
struct IntrinsicTests {
    /// A template with one function whose variable V is this value.
    static func template(_ value: String, resources: String = "", top: String = "") -> String {
        """
        Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
        Parameters:
          Stage: { Type: String, Default: dev }
          Zones: { Type: CommaDelimitedList, Default: "a, b,c" }
        Mappings: { Sizes: { dev: { Memory: 256, List: [x, y] } } }
        \(top)
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs22.x
              Handler: app.handler
              CodeUri: f
              Environment: { Variables: { V1: \(value) } }
        \(resources.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))

        """
    }

    static func value(_ value: String, resources: String = "", parameters: [String: String] = [:]) throws
        -> (value: String?, result: Imported)
    {
        let result = try Imported(
            template(value, resources: resources), parameters: parameters, with: ["f/app.js": ""])
        #expect(result.problems == [])
        return (try result.function("F").environment["V1"], result)
    }

    @Test(
        "Intrinsic functions that need no cloud are evaluated",
        arguments: [
            ("!Base64 hello", "aGVsbG8="), ("!Base64 { Ref: Stage }", "ZGV2"), ("!Base64 \"\"", ""),
            ("!Base64 ä€", "w6TigqwA".replacing("wA", with: "w=")), ("{ \"Fn::Base64\": ab }", "YWI="),
            (
                "!ToJsonString { a: !Ref Stage, n: 1.50, b: yes, q: \"1\", l: [x, { y: !Ref Stage }] }",
                #"{"a":"dev","n":1.50,"b":true,"q":"1","l":["x",{"y":"dev"}]}"#
            ),
            ("!ToJsonString [a, !Ref \"AWS::NoValue\", \"\\\"\"]", #"["a","\""]"#),
            ("!ToJsonString { list: !Ref Zones }", #"{"list":["a","b","c"]}"#),
            ("{ Ref: { \"Fn::Sub\": \"St${Name}\" } }".replacing("${Name}", with: "age"), "dev"),
            ("!Length [a, b]", "2"), ("!Length { Ref: Zones }", "3"),
            ("!Length { \"Fn::Split\": [\"-\", \"a-b\"] }", "2"),
            ("!Select [2, !Cidr [10.0.0.0/16, 3, 8]]", "10.0.2.0/24"),
            ("!Join [\",\", !Cidr [192.168.0.77/24, 2, 5]]", "192.168.0.0/27,192.168.0.32/27"),
            ("!FindInMap [Sizes, prod, Memory, { DefaultValue: 128 }]", "128"),
            ("!FindInMap [Nothing, prod, Memory, { DefaultValue: !Ref Stage }]", "dev"),
            ("!FindInMap [Sizes, !Ref Stage, Memory, { DefaultValue: 128 }]", "256"),
            ("!Select [1, !FindInMap [Sizes, prod, List, { DefaultValue: [p, q] }]]", "q"),
            ("!FindInMap [Sizes, prod, Memory, { DefaultValue: \"\" }]", ""),
        ])
    func withoutCloud(written: String, expected: String) throws {
        let (value, result) = try Self.value(written)
        #expect(value == expected, "\(result.notes)")
    }

    @Test(
        "Mistakes in intrinsic functions are noted",
        arguments: [
            ("!Cidr [10.0.0.0/30, 3, 8]", "too small"), ("!Select [0, !Cidr [10.0.0.0/30, 3, 8]]", "too small"),
            ("!Select [0, !Cidr [ten, 3, 8]]", "not an IPv4 CIDR block"), ("!ToJsonString text", "an object or a list"),
            ("!FindInMap [Size, dev, Memory]", "did you mean \"Sizes\"?"), ("!ImportValue x", "at deployment"),
            ("!Select [0, !GetAZs \"\"]", "at deployment"), ("!If [Nope, a, b]", "no condition"),
            ("{ \"Fn::Transform\": { Name: AWS::Include, Parameters: { Location: parts/a.yaml } } }", "parts/a.yaml"),
            ("{ \"Fn::Transform\": { Name: Shout } }", "the macro Shout"),
        ])
    func wrong(written: String, words: String) throws {
        let (value, result) = try Self.value(written)
        #expect(value == nil)
        #expect(result.notes("environment.V1", words).count == 1, "\(result.notes)")
    }

    private static let named = """
        Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub "jobs-${Stage}" } }
        Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: news } }
        Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: t } }
        Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: up-loads } }
        Stream: { Type: AWS::Kinesis::Stream, Properties: { Name: clicks } }
        Machine: { Type: AWS::Serverless::StateMachine, Properties: { Name: flow } }
        Machine2: { Type: AWS::StepFunctions::StateMachine, Properties: { StateMachineName: flow2 } }
        Secret: { Type: AWS::SecretsManager::Secret, Properties: { Name: db/main } }
        Role: { Type: AWS::IAM::Role, Properties: { RoleName: worker, Path: /x/ } }
        Bus: { Type: AWS::Events::EventBus, Properties: { Name: orders } }
        Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /app/x } }
        Setting: { Type: AWS::SSM::Parameter, Properties: { Name: /app/level, Type: String, Value: debug } }
        Schedule: { Type: AWS::Scheduler::Schedule, Properties: { Name: nightly } }
        Alias: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref F, Name: live } }
        Images: { Type: AWS::ECR::Repository, Properties: { RepositoryName: img } }
        Free: { Type: AWS::SQS::Queue }
        OfStack: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub "${AWS::StackName}-q" } }
        """

    @Test(
        "Names, ARNs and URLs of resources with a fixed name are evaluated",
        arguments: [
            ("!Ref Queue", "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs-dev"),
            ("!GetAtt Queue.QueueUrl", "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs-dev"),
            ("!GetAtt Queue.Arn", "arn:aws:sqs:eu-west-1:123456789012:jobs-dev"),
            ("!GetAtt Queue.QueueName", "jobs-dev"), ("!Ref Topic", "arn:aws:sns:eu-west-1:123456789012:news"),
            ("!GetAtt Topic.TopicName", "news"),
            ("!Sub \"${Topic.TopicArn}\"", "arn:aws:sns:eu-west-1:123456789012:news"),
            ("!Ref Table", "t"), ("!GetAtt Table.Arn", "arn:aws:dynamodb:eu-west-1:123456789012:table/t"),
            ("!Ref Bucket", "up-loads"), ("!GetAtt Bucket.Arn", "arn:aws:s3:::up-loads"),
            ("!GetAtt Bucket.RegionalDomainName", "up-loads.s3.eu-west-1.amazonaws.com"),
            ("!Ref Stream", "clicks"), ("!GetAtt Stream.Arn", "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"),
            ("!Ref Machine", "arn:aws:states:eu-west-1:123456789012:stateMachine:flow"),
            ("!GetAtt Machine2.Arn", "arn:aws:states:eu-west-1:123456789012:stateMachine:flow2"),
            ("!GetAtt Machine.Name", "flow"),
            ("!Ref Secret", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db/main"),
            ("!Ref Role", "worker"), ("!GetAtt Role.Arn", "arn:aws:iam::123456789012:role/x/worker"),
            ("!Ref Bus", "orders"), ("!GetAtt Bus.Arn", "arn:aws:events:eu-west-1:123456789012:event-bus/orders"),
            ("!Ref Logs", "/app/x"), ("!GetAtt Logs.Arn", "arn:aws:logs:eu-west-1:123456789012:log-group:/app/x:*"),
            ("!Ref Setting", "/app/level"), ("!GetAtt Setting.Value", "debug"),
            ("!GetAtt Schedule.Arn", "arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly"),
            ("!Ref Alias", "arn:aws:lambda:eu-west-1:123456789012:function:F:live"),
            ("!GetAtt Images.RepositoryUri", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/img"),
        ])
    func fixedNames(written: String, expected: String) throws {
        let (value, result) = try Self.value(
            written, resources: Self.named, parameters: ["AWS::Region": "eu-west-1"])
        #expect(value == expected, "\(result.notes)")
        #expect(result.notes("six characters").count == (expected.contains("secret:") ? 1 : 0))
    }

    @Test(
        "A value that AWS creates is left out with the reason, and no value is assumed",
        arguments: [
            ("!Ref Free", "its name at deployment"), ("!GetAtt Free.Arn", "its name at deployment"),
            ("!Ref OfStack", "depends on the stack"), ("!GetAtt Table.StreamArn", "AWS makes Table.StreamArn"),
        ])
    func unknownNames(written: String, words: String) throws {
        let (value, result) = try Self.value(written, resources: Self.named)
        #expect(value == nil)
        #expect(result.notes("environment.V1", words).count == 1, "\(result.notes)")
        #expect(result.notes("AWS::Region") == [])
    }

    @Test(
        "Names of resources that SAM creates are not typos",
        arguments: [
            "!Sub \"https://${ServerlessRestApi}.execute-api.x/Prod\"", "!Ref ServerlessHttpApi", "!Ref FRole",
            "!GetAtt FRole.Arn", "!Ref ServerlessRestApiProdStage", "!Ref Api.Stage", "!Ref ApiprodStage",
            "!GetAtt FUrl.FunctionUrl", "!Ref F.Version", "!Ref FGetPermissionProd", "!Ref FJobs",
            "!GetAtt FlowRole.Arn", "!Ref ServerlessRestApiDeployment5332c373d4", "!Ref FEventInvokeConfig",
            "!Ref \"FVersion0123456789\"", "!Ref CodeDeployServiceRole", "!Ref LayerA1b2C3d4e5",
        ])
    func madeBySAM(written: String) throws {
        let (value, result) = try Self.value(
            written,
            resources: """
                Api: { Type: AWS::Serverless::Api, Properties: { StageName: prod } }
                Flow: { Type: AWS::Serverless::StateMachine, Properties: {} }
                Layer: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: l } }
                """)
        _ = value
        let written = Self.template(written).replacing(
            "CodeUri: f", with: "CodeUri: f\n      Events: { Get: { Type: Api }, Jobs: { Type: SQS } }")
        let events = try Imported(
            written + """
                  Api: { Type: AWS::Serverless::Api, Properties: { StageName: prod } }
                  Flow: { Type: AWS::Serverless::StateMachine, Properties: {} }
                  Layer: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: l } }
                """, with: ["f/app.js": ""])
        #expect(
            events.notes("environment.V1", "SAM makes").count == 1 || events.notes("AWS makes").count == 1,
            "\(events.notes) \(result.notes)")
        #expect(events.notes("did you mean") == [])
        #expect(events.notes("no parameter or resource") == [])
    }

    @Test("An alias that SAM creates has its function's ARN", arguments: ["!Ref F.Alias", "!Ref FAliaslive"])
    func aliases(written: String) throws {
        let text = Self.template(written).replacing("CodeUri: f", with: "CodeUri: f\n      AutoPublishAlias: live")
        let result = try Imported(text, with: ["f/app.js": ""])
        #expect(try result.function("F").environment["V1"] == "arn:aws:lambda:us-east-1:123456789012:function:F:live")
    }

    @Test(
        "A real typo gets a hint",
        arguments: [
            ("!Ref AWS::Regoin", "did you mean \"AWS::Region\"?"), ("!Sub \"${AWS::AccountID}\"", "\"AWS::AccountId\""),
            ("!Ref Stagee", "\"Stage\""), ("!GetAtt Quue.Arn", "\"Queue\""), ("!GetAtt F.Arm", "\"Arn\""),
            ("!If [IsPord, a, b]", "\"IsProd\""),
        ])
    func typos(written: String, words: String) throws {
        let result = try Imported(
            Self.template(written, resources: Self.named, top: "Conditions: { IsProd: !Equals [!Ref Stage, prod] }"),
            with: ["f/app.js": ""])
        #expect(result.notes("environment.V1", words).count == 1, "\(result.notes)")
    }

    @Test("The name of an unknown parameter gets a hint")
    func parameterTypo() throws {
        let (_, result) = try Self.value("x", parameters: ["Stge": "prod"])
        #expect(result.hasNote(nil, "--parameter Stge", "did you mean \"Stage\"?"), "\(result.notes)")
    }
}
