import JSONText
import OrderedCollections

/// The settings in one object of the manifest: `defaults`, or a function before the defaults are filled in.
@dynamicMemberLookup
struct FunctionDraft: Sendable {
    /// The positions of the values that were written, including values with mistakes, by the names of their keys.
    var positions: [String: JSONPosition] = [:]
    private var values: [String: any Sendable] = [:]

    /// The value of a key; nil if it is missing or has a mistake.
    subscript<Value, Written>(key: FunctionKey<Value, Written>) -> Value? {
        get { values[key.name] as? Value }
        set { values[key.name] = newValue.map { $0 as any Sendable } }
    }

    /// The value of a key: `draft.timeout`.
    subscript<Value, Written>(dynamicMember key: KeyPath<FunctionKeys, FunctionKey<Value, Written>>) -> Value? {
        get { self[FunctionKeys.table[keyPath: key]] }
        set { self[FunctionKeys.table[keyPath: key]] = newValue }
    }

    /// The position of a key's value; nil if the key is missing.
    func position<Value, Written>(of key: KeyPath<FunctionKeys, FunctionKey<Value, Written>>) -> JSONPosition? {
        positions[FunctionKeys.name(of: key)]
    }

    func has<Value, Written>(_ key: KeyPath<FunctionKeys, FunctionKey<Value, Written>>) -> Bool {
        position(of: key) != nil
    }

    var choosesImage: Bool { has(\.runtime) || has(\.image) }

    /// Whether the code is in the image.
    var isContainerImage: Bool { has(\.image) && !has(\.runtime) && !has(\.code) }

    /// All variables by their names.
    var variables: OrderedDictionary<String, String> { self.environment?.values ?? [:] }

    /// This draft, with the values of `defaults` for the keys that it does not have.
    func over(_ defaults: FunctionDraft) -> FunctionDraft {
        let defaults = defaults.shared(with: self)
        var result = self
        result.positions.merge(defaults.positions) { own, _ in own }
        for key in FunctionKeys.all { key.merge(self, over: defaults, into: &result) }
        return result
    }

    /// The values of `defaults` that a function takes: one that chooses its own runtime or image takes neither, and one
    /// whose code is in its image has no handler and no layers.
    func shared(with own: FunctionDraft) -> FunctionDraft {
        var shared = self
        if own.choosesImage { shared.remove([FunctionKeys.table.runtime.name, FunctionKeys.table.image.name]) }
        var both = own
        both.positions.merge(shared.positions) { own, _ in own }
        if both.isContainerImage {
            shared.remove([FunctionKeys.table.handler.name, FunctionKeys.table.layers.name])
        }
        return shared
    }

    private mutating func remove(_ names: [String]) {
        for name in names {
            positions[name] = nil
            values[name] = nil
        }
    }
}

/// Environment variables, with the source of each.
public struct Variables: Sendable {
    var values: OrderedDictionary<String, String>
    /// The names in ``values`` whose values come from a `.env` file.
    var fileNames: Set<String>

    /// The variables of both, of which `upper` wins; nil if there are neither.
    static func merged(_ lower: Variables?, _ upper: Variables?) -> Variables? {
        guard let lower, let upper else { return upper ?? lower }
        return Variables(
            values: lower.values.merging(upper.values) { $1 },
            fileNames: lower.fileNames.subtracting(upper.values.keys).union(upper.fileNames))
    }
}

/// A `.env` file that was read.
public struct VariablesFile: Sendable {
    /// Its absolute path.
    var path: String
    var variables: OrderedDictionary<String, String>
}
