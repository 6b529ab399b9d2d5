import Foundation
import TestSupport

/// A project whose functions are compiled by a small program of the test: like TypeScript's, it removes the types, and refuses
/// what it does not know.
struct Compiler {
    /// The functions, with their ports.
    let functions: [(name: String, port: Int)]
    /// More members of `build`, as JSON.
    var members = ""
    /// More files.
    var files: [String: String] = [:]

    init(_ names: String...) { functions = names.map { ($0, FreePort.take()) } }

    /// Compiles `src/NAME.ts` of all functions to `dist/NAME/app.js`, and notes each run in `trace`.
    var script = """
        echo begin >>trace
        while [ -e slow ]; do sleep 0.02; done
        for source in src/*.ts; do
            name=$(basename "$source" .ts)
            line=$(grep -n UNKNOWN "$source" | cut -d: -f1)
            if [ "$line" ]; then
                printf '\\033[96m%s\\033[0m(%s,5): error TS2304: Cannot find name UNKNOWN.\\n' "$source" "$line"
                exit 2
            fi
            mkdir -p "dist/$name"
            sed 's/: any//' "$source" >"dist/$name/app.js"
        done
        echo end >>trace

        """

    static func source(_ answer: String) -> String {
        "exports.handler = async (event: any) => {\n    return \(answer);\n};\n"
    }

    /// Writes everything; each function answers its name.
    func write(to project: Project) throws {
        try project.write("compile.sh", script)
        for (name, text) in files { try project.write(name, text) }
        for (name, _) in functions {
            try project.write("src/\(name).ts", Self.source("'\(name) 1'"))
            try project.write("events/\(name)/event.json", "{}")
        }
        try project.write("functions.json", manifest)
    }

    var manifest: String {
        let build = "\"build\": { \"command\": \"sh compile.sh\"\(members.isEmpty ? "" : ", \(members)") }"
        let entries = functions.map { name, port in
            "\"\(name)\": { \"runtime\": \"nodejs22.x\", \"handler\": \"app.handler\", \"code\": \"dist/\(name)\", "
                + "\"port\": \(port), \"events\": \"events/\(name)\", \(build) }"
        }
        return "{ \"functions\": {\n  \(entries.joined(separator: ",\n  "))\n} }\n"
    }

    /// Begins and ends of the runs so far.
    func trace(in project: Project) -> [String] {
        (try? project.text("trace"))?.split(separator: "\n").map(String.init) ?? []
    }
}
