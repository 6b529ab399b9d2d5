import DockerEngine

/// A file system of a few files and sockets.
struct FakeFiles: EngineFiles {
    var files: [String: String] = [:]
    var sockets: [String: SocketAccess] = [:]

    func contents(of path: String) -> [UInt8]? {
        files[path].map { Array($0.utf8) }
    }

    func names(in folder: String) -> [String] {
        let prefix = folder + "/"
        let names = files.keys.filter { $0.hasPrefix(prefix) }.compactMap { path in
            path.dropFirst(prefix.count).split(separator: "/").first.map(String.init)
        }
        return Array(Set(names))
    }

    func socket(at path: String) -> SocketAccess {
        sockets[path] ?? .missing
    }
}
