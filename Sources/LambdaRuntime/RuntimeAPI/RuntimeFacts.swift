import LambdaModel

/// What a server of the Runtime API knows about its environment. It never changes.
struct RuntimeFacts: Sendable {
    var functionName: String
    /// Empty if the code is in the image.
    var handler: String
    var arn: String
    /// Whether the code is in the image, which must have a runtime client.
    var isContainerImage = false
    var account: String
    /// How many calls the runtime takes at once.
    var concurrency = 1
    /// The files of `/opt/extensions`.
    var extensions: [String] = []
    /// `AWS_LAMBDA_INITIALIZATION_TYPE`.
    var initType = "on-demand"
    /// The function's memory in MB.
    var memorySize = 128
    /// Whether the function's log format is JSON.
    var hasJSONLogs = false
    /// Whether a debugger may hold the init up, so that it is never slow.
    var isDebugged = false
    /// How long an init may take until it is reported as slow: Lambda's time.
    var initLimit = Duration.seconds(RuntimeLimits.initSeconds)
    /// The container's address, at which extensions get records; nil if this machine cannot connect to it.
    var address: String?
    /// How long a failed or stopped environment's processes may take to end: Lambda's times.
    var grace: Duration { extensions.isEmpty ? .milliseconds(500) : .seconds(2) }
}
