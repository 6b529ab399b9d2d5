extension CodeMap {
    /// The most files to try for one frame. Each costs a look at the disk, or a request to another machine.
    static let mostCandidates = 48

    /// Folders into which tools write what they build: the sources are beside them.
    private static let outputFolders: Set<String> = [
        "bin", "build", "target", "dist", "out", "publish", ".aws-sam", ".build", ".serverless",
    ]

    /// The folders of this machine in which the function's sources can be, the most likely first: the code's folder, the
    /// folder around the output of a build, the folder around the code, the layer, and the working folder. Empty if the
    /// code is a zip and there is no folder with a layer.
    public var sourceRoots: [String] {
        var roots: [String] = []
        func add(_ root: String) {
            if root != "/", !roots.contains(root) { roots.append(root) }
        }
        if let code {
            add(code)
            let parts = code.split(separator: "/")
            for index in parts.indices.reversed().prefix(5) where Self.outputFolders.contains(String(parts[index])) {
                add("/" + parts[..<index].joined(separator: "/"))
            }
            add(PathText.folder(of: code))
        }
        if let layer { add(layer) }
        if !roots.isEmpty { add(workingFolder) }
        return roots
    }

    /// The files of this machine that a frame can mean, the most likely first; empty if there is none.
    ///
    /// A path in the container has one file. A path of the machine that built the code is matched by its end: the
    /// longest end that exists below a root is the file.
    public func candidates(_ frame: StackFrame) -> [String] {
        if frame.isInContainer { return local(frame.path).map { [$0] } ?? [] }
        guard frame.kind != .runtime else { return [] }
        let roots = sourceRoots
        var found: [String] = []
        func add(_ path: String) {
            if !found.contains(path), found.count < Self.mostCandidates { found.append(path) }
        }
        let path = PathText.join("/", frame.path)
        if frame.form == .java {
            for root in roots {
                for folder in Self.javaFolders(path) {
                    add(PathText.join(root, [folder, frame.package ?? ""].joined(separator: "/") + path))
                }
            }
            return found
        }
        if frame.path.hasPrefix("/"), roots.contains(where: { path.hasPrefix($0 + "/") }) { add(path) }
        let parts = path.split(separator: "/")
        for count in stride(from: min(parts.count, 8), to: 0, by: -1) {
            let end = parts.suffix(count).joined(separator: "/")
            for root in roots {
                // A name alone can be any file below the working folder.
                if count == 1, root == workingFolder, root != code, parts.count > 1 { continue }
                add(root + "/" + end)
                if frame.form == .go { add(root + "/cmd/" + end) }
            }
        }
        return found
    }

    /// The folders below a root in which the build tools of Java and its relatives look for a package.
    private static func javaFolders(_ file: String) -> [String] {
        let language =
            switch file.split(separator: ".").last {
            case "kt": "kotlin"
            case "scala": "scala"
            case "groovy": "groovy"
            default: "java"
            }
        let others = language == "java" ? [] : ["src/main/java"]
        return ["src/main/" + language] + others + ["app/src/main/" + language, "src", ""]
    }
}
