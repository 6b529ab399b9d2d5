import JSONText
import LambdaModel

extension ProjectScan {
    /// A class that has been built, in Maven's or Gradle's folders.
    mutating func readJava(_ path: String) {
        guard let handler = tree.text(path, having: "Handler").flatMap(HandlerPatterns.java) else { return }
        let markers = ["pom.xml", "build.gradle", "build.gradle.kts"]
        let project = tree.nearestFolder(of: path, holding: markers) ?? ProjectTree.folder(of: path)
        let prefix = project.isEmpty ? "" : project + "/"
        let zips = (try? tree.files.names(inFolder: tree.absolute("\(prefix)build/distributions")))?
            .filter { $0.hasSuffix(".zip") }.sorted()
        if let zip = zips?.first {
            add(path, .java, handler, code: "\(prefix)build/distributions/\(zip)")
        } else if let build = files.javaBuild(project) {
            add(path, .java, handler, code: build.code) { _ in build }
        } else if tree.kind("\(prefix)target/classes") == .folder {
            add(path, .java, handler, code: "\(prefix)target/classes")
            builder.note(
                nil, path,
                "needs its libraries in \(prefix)target/classes/lib; mvn dependency:copy-dependencies puts them "
                    + "there with -DoutputDirectory=target/classes/lib")
        } else {
            builder.note(
                nil, path,
                "is not built: Lambda takes a folder of classes with lib/*.jar, or a .zip of it; build, then "
                    + "run lamdeck init again")
        }
    }

    /// The settings of the .NET tools, which name the handler.
    mutating func readDotnetSettings(_ path: String) {
        guard let bytes = tree.text(path, having: "function-handler"), let root = try? JSONDocument(bytes).root,
            let handler = root["function-handler"]?.string, !handler.isEmpty
        else { return }
        addDotnet(path, handler, root["function-architecture"]?.string) { function in
            if let runtime = root["function-runtime"]?.string { function.runtime = runtime }
            function.memorySize = root["function-memory-size"]?.int
            function.timeout = root["function-timeout"]?.int
            function.architecture = root["function-architecture"]?.string
        }
    }

    /// A method of a project whose settings do not name a handler.
    mutating func readCSharp(_ path: String) {
        guard let project = projectFile(of: path),
            let method = tree.text(path, having: "ILambdaContext").flatMap(HandlerPatterns.cSharp)
        else {
            return
        }
        let folder = ProjectTree.folder(of: project)
        if tree.kind((folder.isEmpty ? "" : folder + "/") + "aws-lambda-tools-defaults.json") == .file { return }
        addDotnet(project, "\(ProjectTree.stem(of: project))::\(method)", nil) { _ in }
    }

    private func projectFile(of path: String) -> String? {
        var folder = ProjectTree.folder(of: path)
        while true {
            let found = tree.paths.first { $0.hasSuffix(".csproj") && ProjectTree.folder(of: $0) == folder }
            if let found { return found }
            if folder.isEmpty { return nil }
            folder = ProjectTree.folder(of: folder)
        }
    }

    private mutating func addDotnet(
        _ path: String, _ handler: String, _ architecture: String?, _ change: (inout DraftFunction) -> Void
    ) {
        let folder = ProjectTree.folder(of: path)
        let release = (folder.isEmpty ? "" : folder + "/") + "bin/Release"
        let frameworks = ((try? tree.files.names(inFolder: tree.absolute(release))) ?? []).sorted().reversed()
        let candidates = frameworks.flatMap {
            ["\(release)/\($0)/linux-x64/publish", "\(release)/\($0)/linux-arm64/publish", "\(release)/\($0)/publish"]
        }
        let published = candidates.first { tree.kind($0) == .folder }
        let build = files.dotnetBuild(folder, architecture, publishedAt: published)
        guard let code = build?.code ?? published else {
            return builder.note(
                nil, path, "is not built: dotnet publish -c Release; then run lamdeck init again")
        }
        add(path, .dotnet, handler, code: code, build: { _ in build }, change: change)
    }

    // MARK: Programs

    /// A program; that of a Cargo package is its output.
    mutating func readBootstrap(_ path: String) {
        let code = ProjectTree.folder(of: path)
        let parts = code.split(separator: "/").map(String.init)
        let isCargo =
            parts.count > 2 && parts.suffix(3).prefix(2) == ["target", "lambda"]
            || parts.prefix(2) == ["target", "lambda"]
        let project = parts.dropLast(3).joined(separator: "/")
        let files = files
        add(path, .provided, "bootstrap", code: code) { _ in
            guard isCargo, let build = files.rustBuild(project, binary: parts.last, nil), build.code == code else {
                return nil
            }
            return build
        }
    }

    mutating func readGo(_ path: String) {
        let (folder, files) = (ProjectTree.folder(of: path), files)
        guard tree.kind(folder.isEmpty ? "bootstrap" : "\(folder)/bootstrap") == nil else { return }
        guard files.nearest(from: folder, having: ["go.mod"]) != nil else {
            return builder.note(
                nil, path, "must be built, and there is no go.mod: go mod init; then run lamdeck init again")
        }
        add(path, .provided, "bootstrap", code: folder) { files.goBuild(folder, $0, nil) }
    }

    mutating func readRust(_ path: String) {
        // Its output may have been found.
        guard !tree.paths.contains(where: { $0.contains("target/lambda/") && $0.hasSuffix("/bootstrap") }) else {
            return
        }
        guard let build = files.rustBuild(ProjectTree.folder(of: path), binary: nil, nil) else {
            return builder.note(nil, path, "must be built: cargo lambda build; then run lamdeck init again")
        }
        // A module of the package is not another program.
        guard !builder.draft.functions.contains(where: { $0.code == build.code }) else { return }
        add(path, .provided, "bootstrap", code: build.code) { _ in build }
    }
}
