/// The names of CloudFormation's intrinsic functions.
enum Intrinsic: String {
    case ref = "Ref"
    case sub = "Fn::Sub"
    case getAtt = "Fn::GetAtt"
    case join = "Fn::Join"
    case select = "Fn::Select"
    case split = "Fn::Split"
    case findInMap = "Fn::FindInMap"
    case ifElse = "Fn::If"
    case base64 = "Fn::Base64"
    case length = "Fn::Length"
    case importValue = "Fn::ImportValue"
    case getAZs = "Fn::GetAZs"
    case cidr = "Fn::Cidr"
    case transform = "Fn::Transform"
    case toJSONString = "Fn::ToJsonString"
    case equals = "Fn::Equals"
    case and = "Fn::And"
    case or = "Fn::Or"
    case not = "Fn::Not"
    case condition = "Condition"

    /// The full name of a function, and its argument; nil if the value is not a call. Unknown functions are included.
    static func call(_ node: SourceNode) -> (name: String, argument: SourceNode)? {
        if let tag = node.tag {
            let short = String(tag.dropFirst())
            var argument = node
            argument.tag = nil
            return (["Ref", "Condition"].contains(short) ? short : "Fn::" + short, argument)
        }
        guard case .map(let members) = node.content, members.count == 1, let member = members.first,
            member.key == "Ref" || member.key.hasPrefix("Fn::")
        else { return nil }
        return (member.key, member.value)
    }
}
