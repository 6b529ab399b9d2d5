/// The saved events of a function, as its folders have them.
public struct EventListing: Sendable, Equatable {
    /// The events in the order in which they are shown.
    public var events: [SavedEvent] = []
    /// The folder that a new event belongs to; nil if there is none.
    public var folder: String?
    /// Why the events could not be listed.
    public var problem: String?
}

extension FunctionSettings {
    /// The function's saved events as they are now.
    public func eventListing(files: any ManifestFiles) -> EventListing {
        var listing = EventListing(folder: eventFolders(files: files).first?.path ?? eventsFolder)
        do throws(FileError) {
            listing.events = try savedEvents(files: files)
        } catch {
            listing.problem = "\(error)"
        }
        return listing
    }

    /// A saved event by the name that the user sees, with or without `.json`; it need not exist.
    public func savedEvent(named name: String, files: any ManifestFiles) -> SavedEvent {
        let listing = eventListing(files: files)
        return listing.events.first { $0.name == name } ?? listing.events.first { $0.name == name + ".json" }
            ?? SavedEvent(name: name, path: (listing.folder ?? "") + "/" + name)
    }
}
