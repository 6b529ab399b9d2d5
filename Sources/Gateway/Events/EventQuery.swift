import OrderedCollections
import Support

/// The parameters of a query: for each name its values, in the order of the request.
struct EventQuery {
    /// How a service passes names and values.
    enum Coding {
        /// Decoded, `+` as a blank (API Gateway, function URLs).
        case decoded
        /// As received: the function decodes them (Elastic Load Balancing user guide, "Use Lambda functions as targets
        /// of an Application Load Balancer").
        case asReceived
    }

    let values: OrderedDictionary<String, [String]>

    init(_ query: Substring, _ coding: Coding) {
        var values: OrderedDictionary<String, [String]> = [:]
        for part in query.utf8.split(separator: UInt8(ascii: "&")) {
            let name = part.prefix { $0 != UInt8(ascii: "=") }
            let value = part.dropFirst(name.count + 1)
            values[Self.text(name, coding), default: []].append(Self.text(value, coding))
        }
        self.values = values
    }

    private static func text(_ part: Substring.UTF8View, _ coding: Coding) -> String {
        switch coding {
        case .asReceived: String(Substring(part))
        case .decoded: PercentCoding.decodedForm(part)
        }
    }
}
