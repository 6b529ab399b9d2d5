import LambdaModel
import OrderedCollections

extension ComposeService {
    mutating func readEnvironment() {
        for name in order {
            guard let (line, value) = variables[name] else { continue }
            let key = "environment.\(name)"
            lines[key] = line
            let isCredential = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"].contains(name)
            let isOfShell = value == nil || value?.text?.hasPrefix("$") ?? false
            if isCredential, isOfShell {
                // The shell's credentials, which `"credentials": "environment"` uses.
                function.credentials = "environment"
                continue
            }
            if value == nil, let own = interpolation.variables[name] {
                fromEnvironmentFile.insert(name)
                function.environment[name] = own
                continue
            }
            guard let value else {
                note(line, key, "left out: its value is set in the shell; write it here or into a .env file")
                continue
            }
            guard let text = text(key, value) else { continue }
            fromEnvironmentFile.formUnion(interpolation.used(in: value.text ?? ""))
            if let host = sibling(in: text, named: name) {
                note(
                    line, key,
                    "the service \"\(host)\" is not reachable from functions here; publish its port, and write "
                        + "host.docker.internal for \"\(host)\"")
            }
            switch name {
            case "AWS_LAMBDA_FUNCTION_TIMEOUT": (function.timeout, lines["timeout"]) = (Int(text), line)
            case "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": (function.memorySize, lines["memorySize"]) = (Int(text), line)
            case "_HANDLER" where baseImage?.runtime.family == .provided: function.handler = text
            // lamdeck sets these itself.
            case "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_LOG_GROUP_NAME",
                "AWS_LAMBDA_LOG_STREAM_NAME":
                break
            default: function.environment[name] = text
            }
        }
    }

    /// Another service that a value names as a host: `http://db:5432`, `db:5432`, `db`.
    private func sibling(in value: String, named name: String) -> String? {
        var rest = value[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        if let end = rest.firstIndex(where: { "/?#".contains($0) }) { rest = rest[..<end] }
        if let user = rest.lastIndex(of: "@") { rest = rest[rest.index(after: user)...] }
        for address in rest.split(separator: ",") {
            let parts = address.split(separator: ":", maxSplits: 1)
            guard let host = parts.first.map(String.init), services.contains(host), host != key else { continue }
            // A single word is a host only if the variable's name says so; a service may be called "local".
            let hasPort = parts.count > 1 && Int(parts[1]) != nil
            let isHost = ["HOST", "ADDR", "ENDPOINT", "SERVER"].contains { name.uppercased().contains($0) }
            if hasPort || isHost || value.contains("://") { return host }
        }
        return nil
    }
}
