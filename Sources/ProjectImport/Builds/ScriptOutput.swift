/// The output of a JavaScript build, as its script and the files of its tools name it.
struct ScriptOutput: Equatable {
    /// The tools that lamdeck knows.
    enum Tool: String, CaseIterable {
        case esbuild, tsc, webpack, rollup, vite, tsup, parcel, swc
    }

    var tool: Tool?
    /// The output folder, relative to the package; nil if nothing names one.
    var folder: String?
    /// The module of the only output, without its extension, if the script names a file.
    var module: String?
    /// The folder of the sources from which the paths of the output begin; nil if nothing says so.
    var base: String?
    /// Whether the output contains the packages that it needs.
    var isBundled: Bool { tool != .tsc && tool != .swc }

    /// Whether the paths of the output begin at the common folder of the sources.
    var isFlat: Bool {
        switch tool {
        case .esbuild, .webpack, .rollup, .vite, .tsup, .parcel: true
        case .tsc, .swc, nil: false
        }
    }

    /// Reads a script of `package.json`.
    ///
    /// - Parameters:
    ///   - script: its text.
    ///   - files: the files of the project.
    ///   - package: the package's folder.
    init(_ script: String, _ files: BuildFiles, _ package: String) {
        let words = script.split(whereSeparator: \.isWhitespace).map(String.init)
        tool = Tool.allCases.first { tool in
            words.contains { $0 == tool.rawValue || $0.hasSuffix("/\(tool.rawValue)") }
        }
        read(words)
        if tool == .tsc {
            readCompiler(words, files, package)
            return
        }
        var names = [String]()
        if tool == nil || [.webpack, .rollup, .vite, .tsup].contains(tool) {
            names = Self.scripts(in: words)
            if let tool { names += ["ts", "mts", "js", "mjs", "cjs"].map { "\(tool.rawValue).config.\($0)" } }
        }
        for name in names { if let text = files.text(BuildFiles.join(package, name)) { read(program: text) } }
        if folder == nil, tool == .webpack || tool == .vite || tool == .tsup || tool == .parcel { folder = "dist" }
    }

    // MARK: Reading

    private mutating func read(_ words: [String]) {
        let folders: Set = ["--outdir", "--outDir", "--out-dir", "--dist-dir", "--output-path", "--dir", "-d"]
        let modules: Set = ["--outfile", "--file"]
        var entries: [String] = []
        var skipsNext = false
        for (place, word) in words.enumerated() {
            if skipsNext {
                skipsNext = false
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            let next = parts.count == 2 ? parts[1] : words.indices.contains(place + 1) ? words[place + 1] : nil
            guard let option = parts.first, option.hasPrefix("-") else {
                entries.append(word)
                continue
            }
            guard let value = next?.filter({ $0 != "\"" && $0 != "'" }), !value.hasPrefix("-") else { continue }
            skipsNext = parts.count == 1
            if folders.contains(option) {
                folder = RelativePath.clean(value)
            } else if modules.contains(option) || option == "-o" {
                take(file: value)
            } else if option == "--outbase" || option == "--rootDir" {
                base = RelativePath.clean(value)
            } else {
                // An option without a value, or one of another meaning: the next word may be a source.
                skipsNext = false
            }
        }
        let sources = entries.filter { word in
            [".ts", ".mts", ".js", ".mjs", ".tsx"].contains { word.hasSuffix($0) }
        }
        if tool == .esbuild, base == nil { base = Self.common(sources) }
    }

    private mutating func take(file: String) {
        let clean = RelativePath.clean(file)
        guard [".js", ".mjs", ".cjs"].contains(where: { clean.hasSuffix($0) }) else {
            folder = clean
            return
        }
        folder = ProjectTree.folder(of: clean)
        module = ProjectTree.stem(of: clean)
    }

    /// The common folder of paths, before any wildcard; nil without paths.
    static func common(_ paths: [String]) -> String? {
        let folders = paths.map { path in
            ProjectTree.folder(of: RelativePath.clean(path)).split(separator: "/").prefix { !$0.contains("*") }
        }
        guard var shared = folders.first else { return nil }
        for folder in folders.dropFirst() {
            shared = shared.prefix(zip(shared, folder).prefix { $0.0 == $0.1 }.count)
        }
        return shared.joined(separator: "/")
    }

    /// The programs that a script runs: `build.mjs` of `node build.mjs`.
    private static func scripts(in words: [String]) -> [String] {
        zip(words, words.dropFirst())
            .filter { ["node", "sh", "bash", "bun", "tsx", "ts-node", "deno"].contains($0.0) || $0.0 == "-c" }
            .map { RelativePath.clean($0.1) }
    }

    /// The output that a program or a configuration file names.
    private mutating func read(program text: String) {
        if tool == nil { tool = Tool.allCases.first { text.contains($0.rawValue) } }
        let quoted = /(?:outdir|outDir|outfile|dir|file|OUT|out)["']?\s*[:=]\s*["'`]([A-Za-z0-9_.\/-]+)["'`]/
        let joined =
            /path:\s*(?:path\.)?(?:resolve|join)\(\s*(?:__dirname|import\.meta\.dirname)\s*,\s*["']([A-Za-z0-9_.\/-]+)["']/
        if folder == nil, let match = text.firstMatch(of: joined) { folder = RelativePath.clean(String(match.1)) }
        if folder == nil, let match = text.firstMatch(of: quoted) { take(file: String(match.1)) }
        if base == nil, let match = text.firstMatch(of: /outbase["']?\s*:\s*["']([^"']+)["']/) {
            base = RelativePath.clean(String(match.1))
        }
    }

    // MARK: tsc

    private mutating func readCompiler(_ words: [String], _ files: BuildFiles, _ package: String) {
        let named = zip(words, words.dropFirst())
            .first { ["-p", "--project", "-b", "--build"].contains($0.0) }?.1
        let file = named.map { $0.hasSuffix(".json") ? $0 : $0 + "/tsconfig.json" } ?? "tsconfig.json"
        readSettings(BuildFiles.join(package, file), files, package, depth: 0)
    }

    private mutating func readSettings(_ path: String, _ files: BuildFiles, _ package: String, depth: Int) {
        guard depth < 4, let text = files.text(path),
            let root = try? SourceReader.read(Array(Self.withoutComments(text).utf8))
        else { return }
        let place = ProjectTree.folder(of: path)
        let seen: (String) -> String = { path in
            let full = BuildFiles.join(place, path)
            let prefix = BuildFiles.isRoot(package) ? "" : package + "/"
            return full == package ? "." : full.hasPrefix(prefix) ? String(full.dropFirst(prefix.count)) : full
        }
        let options = root["compilerOptions"]
        if folder == nil { folder = options?["outDir"]?.text.map(seen) }
        if base == nil { base = options?["rootDir"]?.text.map(seen) }
        if base == nil, let include = root["include"] ?? root["files"] {
            // A folder stands for what is in it.
            base = Self.common(
                include.elements.compactMap(\.text).map { seen($0) }.map {
                    $0.contains(".") && $0 != "." ? $0 : $0 + "/*"
                })
        }
        if let parent = root["extends"]?.text, parent.hasPrefix(".") {
            let file = parent.hasSuffix(".json") ? parent : parent + ".json"
            readSettings(BuildFiles.join(place, file), files, package, depth: depth + 1)
        }
    }

    /// The JSON in a `tsconfig.json`, which may have comments and commas before closing brackets.
    static func withoutComments(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        var isString = false
        while let character = rest.popFirst() {
            if isString {
                result.append(character)
                if character == "\\", let escaped = rest.popFirst() { result.append(escaped) }
                if character == "\"" { isString = false }
            } else if character == "/", rest.first == "/" {
                rest = rest.drop { !$0.isNewline }
            } else if character == "/", rest.first == "*" {
                rest = rest.firstRange(of: "*/").map { rest[$0.upperBound...] } ?? ""
            } else if character == ",", "]}".contains(rest.first { !$0.isWhitespace } ?? " ") {
                continue
            } else {
                isString = character == "\""
                result.append(character)
            }
        }
        return result
    }
}
