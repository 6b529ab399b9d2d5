import ArgumentParser
import LambdaModel
import Support

/// A header that `-H` names, in curl's form: `name: value`, `name;` for an empty value, and `name:` to leave out a header
/// that would be sent without the option.
struct RequestHeader: Hashable, Sendable {
    /// The name in its original letters.
    let name: String
    /// The value; nil if the header is left out.
    let value: String?

    /// Reads a header. Throws a message for the user.
    init(_ text: String) throws(ValidationError) {
        let shown = PlainText.line(text)
        let name = text.prefix { $0 != ":" && $0 != ";" }
        let rest = text[name.endIndex...].dropFirst()
        guard name.endIndex < text.endIndex, !name.isEmpty, name.utf8.allSatisfy(\.isOfHTTPToken) else {
            throw ValidationError("-H \(shown) is not NAME: VALUE")
        }
        self.name = String(name)
        let value = rest.trimmed { $0 == " " || $0 == "\t" }
        guard value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F || $0 == "\t" }) else {
            throw ValidationError("-H \(shown): a value has no control characters")
        }
        if text[name.endIndex] == ";" {
            guard value.isEmpty else { throw ValidationError("-H \(shown) is not NAME: VALUE") }
            self.value = ""
        } else {
            self.value = value.isEmpty ? nil : String(value)
        }
    }
}

extension Substring {
    /// The text without such characters at both ends.
    fileprivate func trimmed(_ isDropped: (Character) -> Bool) -> Substring {
        let rest = drop(while: isDropped)
        return rest.lastIndex { !isDropped($0) }.map { rest[...$0] } ?? rest.prefix(0)
    }
}
