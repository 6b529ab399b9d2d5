/// What the values of a template used although it is only assumed here, or given by the user.
struct TemplateUses {
    /// The pseudo parameters that were used, with the line of the first use.
    private(set) var assumed: [String: Int] = [:]
    /// The user's values that were used, with the line of the first use.
    private(set) var given: [String: Int] = [:]
    /// Secrets whose ARN was used, with the line of the first use.
    private var secrets: [String: Int] = [:]
    /// How often the stack's name was used, which is unknown here.
    private(set) var stackName = 0

    /// The values of pseudo parameters, as in SAM's local commands.
    static let pseudo = [
        "AWS::AccountId": "123456789012", "AWS::Region": "us-east-1", "AWS::Partition": "aws",
        "AWS::URLSuffix": "amazonaws.com", "AWS::StackName": "local",
        "AWS::StackId": "arn:aws:cloudformation:us-east-1:123456789012:stack/local/0",
    ]

    /// The assumed value of a pseudo parameter; nil if there is no such parameter.
    mutating func assume(_ name: String, line: Int) -> String? {
        guard let value = Self.pseudo[name] else { return nil }
        if name == "AWS::StackName" || name == "AWS::StackId" { stackName += 1 }
        assumed[name] = min(assumed[name] ?? line, line)
        return value
    }

    mutating func useGiven(_ name: String, line: Int) { given[name] = given[name] ?? line }

    mutating func useSecret(_ id: String, line: Int) { secrets[id] = secrets[id] ?? line }

    /// Takes what the expansion of loops assumed.
    mutating func takeAssumptions(of other: TemplateUses) {
        (assumed, stackName) = (other.assumed, other.stackName)
    }

    /// Notes about the secrets whose ARN was used.
    var secretNotes: [ImportNote] {
        secrets.sorted { $0.value < $1.value }.map { id, line in
            ImportNote(
                line: line, subject: id,
                message: "its ARN is written without the six characters that AWS appends; it works without them")
        }
    }
}
