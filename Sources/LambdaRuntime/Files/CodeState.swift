import DockerEngine
import Foundation
import LambdaModel

/// The state of a function's code and layers on disk, from the metadata of all files.
struct CodeState: Hashable, Sendable {
    /// Changes when any name, size or modification time does; for labels.
    let signature: String
    /// When the latest file or link was modified: seconds since 1970.
    let newestFile: Double
    /// The same including folders, whose time changes with the names in them.
    let newest: Double

    init(signature: String, newestFile: Double, newest: Double) {
        (self.signature, self.newestFile, self.newest) = (signature, newestFile, newest)
    }

    /// Reads the state now; nil if the function's settings say not to watch. Blocks, so do not call it on an actor that
    /// others wait for.
    init?(_ settings: FunctionSettings, of manifest: Manifest) {
        guard var plan = WatchPlan(settings, among: manifest.functions, besides: [manifest.path]) else { return nil }
        // The hash of the settings covers its variables.
        plan.roots.removeAll { $0 == settings.environmentFile }
        let trees = plan.roots.map { TreeSignature($0, IgnoreRules(plan, root: $0)) }
        let parts = trees.map { "\($0.exists) \($0.sum) \($0.count)" }
        self.init(
            signature: String(Digest.of(parts.joined(separator: "\n")).prefix(16)),
            newestFile: trees.map(\.newestFile).max() ?? 0, newest: trees.map(\.newest).max() ?? 0)
    }

    /// Whether a runtime that loaded the code at its first call has older code.
    ///
    /// - Parameters:
    ///   - label: the signature when the container was created; nil if it was not recorded.
    ///   - firstCall: seconds since 1970; nil if the container was never called and so has loaded nothing.
    func isNewer(thanLoadedAt firstCall: Double?, label: String?) -> Bool {
        guard let firstCall else { return false }
        guard let label else { return firstCall < newestFile }
        return label != signature && firstCall < newest
    }
}

extension CodeState {
    /// Whether a container that runs answers with code of before. Its log is asked for only if files have changed since
    /// it was made.
    func isNewer(
        thanIn container: String, made: Double, label: String?, _ engine: any Engine
    ) async -> Bool {
        guard label.map({ $0 != signature }) ?? (newestFile > made) else { return false }
        return isNewer(thanLoadedAt: await Self.firstCall(of: container, engine), label: label)
    }

    /// When a container was first called, according to its log.
    private static func firstCall(of container: String, _ engine: any Engine) async -> Double? {
        do {
            for try await lines in engine.logs(container, follow: false, timestamps: true) {
                for line in lines {
                    let time = line.timestamp.flatMap { EngineTimestamp($0) }?.secondsSince1970 ?? 0
                    let records = LogRecord.records(
                        line: line.bytes, isStandardError: line.output == .stderr, time: time,
                        dropped: line.droppedBytes)
                    if records.contains(where: { $0.source == .marker && $0.text.hasPrefix("START ") }) {
                        return time
                    }
                }
            }
        } catch {
            return nil
        }
        return nil
    }
}
