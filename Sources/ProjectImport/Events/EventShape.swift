import JSONText

/// The event that an event source sends to a function, with the known values of the source filled in.
///
/// The shapes are those in AWS's documentation ("Using AWS Lambda with other services"), with our own values.
struct EventShape {
    private let template: String

    init(_ template: String) { self.template = template }

    /// The event as JSON with each `%name%` replaced by its value; a placeholder without a value becomes an empty text.
    func filled(_ values: [String: String] = [:]) -> String {
        var text = ""
        var rest = template[...]
        while let start = rest.firstIndex(of: "%") {
            text += rest[..<start]
            let after = rest.index(after: start)
            guard let end = rest[after...].firstIndex(of: "%") else { break }
            text += Self.escaped(values[String(rest[after..<end])] ?? "")
            rest = rest[rest.index(after: end)...]
        }
        text += rest
        guard let document = try? JSONDocument(text) else { preconditionFailure("the template is not JSON: \(text)") }
        return document.formatted() + "\n"
    }

    /// A text escaped for a JSON string, without the quotes.
    private static func escaped(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(writer.text.dropFirst().dropLast())
    }
}
