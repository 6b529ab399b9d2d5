import HostLink
import LambdaModel

/// Requests about builds to a host.
enum BuildRequests {
    /// Builds the code of functions, one build after the other.
    ///
    /// - Returns: the first failure.
    static func build(_ names: [String], of host: isolated FunctionHost) async -> FailureReason? {
        await host.connection.waitForFirst()
        var first: FailureReason?
        for name in names {
            guard let settings = host.registry.manifest.function(named: name) else { return host.unknown(name) }
            guard settings.build != nil else {
                return FailureReason(.settings, "\(name) has no \"build\" in functions.json")
            }
            guard let builds = host.parts?.context.builds else { return host.connection.problem ?? host.unknown(name) }
            if let failure = await builds.makeCode(of: settings, isForced: true), first == nil {
                first = FailureReason(failure)
            }
        }
        return first
    }
}

extension FailureReason {
    /// Why a function has no code.
    init(_ failure: BuildFailure) { self.init(.build, failure.summary, lastLines: failure.lastLines) }
}
