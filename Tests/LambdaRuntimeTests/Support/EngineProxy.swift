import DockerEngine
import Foundation
import Synchronization
import TestSupport

/// A unix socket connected to the engine's, which a test can cut and restore: to lamdeck, an engine that becomes
/// unreachable and returns.
final class EngineProxy: Sendable {
    struct Failure: Error {
        let what: String
    }

    let path: String
    private let target: String
    private let state = Mutex(State())
    /// Called with the first bytes of each piece of a request, before the engine gets them.
    private let onRequest: (@Sendable (Substring) -> Void)?

    private struct State {
        var listener: Int32 = -1
        /// Open connections, each of two descriptors.
        var connections: [Int: (Int32, Int32)] = [:]
        var next = 0
    }

    /// Its address for `DOCKER_HOST`.
    var address: String { "unix://\(path)" }

    init(path: String, onRequest: (@Sendable (Substring) -> Void)? = nil) throws {
        guard case .unix(let target) = TestEngine.endpoint else {
            throw Failure(what: "the engine is not reached over a unix socket")
        }
        self.path = path
        self.target = target
        self.onRequest = onRequest
        try restore()
    }

    deinit { cut() }

    /// Listens again.
    func restore() throws {
        let listener = socket(AF_UNIX, streamSocket, 0)
        guard Self.with(path, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
            throw Failure(what: "cannot listen at \(path): \(String(cString: strerror(errno)))")
        }
        state.withLock { $0.listener = listener }
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                guard let self else {
                    _ = closeDescriptor(client)
                    return
                }
                self.forward(client)
            }
        }
    }

    /// Closes every connection and stops listening.
    func cut() {
        state.withLock { state in
            guard state.listener >= 0 else { return }
            unlink(path)
            // The shutdown wakes the threads that read; each closes its own descriptors.
            shutdown(state.listener, Int32(SHUT_RDWR))
            _ = closeDescriptor(state.listener)
            state.listener = -1
            for (client, engine) in state.connections.values {
                shutdown(client, Int32(SHUT_RDWR))
                shutdown(engine, Int32(SHUT_RDWR))
            }
        }
    }

    private func forward(_ client: Int32) {
        let engine = socket(AF_UNIX, streamSocket, 0)
        let number = state.withLock { state -> Int? in
            guard state.listener >= 0, Self.with(target, { connect(engine, $0, $1) }) == 0 else { return nil }
            state.next += 1
            state.connections[state.next] = (client, engine)
            return state.next
        }
        guard let number else {
            _ = closeDescriptor(client)
            _ = closeDescriptor(engine)
            return
        }
        let open = Counter(2)
        for (from, to) in [(client, engine), (engine, client)] {
            Thread.detachNewThread { [weak self] in
                Self.copy(from, to, from == client ? self?.onRequest : nil)
                guard open.increment(by: -1) == 0 else { return }
                self?.state.withLock { _ = $0.connections.removeValue(forKey: number) }
                _ = closeDescriptor(client)
                _ = closeDescriptor(engine)
            }
        }
    }

    /// Copies bytes until one side ends, and then closes the other side's input.
    private static func copy(_ from: Int32, _ to: Int32, _ onRequest: (@Sendable (Substring) -> Void)?) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(from, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            onRequest?(String(decoding: buffer.prefix(min(count, 200)), as: UTF8.self).prefix { !$0.isNewline })
            var sent = 0
            while sent < count {
                let step = buffer.withUnsafeBytes { send(to, $0.baseAddress! + sent, count - sent, noSignal) }
                guard step > 0 else { break }
                sent += step
            }
            guard sent == count else { break }
        }
        // The engine treats a half-closed connection as a cancelled request.
        shutdown(to, Int32(SHUT_RDWR))
        shutdown(from, Int32(SHUT_RDWR))
    }

    private static func with(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room else { return -1 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

#if canImport(Glibc)
    private let noSignal = Int32(MSG_NOSIGNAL)
#else
    private let noSignal = Int32(0)
#endif
