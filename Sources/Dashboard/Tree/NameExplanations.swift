import JSONText
import LambdaModel
import Support

/// JSON Web Tokens (RFC 7519), alone or after `Bearer`. The signature is not checked.
enum WebTokenExplanation {
    private static let longest = 60

    /// `JWT HS256, issuer auth.example.com, subject 42, expired 2 h ago`; nil for other text.
    static func text(_ text: String, _ moment: MomentText) -> String? {
        let token = text.hasPrefix("Bearer ") ? text.dropFirst(7) : text[...]
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = object(parts[0]), let claims = object(parts[1]),
            let algorithm = header["alg"]?.string
        else { return nil }
        var facts = ["JWT " + algorithm.fitted(longest)]
        if let issuer = claims["iss"]?.string { facts.append("issuer " + issuer.fitted(longest)) }
        if let subject = claims["sub"]?.string { facts.append("subject " + subject.fitted(longest)) }
        if let end = claims["exp"]?.double {
            facts.append((end < moment.now ? "expired " : "expires ") + moment.distance(end))
        } else if let issued = claims["iat"]?.double {
            facts.append("issued " + moment.distance(issued))
        }
        return facts.joined(separator: ", ")
    }

    private static func object(_ part: Substring) -> JSONNode? {
        guard !part.isEmpty, let bytes = Base64Text.decoded(part.utf8), let document = try? JSONDocument(bytes),
            document.root.kind == .object
        else { return nil }
        return document.root
    }
}

/// Names of AWS resources (IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)").
enum ResourceExplanation {
    private static let services = [
        "apigateway": "API Gateway", "cloudfront": "CloudFront", "cloudwatch": "CloudWatch", "cognito-idp": "Cognito",
        "dynamodb": "DynamoDB", "ec2": "EC2", "ecr": "ECR", "elasticloadbalancing": "Elastic Load Balancing",
        "events": "EventBridge", "execute-api": "API Gateway", "firehose": "Firehose", "iam": "IAM",
        "kinesis": "Kinesis", "kms": "KMS", "lambda": "Lambda", "logs": "CloudWatch Logs", "rds": "RDS", "s3": "S3",
        "secretsmanager": "Secrets Manager", "sns": "SNS", "sqs": "SQS", "ssm": "Systems Manager",
        "states": "Step Functions", "sts": "STS",
    ]
    /// The kinds of resources whose names have no kind.
    private static let kinds = ["s3": "bucket", "sns": "topic", "sqs": "queue"]
    private static let partitions = ["aws-cn": "AWS China", "aws-us-gov": "AWS GovCloud (US)"]

    /// `ARN: Lambda function orders, eu-central-1, account 123456789012`; nil for other text.
    static func text(_ text: String) -> String? {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), !parts[2].isEmpty, !parts[5].isEmpty
        else { return nil }
        let service = services[parts[2]] ?? parts[2]
        var facts = ["ARN: \(service) \(resource(parts[5], of: parts[2]))"]
        if !parts[3].isEmpty { facts.append(parts[3]) }
        if !parts[4].isEmpty { facts.append("account " + parts[4]) }
        if parts[1] != "aws" { facts.append(partitions[parts[1]] ?? parts[1]) }
        return facts.joined(separator: ", ")
    }

    private static func resource(_ text: String, of service: String) -> String {
        if let kind = kinds[service] {
            guard let slash = text.firstIndex(of: "/") else { return "\(kind) \(text)" }
            return "\(kind) \(text[..<slash]), object \(text[slash...].dropFirst())"
        }
        guard let end = text.firstIndex(where: { $0 == ":" || $0 == "/" }) else { return text }
        let (kind, name) = (text[..<end], text[end...].dropFirst())
        // The name of a function can have a version or an alias.
        if service == "lambda", kind == "function", let colon = name.firstIndex(of: ":") {
            return "function \(name[..<colon]), version \(name[colon...].dropFirst())"
        }
        return "\(kind) \(name)"
    }
}

/// Identifiers: UUIDs (RFC 9562), trace ids of X-Ray, request ids.
enum IdentifierExplanation {
    /// Nil for other text.
    static func text(_ text: String, _ key: MemberKey?, _ moment: MomentText) -> String? {
        uuid(text, key, moment) ?? trace(text, moment)
    }

    private static func uuid(_ text: String, _ key: MemberKey?, _ moment: MomentText) -> String? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12], let high = UInt64(parts[0] + parts[1] + parts[2], radix: 16),
            let low = UInt64(parts[3] + parts[4], radix: 16), text.utf8.first != UInt8(ascii: "+")
        else { return nil }
        if high == 0, low == 0 { return "the empty UUID" }
        let version = high >> 12 & 0xF
        // An invocation's request id is a UUID (Lambda Developer Guide, "Using the Lambda context object").
        let name = (key?.words.suffix(2) == ["request", "id"] ? "request id, " : "") + "UUID version \(version)"
        let made = time(version, high).flatMap(moment.text).map { ", made \($0)" }
        switch version {
        case 1, 6, 7: return name + (made ?? "")
        case 3, 5: return name + ", from a name"
        case 4: return name + ", random"
        case _: return name
        }
    }

    /// The time in a UUID, in seconds since 1970.
    private static func time(_ version: UInt64, _ high: UInt64) -> Double? {
        let ticks: UInt64
        switch version {
        case 7: return Double(high >> 16) / 1000
        case 1: ticks = (high >> 32) | ((high >> 16) & 0xFFFF) << 32 | (high & 0xFFF) << 48
        case 6: ticks = (high >> 16) << 12 | (high & 0xFFF)
        case _: return nil
        }
        // Ticks of 100 ns since the beginning of the Gregorian calendar.
        return Double(ticks) / 1e7 - 12_219_292_800
    }

    /// The number after the version is the time of the first request, in hexadecimal seconds since 1970 (AWS X-Ray
    /// Developer Guide, "Sending trace data to AWS X-Ray": Generating trace IDs).
    private static func trace(_ text: String, _ moment: MomentText) -> String? {
        let fields = text.split(separator: ";")
        let isHeader = text.hasPrefix("Root=")
        let id = isHeader ? fields[0].dropFirst(5) : text[...]
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [1, 8, 24], parts[0] == "1",
            parts[2].utf8.allSatisfy({ $0.hexDigitValue != nil }), let seconds = UInt32(parts[1], radix: 16),
            let made = moment.text(Double(seconds))
        else { return nil }
        var facts = ["X-Ray trace, begun " + made]
        if isHeader, let sampled = fields.first(where: { $0.hasPrefix("Sampled=") })?.last {
            facts.append(sampled == "1" ? "sampled" : "not sampled")
        }
        return facts.joined(separator: ", ")
    }
}

/// URLs in their parts.
enum URLExplanation {
    private static let longest = 60

    /// `URL: https, host example.com, port 8443, path /a, query x=1 y=2`; nil for other text.
    static func text(_ text: String) -> String? {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        let scheme = text[..<colon]
        guard scheme.utf8.first?.isASCIILetter == true,
            scheme.utf8.allSatisfy({ $0.isASCIIAlphanumeric || "+-.".utf8.contains($0) }), !text.contains(" ")
        else { return nil }
        var rest = text[colon...].dropFirst(3)
        var fragment: Substring?
        if let hash = rest.firstIndex(of: "#") { (rest, fragment) = (rest[..<hash], rest[hash...].dropFirst()) }
        var query: Substring?
        if let mark = rest.firstIndex(of: "?") { (rest, query) = (rest[..<mark], rest[mark...].dropFirst()) }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let path = rest[slash...]
        // A name and password in front are not shown.
        let place = rest[..<slash].split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        guard !place.isEmpty else { return nil }
        let port = place.last == "]" ? nil : place.lastIndex(of: ":")
        var facts = ["URL: \(scheme)", "host \(place[..<(port ?? place.endIndex)])"]
        if let port { facts.append("port \(place[port...].dropFirst())") }
        if path.count > 1 { facts.append("path " + readable(path)) }
        if let query, !query.isEmpty {
            facts.append("query " + query.split(separator: "&").map { readable($0) }.joined(separator: " "))
        }
        if let fragment { facts.append("fragment " + readable(fragment)) }
        return facts.count > 2 ? facts.joined(separator: ", ") : nil
    }

    private static func readable(_ text: Substring) -> String {
        String(decoding: PercentCoding.decodedLoosely(text.utf8), as: UTF8.self).fitted(longest)
    }
}
