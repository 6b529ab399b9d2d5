import Testing

@testable import LambdaRuntime

@Suite struct CallLoopTests {
    private actor Function {
        /// Whether a call was on the loop's thread in the part that belongs there, and in the one behind it.
        func call() async -> (inside: Bool, behind: Bool) {
            let inside = await CallLoop.run {
                await Task.yield()
                return CallLoop.shared.isCurrent
            }
            let behind = await CallLoop.aside { CallLoop.shared.isCurrent }
            return (inside, behind)
        }
    }

    /// A caller that goes on there would keep the network from being read.
    @Test func whatIsDoneAsideLeavesTheThread() async {
        let function = Function()
        for _ in 0..<100 {
            let seen = await function.call()
            #expect(seen.inside && !seen.behind)
            #expect(!CallLoop.shared.isCurrent, "and so does the caller")
        }
    }
}
