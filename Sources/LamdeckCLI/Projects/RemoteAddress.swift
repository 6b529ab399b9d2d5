import ArgumentParser
import Foundation

/// A project on another machine: `ssh://[user@]machine[:port]/path`.
struct RemoteAddress: Hashable, Sendable, ExpressibleByArgument, CustomStringConvertible {
    /// What `ssh` connects to: `me@box`.
    let destination: String
    /// The port of its ssh server; nil for the usual one.
    let port: Int?
    /// The manifest, or the folder that it is in. `/~/orders` is a folder in the user's home on that machine.
    let path: String

    /// Reads an address; nil if it is none.
    init?(argument: String) {
        guard argument.hasPrefix("ssh://") else { return nil }
        let rest = argument.dropFirst("ssh://".count)
        guard let slash = rest.firstIndex(of: "/"), slash > rest.startIndex else { return nil }
        var machine = rest[..<slash]
        let path = String(rest[slash...])
        guard path.count > 1 else { return nil }
        if let colon = machine.lastIndex(of: ":"), !machine.hasSuffix("]") {
            guard let number = Int(machine[machine.index(after: colon)...]), 1...65535 ~= number else { return nil }
            port = number
            machine = machine[..<colon]
        } else {
            port = nil
        }
        // `ssh` would read a name that begins so as an option.
        guard !machine.isEmpty, !machine.hasPrefix("-"), !machine.contains(where: \.isWhitespace) else { return nil }
        destination = machine.filter { $0 != "[" && $0 != "]" }
        self.path = path.hasPrefix("/~/") ? String(path.dropFirst(3)) : path
    }

    /// The address as it is written.
    var description: String {
        "ssh://\(destination)\(port.map { ":\($0)" } ?? "")\(path.hasPrefix("/") ? path : "/~/" + path)"
    }
}
