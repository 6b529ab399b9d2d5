import Support

/// The origin of a call that arrived through lamdeck's endpoint or a function's port, rather than from lamdeck's user.
public struct CallOrigin: Hashable, Sendable {
    /// Address and port of the other side: `127.0.0.1:51234`.
    public var address: String
    /// The header `User-Agent` as received; it may contain anything.
    public var userAgent: String?
    /// The port on which the call arrived.
    public var port: Int
    /// The function that made the call, if it is one of this project's.
    public var function: String?

    /// The request id of the call that waits for this one, if this is the call of an API's authorizer. ``function`` is
    /// then the function of that call.
    public var authorizes: String?

    /// An origin.
    public init(
        address: String, userAgent: String? = nil, port: Int, function: String? = nil, authorizes: String? = nil
    ) {
        self.authorizes = authorizes
        self.address = address
        self.userAgent = userAgent
        self.port = port
        self.function = function
    }

    /// One line for the user: `from orders`, otherwise the client's name, `from curl/7.88.1`, otherwise `from
    /// 127.0.0.1:51234`. It cannot move the cursor or fill the screen, whatever the caller sent.
    public var label: String {
        if let name = function.map(Self.line), !name.isEmpty {
            return authorizes == nil ? "from \(name)" : "authorizes \(name)"
        }
        if let product { return "from \(product)" }
        let place = Self.line(address)
        return place.isEmpty ? "from outside" : "from \(place)"
    }

    /// The first product in `User-Agent` (RFC 9110, section 10.1.5): a program, with its version after a slash.
    private var product: String? {
        let text = (userAgent ?? "").utf8.prefix { Self.isOfProduct($0) }.prefix(Self.longest)
        guard let first = text.first, first != UInt8(ascii: "/") else { return nil }
        // Every browser claims to be Mozilla, and each names its real product at a different place.
        return text.starts(with: "Mozilla/".utf8) ? "a browser" : String(decoding: text, as: UTF8.self)
    }

    private static let longest = 40

    private static func isOfProduct(_ byte: UInt8) -> Bool {
        byte.isASCIIAlphanumeric || "/!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    /// Text without controls and bidirectional marks, cut to a maximum length.
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
