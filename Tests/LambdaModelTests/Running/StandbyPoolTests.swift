import LambdaModel
import Testing

/// What a pool asks for, whatever is said to it.
@Suite("The containers beside the first")
struct StandbyPoolTests {
    private typealias Action = StandbyPool.Action

    /// A pool with a spare, made by the first launch.
    private static func withSpare(workers: Int = 0) -> StandbyPool {
        var pool = StandbyPool()
        for case .launch(let number, let role) in pool.want(workers: workers, spare: true) {
            _ = pool.launched(number, container: role == .spare ? "spare" : "worker \(number)")
        }
        return pool
    }

    @Test func asksForWhatIsMissingAndForNothingTwice() {
        var pool = StandbyPool()
        #expect(
            pool.want(workers: 2, spare: true) == [.launch(1, .worker), .launch(2, .worker), .launch(3, .spare)])
        #expect(pool.want(workers: 2, spare: true) == [], "all of them are on their way")
        #expect(pool.launched(2, container: "b") == [])
        #expect(pool.launched(3, container: "c") == [])
        #expect(pool.workers == ["b"] && pool.spare == "c" && !pool.isSpareComing)
        pool.launchEnded(1)
        #expect(pool.workers == ["b"], "a launch that failed is tried again when somebody asks")
        #expect(pool.want(workers: 2, spare: true) == [.launch(4, .worker)])
    }

    @Test func oneThatEndsBeforeItAnswersIsReplacedToo() {
        var pool = Self.withSpare()
        #expect(pool.died(container: "spare").actions == [.remove(container: "spare"), .launch(2, .spare)])
        #expect(pool.launchDied(2) == [.launch(3, .spare)])
        #expect(pool.launchDied(2) == [], "that is known")
        #expect(pool.launchDied(3) == [], "three in a row are no accident")
        #expect(pool.hasGivenUp)
    }

    @Test func letsGoOfWhatIsTooMany() {
        var pool = Self.withSpare(workers: 2)
        #expect(
            pool.want(workers: 1, spare: false) == [.remove(container: "worker 2"), .remove(container: "spare")])
        #expect(pool.containers == ["worker 1"])
    }

    @Test func nothingStaysWhenTheFunctionEnds() {
        var pool = Self.withSpare(workers: 1)
        _ = pool.takeSpare()
        #expect(pool.want(workers: 1, spare: true) == [.launch(3, .worker), .launch(4, .spare)])
        _ = pool.launched(3, container: "a")
        #expect(pool.end() == [.remove(container: "a"), .cancelLaunch(4)])
        #expect(pool.launched(4, container: "late") == [.remove(container: "late")])
        #expect(pool.containers.isEmpty)
    }

    @Test func aSpareForOldSettingsIsNeverUsed() {
        var pool = Self.withSpare()
        #expect(pool.renew() == [.remove(container: "spare"), .launch(2, .spare)])
        #expect(pool.takeSpare() == nil)
        #expect(pool.renew() == [.cancelLaunch(2), .launch(3, .spare)])
        #expect(pool.launched(2, container: "old") == [.remove(container: "old")])
        #expect(pool.launched(3, container: "new") == [])
        #expect(pool.takeSpare()?.spare == "new")
    }

    @Test func workersServeOnWhenSettingsChange() {
        var pool = Self.withSpare(workers: 1)
        _ = pool.renew()
        #expect(pool.workers == ["worker 1"])
    }

    @Test func aRestartRetiresTheWorkersToo() throws {
        var pool = Self.withSpare(workers: 2)
        let restarted = pool.takeSpare()
        let taken = try #require(restarted)
        #expect(taken.spare == "spare" && taken.retired == ["worker 1", "worker 2"])
        #expect(pool.containers.isEmpty && pool.takeSpare() == nil)
        #expect(
            pool.want(workers: 2, spare: true) == [.launch(4, .worker), .launch(5, .worker), .launch(6, .spare)])
    }

    @Test func whoeverIsThereTakesOver() {
        var pool = Self.withSpare(workers: 1)
        let takers = [pool.takeOver(), pool.takeOver(), pool.takeOver()]
        #expect(takers == ["spare", "worker 1", nil])
    }

    @Test func aSpareThatDiesIsReplacedButNotForEver() {
        var pool = Self.withSpare()
        #expect(pool.died(container: "nobody").wasHere == false)
        var id = "spare"
        for death in 1..<StandbyPool.mostDeaths {
            let (wasHere, actions) = pool.died(container: id)
            #expect(wasHere)
            #expect(actions == [.remove(container: id), .launch(death + 1, .spare)])
            id = "spare \(death)"
            #expect(pool.launched(death + 1, container: id) == [])
        }
        #expect(pool.died(container: id).actions == [.remove(container: id)])
        #expect(pool.hasGivenUp && pool.want(workers: 0, spare: true) == [])
        #expect(pool.renew() == [.launch(4, .spare)], "what is new gets a chance")
    }

    @Test func aRestartTriesAgainWhatWasGivenUp() {
        var pool = Self.withSpare()
        for death in 0..<StandbyPool.mostDeaths { _ = pool.died(container: death == 0 ? "spare" : "\(death)") }
        for number in 2...4 { _ = pool.launchDied(number) }
        #expect(pool.hasGivenUp && pool.want(workers: 0, spare: true) == [])
        pool.tryAgain()
        #expect(pool.want(workers: 0, spare: true).count == 1)
    }

    @Test func aContainerThatAnotherProcessEndsIsNotHeldAgainstItsSuccessors() {
        var pool = Self.withSpare()
        var id = "spare"
        for death in 1...StandbyPool.mostDeaths + 2 {
            #expect(
                pool.died(container: id, isItsOwn: false).actions
                    == [.remove(container: id), .launch(death + 1, .spare)])
            id = "spare \(death)"
            #expect(pool.launched(death + 1, container: id) == [])
        }
        #expect(!pool.hasGivenUp)
    }

    @Test func aSpareThatServedIsNotHeldAgainstItsSuccessors() {
        var pool = Self.withSpare()
        for round in 0..<5 {
            #expect(pool.takeSpare() != nil)
            guard case .launch(let number, .spare)? = pool.want(workers: 0, spare: true).first else {
                Issue.record("no spare in round \(round)")
                return
            }
            _ = pool.launched(number, container: "again")
            _ = pool.died(container: "again")
            _ = pool.launched(number + 1, container: "once more")
        }
    }
}
