import Support

/// Where a call came from that somebody made through lamdeck's front door, rather than the person at lamdeck itself.
public struct CallOrigin: Hashable, Sendable {
    /// Address and port of the other side: `127.0.0.1:51234`.
    public var address: String
    /// The header `User-Agent` as received: anything can stand there.
    public var userAgent: String?
    /// The port of the door through which it came.
    public var port: Int
    /// The function during whose call it came, where it came from one of this project's.
    public var function: String?

    /// Where a call came from.
    public init(address: String, userAgent: String? = nil, port: Int, function: String? = nil) {
        self.address = address
        self.userAgent = userAgent
        self.port = port
        self.function = function
    }

    /// One line for a person: `from orders`, else the client's name, `from curl/7.88.1`, else `from 127.0.0.1:51234`.
    /// Nothing of it can move the cursor or fill the screen, whatever the caller sent.
    public var words: String {
        if let name = function.map(Self.line), !name.isEmpty { return "from \(name)" }
        if let product { return "from \(product)" }
        let place = Self.line(address)
        return place.isEmpty ? "from outside" : "from \(place)"
    }

    /// The first product that `User-Agent` names (RFC 9110, section 10.1.5): a program, and its version behind a slash.
    private var product: String? {
        let text = (userAgent ?? "").utf8.prefix { Self.isOfProduct($0) }.prefix(Self.longest)
        guard let first = text.first, first != UInt8(ascii: "/") else { return nil }
        // Every browser says that it is Mozilla, and no two say where what it really is stands.
        return text.starts(with: "Mozilla/".utf8) ? "a browser" : String(decoding: text, as: UTF8.self)
    }

    private static let longest = 40

    private static func isOfProduct(_ byte: UInt8) -> Bool {
        byte.isASCIIAlphanumeric || "/!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    /// Text without controls and marks that change the direction of writing, cut.
    private static func line(_ text: String) -> String {
        let scalars = text.unicodeScalars.lazy.filter {
            switch $0.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
            default: true
            }
        }
        return String(String.UnicodeScalarView(scalars.prefix(longest)))
    }
}
