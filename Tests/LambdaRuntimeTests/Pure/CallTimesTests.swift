import Foundation
import Testing

@testable import LambdaRuntime

@Suite("Which calls were made by a lamdeck process")
struct CallTimesTests {
    @Test func aCallIsKnownWhileItRunsAndAfterwards() throws {
        let tree = try FileTree()
        let times = CallTimes(path: tree.path + "/new/folder/project.calls")
        let before = Date().timeIntervalSince1970
        #expect(!times.hasCall(of: "one", at: before))
        times.begin(in: "one")
        let during = Date().timeIntervalSince1970
        #expect(CallTimes(path: times.path).hasCall(of: "one", at: during), "another process sees it")
        #expect(!times.hasCall(of: "two", at: during))
        times.end(in: "one")
        #expect(times.hasCall(of: "one", at: during))
        #expect(!times.hasCall(of: "one", at: before - 1))
        #expect(!times.hasCall(of: "one", at: during + 60))
    }
}
