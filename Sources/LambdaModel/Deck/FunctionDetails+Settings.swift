import OrderedCollections
import Support

/// What runs a function, as far as its host knows.
public struct FunctionRunning: Hashable, Sendable {
    /// One container of the function.
    public struct Container: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// The engine's id.
        public var id: String
        /// What it does: `serving`, `spare`.
        public var role: String
        /// When it began to run, in words; nil if that is not known.
        public var started: String?

        /// A container.
        public init(name: String, id: String, role: String, started: String? = nil) {
            (self.name, self.id, self.role, self.started) = (name, id, role, started)
        }
    }

    /// The state in a word.
    public var state: String
    /// Whether its container runs with other settings than functions.json has.
    public var isStale = false
    /// What serves the Runtime API; nil if it does not run.
    public var server: String?
    /// Its containers.
    public var containers: [Container] = []
    /// The project's endpoint: a loopback port; nil if there is none.
    public var endpoint: Int?
    /// When its AWS credentials expire, in words; nil if they do not.
    public var credentialsEnd: String?

    /// What runs a function.
    public init(state: String) { self.state = state }
}

extension FunctionDetails {
    /// The details of a function.
    ///
    /// - Parameters:
    ///   - origins: the sources of its settings; nil if they are not known.
    ///   - apis: the APIs of the manifest, of which some can have routes to the function.
    public init(
        _ settings: FunctionSettings, _ origins: SettingOrigins?, _ running: FunctionRunning, apis: [APISettings] = []
    ) {
        let maker = Maker(settings: settings, origins: origins, running: running)
        let sections =
            [
                Section("settings", maker.settingRows), Section("build", maker.build), Section("image", maker.image),
                Section("mounts", maker.mounts),
                Section("network", maker.network),
            ] + maker.routes(apis) + [
                Section("credentials", maker.credentials), Section("environment", maker.environment),
                Section("container", maker.containers),
            ]
        self.init(sections.filter { !$0.rows.isEmpty })
    }
}

/// Makes the sections.
private struct Maker {
    let settings: FunctionSettings
    let origins: SettingOrigins?
    let running: FunctionRunning

    private typealias Row = FunctionDetails.Row

    /// The keys that are plain values. The others have their own sections.
    private static let plainKeys: [any FunctionKeyDeclaration] = {
        let table = FunctionKeys.table
        return [
            table.runtime, table.handler, table.memorySize, table.timeout, table.ephemeralStorage, table.architecture,
            table.`init`, table.concurrency, table.multiConcurrency, table.snapStart, table.spare, table.watch,
            table.logging,
        ]
    }()

    var settingRows: [FunctionDetails.Row] {
        Self.plainKeys.compactMap { key in
            guard let value = key.written(settings) else {
                // Without a runtime there is an image, and its rows say so.
                let ofImage = [FunctionKeys.table.runtime.name, FunctionKeys.table.handler.name]
                return key.documentation.fallback.flatMap { fallback in
                    ofImage.contains(key.name) ? nil : Row(key.name, fallback, from: source(key))
                }
            }
            let unit = key.limits.map { $0.unit.isEmpty ? "" : " " + $0.unit } ?? ""
            let text = value.isEmpty ? key.documentation.fallback ?? "none" : value.words + unit
            return Row(key.name, text, from: source(key))
        }
    }

    var build: [FunctionDetails.Row] {
        let key = FunctionKeys.table.build
        guard let build = settings.build else { return [Row("build", "none", from: source(key))] }
        let isOnce = build.mode == .once
        var rows = [
            Row("command", build.command, from: source(key)), Row("directory", build.directory, from: source(key)),
            Row("mode", isOnce ? "once: it ends" : "watch: it watches the sources by itself", from: source(key)),
        ]
        if isOnce {
            rows += build.watch.map { Row("watch", $0, from: source(key)) }
            rows.append(Row("timeout", Plural.text(build.timeout, "second"), from: source(key)))
        }
        let (secrets, plain) = (settings.secrets, settings.plain)
        return rows
            + build.environment.map { name, value in
                let isSecret = SecretVariable.isSecret(name: name, value: value, secrets: secrets, plain: plain)
                return Row(name, value, from: source(key), isSecret: isSecret)
            }
    }

    var image: [FunctionDetails.Row] {
        let isOwn = settings.runtime == nil
        let imageSource = origins.map { isOwn ? $0.source(of: FunctionKeys.table.image.name) : $0.registry }
        let (config, configSource) = (settings.imageConfig, source(FunctionKeys.table.imageConfig))
        let parts = [
            ("entry point", config.entryPoint?.joined(separator: " ")),
            ("command", config.command?.joined(separator: " ")), ("working directory", config.workingDirectory),
        ]
        return [Row("image", settings.image, from: imageSource)]
            + parts.compactMap { name, text in text.map { Row(name, $0, from: configSource) } }
            + [Row("Runtime API", running.server ?? "not running")]
    }

    var mounts: [FunctionDetails.Row] {
        let table = FunctionKeys.table
        var rows = settings.code.map { [Row("/var/task", $0.path, from: source(table.code))] } ?? []
        for layer in settings.layers { rows.append(Row("/opt", layer.path, from: source(table.layers))) }
        let folders = settings.eventsFolder ?? settings.defaultEventsFolders.first
        if let folders { rows.append(Row("events", folders, from: source(table.events))) }
        return rows
    }

    var network: [FunctionDetails.Row] {
        let call = "2015-03-31/functions"
        let (url, port) = (settings.url, settings.resolvedPort)
        let urlSource = origins?.source(of: "url")
        var rows = [
            Row("port", "\(port)", from: source(FunctionKeys.table.port)), Row("URL", LoopbackURL.root(port: port)),
            Row("invoke mode", url.invokeMode.rawValue, from: urlSource),
            Row("CORS", (url.cors ?? CORSSettings()).words, from: urlSource),
        ]
        if let context = url.context { rows.append(Row("authorizer", "the context in \(context)", from: urlSource)) }
        rows.append(Row("invoke", "\(LoopbackURL.root(port: port))\(call)/function/invocations"))
        if let endpoint = running.endpoint {
            rows.append(Row("endpoint", "\(LoopbackURL.root(port: endpoint))\(call)/\(settings.name)/invocations"))
        }
        return rows
    }

    /// A section for each API with routes to the function.
    func routes(_ apis: [APISettings]) -> [FunctionDetails.Section] {
        apis.map { api in
            FunctionDetails.Section(
                "routes of \(api.name) (\(api.kind.serviceName))",
                [api].routes(to: settings.name).map { Row($0.key, $0.url) })
        }
    }

    var credentials: [FunctionDetails.Row] {
        let text =
            switch settings.credentials {
            case .none: "none"
            case .environment: "the AWS variables of lamdeck's own environment"
            case .profile(let name): "the AWS profile \(name)"
            }
        return [
            Row("credentials", text, from: source(FunctionKeys.table.credentials)),
            running.credentialsEnd.map { Row("expire", $0) },
        ].compactMap(\.self)
    }

    var environment: [FunctionDetails.Row] {
        let secrets = Set(settings.secretNames)
        return settings.environment.map { name, value in
            Row(name, value, from: origins?.source(ofVariable: name), isSecret: secrets.contains(name))
        }
    }

    var containers: [FunctionDetails.Row] {
        let state = running.state + (running.isStale ? " · settings changed, r applies them" : "")
        return [Row("state", state)]
            + running.containers.map { container in
                let parts = [container.role, container.started.map { "since \($0)" }, String(container.id.prefix(12))]
                return Row(container.name, parts.compactMap(\.self).joined(separator: " · "))
            }
    }

    private func source(_ key: any FunctionKeyDeclaration) -> SettingSource? { origins?.source(of: key.name) }
}

extension WrittenValue {
    /// The value in words.
    fileprivate var words: String {
        switch self {
        case .text(let text): text
        case .number(let number): "\(number)"
        case .flag(let flag): flag ? "true" : "false"
        case .list(let list): list.joined(separator: ", ")
        case .variables(let variables): variables.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        case .object(let members): members.map { "\($0.key) \($0.value.words)" }.joined(separator: " · ")
        }
    }
}

extension CORSSettings {
    /// The settings in words, without those that are not set.
    fileprivate var words: String {
        func part(_ name: String, _ list: [String]) -> String? {
            list.isEmpty ? nil : "\(name) \(list.joined(separator: ", "))"
        }
        let parts = [
            part("origins", allowOrigins), part("methods", allowMethods), part("headers", allowHeaders),
            part("exposed", exposeHeaders), allowCredentials ? "with credentials" : nil,
            maxAge.map { "kept for \($0) s" },
        ]
        let text = parts.compactMap(\.self).joined(separator: " · ")
        return text.isEmpty ? "pages of other origins may not call it" : text
    }
}
