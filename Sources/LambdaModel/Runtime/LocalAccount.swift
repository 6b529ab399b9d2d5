/// The AWS account and region that functions and callers see; they are not the user's.
public enum LocalAccount {
    /// The account in ARNs, as in AWS's own examples, imported templates and generated events.
    public static let id = "123456789012"

    /// The ARN of a function.
    public static func arn(function: String, region: String) -> String {
        "arn:aws:lambda:\(region):\(id):function:\(function)"
    }

    /// The region that functions see.
    ///
    /// - Parameter environment: lamdeck's own environment variables.
    public static func region(_ environment: [String: String]) -> String {
        environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? "us-east-1"
    }
}
