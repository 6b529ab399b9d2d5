import Foundation
import Testing

@testable import DockerEngine

extension RealEngine {
    @Suite struct Attaching {
        @Test func writtenInputIsReadToItsEnd() async throws {
            try await withRealEngine { client in
                var spec = script("cat; echo; echo that was all")
                spec.hasInput = true
                try await client.withContainer(spec, isStarted: false) { id in
                    let input = try await client.attachInput(id)
                    try await client.startContainer(id)
                    for number in 0..<3 { try await input.write(Array("line \(number)\n".utf8)) }
                    try await input.finish()
                    #expect(try await client.waitContainer(id) == 0)
                    let lines = text(try await client.logs(id, follow: false).collected().joined())
                    #expect(lines == ["line 0", "line 1", "line 2", "", "that was all"])
                }
            }
        }

        @Test func aContainerThatIsNotThereIsReported() async throws {
            try await withRealEngine { client in
                let kind = await failureKind { try await client.attachInput("lamdeck-none-\(uniqueWord())") }
                guard case .notFound = kind else {
                    Issue.record("\(kind as Any)")
                    return
                }
            }
        }
    }

    /// The engine of this machine behind TLS, reached through the docker command.
    @Suite struct BehindTLS {
        @Test func callsAndStreamsWork() async throws {
            try await withRealEngine { plain in
                guard case .unix(let path) = plain.endpoint else { return }
                let certificate = try await TestCertificate.make()
                defer { certificate.remove() }
                let tls = TLSFiles(
                    authorities: certificate.path, certificate: nil, privateKey: nil, verifiesEngine: true)
                try await TLSFront.run(certificate, socket: path) { port in
                    try await withClient(of: .tcp(host: "127.0.0.1", port: port, tls: tls), limits: .patient) {
                        client in
                        #expect(try await client.connect().serverVersion == plain.connect().serverVersion)
                        try await client.withContainer(script("echo one; echo two")) { id in
                            let lines = text(try await client.logs(id, follow: true).collected().joined())
                            #expect(lines == ["one", "two"])
                        }
                    }
                }
            }
        }

        /// Nothing is sent to a server that cannot prove its identity.
        @Test func anotherAuthorityIsRefused() async throws {
            try await withRealEngine { plain in
                guard case .unix(let path) = plain.endpoint else { return }
                let (certificate, other) = (try await TestCertificate.make(), try await TestCertificate.make())
                defer { for one in [certificate, other] { one.remove() } }
                let tls = TLSFiles(authorities: other.path, certificate: nil, privateKey: nil, verifiesEngine: true)
                try await TLSFront.run(certificate, socket: path) { port in
                    let error = await #expect(throws: EngineError.self) {
                        try await withClient(of: .tcp(host: "127.0.0.1", port: port, tls: tls), limits: .patient) {
                            try await $0.connect()
                        }
                    }
                    #expect("\(error as Any)".contains("certificate"), "\(error as Any)")
                }
            }
        }
    }
}
