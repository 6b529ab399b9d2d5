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
        let lower = name.lowercased()
        return compactMap { $0.isNamed(lower) ? $0.value : nil }
    }

    /// The value of the first field of that name; nil if there is none.
    public func first(_ name: String) -> String? {
        let lower = name.lowercased()
        return first { $0.isNamed(lower) }?.value
    }
}

extension HTTPField {
    /// Whether the field has a name.
    ///
    /// - Parameter lower: the name in lower case. Names are ASCII, so that most others already differ in length.
    fileprivate func isNamed(_ lower: String) -> Bool {
        name.utf8.count == lower.utf8.count && name.lowercased() == lower
    }
}
