import Foundation
import Testing

@testable import TerminalUI

/// The command that shows a text in the user's pager.
@Suite struct PagerCommandTests {
    private func command(_ pager: String?, _ path: String = "/f") -> PagerCommand {
        PagerCommand(path: path) { $0 == "PAGER" ? pager : nil }
    }

    @Test(
        arguments: [
            (nil, "less -R -+F < \"$1\""), ("", "less -R -+F < \"$1\""), (" ", "less -R -+F < \"$1\""),
            ("less -S", "less -S -R -+F < \"$1\""), ("LESS=X /usr/bin/less", "LESS=X /usr/bin/less -R -+F < \"$1\""),
            ("most", "most < \"$1\""), ("bat --paging=always", "bat --paging=always < \"$1\""),
        ] as [(String?, String)])
    func `the pager is PAGER, else less, which shows colours and stays`(pager: String?, script: String) {
        #expect(command(pager).words == ["/bin/sh", "-c", script, command(pager).pager, "/f"])
    }

    @MainActor
    @Test func `the file is the pager's input, whatever its name, and only this user can read it`() async throws {
        let copy = try #require(EditedCopy(of: "a \"$(b)\".txt", Array("hello\n".utf8)))
        defer { copy.remove() }
        let mode = try FileManager.default.attributesOfItem(atPath: copy.path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        for (pager, status) in [("grep -qx hello", 0), ("grep -q other", 1)] {
            let child = try #require(Child.start(command(pager, copy.path).words))
            let ending = await withCheckedContinuation { continuation in
                Child.onEnd(of: child) { continuation.resume(returning: $0) }
            }
            #expect(ending == .exited(status))
        }
    }

    @Test func `the complaint says why the pager failed`() {
        #expect(command("nope").complaint(.exited(0)) == nil)
        #expect(command("nope").complaint(.exited(127)) == "the pager nope cannot be run; set PAGER to another one")
        #expect(command("nope").complaint(.exited(2)) == "the pager nope ended with status 2")
        #expect(command("nope").complaint(.killed(9)) == "the pager nope was killed by signal 9")
    }
}
