import Foundation
import Logging
import Testing

@testable import LamdeckCLI

struct FileLogTests {
    @Test func `the log is in the state folder, a line a record, for its owner alone`() throws {
        let folder = try TestFolder()
        let environment = ["XDG_STATE_HOME": folder.path + "/state"]
        let path = FileLog.path(environment)
        #expect(path == folder.path + "/state/lamdeck/lamdeck.log")
        let logger = FileLog.logger(environment)
        logger.debug("not written")
        logger.info("first\nline\u{1B}[2J")
        logger.error("second")
        let lines = try folder.text("state/lamdeck/lamdeck.log").split(separator: "\n").map(String.init)
        try #require(lines.count == 2)
        #expect(lines[0].wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ info first ⏎ line\u{FFFD}\[2J/) != nil)
        #expect(lines[1].hasSuffix("Z error second"))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `a log of more than four megabytes is set aside`() throws {
        let folder = try TestFolder(["lamdeck/lamdeck.log": String(repeating: "x", count: (4 << 20) + 1)])
        FileLog.logger(["XDG_STATE_HOME": folder.path]).info("new")
        #expect(try folder.text("lamdeck/lamdeck.log").hasSuffix(" info new\n"))
        #expect(try folder.text("lamdeck/lamdeck.log.old").utf8.count == (4 << 20) + 1)
    }

    @Test func `a log that cannot be opened loses its records`() throws {
        let folder = try TestFolder(["lamdeck": "a file where the folder should be"])
        FileLog.logger(["XDG_STATE_HOME": folder.path]).info("lost")
        #expect(try folder.text("lamdeck") == "a file where the folder should be")
    }

    @Test func `the folder is that of the home without a state folder`() {
        #expect(FileLog.path(["HOME": "/h"]) == "/h/.local/state/lamdeck/lamdeck.log")
        #expect(FileLog.path(["HOME": "/h", "XDG_STATE_HOME": "relative"]) == "/h/.local/state/lamdeck/lamdeck.log")
    }
}
