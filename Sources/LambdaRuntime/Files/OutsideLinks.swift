import Foundation
import LambdaModel

/// The target of a link that leads out of the code, and the path at which the container looks for it.
struct LinkMount: Hashable, Sendable {
    /// A file or folder of this machine, with all links resolved.
    var source: String
    /// The path in the container.
    var target: String
}

/// The links in code and layers that lead out of them, such as those of npm's workspaces. In the container they lead to
/// another path than here; their targets are mounted at that path, if that hides nothing.
struct OutsideLinks: Sendable {
    /// The most mounts for links of one function.
    static let most = 50
    private static let mostEntries = 300_000

    /// The mounts, in the order of the container's paths.
    private(set) var mounts: [LinkMount] = []
    /// The links that lead to nothing in the container: one sentence each.
    private(set) var strays: [String] = []

    private struct Place: Hashable {
        /// A folder of this machine, by its real path.
        let disk: String
        /// Its path in the container.
        let path: String
    }

    /// Folders in the container, code and layers first.
    private var places: [Place]
    private let roots: [Place]
    private var pending: [Place]
    /// A folder can have several paths in the container, and from each of them its links lead elsewhere.
    private var seen: Set<Place> = []

    /// Follows all links in the folders, and in the targets of links.
    ///
    /// - Parameter folders: folders of this machine, each with its path in the container.
    init(_ folders: [(folder: String, target: String)]) {
        roots = folders.compactMap { folder, target in
            PathWay(folder).end.flatMap { $0.kind == .folder ? Place(disk: $0.path, path: target) : nil }
        }
        places = roots
        pending = roots
        let rules = IgnoreRules()
        var entries = 0
        while let next = pending.popLast(), entries < Self.mostEntries {
            guard seen.insert(next).inserted else { continue }
            for (name, kind) in FolderListing.entries(of: next.disk) {
                entries += 1
                let entry = Place(disk: next.disk + "/" + name, path: next.path + "/" + name)
                guard !rules.ignores(name, isFolder: kind == .folder) else { continue }
                switch kind {
                case .file: break
                case .folder: pending.append(entry)
                case .link: follow(entry)
                }
            }
        }
        mounts.sort { $0.target < $1.target }
    }

    private mutating func follow(_ link: Place) {
        guard let text = FolderListing.target(of: link.disk) else { return }
        let disk = Self.resolved(text, from: link.disk)
        let path = Self.resolved(text, from: link.path)
        // Most links are inside the code, such as the thousands in a node_modules/.bin.
        if let there = place(of: path), there == disk { return }
        guard let end = PathWay(link.disk).end else { return }
        if let there = place(of: path), PathWay(there).end?.path == end.path { return }
        if mounts.contains(LinkMount(source: end.path, target: path)) { return }
        guard !Self.isOfTheImage(path) else { return }
        if let reason = objection(path, end.path) {
            strays.append("the link \(link.disk) leads to \(end.path), \(reason)")
        } else {
            mount(end.path, isFolder: end.kind == .folder, at: path, disk)
        }
    }

    private mutating func mount(_ source: String, isFolder: Bool, at path: String, _ disk: String) {
        // Packages use others in the same node_modules, and pnpm's rely on it.
        if let (folder, target) = Self.nodeModules(disk, path), let whole = PathWay(folder).end, whole.kind == .folder,
            objection(target, whole.path) == nil
        {
            return add(whole.path, isFolder: true, at: target)
        }
        add(source, isFolder: isFolder, at: path)
    }

    private mutating func add(_ source: String, isFolder: Bool, at path: String) {
        guard place(of: path) == nil else { return }
        // Mounting a folder replaces earlier mounts of links inside it.
        mounts.removeAll { Self.contains(path, $0.target) }
        places.removeAll { Self.contains(path, $0.path) }
        mounts.append(LinkMount(source: source, target: path))
        guard isFolder else { return }
        let place = Place(disk: source, path: path)
        places.append(place)
        pending.append(place)
    }

    /// Why nothing can be mounted at a path; nil if it can.
    private func objection(_ path: String, _ source: String) -> String? {
        let advice = "copy it into the code, or make a layer of it"
        if roots.contains(where: { Self.contains(source, $0.disk) && source != $0.disk }) {
            return "which contains the code itself and is not mounted; \(advice)"
        }
        let own = ["/var/task", "/opt", "/var/runtime", "/var/lang", "/var/rapid"]
        if path == "/" || own.contains(where: { Self.contains($0, path) || Self.contains(path, $0) })
            || mounts.contains(where: { mount in
                Self.contains(mount.target, path)
                    || Self.contains(path, mount.target) && !Self.brings(source, at: path, mount)
            })
        {
            return "but the container has other files at \(path); \(advice)"
        }
        return mounts.count < Self.most ? nil : "which is not mounted: the limit is \(Self.most) links; \(advice)"
    }

    /// Whether a folder mounted at a path contains the same target at an existing mount's path.
    private static func brings(_ source: String, at path: String, _ mount: LinkMount) -> Bool {
        PathWay(source + mount.target.dropFirst(path == "/" ? 0 : path.count)).end?.path == mount.source
    }

    /// The path on this machine of a path in the container; nil if unknown.
    private func place(of path: String) -> String? {
        let place = places.filter { Self.contains($0.path, path) }.max { $0.path.utf8.count < $1.path.utf8.count }
        return place.map { $0.disk + path.dropFirst($0.path.count) }
    }

    /// The outermost node_modules in the part of both paths that is equal at the end.
    private static func nodeModules(_ disk: String, _ path: String) -> (folder: String, target: String)? {
        let (disk, path) = (disk.split(separator: "/"), path.split(separator: "/"))
        guard let index = path.firstIndex(of: "node_modules") else { return nil }
        let rest = path.count - index - 1
        guard disk.count > rest, disk.suffix(rest + 1) == path.suffix(rest + 1) else { return nil }
        return (
            "/" + disk.dropLast(rest).joined(separator: "/"), "/" + path.dropLast(rest).joined(separator: "/")
        )
    }

    /// Whether it is a system folder, which every image has itself.
    private static func isOfTheImage(_ path: String) -> Bool {
        ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/dev", "/proc", "/sys", "/run", "/boot"].contains {
            contains($0, path)
        }
    }

    private static func contains(_ folder: String, _ path: String) -> Bool {
        path == folder || folder == "/" || (path.hasPrefix(folder) && path.dropFirst(folder.count).first == "/")
    }

    /// The target of a link as an absolute path.
    private static func resolved(_ text: String, from link: String) -> String {
        var names = text.hasPrefix("/") ? [] : link.split(separator: "/").dropLast()
        for name in text.split(separator: "/") where name != "." {
            if name == ".." { _ = names.popLast() } else { names.append(name) }
        }
        return "/" + names.joined(separator: "/")
    }
}

extension OutsideLinks {
    /// The links of a function's folders. Links in zips behave as on Lambda.
    init(code: CodeSource?, layers: [CodeSource]) {
        var folders: [(folder: String, target: String)] = []
        if case .folder(let path) = code { folders.append((path, "/var/task")) }
        for layer in layers { if case .folder(let path) = layer { folders.append((path, "/opt")) } }
        self.init(folders)
    }
}
