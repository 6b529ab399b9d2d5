import LambdaModel

/// The build of a function of a template, as `sam build` would do it.
struct TemplateBuild {
    let files: BuildFiles
    /// The logical id.
    let id: String
    /// The function's `Metadata`; nil if it has none.
    let metadata: SourceNode?
    /// Whether SAM builds it, also without `Metadata`.
    let isSAM: Bool

    /// The build of a function, whose code folder, handler and runtime are set; nil if it is not known. The handler is
    /// changed if the output has another one.
    func find(for function: inout DraftFunction) -> AssumedBuild? {
        guard let code = function.code,
            files.isFolder(code) || files.nearest(from: code, having: ["package.json"]) != nil
        else { return nil }
        let folder = BuildFiles.isRoot(code) ? "" : code
        let name = function.name
        guard let method = metadata?["BuildMethod"]?.text else {
            return isSAM ? usual(folder, &function) : nil
        }
        let source = "BuildMethod \(method)"
        switch method {
        case "esbuild": return esbuild(folder, name)
        case "makefile": return makefile(folder)
        case "go1.x": return files.goBuild(folder, name, function.architecture, from: source)
        case "rust-cargolambda":
            let binary = metadata?["BuildProperties"]?["Binary"]?.text
            return files.rustBuild(folder, binary: binary, function.architecture, from: source)
        case _ where method.hasPrefix("python"):
            return files.pythonBuild(folder, name, function.runtime, function.architecture, from: source)
        case _ where method.hasPrefix("dotnet"):
            return files.dotnetBuild(folder, function.architecture, from: source)
        case _ where method.hasPrefix("java"): return files.javaBuild(folder, from: source)
        case _ where method.hasPrefix("nodejs"): return script(folder, &function)
        default: return nil
        }
    }

    /// What `sam build` does without `Metadata`: it depends on the runtime.
    private func usual(_ folder: String, _ function: inout DraftFunction) -> AssumedBuild? {
        switch function.runtime.flatMap(LambdaRuntimeIdentifier.named)?.family {
        case .python:
            guard files.isFile(BuildFiles.join(folder, "requirements.txt")) else { return nil }
            return files.pythonBuild(folder, function.name, function.runtime, function.architecture)
        case .java: return files.javaBuild(folder)
        case .dotnet: return files.dotnetBuild(folder, function.architecture)
        case .nodejs: return script(folder, &function)
        case .go, .provided, .ruby, nil: return nil
        }
    }

    private func esbuild(_ folder: String, _ name: String) -> AssumedBuild? {
        let properties = metadata?["BuildProperties"]
        let named = properties?["EntryPoints"]?.elements.compactMap(\.text) ?? []
        // SAM's default.
        let entries = (named.isEmpty ? ["app.ts"] : named).map { RelativePath.clean($0) }
        guard entries.allSatisfy({ files.isFile(BuildFiles.join(folder, $0)) }) else { return nil }
        let output = "build/\(name)"
        let command = EsbuildCommand(entries: entries, output: output, base: nil, settings: properties)
        return AssumedBuild(
            command: NodePackage.running(command.text, folder, files), folder: folder,
            watch: files.sources(in: folder), code: BuildFiles.join(folder, output),
            source: "BuildMethod esbuild")
    }

    private func makefile(_ folder: String) -> AssumedBuild? {
        let directory = (metadata?["WorkingDirectory"] ?? metadata?["ContextPath"])?.text
        let place = directory.map { RelativePath.clean($0) }.map { BuildFiles.isRoot($0) ? "" : $0 } ?? folder
        guard files.first(["Makefile", "makefile", "GNUmakefile"], in: place) != nil else { return nil }
        let output = "build/\(id)"
        return AssumedBuild(
            command: "mkdir -p \(output) && ARTIFACTS_DIR=\"$PWD/\(output)\" make build-\(id)", folder: place,
            watch: files.sources(in: place), code: BuildFiles.join(place, output),
            source: "BuildMethod makefile")
    }

    /// The script of a package whose output is the function's code, or that makes it of TypeScript.
    private func script(_ folder: String, _ function: inout DraftFunction) -> AssumedBuild? {
        guard let place = files.nearest(from: folder, having: ["package.json"]),
            let package = NodePackage(place, files)
        else { return nil }
        var build = package.build
        if folder == package.code || folder.hasPrefix(package.code + "/") {
            build.code = folder
            return build
        }
        guard let handler = function.handler, let dot = handler.lastIndex(of: ".") else { return nil }
        let module = BuildFiles.join(folder, String(handler[..<dot]))
        guard files.first([module + ".js", module + ".mjs", module + ".cjs"], in: "") == nil,
            let source = [".ts", ".mts", ".tsx"].map({ module + $0 }).first(where: { files.isFile($0) })
        else { return nil }
        function.handler = package.module(of: source, among: [source]) + handler[dot...]
        return build
    }
}

extension FunctionProperties {
    /// Writes the build of the function, if it is known; otherwise says how its code is built.
    mutating func assumeBuild() {
        let method = buildMetadata?["BuildMethod"]
        defer { buildMetadata = nil }
        guard !isBuilt else { return }
        if let source, asset == nil {
            let build = TemplateBuild(
                files: BuildFiles(root: source.folder, files: source.files), id: id, metadata: buildMetadata,
                isSAM: isSAM)
            if let found = build.find(for: &function) {
                found.apply(to: &function)
                return note(method?.line ?? line, "build", found.note)
            }
        }
        if let method { note(method.line, "BuildMethod", Self.buildAdvice) }
    }
}
