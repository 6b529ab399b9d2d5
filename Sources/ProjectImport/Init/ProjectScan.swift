import JSONText
import LambdaModel

/// Searches a folder for handlers and drafts a `functions.json` for them.
public struct ProjectScan {
    var tree: ProjectTree
    var builder = DraftBuilder(format: "folder")
    let today: CalendarDay
    /// The packages of JavaScript, by their folders; nil for one without a build.
    var packages: [String: NodePackage?] = [:]
    /// The sources with handlers of packages with a build.
    var sources: [String: NodeSource] = [:]
    /// The sources that were read for that.
    var examined: Set<String> = []
    /// The output folders of these packages.
    var outputs: Set<String> = []
    /// The builds of Python, by their folders: functions of one folder share the build.
    private var pythonBuilds: [String: AssumedBuild] = [:]

    private init(tree: ProjectTree, today: CalendarDay) { (self.tree, self.today) = (tree, today) }

    /// The files from which builds are assumed.
    var files: BuildFiles { BuildFiles(root: tree.root, files: tree.files) }

    /// Searches a folder: at most 10,000 entries and 8 levels, without hidden folders and folders with third-party
    /// code.
    ///
    /// - Parameter root: the folder's absolute path, symbolic links resolved.
    /// - Returns: the functions that were found, a first event for each that has none, and notes about code that has to
    ///   be built first.
    public static func draft(root: String, files: any ManifestFiles, today: CalendarDay = .today) -> ImportDraft {
        var scan = ProjectScan(tree: ProjectTree(root: root, files: files), today: today)
        scan.run()
        return scan.builder.finished()
    }

    private mutating func run() {
        readPackages()
        for path in tree.paths where !visitPackage(path) { visit(path) }
        for path in tree.paths where Self.templates.contains(path) {
            builder.note(nil, path, "describes these functions: run lamdeck import \(path)")
        }
        if tree.isIncomplete {
            builder.note(nil, "", "the search stopped at its limits of 10,000 entries, 8 levels and 64 MB")
        }
    }

    private static let templates: Set<String> = [
        "template.yaml", "template.yml", "template.json", "serverless.yml", "serverless.yaml", "compose.yaml",
        "compose.yml", "docker-compose.yml", "docker-compose.yaml",
    ]

    private mutating func visit(_ path: String) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if name == "bootstrap" { return readBootstrap(path) }
        if name == "aws-lambda-tools-defaults.json" { return readDotnetSettings(path) }
        guard let dot = name.lastIndex(of: "."), !Self.isTest(name) else { return }
        switch name[name.index(after: dot)...] {
        case "js", "mjs", "cjs": readJavaScript(path)
        case "ts", "mts": readTypeScript(path)
        case "py": readPython(path)
        case "rb":
            if let handler = tree.text(path, having: HandlerPatterns.shared).flatMap(HandlerPatterns.ruby) {
                let folder = tree.nearestFolder(of: path, holding: ["Gemfile"]) ?? ProjectTree.folder(of: path)
                add(path, .ruby, "\(Self.module(path, in: folder)).\(handler)", code: folder)
            }
        case "java": readJava(path)
        case "cs": readCSharp(path)
        case "go":
            if tree.text(path, having: "lambda.Start") != nil { readGo(path) }
        case "rs":
            if tree.text(path, having: "lambda_runtime") != nil { readRust(path) }
        default: break
        }
    }

    static func isTest(_ name: String) -> Bool {
        name.contains(".test.") || name.contains(".spec.") || name.contains(".min.") || name.hasSuffix(".d.ts")
            || name.hasPrefix("test_") || name.contains("_test.") || name.contains(".config.")
    }

    /// A file's name in a handler: its path relative to the code's folder, without the extension.
    static func module(_ path: String, in folder: String) -> String {
        let inside = folder.isEmpty ? path : String(path.dropFirst(folder.count + 1))
        let parent = ProjectTree.folder(of: inside)
        return (parent.isEmpty ? "" : parent + "/") + ProjectTree.stem(of: inside)
    }

    private mutating func readJavaScript(_ path: String) {
        guard let handler = tree.text(path, having: HandlerPatterns.shared).flatMap(HandlerPatterns.javaScript) else {
            return
        }
        let folder = tree.nearestFolder(of: path, holding: ["package.json"]) ?? ProjectTree.folder(of: path)
        add(path, .nodejs, "\(Self.module(path, in: folder)).\(handler)", code: folder)
    }

    private mutating func readTypeScript(_ path: String) {
        guard tree.text(path, having: HandlerPatterns.shared).flatMap(HandlerPatterns.javaScript) != nil else { return }
        let stem = ProjectTree.stem(of: path)
        let isBuilt = tree.paths.contains { other in
            ["js", "mjs", "cjs"].contains { other == "\(stem).\($0)" || other.hasSuffix("/\(stem).\($0)") }
        }
        if !isBuilt {
            builder.note(nil, path, "is TypeScript: build it to JavaScript, then run lamdeck init again")
        }
    }

    private mutating func readPython(_ path: String) {
        guard let handler = tree.text(path, having: HandlerPatterns.shared).flatMap(HandlerPatterns.python) else {
            return
        }
        var folder = ProjectTree.folder(of: path)
        // A module of a package is imported from the folder that contains the package.
        while !folder.isEmpty, tree.kind("\(folder)/__init__.py") == .file { folder = ProjectTree.folder(of: folder) }
        let runtime = newest(.python)
        let hasPackages = files.names(folder).contains { $0.hasSuffix(".dist-info") }
        let (shared, files) = (pythonBuilds[folder], files)
        var own: AssumedBuild?
        add(path, .python, "\(Self.module(path, in: folder)).\(handler)", code: folder) { name in
            own = hasPackages ? nil : shared ?? files.pythonBuild(folder, name, runtime, nil)
            return own
        }
        pythonBuilds[folder] = own
    }

    private func newest(_ family: LambdaRuntimeIdentifier.Family) -> String? {
        LambdaRuntimeIdentifier.all.first { $0.family == family && !$0.isPreview && !$0.isDeprecated(on: today) }?
            .identifier
    }

    /// Adds a function.
    ///
    /// - Parameters:
    ///   - path: the file that contains it; its name becomes the function's.
    ///   - code: the folder of its code; a build names another one.
    ///   - build: what makes its code, for the function's name; nil if nothing does.
    mutating func add(
        _ path: String, _ family: LambdaRuntimeIdentifier.Family, _ handler: String, code: String,
        build: (_ name: String) -> AssumedBuild? = { _ in nil }, change: (inout DraftFunction) -> Void = { _ in }
    ) {
        let name = builder.claimFreeName(SafeName.function(Self.name(for: path, root: tree.root)))
        var function = DraftFunction(name: name)
        function.runtime = newest(family)
        function.handler = handler
        function.code = code.isEmpty ? "." : code
        change(&function)
        let build = build(name)
        build?.apply(to: &function)
        guard builder.add(function, line: 1) else { return }
        if let build { builder.note(nil, "\(name): build", build.note) }
        if !hasEvents(function.code ?? ".") {
            builder.giveEvent("{\n  \"message\": \"hello\"\n}\n", named: "example", to: name)
        }
    }

    /// Whether lamdeck finds saved events without a setting.
    private func hasEvents(_ code: String) -> Bool {
        let beside = code == "." ? nil : ProjectTree.folder(of: code)
        let folders = [
            beside.map { $0.isEmpty ? "events" : "\($0)/events" }, code == "." ? "events" : "\(code)/events",
        ]
        guard let folder = folders.compactMap({ $0 }).first(where: { tree.kind($0) == .folder }) else { return false }
        let names = (try? tree.files.names(inFolder: tree.absolute(folder))) ?? []
        return names.contains { $0.hasSuffix(".json") }
    }

    /// The last part of a path that is a useful name, otherwise the folder's name.
    private static func name(for path: String, root: String) -> String {
        let parts = path.split(separator: "/").dropLast().map(String.init) + [ProjectTree.stem(of: path)]
        let telling = parts.last { !vague.contains($0.lowercased()) }
        return telling ?? root.split(separator: "/").last.map(String.init) ?? "function"
    }

    private static let vague: Set<String> = [
        "index", "app", "main", "handler", "lambda", "lambda_function", "function", "bootstrap", "src", "dist", "build",
        "code", "lib", "out", "aws-lambda-tools-defaults", "program", "target", "java",
    ]
}
