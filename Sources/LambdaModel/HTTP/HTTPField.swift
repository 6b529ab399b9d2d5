import Support

/// A header field of an HTTP request or response, as received or as sent.
public struct HTTPField: Hashable, Sendable {
    /// The name in its original letters; names are compared without regard to case.
    public var name: String
    /// The value without blanks around it.
    public var value: String

    /// A field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [HTTPField] {
    /// The values of all fields of that name, in order.
    public func values(of name: String) -> [String] {
        compactMap { $0.name.lowercased() == name.lowercased() ? $0.value : nil }
    }

    /// The value of the first field of that name; nil if there is none.
    public func first(_ name: String) -> String? { first { $0.name.lowercased() == name.lowercased() }?.value }
}
