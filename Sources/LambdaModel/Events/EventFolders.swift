/// The folders of a function's saved events; its own folder is first.
public enum EventFolders {
    /// The folders for a function's events if the manifest names none: `events/NAME` and `events` next to the code,
    /// then `events` inside it. Code in an image has them next to the manifest.
    ///
    /// - Parameter folder: that of the manifest.
    public static func standard(of function: String, code: CodeSource?, folder: String) -> [String] {
        let beside = PathText.join(code.map { PathText.folder(of: $0.path) } ?? folder, "events")
        let outside = [PathText.join(beside, function), beside]
        switch code {
        case .zip, nil: return outside
        case .folder(let path):
            let inside = PathText.join(path, "events")
            return outside.contains(inside) ? outside : outside + [inside]
        }
    }
}

extension FunctionSettings {
    /// The absolute paths at which folders of saved events are looked for, including those that do not exist.
    public var eventFolderPaths: [String] {
        defaultEventsFolders.isEmpty ? [eventsFolder].compactMap(\.self) : defaultEventsFolders
    }

    /// The folders of saved events that exist, in the order in which they are shown.
    public func eventFolders(files: any ManifestFiles) -> [EventFolder] {
        eventFolderPaths.filter { files.kind(of: $0) == .folder }.map(EventFolder.init)
    }

    /// The absolute path of the folder for a new event: the first that exists, otherwise the one that functions.json
    /// names, or `events` next to the code. If other functions look there, too, `events/NAME` takes its place.
    public func newEventsFolder(files: any ManifestFiles) -> String {
        let shared = sharedEventsFolder
        let existing = eventFolders(files: files).map(\.path).first { $0 != shared }
        if let existing { return existing }
        if shared != nil, let own = defaultEventsFolders.first { return own }
        return eventsFolder ?? PathText.join(folderOfEvents, "events")
    }

    /// The folder next to the code, if other functions' code is next to it, too; otherwise nil.
    private var sharedEventsFolder: String? {
        defaultEventsFolders.dropFirst().first { folder in
            otherEventsFolders.contains { PathText.folder(of: $0) == folder }
        }
    }

    /// The saved events of all folders. If two have the same name, the later one's name gets its folder as a prefix.
    ///
    /// - Throws: why a folder could not be read.
    public func savedEvents(files: any ManifestFiles) throws(FileError) -> [SavedEvent] {
        try eventContent(files: files).events
    }

    /// The tests of all folders: a test for each event, even without an expectation; and the paths of expectations
    /// without an event.
    ///
    /// - Throws: why a folder could not be read.
    public func eventTests(files: any ManifestFiles) throws(FileError) -> (tests: [EventTest], strays: [String]) {
        let content = try eventContent(files: files)
        let tests = content.events.map { EventTest(function: name, event: $0, expectation: $0.expectation?.path) }
        return (tests, content.strays)
    }

    private func eventContent(files: any ManifestFiles) throws(FileError) -> (events: [SavedEvent], strays: [String]) {
        var names: Set<String> = []
        var all: (events: [SavedEvent], strays: [String]) = ([], [])
        let paths = eventFolderPaths
        for folder in eventFolders(files: files) {
            let found = try folder.content(files: files, besides: otherEventsFolders.union(paths))
            all.events += found.events.map { event in
                var named = SavedEvent(name: unique(event.name, in: folder, &names), path: event.path)
                (named.folder, named.stamp, named.expectation) = (event.folder, event.stamp, event.expectation)
                named.place = place(of: folder)
                return named
            }
            all.strays += found.strays
        }
        return all
    }

    /// The folder in which the folders of events are looked for: that of the code, or that of the manifest.
    var folderOfEvents: String {
        let folder = defaultEventsFolders.last ?? eventsFolder ?? "/"
        return PathText.folder(of: code?.path ?? folder)
    }

    private func place(of folder: EventFolder) -> EventPlace {
        guard !defaultEventsFolders.isEmpty else { return .named }
        guard case .folder(let path) = code else { return .beside }
        return folder.path == PathText.join(path, "events") ? .inside : .beside
    }

    private func unique(_ event: String, in folder: EventFolder, _ names: inout Set<String>) -> String {
        let prefix = PathText.relative(folder.path, to: folderOfEvents)
        let shown = [event, prefix + "/" + event].first { !names.contains($0) } ?? PathText.join(folder.path, event)
        names.insert(shown)
        return shown
    }
}
