import Foundation
import LambdaModel
import Testing

@testable import LambdaRuntime

/// A client that connects to a host at the moment of its death.
@Suite("Connections to a dying host", .timeLimit(.minutes(1)))
struct DyingHostTests {
    /// A socket that listens at the path of a host, without a host.
    private final class Listener: Sendable {
        let address: HostAddress
        private let tree: FileTree
        private let file: Int32

        init() throws {
            tree = try FileTree()
            let folder = RunFolder(path: tree.path + "/run")
            try folder.make()
            address = HostAddress(ProjectIdentity(manifest: tree.path + "/functions.json"), in: folder)
            file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var name = sockaddr_un()
            name.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: Array(address.path.utf8)) }
            let isBound = withUnsafePointer(to: &name) { name in
                name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 && listen(file, 1) == 0
                }
            }
            try #require(isBound)
        }

        deinit { close(file) }

        /// Takes one connection, waits for its first bytes, and drops it.
        ///
        /// - Parameter reads: whether it reads the bytes. If a socket with unread bytes is closed, the other end gets an
        ///   error, as from a process that has died.
        func dropOne(reads: Bool) {
            let one = accept(file, nil, nil)
            var wait = pollfd(fd: one, events: Int16(POLLIN), revents: 0)
            poll(&wait, 1, 30_000)
            var bytes = [UInt8](repeating: 0, count: 4096)
            if reads { _ = recv(one, &bytes, bytes.count, 0) }
            close(one)
        }
    }

    @Test(arguments: [true, false])
    func areNoFaultOfTheirOwn(reads: Bool) async throws {
        let listener = try Listener()
        Thread.detachNewThread { listener.dropOne(reads: reads) }
        await #expect(throws: LinkFailure.ending, "the caller tries again, until nothing listens there") {
            _ = try await LinkClient.connect(to: listener.address, program: "test")
        }
    }
}
