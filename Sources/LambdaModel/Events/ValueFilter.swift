import Foundation
import JSONText
import Support

/// How a template changes a parameter's value: `{{body|md5}}`.
enum ValueFilter: String, CaseIterable, Sendable {
    // MARK: Any value
    /// A number as a string.
    case text
    /// The JSON that the value is.
    case json
    /// Null if the member would be left out.
    case null
    /// Bytes in UTF-8.
    case size
    case md5
    case base64
    /// Compressed, in base64.
    case gzip
    /// An aggregated record of the Kinesis Producer Library, in base64.
    case kpl
    /// Encoded as in a form: `red+flower.jpg`.
    case form
    /// Percent-encoded, except slashes.
    case percent
    /// `_` for `-`.
    case underscore
    /// The hosts of a partition.
    case dns

    // MARK: Requests
    /// The last value of each parameter of a query string, decoded. Absent if there is none.
    case last
    /// All values of each parameter, decoded. Absent if there is none.
    case lists
    /// All values of each parameter with commas between them, decoded. Absent if there is none.
    case joined
    /// The last value of each parameter, not decoded.
    case encodedLast = "encoded-last"
    /// All values of each parameter, not decoded.
    case encodedLists = "encoded-lists"
    /// The parameters of a path. Absent if there is none.
    case parameters
    /// The start of the paths of a stage.
    case prefix
    /// Headers in the form of Lambda@Edge.
    case edge

    // MARK: Objects of texts
    /// Message attributes in the form of SNS.
    case sns
    /// Message attributes in the form of SQS.
    case sqs
    /// Slots in the form of Alexa.
    case alexa
    /// Slots in the form of Lex V2.
    case lex

    // MARK: Times
    /// Seconds since 1970.
    case seconds
    /// Seconds since 1970 with three decimals.
    case decimals
    case milliseconds
    case microseconds
    /// `31/Jan/2026:12:00:00 +0000`
    case common
    /// `2026-01-31`
    case date
    /// `Sat, 31 Jan 2026 12:00:00 +0000`
    case mail
    /// `2026-01-31T12:00:00.000Z`
    case precise
    /// `2026-01-31T12:00:00.000+0000`
    case zoned

    /// The changed value.
    ///
    /// - Parameter values: the values of all parameters.
    func apply(
        to value: FilteredValue, _ values: [String: String]
    ) throws(TemplateProblem) -> FilteredValue {
        let text = value.text
        switch self {
        case .text: return .text(text)
        case .json: return .json(text)
        case .null: return value == .absent ? .json("null") : value
        case .size: return .json(String(text.utf8.count))
        case .md5: return .text(MD5.text(Array(text.utf8)))
        case .base64: return .text(Data(text.utf8).base64EncodedString())
        case .gzip: return .text(Data(Gzip.stored(Array(text.utf8))).base64EncodedString())
        case .kpl:
            let record = AggregatedRecord(partitionKey: values["partition-key"] ?? "", data: text)
            return .text(Data(record.bytes).base64EncodedString())
        case .form: return .text(PercentCoding.encoded(text, keeping: "/ ").replacing(" ", with: "+"))
        case .percent: return .text(PercentCoding.encoded(text, keeping: "/"))
        case .underscore: return .text(text.replacing("-", with: "_"))
        case .dns: return .text(Partition.hosts(text))
        case .last: return QueryText(text, isDecoded: true).last ?? .absent
        case .lists: return QueryText(text, isDecoded: true).lists ?? .absent
        case .joined: return QueryText(text, isDecoded: true).joined ?? .absent
        case .encodedLast: return QueryText(text, isDecoded: false).last ?? .json("{}")
        case .encodedLists: return QueryText(text, isDecoded: false).lists ?? .json("{}")
        case .parameters: return try ResourcePath.value(text, in: values["resource"] ?? "")
        case .prefix: return .text(text == "$default" ? "" : "/" + text)
        case .edge: return TextMembers(text).edgeHeaders(host: values["domain"] ?? "")
        case .sns: return TextMembers(text).snsAttributes
        case .sqs: return TextMembers(text).sqsAttributes
        case .alexa: return TextMembers(text).alexaSlots
        case .lex: return TextMembers(text).lexSlots
        case .seconds, .decimals, .milliseconds, .microseconds, .common, .date, .mail, .precise, .zoned:
            return time(ISO8601.seconds(text) ?? 0)
        }
    }

    private func time(_ seconds: Double) -> FilteredValue {
        let milliseconds = ISO8601.milliseconds(seconds)
        let time = CivilTime(secondsSince1970: milliseconds / 1000)
        switch self {
        case .seconds: return .json(String(milliseconds / 1000))
        case .decimals: return .json(String(milliseconds / 1000) + ISO8601.fraction(milliseconds))
        case .milliseconds: return .json(String(milliseconds))
        case .microseconds: return .json(String(milliseconds * 1000))
        case .common: return .text("\(time.twoDigitDay)/\(time.monthName)/\(time.year):\(time.clock) +0000")
        case .date: return .text(time.date)
        case .mail:
            let day = "\(time.weekdayName), \(time.twoDigitDay) \(time.monthName) \(time.year)"
            return .text("\(day) \(time.clock) +0000")
        case .precise: return .text(ISO8601.text(seconds, hasMilliseconds: true))
        case .zoned: return .text(String(ISO8601.text(seconds, hasMilliseconds: true).dropLast()) + "+0000")
        case .text, .json, .null, .size, .md5, .base64, .gzip, .kpl, .form, .percent, .underscore, .dns, .last, .lists,
            .joined, .encodedLast, .encodedLists, .parameters, .prefix, .edge, .sns, .sqs, .alexa, .lex:
            return .absent
        }
    }
}

/// A parameter's value on its way through filters.
enum FilteredValue: Hashable, Sendable {
    /// A string.
    case text(String)
    /// JSON text.
    case json(String)
    /// Nothing: the member is left out.
    case absent

    /// The value inside of a string.
    var text: String {
        switch self {
        case .text(let text), .json(let text): text
        case .absent: ""
        }
    }
}

extension CivilTime {
    /// `Sat`; the first of January 1970 was a Thursday.
    fileprivate var weekdayName: String {
        ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][secondsSince1970 / 86_400 % 7]
    }
}
