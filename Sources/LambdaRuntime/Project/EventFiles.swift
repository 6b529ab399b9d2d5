import Foundation
import JSONText
import LambdaModel

/// Why a request about the files of events cannot be carried out.
enum EventRefusal: Error, Hashable {
    /// There is an event of that name; a free name.
    case taken(String)
    /// The file's content is not what it was when it was read.
    case changed
    /// The path, the reason and the advice, in one line.
    case problem(String)

    /// The reply for the client.
    var reply: EventFileReply {
        switch self {
        case .taken(let name): .taken(suggestion: name)
        case .changed: .changed
        case .problem(let text): .problem(text)
        }
    }
}

/// Changes the files of a function's saved events. It writes only in the function's folders of events, follows no
/// symbolic link out of them, and leaves no file half-written.
struct EventFiles: Sendable {
    let settings: FunctionSettings
    let trash: EventTrash
    let files = LocalFiles()

    /// The bytes of an event.
    func read(_ name: String) throws(EventRefusal) -> [UInt8] {
        let event = try existing(name)
        // A larger file cannot be an event, and the link carries no more than some tens of megabytes.
        guard event.stamp.size <= EventBytes.limit + 3 else {
            throw .problem("\(name): \(EventBytes.refusal(event.stamp.size) ?? "too large")")
        }
        return try bytes(of: event.path)
    }

    /// Writes a new event.
    ///
    /// - Parameter root: the absolute path of the folder of events; nil for the one that new events belong to.
    func create(_ name: String, _ bytes: [UInt8], in root: String? = nil) throws(EventRefusal) -> EventFileChange {
        let (root, name) = (root ?? settings.newEventsFolder(files: files), try checked(name))
        if let refusal = EventBytes.refusal(EventBytes.withoutMark(bytes).count) {
            throw .problem("\(name): \(refusal)")
        }
        let path = try place(for: name, in: root)
        do throws(SafeFileError) {
            try SafeFile.create(path, bytes)
        } catch {
            throw error.refusal("\(path) cannot be written", ifExists: taken(name, in: root))
        }
        return EventFileChange(name: shownName(of: path) ?? name)
    }

    /// Writes a copy of an event.
    func duplicate(_ name: String, as new: String) throws(EventRefusal) -> EventFileChange {
        let event = try existing(name)
        return try create(new, try bytes(of: event.path), in: event.root)
    }

    /// Gives an event and its expectation another name.
    func rename(_ name: String, to new: String) throws(EventRefusal) -> EventFileChange {
        let (event, new) = (try existing(name), try checked(new))
        if event.localName == new { return EventFileChange(name: name) }
        let path = try place(for: new, in: event.root)
        let moves = [(event.path, path)] + expectationMove(of: event, to: path)
        if let (_, target) = moves.dropFirst().first(where: { files.kind(of: $0.1) != nil && $0.0 != $0.1 }) {
            throw .problem(
                "\(target) exists, the expectation of an event that is gone; delete it, or choose another name")
        }
        var moved: [(String, String)] = []
        do throws(SafeFileError) {
            for (from, to) in moves {
                try SafeFile.move(from, to: to)
                moved.append((from, to))
            }
        } catch {
            for (from, to) in moved.reversed() { try? SafeFile.move(to, to: from) }
            throw error.refusal("\(event.path) cannot be renamed", ifExists: taken(new, in: event.root))
        }
        return EventFileChange(name: shownName(of: path) ?? new)
    }

    /// Moves an event and its expectation into the trash.
    func delete(_ name: String) throws(EventRefusal) -> EventFileChange {
        let event = try existing(name)
        try checkFolder(of: event.path, in: event.root)
        do throws(SafeFileError) {
            let token = try trash.take([event.path] + [event.expectation?.path].compactMap(\.self))
            return EventFileChange(name: name, token: token)
        } catch {
            throw error.refusal("\(event.path) cannot be deleted")
        }
    }

    /// Undoes a change.
    func undo(_ token: String) throws(EventRefusal) -> EventFileChange {
        let path = try trash.restore(token)
        let name = shownName(of: path) ?? shownName(ofExpectation: path)
        return EventFileChange(name: name ?? (path as NSString).lastPathComponent)
    }

    /// Replaces the content of an event. Bytes that are not JSON are written too: the user may not be finished.
    func replace(_ name: String, _ new: [UInt8], replacing before: [UInt8]) throws(EventRefusal) -> EventFileChange {
        let event = try existing(name)
        if let refusal = EventBytes.refusal(EventBytes.withoutMark(new).count) { throw .problem("\(name): \(refusal)") }
        let path = try target(of: event.path, in: event.root)
        guard try bytes(of: path) == before else { throw .changed }
        try write(path, new)
        return EventFileChange(name: name)
    }

    // MARK: Parts

    /// An event of the list.
    func existing(_ name: String) throws(EventRefusal) -> SavedEvent {
        let listing = settings.eventListing(files: files)
        if let problem = listing.problem { throw .problem(problem) }
        guard let event = listing.events.first(where: { $0.name == name }) else {
            throw .problem("\(settings.name) has no event \(PlainText.line(name)) any more")
        }
        return event
    }

    func bytes(of path: String) throws(EventRefusal) -> [UInt8] {
        do throws(FileError) {
            return try files.read(path)
        } catch {
            throw .problem("\(error)")
        }
    }

    /// Writes a file that is not a symbolic link.
    func write(_ path: String, _ bytes: [UInt8]) throws(EventRefusal) {
        do throws(SafeFileError) {
            try SafeFile.replace(path, bytes)
        } catch {
            throw error.refusal("\(path) cannot be written")
        }
    }

    /// The name of an event in the list, by its file.
    func shownName(of path: String) -> String? {
        settings.eventListing(files: files).events.first { $0.path == path }?.name
    }

    private func shownName(ofExpectation path: String) -> String? {
        settings.eventListing(files: files).events.first { $0.expectationPath == path }?.name
    }

    private func checked(_ name: String) throws(EventRefusal) -> String {
        if let problem = EventName.problem(name) { throw .problem("“\(PlainText.line(name))”: \(problem)") }
        return EventName.completed(name)
    }

    private func taken(_ name: String, in root: String) -> EventRefusal {
        .taken(EventName.free(like: name) { files.kind(of: "\(root)/\($0)") != nil })
    }

    private func expectationMove(of event: SavedEvent, to path: String) -> [(String, String)] {
        guard let before = event.expectation?.path else { return [] }
        return [(before, SavedEvent(name: "", path: path).expectationPath)]
    }

    /// The path of a new file. Its folders are created.
    private func place(for name: String, in root: String) throws(EventRefusal) -> String {
        let path = "\(root)/\(name)"
        var folder = root
        do {
            try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
            for part in name.split(separator: "/").dropLast() {
                folder += "/\(part)"
                if files.kind(of: folder) == .folder {
                    try checkFolder(of: "\(folder)/file", in: root)
                } else {
                    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
                }
            }
        } catch let refusal as EventRefusal {
            throw refusal
        } catch {
            throw .problem("\(folder) cannot be created: \((error as NSError).localizedDescription)")
        }
        return path
    }

    /// Refuses a file whose folder a symbolic link leads out of the folder of events.
    private func checkFolder(of path: String, in root: String) throws(EventRefusal) {
        let folder = (path as NSString).deletingLastPathComponent
        guard let (real, inside) = (Self.realPath(folder), Self.realPath(root)) as? (String, String) else {
            throw .problem("\(folder) is not there any more")
        }
        guard real == inside || real.hasPrefix(inside + "/") else {
            throw .problem("\(folder) leads to \(real), outside of \(root); change the file there")
        }
    }

    /// The file that a path leads to, which must be in the folder of events; the path itself if there is nothing yet.
    func target(of path: String, in root: String) throws(EventRefusal) -> String {
        try checkFolder(of: path, in: root)
        guard let real = Self.realPath(path), let inside = Self.realPath(root) else { return path }
        guard real.hasPrefix(inside + "/") else {
            throw .problem("\(path) is a link to \(real), outside of \(root); change the file there")
        }
        return real
    }

    /// A path without symbolic links; nil if nothing is there.
    private static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
