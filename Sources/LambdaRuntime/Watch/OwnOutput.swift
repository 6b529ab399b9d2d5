import Foundation

/// Files that lamdeck itself writes. They may be in a folder of code, but are not code.
enum OwnOutput {
    /// The files to which this program's standard output and standard error go.
    static var paths: [String] { [STDOUT_FILENO, STDERR_FILENO].compactMap(path) }

    /// The path of an open regular file.
    static func path(_ descriptor: Int32) -> String? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        #if canImport(Darwin)
            return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
                fcntl(descriptor, F_GETPATH, buffer.baseAddress!) == 0 ? String(cString: buffer.baseAddress!) : nil
            }
        #else
            return FolderListing.target(of: "/proc/self/fd/\(descriptor)")
        #endif
    }

    /// How reports and exports begin.
    private static let marks = [
        "# Made by `lamdeck", "package=\"lamdeck\"", "TAP version 13\n1..",
    ].map { Array($0.utf8) }

    /// Whether a file is a report or an export that a lamdeck has written, by its first bytes.
    static func isReport(_ path: String) -> Bool {
        let endings = [".xml", ".yml", ".yaml", ".sh", ".tap"]
        guard endings.contains(where: path.hasSuffix), FolderListing.kind(of: path) == .file,
            let file = FileHandle(forReadingAtPath: path)
        else { return false }
        defer { try? file.close() }
        guard let head = try? file.read(upToCount: 1024) else { return false }
        return marks.contains { head.firstRange(of: $0) != nil }
    }
}
