import DockerEngine
import LambdaModel
import Synchronization

/// A container that was launched: what never changes about it, and its log.
final class FunctionContainer: LaunchedContainer {
    /// What is mounted in a container, and which folders these were when it was created; or the image with the code.
    struct Code: Hashable, Sendable {
        let mounts: CodeMounts
        let folders: [FolderIdentity?]
        /// The id of the image, if the code is in it.
        let image: String?

        /// A short name for the image in the history.
        var imageHash: String? { image.map { String($0.suffix(64).prefix(16)) } }

        /// What a container gets that is created now.
        init(_ mounts: CodeMounts, image: String? = nil) {
            self.mounts = mounts
            self.image = image
            folders = mounts.identity
        }
    }

    var canInitialise: Bool { serving.canInitialise }
    var callLimit: Int { serving.callLimit }
    /// The engine's id.
    let id: String
    /// Its name when it was launched.
    let name: String
    /// How it serves calls.
    let serving: any Serving
    /// Why the emulator in its image serves; nil if lamdeck does.
    let emulatorReason: String?
    /// The loopback port that reaches it from everywhere on this machine; nil if it publishes none.
    let publishedPort: Int?
    /// Its address in the engine's network, from which it calls others; nil if it has none.
    let address: String?
    private let labelled: Labelled
    /// What is mounted in it.
    let code: Code
    /// Hides its AWS keys in its log and in its stored calls.
    let masking: Masking?
    /// The settings that it was created with, which the manifest may not have any more.
    let madeWith: MadeWith
    /// What its log has shown so far.
    let log: ContainerLog
    /// What was measured of it between two calls.
    let counters: ContainerCounters

    /// What its labels say, read once: calls need it.
    private struct Labelled {
        let specHash: String
        let timeout: Int?
        let credentialsEnd: Int?

        init(_ labels: [String: String]) {
            specHash = labels[Labels.spec] ?? ""
            timeout = labels[Labels.timeout].flatMap(Int.init)
            credentialsEnd = labels[Labels.credentialsEnd].flatMap(Int.init)
        }
    }

    /// The hash of the settings that it was created with.
    var specHash: String { labelled.specHash }
    /// The function's timeout in it, in seconds; nil if its labels do not say.
    var timeout: Int? { labelled.timeout }
    /// When its AWS credentials expire: seconds since 1970; nil if they do not.
    var credentialsEnd: Int? { labelled.credentialsEnd }

    /// The kernel's account of it; nil if the engine does not run on this machine's kernel.
    var group: ControlGroup? { log.group }

    /// Bytes that it uses now, without file pages that can be dropped; nil if it is gone. The kernel answers in
    /// microseconds, and the engine, which is asked if it runs elsewhere, in up to two seconds.
    func memoryInUse(_ engine: any Engine) async -> Int? {
        if let group { return group.memoryInUse }
        return (try? await engine.stats(id)).map { Int($0.workingSet) }
    }

    /// A container that runs; nil if it cannot be reached. The processor time of a new container before its first call
    /// counts for that call: the emulator's own start, a few milliseconds.
    ///
    /// - Parameters:
    ///   - code: what is mounted in it.
    ///   - serving: how it serves, and its log.
    ///   - emulatorReason: see ``emulatorReason``.
    init(
        _ details: ContainerDetails, code: Code, _ serving: any Serving, _ log: ContainerLog, emulatorReason: String?
    ) {
        (self.log, self.serving, self.emulatorReason) = (log, serving, emulatorReason)
        labelled = Labelled(details.labels)
        id = details.id
        name = details.name
        publishedPort = details.published(ContainerPlan.emulatorPort)?.hostPort
        address = details.networkIP
        self.code = code
        masking = Masking(credentialsOf: details)
        madeWith = MadeWith(details)
        counters = ContainerCounters(cpuNanoseconds: 0)
    }
}

/// What was measured of a container between two calls.
final class ContainerCounters: Sendable {
    private struct State {
        var cpuNanoseconds: UInt64?
        var peak = 0
        var codeHash: String?
        var memoryPeak: MemoryPeak?
    }

    private let state: Mutex<State>

    /// - Parameter cpuNanoseconds: the processor time that it has used so far; nil if that is not known.
    init(cpuNanoseconds: UInt64?) { state = Mutex(State(cpuNanoseconds: cpuNanoseconds)) }

    /// Whether it is not known how much processor time the container has used.
    var lacksCPU: Bool { state.withLock { $0.cpuNanoseconds == nil } }

    /// Records the processor time that the container has used by now, and returns the time that was recorded before.
    func updateCPU(_ nanoseconds: UInt64) -> UInt64? {
        state.withLock { state in
            defer { state.cpuNanoseconds = nanoseconds }
            return state.cpuNanoseconds
        }
    }

    /// Records the container's peak memory since its start, in bytes, as the engine counts it. Returns it if it has
    /// risen since it was recorded last.
    func risenPeak(_ bytes: Int) -> Int? {
        state.withLock { state in
            defer { state.peak = max(state.peak, bytes) }
            return bytes > state.peak ? bytes : nil
        }
    }

    /// Starts to measure the peak memory of a call. The kernel's file stays open for the next one: opening it takes
    /// longer than the rest.
    func measurePeak(_ group: ControlGroup) -> MemoryPeak {
        state.withLock { state in
            if let known = state.memoryPeak, known.restart() { return known }
            let peak = group.measurePeak()
            state.memoryPeak = peak.isExact ? peak : nil
            return peak
        }
    }

    /// The hash of the code as the runtime loaded it. It is made if it is not known, and if the runtime loaded the code
    /// again.
    func codeHash(isLoadedAgain: Bool, _ make: () -> String?) -> String? {
        if !isLoadedAgain, let known = state.withLock({ $0.codeHash }) { return known }
        let hash = make()
        state.withLock { $0.codeHash = hash }
        return hash
    }
}
