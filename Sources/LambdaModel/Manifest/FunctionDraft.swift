import JSONText
import OrderedCollections

/// What an object says of a function: `defaults`, or a function before the defaults are filled in.
struct FunctionDraft {
    /// Where the values of the keys stand that were written, those with mistakes included.
    var positions: [FunctionKey: JSONPosition] = [:]

    var runtime: LambdaRuntimeIdentifier?
    var image: String?
    var handler: String?
    var code: CodeSource?
    var layers: [CodeSource]?
    var events: String?
    var environmentFile: String?
    /// The variables of the `.env` file.
    var fileVariables: OrderedDictionary<String, String> = [:]
    /// The names in ``fileVariables`` whose values come from a `.env` file.
    var fileVariableNames: Set<String> = []
    /// The variables of `environment`.
    var variables: OrderedDictionary<String, String> = [:]
    /// The names of `secrets`, with where each is written.
    var secrets: OrderedDictionary<String, JSONPosition> = [:]
    /// The names of `plain`, with where each is written.
    var plain: OrderedDictionary<String, JSONPosition> = [:]
    var credentials: Credentials?
    var memorySize: Int?
    var timeout: Int?
    var ephemeralStorage: Int?
    var architecture: Architecture?
    var port: Int?
    var concurrency: Int?
    var watch: WatchSetting?
    var spare: Bool?

    func has(_ key: FunctionKey) -> Bool { positions[key] != nil }

    /// All variables, those of `environment` over those of the file.
    var allVariables: OrderedDictionary<String, String> { fileVariables.merging(variables) { _, own in own } }

    /// The names in ``allVariables`` whose values come from a `.env` file.
    var allFileVariableNames: Set<String> { fileVariableNames.subtracting(variables.keys) }

    /// This draft with `defaults` where it says nothing itself.
    func over(_ defaults: FunctionDraft) -> FunctionDraft {
        var result = self
        result.positions.merge(defaults.positions) { own, _ in own }
        // A function that chooses its own runtime or image wants none of the other kind.
        if !has(.runtime), !has(.image) {
            result.runtime = defaults.runtime
            result.image = defaults.image
        }
        result.handler = handler ?? defaults.handler
        result.code = code ?? defaults.code
        result.layers = layers ?? defaults.layers
        result.events = events ?? defaults.events
        result.environmentFile = environmentFile ?? defaults.environmentFile
        result.fileVariables = defaults.allVariables.merging(fileVariables) { _, own in own }
        result.fileVariableNames = fileVariableNames.union(defaults.allFileVariableNames)
        // The lists add up, as the variables do; what a function says of a name goes over what the defaults say of it.
        result.secrets = defaults.secrets.filter { plain[$0.key] == nil }.merging(secrets) { _, own in own }
        result.plain = defaults.plain.filter { secrets[$0.key] == nil }.merging(plain) { _, own in own }
        result.credentials = credentials ?? defaults.credentials
        result.memorySize = memorySize ?? defaults.memorySize
        result.timeout = timeout ?? defaults.timeout
        result.ephemeralStorage = ephemeralStorage ?? defaults.ephemeralStorage
        result.architecture = architecture ?? defaults.architecture
        result.concurrency = concurrency ?? defaults.concurrency
        result.watch = watch ?? defaults.watch
        result.spare = spare ?? defaults.spare
        return result
    }
}
