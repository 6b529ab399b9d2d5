/// The tables of keys in the README, made from ``RootKeys`` and ``FunctionKeys``.
public enum ManifestReference {
    /// The keys of a function, then those at the top, in Markdown.
    public static var text: String {
        let function = FunctionKeys.all.map { key in
            row(key.name, key.documentation, key.example, key.usual, limits: key.limits)
        }
        let root = RootKeys.all.map { key in row(key.name, key.documentation, key.example, key.usual) }
        return """
            | key of a function | meaning | example | default |
            | --- | --- | --- | --- |
            \(function.joined(separator: "\n"))

            | key at the top | meaning | example | default |
            | --- | --- | --- | --- |
            \(root.joined(separator: "\n"))

            """
    }

    private static func row(
        _ name: String, _ documentation: KeyDocumentation, _ example: WrittenValue?, _ usual: WrittenValue?,
        limits: NumberLimits? = nil
    ) -> String {
        let range = limits.map { limits in
            let unit = limits.unit.isEmpty ? "" : " \(limits.unit)"
            return ", \(limits.range.lowerBound) to \(limits.range.upperBound)\(unit)"
        }
        let cells = [
            code(name), documentation.meaning + (range ?? ""), example.map { code($0.json) } ?? "",
            documentation.fallback ?? usual.map { code($0.json) } ?? "",
        ]
        return "| \(cells.joined(separator: " | ")) |"
    }

    private static func code(_ text: String) -> String { "`\(text)`" }
}
