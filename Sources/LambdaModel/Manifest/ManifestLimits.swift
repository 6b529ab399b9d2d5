/// Lambda's quotas, except the limits of numbers, which are in ``FunctionKeys``
/// (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and CreateFunction).
enum ManifestLimits {
    /// Characters of a function's name.
    static let nameLength = 1...64
    /// Characters of a handler, at most.
    static let handlerLength = 128
    /// Bytes of all names and values of variables together.
    static let environmentBytes = 4096
    static let layers = 5
    /// Bytes of the path of an image's working directory.
    static let workingDirectoryLength = 1000
}
