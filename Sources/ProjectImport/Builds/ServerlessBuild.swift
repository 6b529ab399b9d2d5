import LambdaModel

/// The build of a function by a plugin of Serverless, or by Serverless 4 itself.
enum ServerlessBuild {
    /// The plugins whose builds are written.
    static let plugins: Set<String> = ["serverless-esbuild", "serverless-plugin-typescript"]

    private static let endings = ["ts", "mts", "tsx", "js", "mjs", "jsx"]

    /// The plugins of a service.
    static func plugins(of root: SourceNode) -> [String] {
        let list = root["plugins"]
        return ((list?.elements ?? []) + (list?["modules"]?.elements ?? [])).compactMap(\.text)
    }

    /// The build of a function whose code is the service's folder; nil if it has none, or if its source is not found.
    static func find(for function: DraftFunction, _ root: SourceNode, _ source: ImportSource) -> AssumedBuild? {
        let files = BuildFiles(root: source.folder, files: source.files)
        guard let handler = function.handler, let dot = handler.lastIndex(of: ".") else { return nil }
        let module = RelativePath.clean(String(handler[..<dot]))
        guard let ending = endings.first(where: { files.isFile("\(module).\($0)") }) else { return nil }
        let isTypeScript = ending.contains("ts")
        let plugins = plugins(of: root)
        let settings = root["custom"]?["esbuild"] ?? root["build"]?["esbuild"]
        if plugins.contains("serverless-esbuild") {
            return esbuild(function, "\(module).\(ending)", settings, "serverless-esbuild", files)
        }
        if plugins.contains("serverless-plugin-typescript"), isTypeScript { return typescript(module, files) }
        let others = plugins.contains { name in
            ["webpack", "bundle", "esbuild", "typescript", "rollup"].contains { name.contains($0) }
        }
        // Serverless 4 bundles TypeScript unless another plugin does.
        let version = root["frameworkVersion"]?.text?.first { $0.isNumber }
        guard !others, root["build"]?["esbuild"] != nil || (version == "4" && isTypeScript) else { return nil }
        guard root["build"]?["esbuild"]?.text?.lowercased() != "false" else { return nil }
        return esbuild(function, "\(module).\(ending)", settings, "Serverless' own esbuild", files)
    }

    private static func esbuild(
        _ function: DraftFunction, _ entry: String, _ settings: SourceNode?, _ source: String, _ files: BuildFiles
    ) -> AssumedBuild {
        let output = "build/\(function.name)"
        let command = EsbuildCommand(entries: [entry], output: output, base: ".", settings: settings)
        let place = entry.split(separator: "/").count > 1 ? entry.split(separator: "/").prefix(1).joined() : entry
        return AssumedBuild(
            command: NodePackage.running(command.text, "", files), folder: "",
            watch: [place] + files.existing(["package.json", "tsconfig.json"], in: ""), code: output, source: source)
    }

    private static func typescript(_ module: String, _ files: BuildFiles) -> AssumedBuild {
        let output = ".build"
        let place =
            module.split(separator: "/").count > 1 ? module.split(separator: "/").prefix(1).joined() : module + ".ts"
        let compile = NodePackage.running("tsc --outDir \(output) --rootDir .", "", files)
        return AssumedBuild(
            command: "\(compile) && cp package.json \(output)/ && ln -sfn ../node_modules \(output)/node_modules",
            folder: "", watch: [place] + files.existing(["package.json", "tsconfig.json"], in: ""), code: output,
            source: "serverless-plugin-typescript")
    }
}
