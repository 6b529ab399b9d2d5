import LambdaModel
import OrderedCollections

/// Reads the output of `aws lambda get-function-configuration`, `get-function` and `list-functions`.
enum ConfigurationReader {
    /// The configurations in a file: one, an array of them, or an answer that contains them; nil if it has none.
    static func configurations(_ root: SourceNode) -> [SourceNode]? {
        let candidates: [SourceNode]
        if root.isList {
            candidates = root.elements
        } else if let list = root["Functions"], list.isList {
            candidates = list.elements
        } else {
            candidates = [root]
        }
        let found = candidates.map { $0["Configuration"] ?? $0 }
        let areAll = found.allSatisfy { $0["FunctionName"]?.text != nil && ($0["Runtime"] ?? $0["PackageType"]) != nil }
        return found.isEmpty || !areAll ? nil : found
    }

    static func read(_ configurations: [SourceNode]) -> ImportDraft {
        var builder = DraftBuilder(format: "function configuration of AWS")
        for node in configurations { read(node, into: &builder) }
        return builder.finished()
    }

    private static func read(_ node: SourceNode, into builder: inout DraftBuilder) {
        let name = builder.claimName(node["FunctionName"]?.text ?? "", line: node.line)
        var function = DraftFunction(name: name)
        var lines: [String: Int] = [:]
        for member in node.members where !member.value.isNull {
            let value = member.value
            switch member.key {
            case "Handler": (function.handler, lines["handler"]) = (value.text, member.line)
            case "Runtime": (function.runtime, lines["runtime"]) = (value.text, member.line)
            case "MemorySize": (function.memorySize, lines["memorySize"]) = (value.int, member.line)
            case "Timeout": (function.timeout, lines["timeout"]) = (value.int, member.line)
            case "EphemeralStorage":
                (function.ephemeralStorage, lines["ephemeralStorage"]) = (value["Size"]?.int, member.line)
            case "Architectures":
                (function.architecture, lines["architecture"]) = (value.elements.first?.text, member.line)
            case "Environment":
                for variable in value["Variables"]?.members ?? [] {
                    function.environment[variable.key] = variable.value.text ?? ""
                    lines["environment.\(variable.key)"] = variable.line
                }
                if let error = value["Error"] {
                    builder.note(
                        error.line, "\(name): Environment",
                        "left out: AWS could not read it (\(error["Message"]?.text ?? "no reason given"))")
                }
            case "Layers":
                for layer in value.elements {
                    let arn = layer["Arn"]?.text ?? layer.text ?? "a layer"
                    builder.note(
                        layer.line, "\(name): Layers",
                        "\(arn.prefix(200)) is left out: it is on AWS; download and unzip it, and name its folder in "
                            + "\"layers\"")
                }
            case "PackageType":
                if value.text == "Image" {
                    builder.note(
                        member.line, name,
                        "the function is left out: its code is in a container image, which a configuration does not "
                            + "name; write its \"image\" into functions.json yourself")
                    return
                }
            case _ where meaningless.contains(member.key): break
            default:
                if isEmpty(value) { break }
                builder.note(member.line, "\(name): \(member.key)", "left out: \(LeftOut.reason(member.key))")
            }
        }
        builder.add(function, line: node.line, lines: lines)
    }

    /// Members that AWS returns for every function and that are not settings.
    private static let meaningless: Set<String> = [
        "FunctionName", "FunctionArn", "Description", "CodeSize", "LastModified", "CodeSha256", "Version",
        "RevisionId", "State", "StateReason", "StateReasonCode", "LastUpdateStatus", "LastUpdateStatusReason",
        "LastUpdateStatusReasonCode", "MasterArn", "RuntimeVersionConfig", "ResponseMetadata", "ConfigSha256",
    ]

    /// Settings that are empty.
    private static func isEmpty(_ node: SourceNode) -> Bool {
        switch node.content {
        case .scalar: ["", "None", "PassThrough", "Text"].contains(node.text ?? "")
        case .list(let elements): elements.isEmpty
        case .unknown: false
        case .map(let members):
            members.allSatisfy { isEmpty($0.value) || ["OptimizationStatus", "LogGroup"].contains($0.key) }
        }
    }
}
