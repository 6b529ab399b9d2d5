import JSONText
import Support

/// A package of JavaScript or TypeScript with a script that builds it.
struct NodePackage {
    /// Its folder; empty for the root.
    let folder: String
    /// The script's name; nil if `tsc` runs without one.
    private let script: String?
    /// The script's text.
    private let text: String
    /// What the build makes.
    let output: ScriptOutput
    private let files: BuildFiles
    /// Whether the output needs the package's own files beside it: its dependencies and its `type`.
    private let needsPackage: Bool

    /// Reads the `package.json` of a folder; nil if there is none, or if no script builds it.
    init?(_ folder: String, _ files: BuildFiles) {
        guard let text = files.text(BuildFiles.join(folder, "package.json")),
            let root = try? JSONDocument(Array(text.utf8)).root
        else { return nil }
        (self.folder, self.files) = (folder, files)
        let scripts = root["scripts"]
        let name = ["build", "compile", "bundle", "package"].first { scripts?[$0]?.string?.isEmpty == false }
        if let name, let command = scripts?[name]?.string {
            (script, self.text) = (name, command)
        } else if files.isFile(BuildFiles.join(folder, "tsconfig.json")) {
            (script, self.text) = (nil, "tsc")
        } else {
            return nil
        }
        output = ScriptOutput(self.text, files, folder)
        needsPackage =
            root["type"]?.string == "module" || root["dependencies"]?.members.contains { _ in true } == true
    }

    /// Whether a tool that lamdeck knows makes the output, so that the package's own JavaScript is a source.
    var isKnown: Bool { output.tool != nil }

    /// The output folder, relative to the draft.
    var code: String { BuildFiles.join(folder, outputFolder) }

    private var outputFolder: String {
        if let folder = output.folder, !BuildFiles.isRoot(folder) { return folder }
        let usual = ["dist", "build", "out", "lib"]
        return usual.first { files.isFolder(BuildFiles.join(folder, $0)) } ?? "dist"
    }

    /// The build.
    var build: AssumedBuild {
        let name = script.map { "package.json's script \($0)" } ?? "tsconfig.json"
        var command = script.map { "\(Self.manager(folder, files)) run \($0)" } ?? Self.running("tsc", folder, files)
        if !output.isBundled, needsPackage {
            let up = outputFolder.split(separator: "/").map { _ in ".." }.joined(separator: "/")
            let place = ShellText.quoted(outputFolder)
            command += " && cp package.json \(place)/ && ln -sfn \(up)/node_modules \(place)/node_modules"
        }
        let settings = [
            "package.json", "tsconfig.json", "esbuild.config.mjs", "webpack.config.js", "rollup.config.mjs",
            "build.mjs",
            "build.js",
        ]
        let folders = ["src", "lib", "source", "handlers", "functions", "lambda"].filter { $0 != outputFolder }
        let named = files.existing(folders, in: folder).map { BuildFiles.join(folder, $0) }
        var watch = named.isEmpty ? topSources : named
        watch += files.existing(settings, in: folder).map { BuildFiles.join(folder, $0) }.filter { !watch.contains($0) }
        return AssumedBuild(
            command: command, folder: folder, watch: watch, code: code,
            source: name, remark: output.folder == nil ? "nothing names the output folder" : nil)
    }

    /// What is in the package's folder, for sources without a folder.
    private var topSources: [String] {
        let output = outputFolder.split(separator: "/").first ?? ""
        return files.sources(in: folder) { name in
            if name == output || name.hasPrefix("package-lock") { return false }
            return files.isFolder(BuildFiles.join(folder, name))
                || ["ts", "mts", "tsx", "js", "mjs", "json"].contains { name.hasSuffix(".\($0)") }
        }
    }

    /// The module in the output that is made from a source, for the handler.
    ///
    /// - Parameters:
    ///   - path: the source, relative to the draft.
    ///   - others: all sources with handlers of the package.
    func module(of path: String, among others: [String]) -> String {
        if let module = output.module { return module }
        let inside: (String) -> String = { folder.isEmpty ? $0 : String($0.dropFirst(folder.count + 1)) }
        let stem = ProjectTree.stem(of: path)
        let place = ProjectTree.folder(of: inside(path))
        let base: String
        if let named = output.base {
            base = BuildFiles.isRoot(named) ? "" : named
        } else if output.isFlat {
            base = ScriptOutput.common(others.map(inside)) ?? ""
        } else {
            base = place == "src" || place.hasPrefix("src/") ? "src" : ""
        }
        let parts = place.split(separator: "/")
        let skipped = zip(parts, base.split(separator: "/")).prefix { $0.0 == $0.1 }.count
        return (parts.dropFirst(skipped).map(String.init) + [stem]).joined(separator: "/")
    }

    // MARK: Package managers

    /// The package manager of a folder, by its lock file.
    private static func manager(_ folder: String, _ files: BuildFiles) -> String {
        let locks = [
            ("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lock", "bun"), ("bun.lockb", "bun"),
            ("package-lock.json", "npm"), ("npm-shrinkwrap.json", "npm"),
        ]
        // The lock file of a workspace is in its root.
        guard let place = files.nearest(from: folder, having: locks.map(\.0)) else { return "npm" }
        return locks.first { files.isFile(BuildFiles.join(place, $0.0)) }?.1 ?? "npm"
    }

    /// The words that run a program of a package's dependencies.
    static func running(_ program: String, _ folder: String, _ files: BuildFiles) -> String {
        switch manager(folder, files) {
        case "pnpm": "pnpm exec \(program)"
        case "yarn": "yarn \(program)"
        case "bun": "bunx \(program)"
        default: "npx \(program)"
        }
    }
}
