import LambdaModel

extension ImportDraft {
    /// This draft for a `functions.json` in another folder than the imported file.
    ///
    /// - Parameters:
    ///   - source: the absolute path of the folder to which the draft's paths are relative.
    ///   - destination: the absolute path of the folder for `functions.json` and the draft's files.
    public func relocated(from source: String, to destination: String) -> ImportDraft {
        let way = Self.way(from: destination, to: source)
        guard way != "." else { return self }
        let own = Set(folders + files.map { $0.path.split(separator: "/").dropLast().joined(separator: "/") })
        func moved(_ path: String) -> String {
            path.hasPrefix("/") || path.hasPrefix("~") || own.contains(path)
                ? path : RelativePath.clean(way + "/" + path)
        }
        var result = self
        for index in result.functions.indices {
            result.functions[index].code = functions[index].code.map(moved)
            result.functions[index].layers = functions[index].layers.map(moved)
            result.functions[index].environmentFile = functions[index].environmentFile.map(moved)
            result.functions[index].build = functions[index].build?.movingBuild(folder: way, moved)
        }
        return result
    }

    /// The path from one folder to another: from `/a/c` to `/a/b` is `../b`.
    static func way(from start: String, to end: String) -> String {
        let startParts = start.split(separator: "/")
        let endParts = end.split(separator: "/")
        let shared = zip(startParts, endParts).prefix { $0.0 == $0.1 }.count
        let parts = Array(repeating: "..", count: startParts.count - shared) + endParts[shared...].map(String.init)
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }
}
