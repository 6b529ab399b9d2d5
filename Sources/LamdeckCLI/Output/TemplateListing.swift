import JSONText
import LambdaModel

/// The templates for events as `lamdeck events templates` prints them.
enum TemplateListing {
    /// The template of that name; otherwise those whose name, source or summary contains the text. Upper and lower case
    /// count as the same.
    ///
    /// - Parameter text: nil for all templates.
    static func templates(containing text: String?) -> [EventTemplate] {
        guard let text else { return EventTemplate.all }
        if let only = EventTemplate.named(text) { return [only] }
        let wanted = text.lowercased()
        return EventTemplate.all.filter { template in
            [template.name, template.source, template.summary].contains { $0.lowercased().contains(wanted) }
        }
    }

    /// A row for each template.
    static func table(_ templates: [EventTemplate]) -> String {
        var table = TextTable(["TEMPLATE", "FROM", "EVENT", "PARAMETERS"])
        for template in templates {
            let parameters = template.parameters.map(\.name).joined(separator: " ")
            table.add([template.name, template.source, template.summary, parameters])
        }
        return table.text
    }

    /// A line with the template, and a row for each of its parameters.
    static func parameters(of template: EventTemplate) -> String {
        var table = TextTable(["PARAMETER", "MEANING", "DEFAULT"])
        for parameter in template.parameters {
            table.add([parameter.name, parameter.summary, parameter.defaultValue])
        }
        let lines = ["\(template.name): \(template.source), \(template.summary)", "see \"\(template.page)\" (AWS)"]
        return (lines + [table.text]).joined(separator: "\n")
    }

    /// A line of JSON.
    static func json(_ template: EventTemplate) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("name", template.name)
            writer.member("source", template.source)
            writer.member("summary", template.summary)
            writer.member("page", template.page)
            if let payload = template.payload { writer.member("payload", payload) }
            writer.key("parameters")
            writer.array { list in
                for parameter in template.parameters {
                    list.object { writer in
                        writer.member("name", parameter.name)
                        writer.member("summary", parameter.summary)
                        writer.member("default", parameter.defaultValue)
                    }
                }
            }
        }
        return writer.text
    }
}
