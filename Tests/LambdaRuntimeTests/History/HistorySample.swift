import Foundation
import LambdaModel
import LambdaRuntime
import Synchronization

/// The history of one test, in a folder that is deleted with it.
final class HistorySample {
    let tree: FileTree
    private let said = Said()

    init() throws { tree = try FileTree() }

    /// The problems that the stores reported.
    var problems: [String] { said.words.withLock { $0 } }

    private final class Said: Sendable {
        let words = Mutex<[String]>([])
    }

    static func project(_ folder: String) -> ProjectIdentity { ProjectIdentity(manifest: folder + "/functions.json") }

    /// A store for it, which keeps the folder as long as the store exists.
    func store(_ limits: HistoryLimits = HistoryLimits(), busyLimit: Double = 20) -> HistoryStore {
        HistoryStore(
            folder: tree.path + "/state", project: Self.project(tree.path), limits: limits, busyLimit: busyLimit,
            onProblem: { [said, tree] words in
                withExtendedLifetime(tree) {}
                said.words.withLock { $0.append(words) }
            })
    }

    /// The names in the history's folder.
    func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: tree.path + "/state/history").sorted()
    }

    /// Creates a history with some calls, and closes it.
    func fill(_ count: Int = 3) async throws {
        let store = store()
        for number in 1...count { store.record(.sample(number)) }
        await store.flush()
    }
}

extension InvocationResult {
    /// A call that returned.
    static func sample(
        _ number: Int = 1, function: String = "hello", payload: [UInt8] = Array("{}".utf8),
        body: [UInt8] = Array("null".utf8), at time: Double = 1_763_849_552.125
    ) -> InvocationResult {
        InvocationResult(
            request: InvocationRequest(function: function, event: "cart-\(number).json", payload: payload),
            reply: .answered(status: 200, body: body), verdict: .ok, startedAt: time, seconds: 0.0125, isCold: false,
            requestID: "5399074e-\(number)")
    }
}

/// Random bytes.
func noise(_ count: Int, seed: UInt64 = 7) -> [UInt8] {
    var state = seed
    let block = (0..<min(count, 4099)).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + block.count)
    while bytes.count < count { bytes += block }
    return Array(bytes.prefix(count))
}
