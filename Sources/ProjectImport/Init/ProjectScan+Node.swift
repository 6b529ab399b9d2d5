import LambdaModel

/// A source of JavaScript or TypeScript with a handler, in a package that has a build.
struct NodeSource {
    /// The name of the handler's export.
    let export: String
    /// The package's folder.
    let package: String
}

extension ProjectScan {
    private static let endings: Set<String> = ["js", "mjs", "cjs", "ts", "mts", "tsx"]

    /// Finds the sources of packages with a build, before anything else: their output is not a source, and the place of
    /// a module in the output may depend on the other sources.
    mutating func readPackages() {
        for path in tree.paths {
            guard let dot = path.lastIndex(of: "."), Self.endings.contains(String(path[path.index(after: dot)...])),
                !Self.isTest(path.split(separator: "/").last.map(String.init) ?? path),
                let folder = tree.nearestFolder(of: path, holding: ["package.json"]), let package = package(folder),
                !Self.isInside(path, package.code), path.contains(".ts") || path.contains(".mts") || package.isKnown
            else { continue }
            examined.insert(path)
            guard let export = tree.text(path, having: HandlerPatterns.shared).flatMap(HandlerPatterns.javaScript)
            else { continue }
            sources[path] = NodeSource(export: export, package: folder)
        }
        outputs = Set(sources.values.compactMap { packages[$0.package]??.code })
    }

    /// The package of a folder; nil if it has no build.
    private mutating func package(_ folder: String) -> NodePackage? {
        if let known = packages[folder] { return known }
        let package = NodePackage(folder, files)
        packages[folder] = .some(package)
        return package
    }

    /// Adds the function of a source that was found, if there is one.
    ///
    /// - Returns: whether the file belongs to a package with a build, so that no other rule looks for a handler in it.
    mutating func visitPackage(_ path: String) -> Bool {
        if let source = sources[path], let package = packages[source.package] ?? nil {
            let others = sources.filter { $0.value.package == source.package }.keys.sorted()
            let module = package.module(of: path, among: others)
            add(path, .nodejs, "\(module).\(source.export)", code: package.code) { _ in package.build }
            return true
        }
        return examined.contains(path) || outputs.contains { Self.isInside(path, $0) }
    }

    private static func isInside(_ path: String, _ folder: String) -> Bool { path.hasPrefix(folder + "/") }
}
