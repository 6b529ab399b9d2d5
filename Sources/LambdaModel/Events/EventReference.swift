/// The tables in `docs/events.md`, made from the templates.
public enum EventReference {
    /// The templates, then their parameters, in Markdown.
    public static var text: String {
        let templates = EventTemplate.all.map { template in
            let parameters = template.parameters.map { code($0.name) }.joined(separator: " ")
            let contains = template.payload.map { "; contains another event in \(code($0))" } ?? ""
            return row([
                code(template.name), template.source, template.summary + contains, parameters, template.page,
            ])
        }
        let used = Set(EventTemplate.all.flatMap { $0.parameters.map(\.name) })
        let parameters = EventParameter.catalogue.filter { used.contains($0.name) }.map { parameter in
            row([
                code(parameter.name), parameter.summary,
                parameter.defaultValue.isEmpty ? "" : code(parameter.defaultValue),
            ])
        }
        return """
            | template | from | event | parameters | AWS documentation |
            | --- | --- | --- | --- | --- |
            \(templates.joined(separator: "\n"))

            | parameter | meaning | usual default |
            | --- | --- | --- |
            \(parameters.joined(separator: "\n"))

            """
    }

    private static func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }

    private static func code(_ text: String) -> String { "`\(text)`" }
}
