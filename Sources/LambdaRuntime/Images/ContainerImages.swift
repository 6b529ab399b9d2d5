import DockerEngine
import LambdaModel
import Synchronization

/// Finds out what starts in the images that hold functions, and how lamdeck can serve it.
final class ContainerImages: Sendable {
    /// The program of a container that waits.
    static let shell = "/bin/sh"

    private let files: ImageFiles
    private let emulator: EmulatorFile
    /// Whether images have a shell, by their ids.
    private let shells = Mutex<[String: Bool]>([:])

    init(files: ImageFiles, emulator: EmulatorFile) { (self.files, self.emulator) = (files, emulator) }

    /// What starts in the image of a function; nil if the code is not in the image.
    ///
    /// - Parameter ways: learns whether the image can be served by lamdeck itself.
    func start(
        of settings: FunctionSettings, _ image: ImageDetails, _ ways: ServingWays
    ) async throws(FailureReason) -> ImageStart? {
        guard settings.isContainerImage else { return nil }
        var start = try ImageStart(image, named: settings.image, settings.imageConfig)
        ways.note(settings.image, hasShell: try await hasShell(image))
        if ways.way(for: settings).kind == .emulator, !start.startsOwnEmulator {
            start.emulator = try await emulator.file(for: image, named: settings.image, files)
        }
        return start
    }

    private func hasShell(_ image: ImageDetails) async throws(FailureReason) -> Bool {
        if let known = shells.withLock({ $0[image.id] }) { return known }
        let found = try await files.read(Self.shell, of: image.id) != nil
        shells.withLock { $0[image.id] = found }
        return found
    }
}

/// Reads files of images, in containers that never start.
struct ImageFiles: Sendable {
    let engine: any Engine
    /// The labels of the containers, by which they are removed if lamdeck is killed.
    let labels: [String: String]

    /// A file, as a tar archive; nil if the image does not have it.
    ///
    /// - Parameter image: the name or the id.
    func read(_ path: String, of image: String) async throws(FailureReason) -> [UInt8]? {
        var spec = ContainerSpec(image: image)
        // An image without a command could not become a container.
        (spec.entrypoint, spec.command) = ([ContainerImages.shell], [])
        spec.labels = labels
        let (engine, wanted) = (engine, spec)
        // Not cancellable: the container would be left.
        let result = await Task { () async -> Result<[UInt8]?, EngineError> in
            do throws(EngineError) {
                let id = try await engine.createContainer(name: nil, wanted, platform: nil).id
                let content = await archive(of: path, in: id)
                try? await ContainerRemoval.remove(id, engine)
                return content
            } catch {
                return .failure(error)
            }
        }.value
        switch result {
        case .success(let content): return content
        case .failure(let error):
            throw FailureReason(
                error.isEngineAway ? .engine : .image, "lamdeck cannot look into the image: \(error.plainMessage)")
        }
    }

    private func archive(of path: String, in container: String) async -> Result<[UInt8]?, EngineError> {
        do throws(EngineError) {
            return .success(try await engine.archive(of: path, in: container))
        } catch {
            return .failure(error)
        }
    }
}
