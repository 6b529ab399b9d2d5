import LambdaModel

/// The reasons and remarks that the tests use.
enum Sample {
    static let noImage = FailureReason(.image, "no such image")
    static let notRemoved = FailureReason(.engine, "its container could not be removed: the engine is away")
    static let died = FailureReason(.container, "the container exited with code 1", lastLines: ["boom"])
    static let outside = "stopped from outside lamdeck"
    static let progress = PullState(bytes: 43, totalBytes: 100, layers: 1, totalLayers: 3)
}
