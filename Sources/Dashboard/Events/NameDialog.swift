import LambdaModel
import Support

/// A name that the user types for an event, on the status line.
public struct NameDialog: Hashable, Sendable {
    /// What gets the name.
    enum Purpose: Hashable, Sendable {
        /// The event of that name in the list.
        case rename(String)
        /// A copy of the event of that name in the list.
        case duplicate(String)
        /// The event of an invocation of the history.
        case saveCall(Int64)
        /// A new event with these bytes.
        case create([UInt8])
        /// A file with these bytes: a response, a log.
        case file([UInt8], what: String)
    }

    /// What gets the name.
    let purpose: Purpose
    /// The names that are taken, as seen from the folder of events.
    let taken: Set<String>
    /// The text that is typed.
    private(set) var line: EditableLine
    /// What the user should know before typing; it goes with the next key.
    private(set) var remark: String?

    /// A dialog with a name to change.
    ///
    /// - Parameter remark: what the user should know first.
    init(_ purpose: Purpose, name: String, taken: Set<String>, remark: String? = nil) {
        (self.purpose, self.taken, self.remark) = (purpose, taken, remark)
        line = EditableLine(name)
        // The ending is usually kept: the cursor is before it.
        line.place(EventName.stem(of: name).count)
    }

    /// The dialog for a request whose name turned out to be taken; nil if the request gives no name.
    init?(_ request: EventFileRequest, suggestion: String, taken: Set<String>) {
        let (purpose, name): (Purpose, String)
        switch request {
        case .create(let name_, let bytes): (purpose, name) = (.create(bytes), name_)
        case .duplicate(let event, let new): (purpose, name) = (.duplicate(event), new)
        case .rename(let event, let new): (purpose, name) = (.rename(event), new)
        case .saveCall(let id, let new): (purpose, name) = (.saveCall(id), new)
        case .read, .delete, .undo, .replace, .accept: return nil
        }
        self.init(
            purpose, name: suggestion, taken: taken.union([EventName.completed(name)]),
            remark: "\(EventName.completed(name)) exists")
    }

    /// What the line asks for.
    var prompt: String {
        switch purpose {
        case .rename(let name): "rename \(name) to"
        case .duplicate(let name): "copy \(name) as"
        case .saveCall: "save the event as"
        case .create: "name of the new event"
        case .file(_, let what): "save the \(what) in the file"
        }
    }

    /// Why the name is not possible; nil if it is.
    var problem: String? {
        if case .file = purpose { return line.text.isEmpty ? "type a name" : nil }
        if let problem = EventName.problem(line.text) { return problem }
        let name = EventName.completed(line.text)
        return taken.contains(name) ? "\(name) exists" : nil
    }

    /// What the name asks for; nil if it is not possible.
    var effect: EventEffect? {
        guard problem == nil, case .file(let bytes, _) = purpose else { return request.map(EventEffect.file) }
        return .save(path: line.text, bytes)
    }

    private var request: EventFileRequest? {
        guard problem == nil else { return nil }
        let name = EventName.completed(line.text)
        switch purpose {
        case .rename(let event): return .rename(event, to: name)
        case .duplicate(let event): return .duplicate(event, as: name)
        case .saveCall(let id): return .saveCall(id, as: name)
        case .create(let bytes): return .create(name, bytes)
        case .file: return nil
        }
    }

    /// Takes a key that edits the name; returns false for all others.
    mutating func edit(_ key: Key) -> Bool {
        remark = nil
        return line.handle(key)
    }

    /// Takes pasted text.
    mutating func paste(_ text: String) {
        remark = nil
        line.insert(text)
    }

    /// Draws the dialog in a row.
    func draw(y: Int, width: Int, in grid: inout Grid) {
        grid.fill(Rect(x: 0, y: y, width: width, height: 1), style: Style())
        let prompt = prompt.fittedKeepingEnds(max(0, width / 2 - 2)) + ": "
        var x = 1 + grid.put(prompt, x: 1, y: y, style: Style(.prompt), width: width - 1)
        let note = remark ?? problem
        let hint = note.map { "✗ " + $0 } ?? ""
        let room = width - x - 1
        // The name is more important than what is said about it.
        let hintRoom = max(0, min(hint.cellWidth, room - min(line.text.cellWidth + 2, room)))
        x += line.draw(
            x: x, y: y, width: max(1, room - max(hintRoom, min(hint.cellWidth, room / 3)) - 1),
            style: Style(.text, attributes: .bold), in: &grid)
        let left = width - x - 2
        let style = Style(note == nil ? .dim : remark == nil ? .error : .warning)
        if left > 3 { grid.put(hint.fitted(left), x: x + 1, y: y, style: style) }
    }
}
