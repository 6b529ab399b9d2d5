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

    /// The keys of `url` and `api`, and of the objects in them, in Markdown.
    public static var api: String {
        """
        ### A function's url

        \(table(FunctionURLKeys.all))

        ### api

        \(table(APIKeys.all))

        ### A route

        \(table(RouteKeys.all))

        ### An authorizer

        \(table(AuthorizerKeys.all))

        ### cors

        \(table(CORSKeys.all))

        """
    }

    /// The keys of `build`, in Markdown.
    public static var build: String { table(BuildKeys.all) + "\n" }

    /// The keys of `debug`, in Markdown.
    public static var debug: String { table(DebugKeys.all) + "\n" }

    /// The keys of `imageConfig`, in Markdown.
    public static var imageConfig: String { table(ImageConfigKeys.all) + "\n" }

    private static func table<Owner>(_ keys: [ObjectKey<Owner>]) -> String {
        let isOfAPI = ![
            ObjectIdentifier(FunctionURLDraft.self), ObjectIdentifier(BuildDraft.self),
            ObjectIdentifier(DebugDraft.self), ObjectIdentifier(ImageConfigDraft.self),
        ]
        .contains(ObjectIdentifier(Owner.self))
        let rows = keys.map { key in
            let place = Owner.self == AuthorizerDraft.self ? types(of: key) : kinds(of: key)
            let cells = [code(key.name)] + (isOfAPI ? [place] : []) + [key.meaning, key.fallback]
            return "| \(cells.joined(separator: " | ")) |"
        }
        let head =
            isOfAPI
            ? "| key | of | meaning | default |\n| --- | --- | --- | --- |"
            : "| key | meaning | default |\n| --- | --- | --- |"
        return ([head] + rows).joined(separator: "\n")
    }

    private static func kinds<Owner>(of key: ObjectKey<Owner>) -> String {
        if key.kinds.count == APISettings.Kind.allCases.count { return "all" }
        return key.kinds.map { code($0.rawValue) }.joined(separator: " ")
    }

    /// The types of authorizers, with the kinds of API if not all that have the types have the key.
    private static func types<Owner>(of key: ObjectKey<Owner>) -> String {
        let all = AuthorizerType.allCases
        let types = key.types.count == all.count ? "all" : key.types.map { code($0.rawValue) }.joined(separator: " ")
        let kinds = APISettings.Kind.allCases.filter { !Set($0.authorizerTypes).isDisjoint(with: key.types) }
        if Set(key.kinds).isSuperset(of: kinds) { return types }
        return "\(types) of \(key.kinds.map { code($0.rawValue) }.joined(separator: " "))"
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
