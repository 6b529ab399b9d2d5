import OrderedCollections

/// What a function's containers get in addition while it is debugged.
public struct DebugPlan: Sendable, Hashable {
    /// A folder of this machine that the container reads.
    public struct Mount: Sendable, Hashable {
        /// Its absolute path on this machine.
        public var source: String
        /// Its path in the container.
        public var target: String

        /// A folder.
        public init(source: String, target: String) { (self.source, self.target) = (source, target) }
    }

    /// The debugger.
    public var debugger: Debugger
    /// Whether the runtime waits for a client before it loads the handler's module.
    public var waits = false
    /// The debugger's file or folder in the container; nil for one that is part of the runtime.
    public var program: String?
    /// The folders of this machine that it needs.
    public var mounts: [Mount] = []

    /// A plan.
    public init(_ debugger: Debugger, waits: Bool = false, program: String? = nil, mounts: [Mount] = []) {
        (self.debugger, self.waits, self.program, self.mounts) = (debugger, waits, program, mounts)
    }

    /// The path of lamdeck's own files for debuggers in a container, see ``DebugFile``.
    public static let folder = "/var/lamdeck/debug"
    /// The path of the debugger that lamdeck keeps in its cache in a container.
    public static let cachedDebugger = "/var/lamdeck/debugger"
    /// The time limit of a call in seconds: a day.
    public static let timeout = 86_400

    /// The variables that start the debugger with the runtime. They replace those of the function.
    ///
    /// - Parameter own: the function's variables, whose meaning is kept.
    public func variables(over own: OrderedDictionary<String, String>) -> OrderedDictionary<String, String> {
        let port = debugger.port ?? 0
        switch debugger {
        case .inspector:
            // Not `--inspect`: each Node.js process that inherits it would ask for the same port.
            return [
                "NODE_OPTIONS": Self.joined(
                    own["NODE_OPTIONS"], "--require=\(DebugFile.inspector.path) --enable-source-maps"),
                "LAMDECK_INSPECTOR": "0.0.0.0 \(port)\(waits ? " wait" : "")",
            ]
        case .debugpy:
            var variables: OrderedDictionary = [
                "AWS_LAMBDA_EXEC_WRAPPER": DebugFile.debugpy.path, "LAMDECK_DEBUGPY": program ?? "",
                "LAMDECK_DEBUGPY_OPTIONS": "--listen 0.0.0.0:\(port) --configure-subProcess False"
                    + (waits ? " --wait-for-client" : ""),
            ]
            if let wrapper = own["AWS_LAMBDA_EXEC_WRAPPER"], !wrapper.isEmpty {
                variables["LAMDECK_EXEC_WRAPPER"] = wrapper
            }
            return variables
        case .jdwp:
            // `0.0.0.0` is understood by all versions; `*` is not by Java 8.
            let agent =
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=\(waits ? "y" : "n"),address=0.0.0.0:\(port)"
            return ["JAVA_TOOL_OPTIONS": Self.joined(own["JAVA_TOOL_OPTIONS"], agent)]
        case .delve:
            return [
                "LAMDECK_DLV": program ?? "",
                "LAMDECK_DLV_OPTIONS": "--headless --accept-multiclient --api-version=2 --check-go-version=false "
                    + "--listen=0.0.0.0:\(port)" + (waits ? "" : " --continue"),
            ]
        case .vsdbg: return [:]
        }
    }

    /// The program that a `provided` runtime starts in place of the code's `bootstrap`; nil for that.
    public var bootstrap: String? { debugger == .delve ? DebugFile.delve.path : nil }

    private static func joined(_ own: String?, _ added: String) -> String {
        guard let own, !own.isEmpty else { return added }
        return "\(own) \(added)"
    }

    /// The text of what shapes the container.
    var shape: String {
        let words = ["debugging", debugger.rawValue, waits ? "waits" : "", program ?? ""]
        return (words + mounts.map { "\($0.source)=\($0.target)" }).joined(separator: " ")
    }
}

extension FunctionSettings {
    /// The settings of the function while it is debugged: one container, no time limit that matters, and a runtime that
    /// starts with the container, since a debugger attaches to a runtime.
    public func debugged(by plan: DebugPlan) -> FunctionSettings {
        var settings = self
        settings.debugging = plan
        settings.concurrency = 1
        settings.spare = false
        settings.timeout = DebugPlan.timeout
        settings.initTiming = .early
        return settings
    }
}
