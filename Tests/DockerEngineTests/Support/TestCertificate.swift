import Foundation
import Subprocess

/// A self-signed certificate for this machine's loopback address.
struct TestCertificate {
    let folder: String
    var path: String { "\(folder)/cert.pem" }
    var key: String { "\(folder)/key.pem" }

    static func make() async throws -> TestCertificate {
        let certificate = TestCertificate(folder: temporaryPath("tls"))
        try FileManager.default.createDirectory(atPath: certificate.folder, withIntermediateDirectories: true)
        let result = try await Subprocess.run(
            .name("openssl"),
            arguments: [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", certificate.key, "-out", certificate.path,
                "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
            ], output: .discarded, error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else { throw Failure(words: result.standardError) }
        return certificate
    }

    struct Failure: Error {
        let words: String
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

/// The engine of this machine behind TLS: Python's `ssl` in front of its socket.
enum TLSFront {
    private static let script = """
        import socket, ssl, sys, threading
        certificate, key, path = sys.argv[1:]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        def pump(source, target):
            try:
                while data := source.recv(65536): target.sendall(data)
            except OSError: pass
            for one in (source, target):
                try: one.shutdown(socket.SHUT_RDWR)
                except OSError: pass
        def serve(plain):
            try: caller = context.wrap_socket(plain, server_side=True)
            except OSError: return
            engine = socket.socket(socket.AF_UNIX)
            engine.connect(path)
            threading.Thread(target=pump, args=(caller, engine), daemon=True).start()
            pump(engine, caller)
        while True:
            plain, _ = listener.accept()
            threading.Thread(target=serve, args=(plain,), daemon=True).start()
        """

    /// Runs it while `body` runs, which receives its port.
    static func run(
        _ certificate: TestCertificate, socket path: String, _ body: (Int) async throws -> Void
    ) async throws {
        _ = try await Subprocess.run(
            .name("python3"), arguments: ["-c", script, certificate.path, certificate.key, path], input: .none,
            output: .sequence, error: .discarded
        ) { python in
            defer { try? python.send(signal: .kill) }
            var output = ""
            for try await piece in python.standardOutput {
                output += piece.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
                if output.hasSuffix("\n") { break }
            }
            guard let port = Int(output.dropLast()) else { throw TestCertificate.Failure(words: output) }
            try await body(port)
        }
    }
}
