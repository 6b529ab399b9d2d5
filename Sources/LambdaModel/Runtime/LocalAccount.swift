/// The AWS account and region that functions and callers are told, which are not the user's.
public enum LocalAccount {
    /// The account in ARNs, the one of AWS's own examples, of imported templates and of the events that lamdeck makes.
    public static let id = "123456789012"

    /// The region that functions are told.
    ///
    /// - Parameter environment: lamdeck's own.
    public static func region(_ environment: [String: String]) -> String {
        environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? "us-east-1"
    }
}
