import Foundation
import Support

/// Which lamdeck this is.
enum ProgramBuild {
    /// The version.
    static let version = "0.1.0"

    /// The program's file.
    static var path: String {
        #if os(Linux)
            return (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? arguments
        #else
            return Bundle.main.executablePath ?? arguments
        #endif
    }

    private static var arguments: String { CommandLine.arguments.first ?? "lamdeck" }

    /// The version, and the time and size that distinguish its builds: two programs with the same text are the same.
    static let text: String = {
        var status = stat()
        guard stat("/proc/self/exe", &status) == 0 || stat(path, &status) == 0 else { return version }
        return "\(version) (build of \(ISO8601.text(status.modified)), \(status.st_size) bytes)"
    }()
}

extension stat {
    /// When the file was modified last: seconds since 1970.
    fileprivate var modified: Double {
        #if os(Linux)
            Double(st_mtim.tv_sec)
        #else
            Double(st_mtimespec.tv_sec)
        #endif
    }
}
