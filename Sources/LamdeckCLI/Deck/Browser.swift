import Foundation
import Subprocess

/// Opens URLs in the user's browser.
struct Browser: Sendable {
    let environment: [String: String]

    /// The commands that may open a URL, the best one first: those of `$BROWSER` (freedesktop.org, xdg-open(1)), then the
    /// system's. Without a display, `xdg-open` would start a browser in this terminal.
    func commands(for url: String) -> [[String]] {
        let chosen = (environment["BROWSER"] ?? "").split(separator: ":").map { command in
            let words = command.split(separator: " ").map(String.init)
            return words.contains { $0.contains("%s") }
                ? words.map { $0.replacing("%s", with: url) } : words + [url]
        }
        #if os(macOS)
            return chosen + [["open", url]]
        #else
            let hasDisplay = ["DISPLAY", "WAYLAND_DISPLAY"].contains { environment[$0]?.isEmpty == false }
            let isWindows = environment["WSL_DISTRO_NAME"] != nil
            return chosen + (isWindows ? [["wslview", url]] : []) + (hasDisplay ? [["xdg-open", url]] : [])
        #endif
    }

    /// Opens a URL. The browser keeps running when lamdeck ends.
    ///
    /// - Returns: why that is not possible; nil if a command took the URL.
    func open(_ url: String) async -> String? {
        let commands = commands(for: url)
        guard !commands.isEmpty else { return "there is no display for a browser; set BROWSER to a command" }
        var reason = ""
        for command in commands {
            guard let program = command.first else { continue }
            // A signal of this terminal does not reach another session.
            var options = PlatformOptions()
            options.createSession = true
            // The shell takes names and paths.
            let run = try? await Subprocess.run(
                .name("sh"), arguments: Arguments(["-c", "exec \"$@\"", "sh"] + command), platformOptions: options,
                output: .discarded, error: .discarded)
            switch run?.terminationStatus {
            case .exited(0): return nil
            case .exited(126), .exited(127), nil: reason = "\(program) could not run"
            case .exited, .signaled: reason = "\(program) failed"
            }
        }
        return reason
    }
}
