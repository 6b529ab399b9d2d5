import DockerEngine
import Synchronization

/// Writes to a container's shell, in the order of the calls of ``write(_:failed:)``.
final class ShellInput: Sendable {
    private let input: ContainerInput
    private let last = Mutex<Task<Void, Never>?>(nil)

    init(_ input: ContainerInput) { self.input = input }

    /// Writes when all earlier bytes have been written.
    ///
    /// - Parameter failed: called if that is not possible. The connection breaks if the container ends, and if the
    ///   engine does.
    func write(_ bytes: [UInt8], failed: @escaping @Sendable () -> Void) {
        let input = input
        last.withLock { last in
            let before = last
            last = Task {
                await before?.value
                do throws(EngineError) {
                    try await input.write(bytes)
                } catch {
                    failed()
                }
            }
        }
    }
}
