import LambdaModel

/// Manifests of one function, made of keys and their values as JSON. Every path that they name exists.
public enum ExampleManifest {
    /// The path of the manifest.
    public static let path = "/p/functions.json"

    /// What a function needs, by its keys.
    private static let needed = [
        "runtime": "\"nodejs22.x\"", "handler": "\"base.handler\"", "code": "\"base\"",
    ]

    /// A manifest of the function `f`, which has what it needs.
    public static func text(_ keys: [String: String] = [:], defaults: [String: String] = [:]) -> String {
        let given = defaults.merging(keys) { $1 }
        var missing = needed.filter { given[$0.key] == nil }
        if given["image"] != nil { missing["runtime"] = nil }
        if given["imageConfig"] != nil { missing = given["image"] == nil ? ["image": "\"orders:dev\""] : [:] }
        return """
            { "defaults": \(object(defaults)), "functions": { "f": \(object(keys.merging(missing) { $1 })) } }
            """
    }

    /// Loads ``text(_:defaults:)``; nil if it has an error. The problems include warnings.
    public static func load(
        _ keys: [String: String] = [:], defaults: [String: String] = [:]
    ) -> (function: FunctionSettings?, problems: [ManifestProblem]) {
        load(text: text(keys, defaults: defaults))
    }

    /// Loads a manifest's first function.
    public static func load(text: String) -> (function: FunctionSettings?, problems: [ManifestProblem]) {
        let (manifest, problems) = ManifestLoader.load(
            text: Array(text.utf8), path: path, environment: [:], files: AllFiles(), today: CalendarDay(2026, 1, 1))
        return (manifest?.functions.first, problems)
    }

    private static func object(_ members: [String: String]) -> String {
        "{\(members.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", "))}"
    }
}

/// A disk on which every path exists: a `.env` file with a variable, a zip, else a folder.
private struct AllFiles: ManifestFiles {
    func kind(of path: String) -> FileKind? {
        path.hasSuffix(".env") || path.hasSuffix(".zip") ? .file : .folder
    }

    func read(_ path: String) throws(FileError) -> [UInt8] { Array("FROM_FILE=value\n".utf8) }

    func names(inFolder path: String) throws(FileError) -> [String] { [] }

    func realPath(_ path: String) -> String { path }
}
