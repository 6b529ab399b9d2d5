import Foundation
import Testing

@testable import DockerEngine

extension RealEngine {
    @Suite struct Containers {
        @Test func theEngineIdentifiesItself() async throws {
            try await withRealEngine { client in
                let info = try await client.connect()
                #expect(info.apiVersion >= .oldest && info.apiVersion <= .newest)
                #expect(!info.serverVersion.isEmpty && !info.name.isEmpty)
                #expect(info.operatingSystem == "linux")
                #expect(["amd64", "arm64"].contains(info.architecture))
                #expect(info.cgroupVersion == 1 || info.cgroupVersion == 2)
                #expect((info.processors ?? 0) > 0 && (info.memoryBytes ?? 0) > 0)
            }
        }

        @Test func theImageIsDescribed() async throws {
            try await withRealEngine { client in
                let image = try #require(try await client.imageInspect(TestImage.current))
                #expect(image.id.hasPrefix("sha256:"))
                #expect(image.repoTags == [TestImage.current])
                #expect(image.command == ["sh"] && image.entrypoint == [])
                #expect(image.environment.contains("MADE_FOR=tests"))
                #expect(image.workingDirectory == "/tmp")
                #expect(image.size > 100_000 && image.operatingSystem == "linux")
                #expect(EngineTimestamp(image.created) != nil)
                let missing = try await client.imageInspect("lamdeck-test/\(uniqueWord()):1")
                #expect(missing == nil)
            }
        }

        @Test func aContainersLife() async throws {
            try await withRealEngine { client in
                var spec = script("echo hello; exec sleep 1000")
                spec.labels["word"] = uniqueWord()
                let label = "word=\(spec.labels["word"] ?? "")"
                let id = try await client.withContainer(spec, isStarted: false) { id in
                    var container = try await client.inspectContainer(id)
                    #expect(container.id == id && container.state.status == "created" && !container.state.isRunning)
                    #expect(container.state.startedAt == nil && container.state.finishedAt == nil)
                    #expect(container.name.hasPrefix("lamdeck-test-"))
                    #expect(container.image == TestImage.current && container.imageID.hasPrefix("sha256:"))
                    #expect(container.labels["lamdeck.test"] == "engine")
                    #expect(try await client.listContainers(all: false, labels: [label]).isEmpty)

                    try await client.startContainer(id)
                    // Starting a running container is not an error.
                    try await client.startContainer(id)
                    container = try await client.inspectContainer(id)
                    #expect(container.state.status == "running" && container.state.isRunning)
                    #expect(container.state.finishedAt == nil)
                    let start = try #require(container.state.startedAt)
                    let listed = try await client.listContainers(all: false, labels: [label, "lamdeck.test"])
                    #expect(listed.map(\.id) == [id])
                    #expect(listed.first?.names == [container.name] && listed.first?.state == "running")
                    #expect(listed.first?.labels["lamdeck.test"] == "engine")
                    #expect(try await client.listContainers(all: true, labels: [label, "none"]).isEmpty)

                    try await client.killContainer(id)
                    #expect(try await client.waitContainer(id) == 137)
                    container = try await client.inspectContainer(id)
                    #expect(container.state.status == "exited" && container.state.exitCode == 137)
                    #expect(try #require(container.state.finishedAt) > start && container.state.startedAt == start)
                    #expect(try await client.waitContainer(id) == 137)
                    #expect(try await client.listContainers(all: true, labels: [label]).map(\.state) == ["exited"])

                    let running = await failureKind { try await client.killContainer(id) }
                    guard case .conflict = running else {
                        Issue.record("\(running as Any)")
                        return id
                    }
                    try await client.removeContainer(id, force: false)
                    return id
                }
                let gone = await failureKind { try await client.inspectContainer(id) }
                #expect(gone == .notFound(message: "No such container: \(id)"))
            }
        }

        @Test func waitingEndsWithTheExitCode() async throws {
            try await withRealEngine { client in
                try await client.withContainer(script("exec sleep 1000")) { id in
                    async let code = client.waitContainer(id)
                    try await client.killContainer(id, signal: "SIGUSR1")
                    try await client.killContainer(id, signal: "SIGKILL")
                    #expect(try await code == 137)
                }
                try await client.withContainer(script("exit 7")) { id in
                    let code = try await client.waitContainer(id)
                    #expect(code == 7)
                }
            }
        }

        @Test func everyPartOfTheSpecificationArrives() async throws {
            let folder = temporaryPath("mount, with a comma:and more")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data("from outside".utf8).write(to: URL(fileURLWithPath: "\(folder)/file"))
            defer { try? FileManager.default.removeItem(atPath: folder) }
            var spec = script(
                """
                cat /in/file; echo; echo "$0 $1 $WORD $MADE_FOR"
                echo x > /in/file || echo in is read-only
                echo x > /root-file || echo root is read-only
                cat /usr/bin/cat > /scratch/cat; head -c 0 /dev/null > /scratch/x && echo scratch is writable
                cat /proc/mounts; cat /proc/self/status; cat /etc/hosts
                """)
            spec.entrypoint = ["sh", "-c"]
            spec.command = [spec.command?.last ?? "", "zero", "one"]
            spec.environment = ["WORD=given with = and spaces"]
            spec.mounts = [
                .bind(source: folder, target: "/in", isReadOnly: true),
                .tmpfs(target: "/scratch", sizeBytes: 4 << 20, mode: 0o1777, isExecutable: true),
            ]
            spec.memoryBytes = 64 << 20
            spec.memoryAndSwapBytes = 64 << 20
            spec.hasReadOnlyRoot = true
            spec.droppedCapabilities = ["ALL"]
            spec.securityOptions = ["no-new-privileges"]
            spec.extraHosts = ["somewhere:192.0.2.1"]
            spec.logDriver = .jsonFile(bytes: 1 << 20, files: 2)
            try await withRealEngine { client in
                try await client.withContainer(spec) { id in
                    #expect(try await client.waitContainer(id) == 0)
                    let lines = text(try await client.logs(id, follow: false).collected().joined())
                    #expect(lines.contains("from outside"))
                    #expect(lines.contains("zero one given with = and spaces tests"))
                    #expect(lines.contains("in is read-only") && lines.contains("root is read-only"))
                    #expect(lines.contains("scratch is writable"))
                    let scratch = lines.first { $0.contains(" /scratch ") } ?? ""
                    #expect(scratch.contains("size=4096k") && scratch.contains("nosuid") && !scratch.contains("noexec"))
                    #expect(lines.contains("CapBnd:\t0000000000000000") && lines.contains("NoNewPrivs:\t1"))
                    #expect(lines.contains("192.0.2.1\tsomewhere"))
                    let container = try await client.inspectContainer(id)
                    #expect(
                        container.mounts
                            == [ContainerMount(type: "bind", source: folder, target: "/in", isWritable: false)])
                }
            }
        }

        @Test func aMissingSourceOfAMountIsRefused() async throws {
            var spec = script("true")
            let folder = temporaryPath("none")
            spec.mounts = [.bind(source: folder, target: "/in", isReadOnly: true)]
            let refused = spec
            try await withRealEngine { client in
                let kind = await failureKind { try await client.createContainer(refused) }
                guard case .api(400, let message) = kind else {
                    Issue.record("\(kind as Any)")
                    return
                }
                #expect(message.contains(folder))
                #expect(!FileManager.default.fileExists(atPath: folder))
            }
        }

        @Test func aMissingImageAndATakenNameAreReported() async throws {
            try await withRealEngine { client in
                let missing = "lamdeck-test/\(uniqueWord()):1"
                let kind = await failureKind { try await client.createContainer(ContainerSpec(image: missing)) }
                guard case .notFound(let message) = kind else {
                    Issue.record("\(kind as Any)")
                    return
                }
                #expect(message.contains(missing))
                try await client.withContainer(script("true"), isStarted: false) { id in
                    let name = try await client.inspectContainer(id).name
                    let kind = await failureKind { try await client.createContainer(name: name, script("true")) }
                    guard case .conflict(let message) = kind else {
                        Issue.record("\(kind as Any)")
                        return
                    }
                    #expect(message.contains(name))
                }
            }
        }

        @Test func aRemovedContainerIsRemovedOnce() async throws {
            try await withRealEngine { client in
                let created = try await client.createContainer(script("exec sleep 1000"))
                try await client.startContainer(created.id)
                try await client.removeContainer(created.id, force: true)
                let kind = await failureKind { try await client.removeContainer(created.id, force: true) }
                #expect(kind == .notFound(message: "No such container: \(created.id)"))
            }
        }
    }
}
