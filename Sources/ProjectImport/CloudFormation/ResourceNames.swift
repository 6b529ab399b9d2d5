/// The results of `Ref` and `Fn::GetAtt` for resources whose name the template chooses (CloudFormation's reference,
/// "Return values" of each type).
///
/// `{region}`, `{account}`, `{partition}` and `{suffix}` are the pseudo parameters; `{Name}` is a property, and
/// `{Path|/}` one with AWS's default. A member `Properties.Inner` is written `{Properties.Inner}`.
struct ResourceNames {
    let ref: String
    let attributes: [String: String]
    /// If the resource has this property, the results are not known.
    let unless: String?

    private init(_ ref: String, _ attributes: [String: String] = [:], unless: String? = nil) {
        self.ref = ref
        self.attributes = attributes
        self.unless = unless
    }

    static func named(_ type: String) -> ResourceNames? { table[type] }

    private static func arn(_ service: String, _ rest: String) -> String {
        "arn:{partition}:\(service):{region}:{account}:\(rest)"
    }

    private static func identity(_ kind: String, _ name: String) -> ResourceNames {
        ResourceNames("{\(name)}", ["Arn": "arn:{partition}:iam::{account}:\(kind){Path|/}{\(name)}"])
    }

    private static let table = storage.merging(messaging) { $1 }.merging(others) { $1 }

    private static let storage: [String: ResourceNames] = {
        let dynamoDB = ResourceNames("{TableName}", ["Arn": arn("dynamodb", "table/{TableName}")])
        return [
            "AWS::DynamoDB::Table": dynamoDB, "AWS::DynamoDB::GlobalTable": dynamoDB,
            "AWS::Serverless::SimpleTable": dynamoDB,
            "AWS::S3::Bucket": ResourceNames(
                "{BucketName}",
                [
                    "Arn": "arn:{partition}:s3:::{BucketName}", "DomainName": "{BucketName}.s3.{suffix}",
                    "RegionalDomainName": "{BucketName}.s3.{region}.{suffix}",
                    "DualStackDomainName": "{BucketName}.s3.dualstack.{region}.{suffix}",
                ]),
            "AWS::ECR::Repository": ResourceNames(
                "{RepositoryName}",
                [
                    "Arn": arn("ecr", "repository/{RepositoryName}"),
                    "RepositoryUri": "{account}.dkr.ecr.{region}.{suffix}/{RepositoryName}",
                ]),
            "AWS::RDS::DBInstance": ResourceNames("{DBInstanceIdentifier}"),
            "AWS::RDS::DBCluster": ResourceNames("{DBClusterIdentifier}"),
            "AWS::OpenSearchService::Domain": ResourceNames(
                "{DomainName}", ["Arn": arn("es", "domain/{DomainName}")]),
            "AWS::Timestream::Database": ResourceNames(
                "{DatabaseName}", ["Arn": arn("timestream", "database/{DatabaseName}")]),
            "AWS::Glue::Database": ResourceNames("{DatabaseInput.Name}"),
            "AWS::Glue::Table": ResourceNames("{TableInput.Name}"),
            "AWS::Glue::Job": ResourceNames("{Name}"), "AWS::Glue::Crawler": ResourceNames("{Name}"),
            "AWS::Athena::WorkGroup": ResourceNames("{Name}"),
            // The ARN ends in six characters that AWS chooses; without them it identifies the secret as well.
            "AWS::SecretsManager::Secret": ResourceNames(
                arn("secretsmanager", "secret:{Name}"), ["Id": arn("secretsmanager", "secret:{Name}")]),
            "AWS::SSM::Parameter": ResourceNames("{Name}", ["Value": "{Value}", "Type": "{Type}"]),
            "AWS::KMS::Alias": ResourceNames("{AliasName}"),
        ]
    }()

    private static let messaging: [String: ResourceNames] = {
        let topic = arn("sns", "{TopicName}")
        let machine = { (name: String) in
            ResourceNames(
                arn("states", "stateMachine:{\(name)}"),
                ["Arn": arn("states", "stateMachine:{\(name)}"), "Name": "{\(name)}"])
        }
        let url = "https://sqs.{region}.{suffix}/{account}/{QueueName}"
        return [
            "AWS::SQS::Queue": ResourceNames(
                url, ["Arn": arn("sqs", "{QueueName}"), "QueueName": "{QueueName}", "QueueUrl": url]),
            "AWS::SNS::Topic": ResourceNames(topic, ["TopicArn": topic, "TopicName": "{TopicName}"]),
            "AWS::Kinesis::Stream": ResourceNames("{Name}", ["Arn": arn("kinesis", "stream/{Name}")]),
            "AWS::KinesisFirehose::DeliveryStream": ResourceNames(
                "{DeliveryStreamName}", ["Arn": arn("firehose", "deliverystream/{DeliveryStreamName}")]),
            "AWS::StepFunctions::StateMachine": machine("StateMachineName"),
            "AWS::Serverless::StateMachine": machine("Name"),
            "AWS::StepFunctions::Activity": ResourceNames(
                arn("states", "activity:{Name}"), ["Arn": arn("states", "activity:{Name}"), "Name": "{Name}"]),
            "AWS::Events::EventBus": ResourceNames(
                "{Name}", ["Arn": arn("events", "event-bus/{Name}"), "Name": "{Name}"]),
            "AWS::Events::Rule": ResourceNames(
                "{Name}", ["Arn": arn("events", "rule/{Name}")], unless: "EventBusName"),
            "AWS::Scheduler::Schedule": ResourceNames(
                "{Name}", ["Arn": arn("scheduler", "schedule/{GroupName|default}/{Name}")]),
            "AWS::Scheduler::ScheduleGroup": ResourceNames(
                "{Name}", ["Arn": arn("scheduler", "schedule-group/{Name}")]),
            "AWS::Pipes::Pipe": ResourceNames("{Name}", ["Arn": arn("pipes", "pipe/{Name}")]),
        ]
    }()

    private static let others: [String: ResourceNames] = [
        "AWS::Logs::LogGroup": ResourceNames("{LogGroupName}", ["Arn": arn("logs", "log-group:{LogGroupName}:*")]),
        "AWS::CloudWatch::Alarm": ResourceNames("{AlarmName}", ["Arn": arn("cloudwatch", "alarm:{AlarmName}")]),
        "AWS::IAM::Role": identity("role", "RoleName"), "AWS::IAM::User": identity("user", "UserName"),
        "AWS::IAM::Group": identity("group", "GroupName"),
        "AWS::IAM::InstanceProfile": identity("instance-profile", "InstanceProfileName"),
        "AWS::IAM::ManagedPolicy": ResourceNames(
            "arn:{partition}:iam::{account}:policy{Path|/}{ManagedPolicyName}",
            ["PolicyArn": "arn:{partition}:iam::{account}:policy{Path|/}{ManagedPolicyName}"]),
        "AWS::ApiGateway::Stage": ResourceNames("{StageName}"),
        "AWS::ApiGatewayV2::Stage": ResourceNames("{StageName}"),
        "AWS::Lambda::Alias": ResourceNames(
            arn("lambda", "function:{FunctionName}:{Name}"),
            ["AliasArn": arn("lambda", "function:{FunctionName}:{Name}")]),
        "AWS::ECS::Cluster": ResourceNames("{ClusterName}", ["Arn": arn("ecs", "cluster/{ClusterName}")]),
        "AWS::Batch::JobQueue": ResourceNames(
            arn("batch", "job-queue/{JobQueueName}"), ["JobQueueArn": arn("batch", "job-queue/{JobQueueName}")]),
        "AWS::CodeBuild::Project": ResourceNames("{Name}", ["Arn": arn("codebuild", "project/{Name}")]),
        "AWS::CodePipeline::Pipeline": ResourceNames("{Name}"),
        "AWS::IoT::Thing": ResourceNames("{ThingName}", ["Arn": arn("iot", "thing/{ThingName}")]),
        "AWS::IoT::TopicRule": ResourceNames("{RuleName}", ["Arn": arn("iot", "rule/{RuleName}")]),
        "AWS::SES::ConfigurationSet": ResourceNames("{Name}"),
    ]
}
