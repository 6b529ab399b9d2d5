import Foundation
import HostLink
import LambdaModel
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// A host's socket: accepts this user's clients.
final class LinkServer: Sendable {
    private let host: ProjectHost
    private let socket = Mutex<(channel: any Channel, file: FileIdentity?)?>(nil)
    private let clients = Mutex(0)

    init(_ host: ProjectHost) { self.host = host }

    private var path: String { host.place.address.path }

    /// Listens. The caller must have the lease of the project, so no process uses a socket that already exists.
    func open() async throws {
        let host = host
        let before = socket.withLock { socket in
            defer { socket = nil }
            return socket
        }
        // Before the new socket is bound: closing a socket removes the file at its path.
        try? await before?.channel.close()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [weak self] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let self, PeerUser.isAllowed(channel) else { throw ChannelError.ioOnClosedChannel }
                    try self.accept(channel)
                }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        chmod(path, 0o600)
        let file = FileIdentity(path: path)
        socket.withLock { $0 = (channel, file) }
        host.setup.logger.info("the host of \(host.place.address.project.manifest) listens at \(path)")
    }

    private func accept(_ channel: any Channel) throws {
        let number = clients.withLock { number in
            number += 1
            return number
        }
        let connection = LinkConnection(channel, host.logs)
        let session = ClientSession(number, host, connection)
        host.hub.add(number, connection)
        let logger = host.setup.logger
        try channel.pipeline.syncOperations.addHandler(
            LinkFrameHandler(
                onFrame: { try session.handle($0) }, onWritable: { connection.pump() },
                onEnd: { reason in
                    if let reason { logger.info("client \(number) is disconnected: \(reason)") }
                    session.ended()
                }))
    }

    /// Creates the socket again whenever it was deleted, until the task is cancelled.
    ///
    /// - Parameters:
    ///   - lease: the host's lease. If its file was deleted too, the lease is taken again, with its old name.
    ///   - onLoss: called if another host has taken the address in the meantime. This host must then end.
    func guardSocket(_ lease: Lease, _ files: FileWatch, onLoss: @escaping @Sendable () async -> Void) async {
        let plan = WatchPlan(roots: [path, lease.path], ignoring: ["*"])
        for await news in files.news(of: plan) {
            if case .notice = news { continue }
            guard !Task.isCancelled, let file = socket.withLock({ $0?.file }) else { return }
            if !lease.isInPlace {
                host.setup.logger.warning("\(lease.path) was deleted")
                guard lease.renew() else { return await onLoss() }
            }
            guard FileIdentity(path: path) != file else { continue }
            host.setup.logger.warning("\(path) was deleted; it is created again")
            do {
                try await open()
            } catch {
                host.setup.logger.warning("\(path) cannot be created: \(error)")
            }
        }
    }

    /// Accepts no more clients. Existing connections stay open.
    func close() async {
        let before = socket.withLock { socket in
            defer { socket = nil }
            return socket
        }
        guard let before else { return }
        if before.file != nil, FileIdentity(path: path) == before.file { unlink(path) }
        try? await before.channel.close()
    }
}
