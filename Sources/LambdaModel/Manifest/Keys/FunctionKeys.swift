import JSONText
import OrderedCollections

/// The keys of a function, each declared once. Limits are Lambda's own quotas
/// (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and CreateFunction).
public struct FunctionKeys: Sendable {
    /// The runtime, whose base image is used.
    public let runtime: FunctionKey<LambdaRuntimeIdentifier, String> = .init(
        "runtime", .runtime, .at(\.runtime) { .text($0.identifier) },
        // All else of a runtime is in its image.
        container: .shapesBy { $0.runtime?.family == .provided ? "provided" : nil },
        example: .text("python3.13"),
        summary: "Lambda's identifier, which names the base image.",
        meaning: "Lambda's identifier: `nodejs22.x`, `java21`, `ruby3.4`, `provided.al2023`, …",
        fallback: "one of `runtime` and `image`")

    /// An image in place of a runtime.
    public let image: FunctionKey<String, String> = .init(
        "image", .image, .at(\.image) { .text($0) },
        container: .shapes, example: .text("registry.example/python:3.13"),
        summary: "An image in place of a runtime. Without code, the image holds the function.",
        meaning:
            "an image in place of a runtime; without `code` it holds the function and runs with its own entry point "
            + "([images.md](docs/images.md)), with `code` its entry point is the Runtime Interface Emulator",
        fallback: "derived from `registry` and `runtime`")

    /// What replaces parts of the image's configuration.
    public let imageConfig: FunctionKey<ImageConfig, WrittenValue> = .init(
        "imageConfig", .imageConfig, .at(\.imageConfig) { $0.written }, inheritance: .notShared, container: .shapes,
        example: .object(["command": .list(["app.handler"])]),
        summary: "The entry point, command and working directory of an image that holds the function.",
        meaning: "`entryPoint`, `command` and `workingDirectory` of an image that holds the function, as in Lambda's "
            + "ImageConfig ([images.md](docs/images.md))",
        fallback: "the image's own")

    /// The handler.
    public let handler: FunctionKey<String, String> = .init(
        "handler", .handler, .at(\.handler) { .text($0) }, container: .shapes, example: .text("app.handler"),
        summary: "The handler, as on Lambda; with provided.*, any word.",
        meaning: "as on Lambda; for `provided.*` any word, and the code holds `bootstrap`",
        fallback: "required, unless the code is in the image")

    /// The folder or zip of the code.
    public let code: FunctionKey<CodeSource, String> = .init(
        "code", .source, .at(\.code) { .text($0.path) }, container: .shapes, example: .text("hello"),
        summary: "A folder or .zip file, mounted read-only at /var/task.",
        meaning: "a folder or `.zip`, mounted read-only at `/var/task`",
        fallback: "required, unless it is in the image")

    /// Folders and zips for `/opt`.
    public let layers: FunctionKey<[CodeSource], [String]> = .init(
        "layers", .layers, .at(\.layers) { .list($0.map(\.path)) }, container: .shapes,
        example: .list(["layers/shared", "layers/fonts.zip"]),
        summary: "Folders or .zip files, merged in order at /opt: a later one wins.",
        meaning: "folders or `.zip`s, merged in order (a later one wins) at `/opt`, read-only", fallback: "none")

    /// The folder of saved events.
    public let events: FunctionKey<String, String> = .init(
        "events", .folder,
        Setting(
            store: { folder, settings in
                settings.eventsFolder = folder
                settings.defaultEventsFolders = []
            },
            written: { $0.defaultEventsFolders.isEmpty ? $0.eventsFolder.map { .text($0) } : nil }),
        container: .indifferent, example: .text("test/events"),
        summary: "The folder of saved events. Default: events/NAME and events beside the code, and events in it.",
        meaning: "the folder of saved events",
        fallback: "`events/NAME` and `events` beside `code`, and `events` inside it, together")

    /// Variables.
    public let environment: FunctionKey<Variables, OrderedDictionary<String, String>> = .init(
        "environment", .variables,
        Setting(
            store: { variables, settings in
                settings.environment = variables.values
                settings.fileVariableNames = variables.fileNames
            },
            written: { .variables($0.environment) }),
        inheritance: .combined { own, defaults in Variables.merged(defaults.environment, own.environment) },
        container: .shapes, example: .variables(["TABLE": "orders"]),
        summary: "Variables.", meaning: "variables", fallback: "none")

    /// A `.env` file.
    public let environmentFile: FunctionKey<VariablesFile, String> = .init(
        "environmentFile", .variablesFile,
        Setting(
            store: { $1.environmentFile = $0.path },
            written: { $0.environmentFile.map { .text($0) } }),
        container: .through("environment"), example: .text("hello/.env"),
        summary: "A .env file of variables; environment wins.",
        meaning: "a `.env` file of variables, which `environment` overrides", fallback: "none")

    /// Variables that are secret.
    public let secrets: FunctionKey<OrderedDictionary<String, JSONPosition>, [String]> = .init(
        "secrets", .variableNames,
        Setting(store: { $1.secrets = Set($0.keys) }, written: { .list($0.secrets.sorted()) }),
        // The lists add up, as the variables do. A function's own list has precedence over the other list of `defaults`.
        inheritance: .combined { own, defaults in .joined(own.secrets, defaults.secrets, without: own.plain) },
        container: .indifferent, example: .list(["LICENSE"]),
        summary: "Names of variables whose values are hidden in the history, besides those that look like secrets.",
        meaning: "names of variables that the history hides, in addition to what lamdeck recognises "
            + "([security.md](docs/security.md))",
        fallback: "none")

    /// Variables that are not secret.
    public let plain: FunctionKey<OrderedDictionary<String, JSONPosition>, [String]> = .init(
        "plain", .variableNames, Setting(store: { $1.plain = Set($0.keys) }, written: { .list($0.plain.sorted()) }),
        inheritance: .combined { own, defaults in .joined(own.plain, defaults.plain, without: own.secrets) },
        container: .indifferent, example: .list(["TOKEN_URL"]),
        summary: "Names of variables whose values are not hidden although they look like secrets.",
        meaning: "names of variables that the history does not hide although they look like secrets",
        fallback: "none")

    /// The source of AWS credentials.
    public let credentials: FunctionKey<Credentials, String> = .init(
        "credentials", .credentials, .at(\.credentials) { .text($0.name) }, container: .shapes,
        example: .text("work"),
        summary: "AWS credentials: \"none\", \"environment\", or the name of an AWS profile.",
        meaning: "`\"none\"`, `\"environment\"` for lamdeck's own `AWS_…` variables, or an AWS profile's name")

    /// Memory, in MB.
    public let memorySize: FunctionKey<Int, Int> = .init(
        "memorySize", .number(128...10240, unit: "MB"), .at(\.memorySize) { .number($0) }, container: .shapes,
        example: .number(1024), summary: "Memory in MB.", meaning: "memory, as on Lambda")

    /// The time limit, in seconds.
    public let timeout: FunctionKey<Int, Int> = .init(
        "timeout", .number(1...900, unit: "seconds"), .at(\.timeout) { .number($0) }, container: .shapes,
        example: .number(30),
        summary: "The time limit of an invocation in seconds.", meaning: "the time limit of a call, as on Lambda")

    /// The size of `/tmp`, in MB.
    public let ephemeralStorage: FunctionKey<Int, Int> = .init(
        "ephemeralStorage", .number(512...10240, unit: "MB"), .at(\.ephemeralStorage) { .number($0) },
        container: .shapes, example: .number(2048),
        summary: "The size of /tmp in MB.", meaning: "the size of `/tmp`, as on Lambda")

    /// The processor.
    public let architecture: FunctionKey<Architecture, String> = .init(
        "architecture", .architecture, .at(\.architecture) { .text($0.rawValue) }, container: .shapes,
        example: .text("arm64"),
        summary: "The processor architecture. Default: the engine's.", meaning: "`x86_64` or `arm64`",
        fallback: "the engine's")

    /// The loopback port.
    public let port: FunctionKey<Int, Int> = .init(
        "port", .port,
        Setting(
            store: { port, settings in
                settings.port = port
                settings.resolvedPort = port
            },
            written: { $0.port.map { .number($0) } }),
        inheritance: .notShared, container: .indifferent, example: .number(9001),
        summary: "The function's loopback port. Default: the next free one from 9000.",
        meaning: "the loopback port", fallback: "the next free one from 9000")

    /// The function URL.
    public let url: FunctionKey<FunctionURLSettings, WrittenValue> = .init(
        "url", .functionURL, .at(\.url) { $0.written }, container: .indifferent,
        example: .object(["invokeMode": .text("RESPONSE_STREAM")]),
        summary: "The function URL at the function's port: CORS, streaming, a fixed authorizer context.",
        meaning: "the function URL at the function's port: `cors`, `invokeMode`, `context` ([api.md](docs/api.md))",
        fallback: "buffered, without CORS")

    /// Containers that serve at once.
    public let concurrency: FunctionKey<Int, Int> = .init(
        "concurrency", .number(1...100), .at(\.concurrency) { .number($0) }, container: .indifferent,
        example: .number(4),
        summary: "The number of containers that serve calls at once.",
        meaning: "the number of containers that serve calls at once")

    /// Whether and for what files a save restarts the function.
    public let watch: FunctionKey<WatchSetting, WrittenValue> = .init(
        "watch", .watch, .at(\.watch) { $0.written }, container: .indifferent, example: .list(["*.md", "docs/"]),
        summary: "Whether a code change restarts the function, or globs of files to ignore.",
        meaning: "`false`, or globs of files to ignore, as in a `.gitignore`, in addition to files of version control, "
            + "caches and editors")

    /// Whether a spare container waits.
    public let spare: FunctionKey<Bool, Bool> = .init(
        "spare", .flag, .at(\.spare) { .flag($0) }, container: .indifferent, example: .flag(false),
        summary: "Whether a started container waits in reserve, for a quick restart.",
        meaning: "whether a spare container waits for a quick restart")

    /// When the language runtime starts.
    public let `init`: FunctionKey<InitTiming, String> = .init(
        "init", .initTiming, .at(\.initTiming) { .text($0.rawValue) }, container: .indifferent,
        example: .text("call"),
        summary: "When the language runtime starts: with the container and after each save, or with the first call.",
        meaning: "`start`: the runtime starts with the container and after each save, so that calls are warm; "
            + "`call`: with the first call, for a function whose init has side effects")

    /// Lambda's `LoggingConfig`.
    public let logging: FunctionKey<LoggingSettings, WrittenValue> = .init(
        "logging", .logging, .at(\.logging) { .variables($0.written) }, container: .shapes,
        example: .variables(["logFormat": "JSON", "applicationLogLevel": "DEBUG"]),
        summary: "The format and the level of the log, as in Lambda's LoggingConfig.",
        meaning: "`logFormat` (`Text` or `JSON`), `applicationLogLevel`, `systemLogLevel`, `logGroup`, as on Lambda",
        fallback: "text")

    /// Calls that one container runs at once.
    public let multiConcurrency: FunctionKey<Int, Int> = .init(
        "multiConcurrency", .number(1...1600), .at(\.multiConcurrency) { .number($0) }, container: .shapes,
        example: .number(8),
        summary: "The number of calls that one container runs at once, for a function of Lambda Managed Instances.",
        meaning: "the number of calls that one container runs at once, for a function of Lambda Managed Instances "
            + "whose runtime can do that")

    /// Whether the hooks of SnapStart run.
    public let snapStart: FunctionKey<Bool, Bool> = .init(
        "snapStart", .flag, .at(\.snapStart) { .flag($0) }, container: .shapes, example: .flag(true),
        summary: "Whether the runtime runs its SnapStart hooks: before the snapshot, and after the restore.",
        meaning: "whether the runtime runs its SnapStart hooks, before the snapshot and after the restore")

    /// The command that makes the code.
    public let build: FunctionKey<BuildSettings, WrittenValue> = .init(
        "build", .build, .at(\.build) { $0.written }, container: .indifferent, example: .text("npm run build"),
        summary: "The command that makes the code, or an object with it: when it runs, and where.",
        meaning:
            "the command that makes the code before the function starts and after each change of its sources, or an "
            + "object with `command`, `watch`, `directory`, `mode`, `timeout`, `environment` ([build.md](docs/build.md))",
        fallback: "none")

    /// How the debugger starts.
    public let debug: FunctionKey<DebugSettings, WrittenValue> = .init(
        "debug", .debug, .at(\.debug) { $0.written }, container: .indifferent,
        example: .object(["wait": .flag(true)]),
        summary: "How the debugger of the function starts: whether the runtime waits for it, and at which port.",
        meaning: "how the debugger starts: `wait`, `port`, `restart` ([debug.md](docs/debug.md))",
        fallback: "nothing waits for it")

    static let table = FunctionKeys()

    /// All keys, in the order of schema, reference and imported manifests. A key that is missing here is unknown to the
    /// reader, and a test compares the list with the declarations.
    static let all: [any FunctionKeyDeclaration] = [
        table.runtime, table.image, table.imageConfig, table.handler, table.code, table.layers, table.events,
        table.environment, table.environmentFile, table.secrets, table.plain, table.credentials, table.memorySize,
        table.timeout,
        table.ephemeralStorage, table.architecture, table.port, table.url, table.concurrency, table.watch,
        table.spare, table.`init`, table.logging, table.multiConcurrency, table.snapStart,
        table.build, table.debug,
    ]

    /// What every function needs, itself or by `defaults`: one key of each list.
    static let needed: [[any FunctionKeyDeclaration]] = [
        [table.runtime, table.image], [table.handler, table.image], [table.code, table.image],
    ]
}

extension FunctionKeys {
    /// The name of a key: of `\.timeout`, `timeout`.
    public static func name<Value, Written>(of key: KeyPath<FunctionKeys, FunctionKey<Value, Written>>) -> String {
        table[keyPath: key].name
    }
    /// The names of all keys, in the order in which they are written.
    public static let names = all.map(\.name)
    /// The names of the keys without which a function does not run.
    public static let neededNames = Set(needed.joined().map(\.name))
    /// The limits of the keys that hold a number, in the order of ``names``.
    public static let limits = all.compactMap { key in key.limits.map { (name: key.name, limits: $0) } }
}

extension Credentials {
    fileprivate var name: String {
        switch self {
        case .none: "none"
        case .environment: "environment"
        case .profile(let name): name
        }
    }
}

extension WatchSetting {
    fileprivate var written: WrittenValue {
        switch self {
        case .on: .flag(true)
        case .off: .flag(false)
        case .ignoring(let globs): .list(globs)
        }
    }
}

extension OrderedDictionary<String, JSONPosition> {
    /// The names of both lists.
    ///
    /// - Parameter other: names that the first list has precedence over, and the second one does not.
    fileprivate static func joined(_ own: Self?, _ defaults: Self?, without other: Self?) -> Self? {
        guard let defaults else { return own }
        return defaults.filter { other?[$0.key] == nil }.merging(own ?? [:]) { _, own in own }
    }
}
