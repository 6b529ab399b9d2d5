import ArgumentParser
import LambdaModel
import LambdaRuntime
import Support

/// The request that `--http` names: `POST /orders?x=1`, `/orders`, `GET http://127.0.0.1:8000/orders`.
struct RequestLine: Hashable, Sendable {
    /// The method in upper case; nil if the user named none.
    let method: String?
    /// The request target without the host. It begins with a slash.
    let target: String
    /// Host and port of the address; nil if the user named a path.
    let authority: String?

    /// Reads a request. Throws a message for the user.
    init(_ text: String) throws(ValidationError) {
        let shown = PlainText.line(text)
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let last = words.last else { throw ValidationError("--http is empty: write \"GET /orders\"") }
        guard words.count <= 2 else {
            throw ValidationError("--http \(shown) is not METHOD PATH; a blank in a path is %20")
        }
        if words.count == 2 {
            let method = words[0].uppercased()
            guard method.utf8.allSatisfy(\.isOfHTTPToken) else {
                throw ValidationError("--http \(shown): \(PlainText.line(String(words[0]))) is not a method")
            }
            guard KnownMethods.has(method) else {
                throw ValidationError("--http \(shown): this is not an HTTP request: \(KnownMethods.problem)")
            }
            self.method = method
        } else {
            method = nil
        }
        var rest = last.prefix { $0 != "#" }
        if let mark = rest.firstRange(of: "://"), rest.prefix(while: { $0 != "/" }).endIndex > mark.lowerBound {
            guard rest[..<mark.lowerBound].lowercased() == "http" else {
                throw ValidationError("--http \(shown): an address begins with http://")
            }
            let host = rest[mark.upperBound...].prefix { $0 != "/" && $0 != "?" }
            guard Self.isAuthority(host) else {
                throw ValidationError("--http \(shown): an address has a host: http://127.0.0.1:8000/orders")
            }
            authority = String(host)
            rest = rest[host.endIndex...]
            if rest.first != "/" { rest = "/" + rest }
        } else {
            authority = nil
        }
        guard rest.hasPrefix("/") else {
            throw ValidationError("--http \(shown): the path begins with a slash: write \"GET /orders\"")
        }
        guard rest.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else {
            throw ValidationError("--http \(shown): a path has no control characters; encode them: %1B")
        }
        target = Self.ascii(rest)
    }

    /// The path of ``target``, percent-encoded.
    var path: Substring { target.prefix { $0 != "?" } }

    /// The port of the address, 80 if it names none; nil without an address.
    var port: Int? {
        guard let authority else { return nil }
        let name = authority.drop { $0 != "]" }
        let tail = name.isEmpty ? authority[...] : name
        return tail.lastIndex(of: ":").flatMap { Int(tail[tail.index(after: $0)...]) } ?? 80
    }

    private static func isAuthority(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0.isASCIIAlphanumeric || "-._:[]".utf8.contains($0) }
    }

    /// Text in which characters outside of ASCII are percent-encoded, as browsers send them.
    private static func ascii(_ text: Substring) -> String {
        text.utf8.reduce(into: "") { result, byte in
            if byte < 0x80 {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + Hex.text(byte, digits: 2, isUppercase: true)
            }
        }
    }
}
