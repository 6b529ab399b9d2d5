import JSONText

/// A file of templates in the folder `Templates`: all templates of a service. To add one, add a member to the file's
/// `templates`; a new file also needs a row in ``all``.
///
/// The file's members `source`, `page`, `event` and `parts` are the defaults of its templates. A template has a
/// `summary`, and may have
/// - `event`: the event. A string can contain `{{name}}`, the value of a parameter; `{{name|filter}}`, the value changed
///   by a ``ValueFilter``; `{{>name}}` alone is the part of that name. An object whose only member is `{{=text}}` or
///   `{{=gzip}}` becomes a string: the JSON of the member's value, or its bytes compressed and in base64;
/// - `parts`: pieces for `{{>name}}`;
/// - `defaults`: values of parameters that differ from those of ``EventParameter/catalogue``;
/// - `payload`: the parameter that receives another event;
/// - `delivered`: the event's text inside another one, if it differs;
/// - `inside`: defaults for the template around it.
enum TemplateFile {
    /// The files in the order of the list for users.
    static let all = [
        PackageResources.api_gateway_json, PackageResources.function_url_json, PackageResources.alb_json,
        PackageResources.api_gateway_websocket_json, PackageResources.api_gateway_authorizer_json,
        PackageResources.appsync_json, PackageResources.vpc_lattice_json, PackageResources.cloudfront_json,
        PackageResources.s3_json, PackageResources.s3_batch_json, PackageResources.s3_object_lambda_json,
        PackageResources.sqs_json, PackageResources.sns_json, PackageResources.dynamodb_json,
        PackageResources.kinesis_json, PackageResources.firehose_json, PackageResources.kinesis_analytics_json,
        PackageResources.kafka_json, PackageResources.mq_json, PackageResources.documentdb_json,
        PackageResources.eventbridge_json, PackageResources.cloudwatch_json, PackageResources.cognito_json,
        PackageResources.ses_json, PackageResources.workmail_json, PackageResources.connect_json,
        PackageResources.lex_json, PackageResources.lex_v2_json, PackageResources.alexa_skills_json,
        PackageResources.alexa_smart_home_json, PackageResources.iot_json, PackageResources.step_functions_json,
        PackageResources.cloudformation_json, PackageResources.config_json, PackageResources.codecommit_json,
        PackageResources.codepipeline_json, PackageResources.batch_json, PackageResources.secrets_manager_json,
        PackageResources.rekognition_json, PackageResources.sagemaker_json, PackageResources.bedrock_json,
    ]

    /// The templates of a file.
    static func templates(_ bytes: [UInt8]) -> [EventTemplate] {
        guard let file = try? JSONDocument(bytes).root, let templates = file["templates"] else {
            preconditionFailure("a file of templates is damaged: \(String(decoding: bytes.prefix(80), as: UTF8.self))")
        }
        let parts = members(file["parts"])
        return templates.members.map { member in
            let template = member.value
            func text(_ key: String) -> String? { (template[key] ?? file[key])?.string }
            guard let event = template["event"] ?? file["event"], let source = text("source"), let page = text("page"),
                let summary = text("summary")
            else { preconditionFailure("template \(member.key) is incomplete") }
            return EventTemplate(
                name: member.key, source: source, summary: summary, page: page, payload: text("payload"),
                shape: TemplateShape(
                    event: event, delivered: template["delivered"],
                    parts: parts.merging(members(template["parts"])) { $1 },
                    defaults: strings(template["defaults"]), inside: strings(template["inside"])))
        }
    }

    private static func members(_ node: JSONNode?) -> [String: JSONNode] {
        Dictionary(node?.members.map { ($0.key, $0.value) } ?? [], uniquingKeysWith: { $1 })
    }

    private static func strings(_ node: JSONNode?) -> [String: String] { members(node).compactMapValues(\.string) }
}
