import DockerEngine
import LambdaModel
import Support

/// What starts in a container whose code is in its image: the image's own configuration, with what `imageConfig`
/// replaces.
struct ImageStart: Hashable, Sendable {
    /// The image's id; nil if it is not known.
    private(set) var imageID: String?
    /// Nil for the image's own.
    private let entryPoint: [String]?
    /// Nil for the image's own.
    private let command: [String]?
    /// Nil for the image's own.
    let workingDirectory: String?
    /// The emulator's file on the engine's machine, which is mounted; nil if the entry point starts an emulator of the
    /// image.
    var emulator: String?

    /// The entry point of AWS's base images, which starts the emulator if no Runtime API is named.
    private static let standard = "/lambda-entrypoint.sh"

    /// The start of an image that the engine has.
    ///
    /// - Throws: a reason of kind `image` if there is nothing to start.
    init(_ image: ImageDetails, named name: String, _ config: ImageConfig) throws(FailureReason) {
        imageID = image.id
        entryPoint = config.entryPoint ?? image.entrypoint
        command = config.command ?? image.command
        workingDirectory = config.workingDirectory
        guard !program.isEmpty else {
            throw FailureReason(
                .image,
                "the image \(name) has neither an entry point nor a command: name the program with ENTRYPOINT or CMD "
                    + "in its Dockerfile, or with \"imageConfig\" in functions.json")
        }
    }

    /// The start of an image that cannot be looked at.
    init(_ config: ImageConfig) {
        (entryPoint, command, workingDirectory) = (config.entryPoint, config.command, config.workingDirectory)
    }

    /// The words of the command that connects to the Runtime API. An emulator in front of it would be another Runtime API.
    var program: [String] {
        let words = (entryPoint ?? []) + (command ?? [])
        return words.count > 1 && Self.isEmulator(words[0]) ? Array(words.dropFirst()) : words
    }

    /// Whether the entry point starts an emulator that is in the image.
    var startsOwnEmulator: Bool {
        entryPoint?.first.map { $0 == Self.standard || Self.isEmulator($0) } ?? false
    }

    private static func isEmulator(_ word: String) -> Bool {
        word.split(separator: "/").last == Substring(EmulatorFile.name)
    }

    /// Lets an emulator serve.
    func startEmulator(in spec: inout ContainerSpec) {
        guard let emulator else {
            (spec.entrypoint, spec.command) = (entryPoint, command)
            return
        }
        (spec.entrypoint, spec.command) = ([EmulatorFile.path], program)
        spec.mounts.append(.bind(source: emulator, target: EmulatorFile.path, isReadOnly: true))
    }
}
