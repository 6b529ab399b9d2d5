import JSONText
import OrderedCollections

/// A value as `functions.json` has it.
public enum WrittenValue: Sendable, Equatable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([String])
    case variables(OrderedDictionary<String, String>)
    /// An object whose values have any form. To write only strings, use ``variables(_:)``.
    case object(OrderedDictionary<String, WrittenValue>)

    /// Whether the value means the same as a missing key.
    var isEmpty: Bool {
        switch self {
        case .text(let text): text.isEmpty
        case .list(let list): list.isEmpty
        case .variables(let variables): variables.isEmpty
        case .object(let members): members.isEmpty
        case .number, .flag: false
        }
    }

    /// The value as JSON on one line.
    var json: String {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.text
    }

    /// Writes the value; in an object, its key was written before.
    public func write(to json: inout JSONWriter) {
        switch self {
        case .text(let text): json.string(text)
        case .number(let number): json.int(number)
        case .flag(let flag): json.bool(flag)
        case .list(let list): json.array { json in for text in list { json.string(text) } }
        case .variables(let variables):
            json.object { json in for (name, value) in variables { json.member(name, value) } }
        case .object(let members):
            json.object { json in
                for (name, value) in members {
                    json.key(name)
                    value.write(to: &json)
                }
            }
        }
    }
}

/// How a key's value is stored while lamdeck makes a `functions.json` from other files.
public protocol WrittenForm: Sendable {
    /// The type of the place for the value: an optional, or a collection that is empty without a value.
    associatedtype Slot: Sendable
    /// The content of the place; a value of another form counts as none.
    static func slot(of value: WrittenValue?) -> Slot
    /// The value in the place; nil if there is none.
    static func value(in slot: Slot) -> WrittenValue?
}

extension String: WrittenForm {
    /// A text, or nil.
    public static func slot(of value: WrittenValue?) -> String? {
        if case .text(let text) = value { text } else { nil }
    }
    /// The text.
    public static func value(in slot: String?) -> WrittenValue? { slot.map { .text($0) } }
}

extension Int: WrittenForm {
    /// A number, or nil.
    public static func slot(of value: WrittenValue?) -> Int? {
        if case .number(let number) = value { number } else { nil }
    }
    /// The number.
    public static func value(in slot: Int?) -> WrittenValue? { slot.map { .number($0) } }
}

extension Bool: WrittenForm {
    /// `true`, `false`, or nil.
    public static func slot(of value: WrittenValue?) -> Bool? {
        if case .flag(let flag) = value { flag } else { nil }
    }
    /// `true` or `false`.
    public static func value(in slot: Bool?) -> WrittenValue? { slot.map { .flag($0) } }
}

extension [String]: WrittenForm {
    /// A list, which may be empty.
    public static func slot(of value: WrittenValue?) -> [String] {
        if case .list(let list) = value { list } else { [] }
    }
    /// The list, unless it is empty.
    public static func value(in slot: [String]) -> WrittenValue? { slot.isEmpty ? nil : .list(slot) }
}

extension OrderedDictionary: WrittenForm where Key == String, Value == String {
    /// Variables, or none.
    public static func slot(of value: WrittenValue?) -> OrderedDictionary<String, String> {
        if case .variables(let variables) = value { variables } else { [:] }
    }
    /// The variables, unless there are none.
    public static func value(in slot: OrderedDictionary<String, String>) -> WrittenValue? {
        slot.isEmpty ? nil : .variables(slot)
    }
}

extension WrittenValue: WrittenForm {
    /// A value of any form, or nil.
    public static func slot(of value: WrittenValue?) -> WrittenValue? { value }
    /// The value.
    public static func value(in slot: WrittenValue?) -> WrittenValue? { slot }
}
