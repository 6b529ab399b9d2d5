import LambdaModel
import OrderedCollections

/// The variables that Lambda sets, and the emulator does not.
enum RuntimeVariables {
    /// Those that depend on the settings alone.
    static func shaped(by settings: FunctionSettings) -> [(name: String, value: String)] {
        var variables = [(name: "AWS_LAMBDA_INITIALIZATION_TYPE", value: initType(settings))]
        if settings.multiConcurrency > 1 {
            variables.append(("AWS_LAMBDA_MAX_CONCURRENCY", "\(settings.multiConcurrency)"))
        }
        return variables
    }

    /// `AWS_LAMBDA_INITIALIZATION_TYPE`.
    static func initType(_ settings: FunctionSettings) -> String {
        if settings.snapStart { return "snap-start" }
        return settings.multiConcurrency > 1 ? "lambda-managed-instances" : "on-demand"
    }

    /// Those that are given when the runtime starts.
    ///
    /// - Parameter host: the address of this machine that the container is given.
    static func released(_ settings: FunctionSettings, host: String) -> [(name: String, value: String)] {
        // No X-Ray daemon runs.
        var variables = [
            (name: "AWS_XRAY_CONTEXT_MISSING", value: "LOG_ERROR"), ("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"),
            ("_AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1"), ("_AWS_XRAY_DAEMON_PORT", "2000"),
        ]
        // The clients of Go, .NET and Ruby would send their requests to the function's proxy.
        let hasProxy = ["HTTP_PROXY", "http_proxy"].contains { settings.environment[$0] != nil }
        for name in ["NO_PROXY", "no_proxy"] where hasProxy {
            // A line break would end the variable for the shell that reads it.
            let own = settings.environment[name, default: ""].split(whereSeparator: \.isNewline).map(String.init)
            variables.append((name, (own + [host]).joined(separator: ",")))
        }
        return variables
    }
}
