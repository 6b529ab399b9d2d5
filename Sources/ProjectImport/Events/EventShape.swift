import JSONText

/// The event that a source of events sends to a function, with what is known of the source filled in.
///
/// The shapes are those of AWS's documentation ("Using AWS Lambda with other services"), with values of our own.
struct EventShape {
    private let template: String

    init(_ template: String) { self.template = template }

    /// The event as JSON, `%name%` replaced by its value; a placeholder without a value becomes an empty text.
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

    /// A text as it stands between the quotes of JSON.
    private static func escaped(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(writer.text.dropFirst().dropLast())
    }
}
