import OrderedCollections

/// `functions.json` as read: every default filled in, every path absolute.
public struct Manifest: Sendable, Equatable {
    /// The absolute path of the file, symbolic links followed; it names the project.
    public var path: String
    /// Where base images come from: `public.ecr.aws/lambda`. Without a slash at the end.
    public var registry: String
    /// Whether the deck uses the mouse.
    public var mouse: Bool
    /// The loopback port on which all functions can be reached by name; nil if none is wanted.
    public var endpoint: Int?
    /// The functions in the order of the file. Never empty; names and ports are unique.
    public var functions: [FunctionSettings]
    /// The APIs in front of the functions, in the order of the file. Names and ports are unique, and no function has one
    /// of the ports.
    public var apis: [APISettings]
    /// Commands for the deck, in the order of the file; their names are unique.
    public var commands: [ProjectCommand]

    /// Makes a manifest from values that keep what the properties say.
    public init(
        path: String, registry: String, mouse: Bool, endpoint: Int?, functions: [FunctionSettings],
        apis: [APISettings] = [], commands: [ProjectCommand] = []
    ) {
        self.path = path
        self.registry = registry
        self.mouse = mouse
        self.endpoint = endpoint
        self.functions = functions
        self.apis = apis
        self.commands = commands
    }

    /// AWS's public registry.
    public static let publicRegistry = "public.ecr.aws/lambda"

    /// The folder of the file, from which relative paths are seen.
    public var folder: String { PathText.folder(of: path) }

    /// The function of that name.
    public func function(named name: String) -> FunctionSettings? { functions.first { $0.name == name } }

    /// The API of that name.
    public func api(named name: String) -> APISettings? { apis.first { $0.name == name } }
}

/// One function of a manifest. The initial values of the properties are the defaults of ``FunctionKeys``.
public struct FunctionSettings: Sendable, Equatable, Identifiable {
    /// The name, `[a-zA-Z0-9-_]{1,64}`, unique in the manifest.
    public var name: String
    /// The runtime; nil if the manifest names an image.
    public var runtime: LambdaRuntimeIdentifier?
    /// The image in full: `public.ecr.aws/lambda/nodejs:22`.
    public var image: String
    /// The handler, as on Lambda; nil if the code is in the image, whose command names it if it needs one.
    public var handler: String?
    /// What is mounted at `/var/task`; nil if the code is in the image.
    public var code: CodeSource?
    /// What replaces parts of the image's own configuration, if the code is in the image.
    public var imageConfig = ImageConfig()
    /// What is merged at `/opt`, in order: a later one wins.
    public var layers: [CodeSource] = []
    /// The absolute path of the folder of saved events; nil if there is none.
    public var eventsFolder: String?
    /// The absolute paths at which folders of saved events are looked for, including those that do not exist; empty if
    /// the manifest names a folder.
    public var defaultEventsFolders: [String] = []
    /// The absolute paths of folders that hold only events of other functions, such as `events/orders`. If they
    /// are in one of this function's folders, they are left out.
    public var otherEventsFolders: Set<String> = []
    /// The variables in order: the `.env` file's, then those of `environment`, which win.
    public var environment: OrderedDictionary<String, String> = [:]
    /// The absolute path of the `.env` file whose variables are in ``environment``.
    public var environmentFile: String?
    /// The names in ``environment`` whose values come from a `.env` file. Users keep secrets there.
    public var fileVariableNames: Set<String> = []
    /// The names of variables that hold secrets, in addition to those that ``SecretVariable`` recognises.
    public var secrets: Set<String> = []
    /// The names of variables that hold no secret, even if ``SecretVariable`` recognises them.
    public var plain: Set<String> = []
    /// The AWS credentials that the function gets.
    public var credentials = Credentials.none
    /// Memory in MB, 128 to 10240.
    public var memorySize = 128
    /// Time limit of an invocation in seconds, 1 to 900.
    public var timeout = 3
    /// Size of `/tmp` in MB, 512 to 10240.
    public var ephemeralStorage = 512
    /// The processor; nil for the engine's own.
    public var architecture: Architecture?
    /// The loopback port as configured, 1 to 65535.
    public var port: Int?
    /// The loopback port to use: ``port``, or the next from 9000 that no function of the manifest has.
    public var resolvedPort: Int
    /// What the function's port does as its function URL.
    public var url = FunctionURLSettings()
    /// Containers that serve at once, 1 to 100.
    public var concurrency = 1
    /// The calls that one container runs at once, 1 to 1,600; above 1 only for functions of Managed Instances.
    public var multiConcurrency = 1
    /// When the language runtime starts.
    public var initTiming = InitTiming.early
    /// Whether the runtime runs its SnapStart hooks.
    public var snapStart = false
    /// The format and level of the log.
    public var logging = LoggingSettings()
    /// Whether a change of the code restarts the function.
    public var watch = WatchSetting.on
    /// Whether a started container waits in reserve, for a quick restart.
    public var spare = true
    /// The command that makes the code; nil if there is none.
    public var build: BuildSettings?
    /// How the debugger starts.
    public var debug = DebugSettings()
    /// What its containers get while it is debugged; nil if it is not. No key of the manifest: the host sets it.
    public var debugging: DebugPlan?

    /// Makes settings with the defaults for all optional keys. The caller makes sure that the values are as the
    /// properties describe.
    public init(
        name: String, runtime: LambdaRuntimeIdentifier?, image: String, handler: String?, code: CodeSource?,
        resolvedPort: Int
    ) {
        self.name = name
        self.runtime = runtime
        self.image = image
        self.handler = handler
        self.code = code
        self.resolvedPort = resolvedPort
    }

    /// The name.
    public var id: String { name }

    /// The variables whose values come from `.env` files.
    public var fileVariables: [String: String] {
        Dictionary(
            uniqueKeysWithValues: environment.filter { fileVariableNames.contains($0.key) }.map { ($0.key, $0.value) })
    }

    /// Whether the code is in the image, which runs with its own entry point and command.
    public var isContainerImage: Bool { code == nil }

    /// The code, if it is not in the image, and the layers.
    public var sources: [CodeSource] { [code].compactMap(\.self) + layers }

    /// What it runs on, short enough for a list: the runtime's label, or the last part of the image's name.
    public var runtimeLabel: String { runtime?.label ?? PathText.name(of: image) }
}

/// The source of code or of a layer, as an absolute path.
public enum CodeSource: Sendable, Hashable {
    /// A folder, mounted as it is.
    case folder(String)
    /// A zip archive, to be unpacked before it is mounted.
    case zip(String)

    /// The absolute path of either.
    public var path: String {
        switch self {
        case .folder(let path), .zip(let path): path
        }
    }
}

/// The AWS credentials that a function gets.
public enum Credentials: Sendable, Hashable {
    /// None, so that nothing real is touched by mistake.
    case none
    /// Those of the environment in which lamdeck runs.
    case environment
    /// Those of a profile of the AWS configuration.
    case profile(String)
}

/// A processor, by Lambda's names.
public enum Architecture: String, Sendable, Hashable, CaseIterable {
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case x86_64
    case arm64
}

/// Whether a change of a function's code restarts it.
public enum WatchSetting: Sendable, Hashable {
    case on
    case off
    /// On, but not for files that match one of these globs, seen from the code's folder.
    case ignoring([String])
}
