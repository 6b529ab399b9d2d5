import Foundation
import Synchronization

/// A socket connected to the engine's, which a test can cut and restore: to lamdeck, an engine that becomes unreachable
/// and returns.
final class EngineProxy: Sendable {
    /// The address for `DOCKER_HOST`.
    let address: String
    private let path: String
    private let target: String

    private struct State {
        var listener: Int32 = -1
        var joined: Set<Int32> = []
    }

    private let state = Mutex(State())

    init(in folder: String) throws {
        path = folder + "/engine.sock"
        address = "unix://" + path
        target = try Engine.socket()
        try join()
    }

    deinit { cut() }

    /// Makes the engine reachable.
    func join() throws {
        unlink(path)
        guard let listener = UnixSocket.listen(path) else { throw Unusable(description: "no socket at \(path)") }
        state.withLock { $0.listener = listener }
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                guard let self else {
                    close(client)
                    return
                }
                self.connect(client)
            }
        }
    }

    /// Makes the engine unreachable: stops listening and closes all connections.
    func cut() {
        state.withLock { state in
            if state.listener >= 0 {
                shutdown(state.listener, Int32(SHUT_RDWR))
                close(state.listener)
            }
            for socket in state.joined { shutdown(socket, Int32(SHUT_RDWR)) }
            state.listener = -1
        }
        unlink(path)
    }

    private func connect(_ client: Int32) {
        guard let engine = UnixSocket.connect(target) else {
            close(client)
            return
        }
        state.withLock { $0.joined.formUnion([client, engine]) }
        let directions = OpenCount()
        for (from, to) in [(client, engine), (engine, client)] {
            Thread.detachNewThread { [weak self] in
                Self.copy(from, to)
                // Close when both directions have ended, so that no descriptor is reused too early.
                if directions.lower() == 0 { self?.forget(client, engine) ?? UnixSocket.close(client, engine) }
            }
        }
    }

    private func forget(_ client: Int32, _ engine: Int32) {
        state.withLock { state in
            state.joined.subtract([client, engine])
            UnixSocket.close(client, engine)
        }
    }

    private static func copy(_ from: Int32, _ to: Int32) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        copying: while true {
            let count = recv(from, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            var sent = 0
            while sent < count {
                let part = buffer[sent..<count].withUnsafeBytes {
                    send(to, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard part > 0 else { break copying }
                sent += part
            }
        }
        shutdown(to, Int32(SHUT_WR))
    }
}

private final class OpenCount: Sendable {
    private let count = Mutex(2)
    func lower() -> Int {
        count.withLock { count in
            count -= 1
            return count
        }
    }
}

/// Unix sockets with a path.
enum UnixSocket {
    static func close(_ sockets: Int32...) {
        for socket in sockets { Glibc.close(socket) }
    }

    static func listen(_ path: String) -> Int32? {
        open(path) { bind($0, $1, $2) == 0 && Glibc.listen($0, 32) == 0 }
    }

    static func connect(_ path: String) -> Int32? {
        open(path) { Glibc.connect($0, $1, $2) == 0 }
    }

    private static func open(_ path: String, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isShort = withUnsafeMutableBytes(of: &address.sun_path) { place in
            guard path.utf8.count < place.count else { return false }
            place.copyBytes(from: path.utf8)
            return true
        }
        guard isShort else { return nil }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let isGood = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                use(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard isGood else {
            close(socket)
            return nil
        }
        return socket
    }
}
