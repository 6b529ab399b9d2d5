import Foundation
import TestSupport

/// A function for a test: its settings, code and saved events.
struct SampleFunction: Sendable {
    let name: String
    var runtime: String
    var handler = "app.handler"
    var port = FreePort.take()
    /// Whether a second container waits for the next restart. Most tests do not need it, and an engine on two cores is
    /// busy enough.
    var hasSpare = false
    /// More settings, as JSON members.
    var settings: [String] = []
    /// Files of the code folder, by name.
    var code: [String: String]
    /// Saved events, by name.
    var events = ["event.json": "{\"n\": 1}"]

    /// Node.js: logs `hears` and the event, and answers.
    static func node(_ name: String, answer: String = "{ says: 'hello', n: event.n }") -> SampleFunction {
        SampleFunction(
            name: name, runtime: "nodejs22.x",
            code: [
                "app.js": """
                exports.handler = async (event) => {
                    console.log('hears', JSON.stringify(event));
                    return \(answer);
                };

                """
            ])
    }

    /// Python: the body of `handler(event, context)`, by lines.
    static func python(_ name: String, _ body: String = "return {\"says\": \"hello\", \"n\": event[\"n\"]}")
        -> SampleFunction
    {
        let lines = body.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
        return SampleFunction(
            name: name, runtime: "python3.13",
            code: ["app.py": "import os, sys, time\n\n\ndef handler(event, context):\n\(lines)\n"])
    }

    /// A custom runtime in a shell: its standard output for the event in `/tmp/event` is the answer.
    static func shell(_ name: String, answer: String) -> SampleFunction {
        SampleFunction(
            name: name, runtime: "provided.al2023",
            code: [
                "bootstrap": """
                #!/bin/sh
                api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
                while true; do
                    curl -sS -D /tmp/headers -o /tmp/event "$api/next"
                    id=$(tr -d '\\r' </tmp/headers | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: *//p')
                    { \(answer); } >/tmp/answer
                    curl -sS -o /dev/null --data-binary @/tmp/answer "$api/$id/response"
                done

                """
            ])
    }

    func with(_ change: (inout SampleFunction) -> Void) -> SampleFunction {
        var copy = self
        change(&copy)
        return copy
    }

    /// Its entry in the manifest.
    fileprivate var entry: String {
        let members = [
            "\"runtime\": \"\(runtime)\"", "\"handler\": \"\(handler)\"", "\"code\": \"\(name)/code\"",
            "\"port\": \(port)",
        ]
        let spare = hasSpare ? [] : ["\"spare\": false"]
        return "\"\(name)\": { \((members + spare + settings).joined(separator: ", ")) }"
    }

    /// A manifest of functions, one per line, and of APIs if there are some.
    static func manifest(_ functions: [SampleFunction], apis: [SampleAPI] = []) -> String {
        let api = apis.isEmpty ? "" : "\"api\": {\n  " + apis.map(\.entry).joined(separator: ",\n  ") + "\n}, "
        let list = functions.map(\.entry).joined(separator: ",\n  ")
        return "{ \"defaults\": { \"timeout\": 30 }, \(api)\"functions\": {\n  \(list)\n} }\n"
    }
}

extension Project {
    /// Writes a function's code and events, but not its manifest entry.
    func add(_ function: SampleFunction) throws {
        for (name, text) in function.code { try write("\(function.name)/code/\(name)", text) }
        for (name, text) in function.events { try write("\(function.name)/events/\(name)", text) }
    }

    /// Posts an event to a port of this machine, without lamdeck.
    func post(_ event: String, port: Int) async throws -> String {
        let url = "http://127.0.0.1:\(port)/2015-03-31/functions/function/invocations"
        return try await Program.run("curl", ["-sS", "--max-time", "20", "-d", event, url]).text
    }
}
