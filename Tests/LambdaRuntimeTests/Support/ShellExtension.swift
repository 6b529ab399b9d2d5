import LambdaModel

@testable import LambdaRuntime

/// External extensions in shell.
enum ShellExtension {
    /// A script that registers, and runs these commands at each event.
    static func script(atInvoke: String = ":", atShutdown: String = "exit 0") -> String {
        #"""
        #!/bin/sh
        api="http://$AWS_LAMBDA_RUNTIME_API/2020-01-01/extension"
        curl -sS -D /tmp/extension -o /dev/null -H "Lambda-Extension-Name: ${0##*/}" \
            -d '{"events": ["INVOKE", "SHUTDOWN"]}' "$api/register"
        id=$(grep -i '^lambda-extension-identifier:' /tmp/extension | tr -d '\r' | cut -d ' ' -f 2)
        echo registered
        while true; do
            event=$(curl -sS -H "Lambda-Extension-Identifier: $id" "$api/event/next") || exit 1
            case $event in
        """# + "\n    *INVOKE*) \(atInvoke) ;;\n    *) \(atShutdown) ;;\n" + """
                esac
            done
            """
    }
}

extension TestProject {
    /// A Python function with an extension of this name.
    func function(
        _ source: String, _ name: String, _ script: String, timeout: Int = 30
    ) async throws -> FunctionSettings {
        try write("layer/extensions/\(name)", script, mode: 0o755)
        return try await python("hello", source, timeout: timeout) { $0.layers = [.folder(path("layer"))] }
    }
}
