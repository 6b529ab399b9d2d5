#if canImport(Darwin)
    import Darwin

    extension CallLock {
        /// Tries to lock a file in the folder that the system provides for the user.
        static func attempt(name: String) -> Attempt {
            let folder: String
            do {
                folder = try UserFolder.make()
            } catch {
                return .impossible("\(error)")
            }
            let path = folder + "/" + name.split(separator: "/").joined(separator: "-") + ".lock"
            let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard file >= 0 else { return .impossible(String(cString: strerror(errno))) }
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return .held(file) }
            let error = errno
            close(file)
            return error == EWOULDBLOCK ? .taken : .impossible(String(cString: strerror(error)))
        }
    }

    /// The folder for sockets and locks. The system provides one for each user, whatever the environment says.
    enum UserFolder {
        static func make() throws(FolderRefusal) -> String {
            var text = [CChar](repeating: 0, count: 1_024)
            let length = confstr(_CS_DARWIN_USER_TEMP_DIR, &text, text.count)
            let parent =
                length > 0
                ? String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : "/tmp"
            let folder = (parent.hasSuffix("/") ? parent : parent + "/") + "lamdeck-\(getuid())"
            mkdir(folder, 0o700)
            try LamdeckFolders.checkOwned(folder)
            return folder
        }
    }
#endif
