import Foundation
import LambdaModel

/// An event that becomes a file. No file is overwritten.
struct NewEventFile {
    /// The file's content.
    let event: [UInt8]
    /// The file's name without `.json`, if the user gives none.
    let base: String

    /// Writes the event to a new file of a folder, which is created if there is none, and returns the path.
    ///
    /// - Parameter name: the name that the user gave, with or without `.json`; nil for ``base``, with a number if that name is
    ///   taken.
    func write(into folder: String, _ name: String?) throws(CommandFailure) -> String {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(.usage, "\(folder) cannot be created: \(WriteFailure.reason(error))")
        }
        let base = name.map(EventName.stem) ?? self.base
        for number in 1...1000 {
            let path = "\(folder)/\(base)\(number == 1 ? "" : "-\(number)").json"
            // O_EXCL: opens no existing file, and follows no symbolic link.
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            guard file >= 0 else {
                let reason = String(cString: strerror(errno))
                if errno == EEXIST, name == nil { continue }
                throw CommandFailure(.usage, "\(path) cannot be written: \(reason)")
            }
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
            do {
                try handle.write(contentsOf: Data(event))
                return path
            } catch {
                throw CommandFailure(.usage, "\(path) cannot be written: \(WriteFailure.reason(error))")
            }
        }
        throw CommandFailure(.usage, "\(folder) has too many events of that name; choose another one with --name")
    }
}
