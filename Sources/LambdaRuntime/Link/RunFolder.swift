import Foundation

/// The folder of this user's hosts: their sockets, and a lock for each lamdeck that has containers. Its path depends on
/// the user alone, so that every shell finds it: `XDG_RUNTIME_DIR` is not set over ssh, in cron or under sudo, and
/// `TMPDIR` differs between programs.
struct RunFolder: Hashable, Sendable {
    /// The absolute path.
    let path: String
    private let user: uid_t

    /// The folder of the user of this process.
    static let own = RunFolder(path: "/tmp/lamdeck-\(geteuid())", user: geteuid())

    init(path: String, user: uid_t = geteuid()) { (self.path, self.user) = (path, user) }

    /// The path of a file in it.
    func file(_ name: String) -> String { path + "/" + name }

    /// Creates it if it does not exist.
    ///
    /// - Throws: the reason if it is a link or belongs to another user: then any program could answer in the host's
    ///   place.
    func make() throws(FolderRefusal) {
        _ = mkdir(path, 0o700)
        try LamdeckFolders.checkOwned(path, user: user)
        _ = chmod(path, 0o700)
    }

    /// Names the folder in the labels of containers: another folder at the same path, as in another container or on
    /// another machine, has another name.
    ///
    /// - Parameter restoring: the name that the folder had before it was deleted; nil makes a new name if it has none.
    func identity(restoring: String? = nil) throws(FolderRefusal) -> String {
        try make()
        let file = file("id")
        for _ in 0..<10 {
            if let known = knownIdentity { return known }
            // The file is empty if the disk was full when it was written.
            unlink(file)
            let new = restoring ?? Self.random()
            let draft = file + "." + Self.random()
            guard
                FileManager.default.createFile(
                    atPath: draft, contents: Data(new.utf8), attributes: [.posixPermissions: 0o600])
            else { break }
            // If two processes do this at the same time, the first one's name is used.
            _ = link(draft, file)
            unlink(draft)
        }
        throw FolderRefusal(description: "\(file) cannot be written: \(String(cString: strerror(errno)))")
    }

    /// The folder's name; nil if it has none.
    var knownIdentity: String? {
        guard let data = FileManager.default.contents(atPath: file("id")), !data.isEmpty else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    /// Sixteen hexadecimal digits.
    static func random() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
