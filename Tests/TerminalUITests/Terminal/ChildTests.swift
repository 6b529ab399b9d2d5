import Foundation
import Testing

@testable import TerminalUI

#if os(Linux)
    /// Programs started from the deck.
    @Suite(.serialized) struct ChildTests {
        private let folder =
            FileManager.default.temporaryDirectory.path + "/lamdeck-child-" + UUID().uuidString.prefix(8)

        init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

        private func text(_ name: String) -> String {
            String(decoding: FileManager.default.contents(atPath: folder + "/" + name) ?? Data(), as: UTF8.self)
        }

        /// Waits for a child's end.
        private func ending(_ child: pid_t) async -> Child.Ending {
            await withCheckedContinuation { wake in Child.onEnd(of: child) { wake.resume(returning: $0) } }
        }

        /// An editor in the background kept the functions' ports: listening sockets are not closed on exec.
        @Test func `a child has only the three standard descriptors`() async throws {
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(listener) }
            #expect(listener > 2 && fcntl(listener, F_GETFD) == 0)
            let child = try #require(Child.start(["/bin/sh", "-c", "exec >'\(folder)/fds'; ls /proc/$$/fd; exit 7"]))
            #expect(await ending(child) == .exited(7))
            #expect(text("fds").split(separator: "\n") == ["0", "1", "2"])
        }

        /// A signal that ended the deck left the editor running on the terminal.
        @Test func `ending a child also ends its children`() async throws {
            defer { try? FileManager.default.removeItem(atPath: folder) }
            // It does not wait for its child: whichever of the two the signal reaches first ends.
            let script =
                "sleep 1000 & echo $! >'\(folder)/inner'; mv '\(folder)/inner' '\(folder)/started'; "
                + "while :; do sleep 0.05; done"
            let child = try #require(Child.start(["/bin/sh", "-c", script]))
            while text("started").isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            let inner = try #require(pid_t(text("started").trimmingCharacters(in: .newlines)))
            async let ended = ending(child)
            await withCheckedContinuation { wake in Child.end(child) { wake.resume() } }
            #expect(await ended == .killed(Int(SIGTERM)))
            #expect(kill(inner, 0) != 0 || isZombie(inner))
        }

        @Test func `a child that ignores SIGTERM is killed`() async throws {
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let script = "trap '' TERM; echo >'\(folder)/started'; while :; do sleep 0.05; done"
            let child = try #require(Child.start(["/bin/sh", "-c", script]))
            while text("started").isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            async let ended = ending(child)
            await withCheckedContinuation { wake in Child.end(child, within: .milliseconds(50)) { wake.resume() } }
            #expect(await ended == .killed(Int(SIGKILL)))
        }

        /// The shell in which an editor runs ends at once, but the editor may not.
        @Test func `a child's process that ignores SIGTERM is killed`() async throws {
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let inner = "trap '' TERM; echo $$ >'\(folder)/inner'; mv '\(folder)/inner' '\(folder)/started'; "
            let script = "sh -c \"$1\" & wait"
            let words = ["/bin/sh", "-c", script, "sh", inner + "while :; do sleep 0.05; done"]
            let child = try #require(Child.start(words))
            while text("started").isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            let process = try #require(pid_t(text("started").trimmingCharacters(in: .newlines)))
            async let ended = ending(child)
            await withCheckedContinuation { wake in Child.end(child, within: .milliseconds(50)) { wake.resume() } }
            #expect(await ended == .killed(Int(SIGTERM)))
            #expect(kill(process, 0) != 0 || isZombie(process))
        }

        /// Its parent may have ended without reaping it.
        private func isZombie(_ process: pid_t) -> Bool {
            let stat = String(
                decoding: FileManager.default.contents(atPath: "/proc/\(process)/stat") ?? Data(), as: UTF8.self)
            return stat.contains(") Z ")
        }
    }
#endif
