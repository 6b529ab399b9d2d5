/// The folders of a function's saved events; its own folder is first.
public enum EventFolders {
    /// The folders for a function's events if the manifest names none: `events/NAME` and `events` next to the code,
    /// then `events` inside it.
    public static func standard(of function: String, code: CodeSource) -> [String] {
        let beside = PathText.join(PathText.folder(of: code.path), "events")
        let outside = [PathText.join(beside, function), beside]
        switch code {
        case .zip: return outside
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

    /// The saved events of all folders. If two have the same name, the later one's name gets its folder as a prefix.
    ///
    /// - Throws: why a folder could not be read.
    public func savedEvents(files: any ManifestFiles) throws(FileError) -> [SavedEvent] {
        var names: Set<String> = []
        var all: [SavedEvent] = []
        for folder in eventFolders(files: files) {
            all += try folder.list(files: files).map { event in
                SavedEvent(name: unique(event.name, in: folder, &names), path: event.path)
            }
        }
        return all
    }

    /// The tests of all folders: see ``EventFolder/tests(of:files:)``.
    public func eventTests(files: any ManifestFiles) throws(FileError) -> (tests: [EventTest], strays: [String]) {
        var names: Set<String> = []
        var all: (tests: [EventTest], strays: [String]) = ([], [])
        for folder in eventFolders(files: files) {
            let found = try folder.tests(of: name, files: files)
            all.tests += found.tests.map { test in
                let event = SavedEvent(name: unique(test.event.name, in: folder, &names), path: test.event.path)
                return EventTest(function: name, event: event, expectation: test.expectation)
            }
            all.strays += found.strays
        }
        return all
    }

    private func unique(_ event: String, in folder: EventFolder, _ names: inout Set<String>) -> String {
        if names.insert(event).inserted { return event }
        let shown = PathText.relative(folder.path, to: PathText.folder(of: code.path)) + "/" + event
        names.insert(shown)
        return shown
    }
}
