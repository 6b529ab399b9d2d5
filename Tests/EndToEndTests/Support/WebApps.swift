import Foundation

extension SampleFunction {
    /// A function whose code is in `Tests/EndToEndTests/Apps`, with the name of that folder or another one.
    static func app(_ app: String, as name: String? = nil) throws -> SampleFunction {
        let folder = "\(WebApps.folder)/\(app)"
        var code: [String: String] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let content = FileManager.default.contents(atPath: "\(folder)/\(file)")
            code[file] = content.map { String(decoding: $0, as: UTF8.self) }
        }
        let isNode = code.keys.contains("app.mjs")
        return SampleFunction(name: name ?? app, runtime: isNode ? "nodejs22.x" : "python3.13", code: code)
    }
}

/// The functions in `Tests/EndToEndTests/Apps`.
enum WebApps {
    static let folder = "\(Program.package)/Tests/EndToEndTests/Apps"

    /// pip runs on this machine's Python and installs for that of the image: only wheels without machine code.
    private static let install = """
        python=python3
        "$python" -m pip --version >/dev/null 2>&1 || python=/usr/bin/python3
        exec "$python" -m pip --disable-pip-version-check --quiet install --root-user-action ignore --no-compile \\
            --only-binary :all: --python-version 3.13 --implementation py --abi none --platform any \\
            --requirement "$1" --target "$2"
        """

    /// Installs what an app requires into a layer of the project.
    static func installLayer(of app: String, at layer: String) async throws {
        let result = try await Program.run(
            "sh", ["-c", install, "sh", "\(folder)/\(app)/requirements.txt", layer + "/python"])
        guard result.status == 0 else { throw NeverCame(description: "pip failed: \(result.messages)") }
    }
}
