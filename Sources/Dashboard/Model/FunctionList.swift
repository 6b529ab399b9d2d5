import LambdaModel
import OrderedCollections

/// The functions in the manifest's order, and the selected one.
public struct FunctionList: Sendable {
    private var byName: OrderedDictionary<String, FunctionItem> = [:]
    /// The selected function's name; nil if there is none.
    public private(set) var selected: String?

    /// The functions.
    public var items: [FunctionItem] { byName.values.elements }
    /// Their names.
    public var names: [String] { byName.keys.elements }
    /// Whether there are none.
    public var isEmpty: Bool { byName.isEmpty }
    /// How many there are.
    public var count: Int { byName.count }
    /// A function by its name.
    public subscript(name: String) -> FunctionItem? { byName[name] }

    /// Functions whose container runs or is starting.
    var live: [String] { items.filter(\.isLive).map(\.info.name) }

    /// Replaces the functions. Those that stay keep their data. If the selected one is gone, the one at its place is
    /// selected.
    mutating func replace(_ infos: [FunctionInfo]) {
        let place = index ?? 0
        var next: OrderedDictionary<String, FunctionItem> = [:]
        for info in infos {
            var item = byName[info.name] ?? FunctionItem(info)
            item.info = info
            next[info.name] = item
        }
        byName = next
        if item == nil { selected = isEmpty ? nil : names[min(place, count - 1)] }
    }

    // MARK: Changes of one function

    /// Changes a function, if there is one with the name.
    @discardableResult
    mutating func change<Value>(_ name: String, _ change: (inout FunctionItem) -> Value) -> Value? {
        guard byName[name] != nil else { return nil }
        return change(&byName[name]!)
    }

    /// Changes the selected function, if there is one.
    @discardableResult
    mutating func changeSelected<Value>(_ change: (inout FunctionItem) -> Value) -> Value? {
        guard let selected else { return nil }
        return self.change(selected, change)
    }

    /// Changes a call that has not ended, whichever function it is of.
    mutating func changeCall(_ id: InvocationID, _ change: (inout Response) -> Void) {
        for index in byName.values.indices { byName.values[index].calls.change(id, change) }
    }

    /// The connection to the host is lost: no call of another process counts as running any more.
    mutating func endOutsideCalls() {
        for index in byName.values.indices { byName.values[index].calls.endOutside() }
    }

    /// Shows what has arrived of the responses of running calls.
    mutating func showArrived(at now: Double) {
        for index in byName.values.indices where byName.values[index].calls.isReceiving {
            byName.values[index].calls.showArrived(at: now)
        }
    }

    /// Records the bytes that the containers use, by function.
    mutating func update(memory: [String: Int]) {
        for (index, name) in names.enumerated() { byName.values[index].memory = memory[name] }
    }

    /// Adds the calls of a trace to the shown response whose call began it.
    mutating func relate(_ calls: [InvocationSummary], of root: String) {
        for index in byName.values.indices where byName.values[index].response?.traceRoot == root {
            byName.values[index].calls.shown?.relate(calls)
        }
    }

    // MARK: What the next deck takes over

    /// The selections, and which calls are folded.
    var view: DeckView {
        var view = DeckView(function: selected)
        for item in items {
            view.events[item.info.name] = item.selectedEvent
            view.folds[item.info.name] = item.log.folds
        }
        return view
    }

    /// Takes over what the last deck showed. What the user has done in this one already is not changed.
    mutating func take(_ view: DeckView) -> [Effect] {
        for (name, folds) in view.folds { change(name) { $0.log.take(folds) } }
        for (name, event) in view.events { change(name) { $0.take(event: event) } }
        guard index == 0, let function = view.function, self[function] != nil else { return [] }
        return select(function)
    }

    // MARK: The selection

    /// The selected function.
    var item: FunctionItem? { selected.flatMap { byName[$0] } }

    /// The selected function's place.
    var index: Int? { selected.flatMap { byName.index(forKey: $0) } }

    /// Selects a function, and asks for its events.
    mutating func select(_ name: String) -> [Effect] {
        guard name != selected else { return [] }
        selected = name
        return [.loadEvents(name)]
    }

    /// Selects the function at a place.
    mutating func select(at index: Int) -> [Effect] { select(names[index]) }

    /// Moves the selection by a number of functions, at most to an end of the list.
    mutating func move(by amount: Int) -> [Effect] {
        guard let index else { return [] }
        return select(at: max(0, min(count - 1, index + amount)))
    }
}
