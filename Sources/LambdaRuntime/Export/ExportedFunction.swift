import DockerEngine
import LambdaModel
import Support

/// A function's container for another program to run: like lamdeck's, but without what ties it to lamdeck (its labels,
/// its endpoint, its name) and without secrets.
public struct ExportedFunction: Sendable {
    /// The function's name.
    public let name: String
    /// The specification for the engine, without the variables, which are in ``environment``.
    public let spec: ContainerSpec
    /// The variables in order.
    public let environment: [Variable]
    /// The engine's name of the processor, such as `linux/arm64`; if nil, the engine decides.
    public let platform: String?
    /// The loopback port on which it answers.
    public let port: Int
    /// Differences from lamdeck, and what must be done first: one sentence each.
    public let notes: [String]

    /// A variable of the container.
    public struct Variable: Hashable, Sendable {
        /// The name.
        public var name: String
        /// The value; nil if it is taken from the environment of the program that runs the container, or stays unset.
        public var value: String?
    }

    /// The export of a function.
    ///
    /// - Parameters:
    ///   - mounts: the folders of code and layers.
    ///   - host: lamdeck's own environment, of which only the region is used.
    ///   - showsFileValues: whether to write values from a `.env` file.
    ///   - endpoint: whether the manifest has an endpoint.
    init(
        _ settings: FunctionSettings, mounts: CodeMounts, manifest: String, host: [String: String],
        showsFileValues: Bool, endpoint: Bool
    ) {
        var plain = settings
        plain.credentials = .none
        let regions = host.filter { ["AWS_REGION", "AWS_DEFAULT_REGION"].contains($0.key) }
        let plan = ContainerPlan(
            plain, mounts: mounts, image: settings.isContainerImage ? ImageStart(settings.imageConfig) : nil,
            project: ProjectIdentity(manifest: manifest), purpose: .function,
            hostPort: settings.resolvedPort, endpoint: nil, host: regions, suffix: "")
        var spec = plan.spec
        spec.labels = [:]
        spec.environment = []

        let hidden = showsFileValues ? [] : settings.fileVariableNames
        var variables = ContainerPlan.environment(plain, endpoint: nil, host: regions).map { name, value in
            let isSecret = hidden.contains(name) || ContainerPlan.credentialNames.contains(name)
            return Variable(name: name, value: isSecret ? nil : value)
        }
        if settings.credentials != .none {
            let known = Set(variables.map(\.name))
            variables += ContainerPlan.credentialNames.filter { !known.contains($0) }.map { Variable(name: $0) }
        }
        name = settings.name
        self.spec = spec
        environment = variables
        platform = plan.platform
        port = settings.resolvedPort
        notes = Self.notes(settings, mounts, variables.filter { $0.value == nil }.map(\.name), endpoint)
    }

    private static func notes(
        _ settings: FunctionSettings, _ mounts: CodeMounts, _ unset: [String], _ endpoint: Bool
    ) -> [String] {
        var notes: [String] = []
        if !unset.isEmpty {
            notes.append(
                "the values of \(unset.joined(separator: ", ")) are left out; set them in the environment of "
                    + "the program that runs it" + source(settings, unset))
        }
        if settings.isContainerImage {
            notes.append(
                "its image must start the Runtime Interface Emulator, as AWS's base images do; lamdeck adds it to others"
            )
        }
        if let code = settings.code, mounts.task != code.path {
            notes.append("its code is mounted from lamdeck's cache, as unpacked from \(code.path) now")
        }
        if let opt = mounts.opt, opt != settings.layers.first?.path {
            notes.append("its layers are mounted from lamdeck's cache, as merged now")
        }
        if settings.concurrency > 1 { notes.append("it runs in one container, not \(settings.concurrency)") }
        if endpoint { notes.append("it cannot reach the other functions: only lamdeck serves the endpoint") }
        return notes
    }

    /// How to get the variables that are not written.
    private static func source(_ settings: FunctionSettings, _ unset: [String]) -> String {
        var ways: [String] = []
        if case .profile(let profile) = settings.credentials {
            let name = ShellText.quoted(profile)
            ways.append("eval \"$(aws configure export-credentials --format env --profile \(name))\"")
        }
        if !settings.fileVariableNames.isDisjoint(with: unset) {
            ways.append("--values writes those of .env files")
        }
        return ways.isEmpty ? "" : ": " + ways.joined(separator: "; ")
    }
}

/// Exports the functions of a manifest.
public enum ProjectExport {
    /// The functions for another program. Zips are unpacked and layers merged, as for a start.
    ///
    /// - Parameters:
    ///   - functions: functions of the manifest.
    ///   - environment: lamdeck's own environment.
    ///   - showsFileValues: whether to write values from `.env` files; credentials are never written.
    /// - Throws: a reason of kind `settings` if a zip or a layer cannot be used.
    public static func functions(
        _ functions: [FunctionSettings], of manifest: Manifest, environment: [String: String],
        showsFileValues: Bool = false
    ) async throws(FailureReason) -> [ExportedFunction] {
        let maker = CodeMountMaker(cache: LamdeckFolders(environment: environment).cache)
        var exported: [ExportedFunction] = []
        for settings in functions {
            exported.append(
                ExportedFunction(
                    settings, mounts: try await maker.mounts(code: settings.code, layers: settings.layers),
                    manifest: manifest.path, host: environment, showsFileValues: showsFileValues,
                    endpoint: manifest.endpoint != nil))
        }
        return exported
    }
}
