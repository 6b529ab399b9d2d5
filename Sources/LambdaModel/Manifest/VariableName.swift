/// Lambda's rules for the names of environment variables
/// (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
public enum VariableName {
    /// Names that Lambda sets, and here the emulator or lamdeck: another value would break the run.
    static let reserved: Set<String> = [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_TIMEOUT", "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_MAX_CONCURRENCY", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT",
    ]

    /// What the user can write instead of a reserved one.
    private static let substitutes = [
        "_HANDLER": "write \"handler\"", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "write \"memorySize\"",
        "AWS_LAMBDA_FUNCTION_TIMEOUT": "write \"timeout\"",
        // With it, the image runs another emulator and another runtime client, and lamdeck does not read their logs.
        "AWS_LAMBDA_MAX_CONCURRENCY": "write \"multiConcurrency\"",
    ]

    /// Names that Lambda reserves, but that are useful here: made-up credentials and a region for a stand-in of an AWS
    /// service.
    private static let reservedOnLambda: Set<String> = [
        "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN", "TZ",
    ]

    /// What is wrong with a name; nil if nothing is.
    public static func objection(to name: String) -> (ManifestProblem.Severity, String)? {
        if reserved.contains(name) {
            let hint = substitutes[name].map { "; \($0)" } ?? ""
            return (.error, "variable \"\(name)\" is Lambda's own and cannot be set\(hint)")
        }
        if reservedOnLambda.contains(name) {
            return (.warning, "variable \"\(name)\" is set here, but Lambda reserves it and refuses it on deployment")
        }
        guard isAllowed(name) else {
            let rule = "a letter, then letters, digits and _; at least two characters"
            return (.error, "\"\(name)\" is not a valid Lambda environment variable name: \(rule)")
        }
        return nil
    }

    /// ``isAllowed(_:)`` as a regular expression of ECMA-262.
    static let pattern = "^[a-zA-Z][a-zA-Z0-9_]+$"

    private static func isAllowed(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard bytes.count >= 2, isLetter(bytes[0]) else { return false }
        return bytes.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }
}
