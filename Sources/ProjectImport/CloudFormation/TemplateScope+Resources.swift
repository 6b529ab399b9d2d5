import LambdaModel

extension TemplateScope {
    /// Properties that are a resource's name, which `Ref` gives (CloudFormation's reference, "Return values").
    private static let nameProperties = [
        "AWS::DynamoDB::Table": "TableName", "AWS::Serverless::SimpleTable": "TableName",
        "AWS::S3::Bucket": "BucketName", "AWS::Kinesis::Stream": "Name", "AWS::Events::EventBus": "Name",
        "AWS::Logs::LogGroup": "LogGroupName", "AWS::SSM::Parameter": "Name", "AWS::IAM::Role": "RoleName",
    ]

    /// What `Ref` gives for a resource: the name, where the template chooses it.
    mutating func resourceName(_ id: String) throws(Unresolved) -> String {
        if let name = functionNames[id] { return name }
        let type = resources[id]?["Type"]?.text ?? ""
        guard let property = Self.nameProperties[type], let node = resources[id]?["Properties"]?[property] else {
            throw Unresolved(why: "AWS gives \"\(id)\" (\(type)) its name at deployment")
        }
        guard let name = try textWithoutStack(node) else {
            throw Unresolved(why: "the name of \"\(id)\" depends on the stack")
        }
        return name
    }

    /// A text; nil where the stack's name is in it, which nobody knows here.
    mutating func textWithoutStack(_ node: SourceNode) throws(Unresolved) -> String? {
        let before = stackNameUses
        let text = try text(node)
        return stackNameUses == before ? text : nil
    }

    mutating func attribute(_ id: String, _ attribute: String, line: Int) throws(Unresolved) -> String {
        guard resources[id] != nil else { throw Unresolved(why: unknown(id)) }
        if let name = functionNames[id], attribute == "Arn" {
            let region = try text(try reference("AWS::Region", line: line))
            let account = try text(try reference("AWS::AccountId", line: line))
            return "arn:aws:lambda:\(region):\(account):function:\(name)"
        }
        if attribute == "QueueName", let node = resources[id]?["Properties"]?["QueueName"] { return try text(node) }
        throw Unresolved(why: "AWS makes \(id).\(attribute) at deployment")
    }

    func unknown(_ name: String) -> String {
        // The nearest name takes time for each candidate.
        let candidates = Array((parameters.keys.sorted() + resources.keys.sorted()).prefix(2000))
        let near = NearestName.nearest(to: name, in: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
        return "there is no parameter or resource \"\(name.prefix(80))\"\(near)"
    }
}
