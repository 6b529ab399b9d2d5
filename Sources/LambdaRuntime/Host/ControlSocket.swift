import LambdaModel
import NIOCore
import NIOPosix

/// Lets a lamdeck process ask the owner of a function's container to restart the function: only the owner can switch to
/// a spare and keep the function's port open. The socket's name is derived from the owner's mark, so that every shell
/// finds it. Only the owner's user and root get an answer. A request is a line, `restart NAME`. The answer is a line
/// too: empty, or why the restart failed.
enum ControlSocket {
    /// The most bytes of a line.
    private static let longest = 4096

    /// The socket of the process that made a mark.
    static func path(_ mark: String) throws -> String { try path(name: String(Digest.of(mark).prefix(12))) }

    /// Serves requests until the task is cancelled. If the socket cannot be made, no other process can ask.
    ///
    /// - Parameters:
    ///   - onProblem: called with the reason if the socket cannot be made.
    ///   - restart: restarts a function, and returns the reason if that failed.
    static func serve(
        _ mark: String, onProblem: @Sendable (String) -> Void = { _ in },
        restart: @escaping @Sendable (String) async -> String?
    ) async {
        let server: NIOAsyncChannel<Wrapped, Never>
        do {
            server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(
                    unixDomainSocketPath: path(mark), cleanupExistingSocketFile: hasFile,
                    childChannelInitializer: wrapped)
        } catch {
            onProblem("other lamdeck processes cannot ask this one for a restart: \(error)")
            return
        }
        try? await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { callers in
                for try await caller in callers {
                    group.addTask { try? await answer(caller, restart) }
                }
            }
        }
    }

    private static func answer(_ caller: Wrapped, _ restart: @Sendable (String) async -> String?) async throws {
        let mayAsk = await Peer.mayAsk(caller.channel)
        try await caller.executeThenClose { input, output in
            guard mayAsk else {
                try await output.write(ByteBuffer(string: "it belongs to another user\n"))
                return
            }
            guard let line = try await line(of: input), let name = line.wholeMatch(of: /restart (.+)/)?.output.1 else {
                return
            }
            let message = await restart(String(name)) ?? ""
            try await output.write(ByteBuffer(string: message.split(separator: "\n").joined(separator: " ") + "\n"))
        }
    }

    /// Asks the process that made a mark to restart a function.
    ///
    /// - Throws: why the restart failed, or that the process could not be asked.
    static func restart(_ function: String, of mark: String) async throws(FailureReason) {
        let answer: String?
        do {
            let owner = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path(mark), channelInitializer: wrapped)
            let isOwner = await Peer.isOwner(owner.channel, of: mark)
            answer = try await owner.executeThenClose { input, output in
                guard isOwner else { throw FailureReason(.container, "another process answers on its socket") }
                try await output.write(ByteBuffer(string: "restart \(function)\n"))
                return try await line(of: input)
            }
        } catch {
            throw FailureReason(
                .container,
                "the lamdeck that runs \(function) does not answer (\(error)): restart it there, or stop it with lamdeck down"
            )
        }
        guard let answer else { throw FailureReason(.container, "the lamdeck that runs \(function) has exited") }
        if !answer.isEmpty { throw FailureReason(.container, answer) }
    }

    private typealias Wrapped = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    @Sendable private static func wrapped(_ channel: any Channel) -> EventLoopFuture<Wrapped> {
        channel.eventLoop.makeCompletedFuture { try Wrapped(wrappingChannelSynchronously: channel) }
    }

    /// The first line; nil if its end does not arrive, or if it is too long.
    private static func line(of input: NIOAsyncChannelInboundStream<ByteBuffer>) async throws -> String? {
        var bytes: [UInt8] = []
        for try await buffer in input {
            bytes += buffer.readableBytesView
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                return String(decoding: bytes[..<end], as: UTF8.self)
            }
            if bytes.count > longest { return nil }
        }
        return nil
    }
}
