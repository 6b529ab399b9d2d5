import Support

/// The binary media types of a REST API (API Gateway developer guide, "Binary media types for REST APIs").
public enum BinaryMedia {
    /// Whether a type is one of the list: the same, by `image/*`, or by `*/*`, which also takes what has no type.
    ///
    /// - Parameters:
    ///   - type: the value of `content-type`, with or without parameters; nil if there is none.
    ///   - list: `image/png`, `image/*`, `*/*`.
    public static func matches(_ type: String?, in list: [String]) -> Bool {
        let type = type.map(essence)
        return list.contains { entry in
            let entry = essence(entry)
            guard entry != "*/*" else { return true }
            guard let type else { return false }
            return entry.hasSuffix("/*") ? type.hasPrefix(entry.dropLast()) : type == entry
        }
    }

    /// Whether a REST API decodes the base64 of a response's body: the first type that the client accepts is in the list,
    /// exactly as it is written there, or the list has `*/*`. API Gateway ignores the other types that the client accepts.
    ///
    /// - Parameter accept: the value of the request's `accept`; nil if there is none.
    public static func decodesResponse(accept: String?, _ list: [String]) -> Bool {
        let entries = list.map(essence)
        if entries.contains("*/*") { return true }
        guard let first = accept?.split(separator: ",").first else { return false }
        return entries.contains(essence(String(first)))
    }

    /// A media type in lower case without its parameters: `text/html` of `Text/HTML; charset=utf-8`.
    public static func essence(_ type: String) -> String {
        let essence = type.prefix { $0 != ";" }.drop(while: \.isWhitespace)
        return essence.lowercased().filter { !$0.isWhitespace }
    }
}
