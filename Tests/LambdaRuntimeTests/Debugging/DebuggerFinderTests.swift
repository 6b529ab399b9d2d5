import Foundation
import LambdaModel
import Subprocess
import Testing

@testable import LambdaRuntime

/// The places of debuggers, and the command that fetches one.
@Suite struct DebuggerFinderTests {
    private let tree: FileTree
    private let cache: String

    init() throws {
        tree = try FileTree()
        cache = tree.path + "/cache"
        try tree.write("code/app.py", "")
        try tree.write("layer/empty", "")
    }

    private func plan(_ runtime: String, waits: Bool = false) throws -> DebugPlan {
        let settings = FunctionSettings.example.with { $0.runtime = .named(runtime) }
        let mounts = CodeMounts(task: tree.path + "/code", opt: tree.path + "/layer")
        return try DebuggerFinder(settings: settings, mounts: mounts, cache: cache).plan(waits: waits)
    }

    private func refusal(_ runtime: String, waits: Bool = false) -> String {
        do {
            _ = try plan(runtime, waits: waits)
        } catch DebugObstacle.refused(let reason) {
            return reason.summary
        } catch {
            return "\(error)"
        }
        return ""
    }

    @Test func `Node.js needs only lamdeck's own file, which any user can read`() throws {
        let plan = try plan("nodejs22.x", waits: true)
        #expect(plan.debugger == .inspector && plan.waits && plan.program == nil)
        let folder = try #require(plan.mounts.first)
        #expect(plan.mounts.count == 1 && folder.target == "/var/lamdeck/debug")
        for file in DebugFile.allCases {
            let path = "\(folder.source)/\(file.rawValue)"
            #expect(try String(contentsOfFile: path, encoding: .utf8) == file.content)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == (file.isExecutable ? 0o755 : 0o644))
        }
        #expect(try self.plan("nodejs22.x") == DebugPlan(.inspector, mounts: [folder]), "it is used again")
    }

    @Test func `debugpy is found in the code, in layers, and in the cache; else it is offered`() throws {
        guard
            case .mustFetch(let question) = #expect(throws: DebugObstacle.self, performing: { try plan("python3.13") })
        else {
            Issue.record("it is not offered")
            return
        }
        #expect(question == "Fetch debugpy 1.8.22 for Python 3.13 with pip into lamdeck's cache?")
        let fetch = DebugpyFetch(.example.with { $0.runtime = .named("python3.13") }, cache: cache)
        let inCache = String(fetch.folder.dropFirst(tree.path.count + 1))
        for (file, program) in [
            ("\(inCache)/debugpy/__init__.py", "/var/lamdeck/debugger/debugpy"),
            (
                "layer/python/lib/python3.13/site-packages/debugpy/__init__.py",
                "/opt/python/lib/python3.13/site-packages/debugpy"
            ),
            ("layer/python/debugpy/__init__.py", "/opt/python/debugpy"),
            ("code/debugpy/__init__.py", "/var/task/debugpy"),
        ] {
            try tree.write(file, "")
            let plan = try plan("python3.13")
            #expect(plan.program == program)
            #expect(plan.mounts.count == (program.hasPrefix("/var/lamdeck") ? 2 : 1))
        }
    }

    @Test func `dlv and vsdbg are looked for in the code and in layers, and the refusal says what to add`() throws {
        #expect(refusal("provided.al2023").contains("dlv is neither in the code nor in a layer of hello"))
        #expect(refusal("provided.al2023").contains("into a layer as bin/dlv"))
        try tree.write("layer/bin/dlv", "", mode: 0o755)
        #expect(try plan("provided.al2023").program == "/opt/bin/dlv")
        try tree.write("code/dlv", "", mode: 0o755)
        #expect(try plan("provided.al2023").program == "/var/task/dlv")
        #expect(refusal("dotnet8").contains("vsdbg is neither in the code nor in a layer of hello"))
        try tree.write("layer/vsdbg/vsdbg", "", mode: 0o755)
        #expect(try plan("dotnet8").program == "/opt/vsdbg/vsdbg")
        #expect(refusal("dotnet8", waits: true).contains("cannot be waited for"))
        #expect(try plan("java21") == DebugPlan(.jdwp))
    }

    // MARK: lamdeck's own programs

    /// Runs one of them with these words, and an environment.
    private func run(_ file: DebugFile, _ words: [String], _ variables: [String: String]) async throws -> String {
        try tree.write(file.rawValue, file.content, mode: 0o755)
        let environment = variables.merging(["PATH": "/usr/bin:/bin"]) { own, _ in own }
        let result = try await Subprocess.run(
            .name("sh"), arguments: .init(["-c", "exec \"$@\"", "sh", "\(tree.path)/\(file.rawValue)"] + words),
            environment: .custom(environment.map { Array("\($0.key)=\($0.value)".utf8) + [0] }),
            output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        return result.standardOutput + result.standardError
    }

    @Test func `the wrapper starts debugpy in the interpreter, and in the function's own wrapper`() async throws {
        try tree.write("debugpy/__init__.py", "")
        try tree.write("own", "#!/bin/sh\necho own $AWS_LAMBDA_EXEC_WRAPPER $LAMDECK_DEBUGPY: \"$@\"\n", mode: 0o755)
        var variables = ["LAMDECK_DEBUGPY": tree.path + "/debugpy", "LAMDECK_DEBUGPY_OPTIONS": "--listen 1"]
        let words = ["/bin/echo", "-m", "awslambdaric", "app.handler"]
        let started = "-Xfrozen_modules=off \(tree.path)/debugpy --listen 1 -m awslambdaric app.handler\n"
        #expect(try await run(.debugpy, words, variables) == started)
        variables["LAMDECK_EXEC_WRAPPER"] = tree.path + "/own"
        #expect(try await run(.debugpy, words, variables) == "own \(tree.path)/own : /bin/echo \(started)")
        variables["LAMDECK_DEBUGPY"] = "/nowhere"
        #expect(try await run(.debugpy, words, variables).contains("debugpy is not at /nowhere any more"))
    }

    // MARK: Fetching

    @Test(arguments: [
        ("python3.13", Architecture.arm64, "3.13", "manylinux_2_34_aarch64"),
        ("python3.11", .x86_64, "3.11", "manylinux_2_26_x86_64"),
    ])
    func `pip fetches wheels for the container`(
        runtime: String, architecture: Architecture, python: String, newest: String
    ) {
        let settings = FunctionSettings.example.with { ($0.runtime, $0.architecture) = (.named(runtime), architecture) }
        let words = DebugpyFetch(settings, cache: cache).arguments(target: "/t")
        #expect(words.prefix(3) == ["-m", "pip", "install"])
        #expect(words.contains("--only-binary=:all:"))
        #expect(words.firstIndex(of: "--python-version").map { words[$0 + 1] } == python)
        #expect(words.firstIndex(of: "--platform").map { words[$0 + 1] } == newest)
        #expect(words.suffix(3) == ["--target", "/t", "debugpy==1.8.22"])
    }

    @Test func `a pip that fails leaves nothing, and its error is reported`() async throws {
        try tree.write(
            "bin/python3", "#!/bin/sh\necho 'ERROR: No matching distribution' >&2\n[ \"$3\" = --version ]\n",
            mode: 0o755)
        let fetch = DebugpyFetch(.example, cache: cache)
        let environment = ["PATH": "\(tree.path)/bin:/usr/bin:/bin"]
        await #expect {
            try await fetch.run(environment)
        } throws: {
            "\($0)".contains("python3 -m pip could not fetch debugpy: ERROR: No matching distribution")
        }
        #expect(!fetch.isDone)
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache + "/debugpy").isEmpty)
    }

    @Test func `what pip installs is readable for the container, and is there only as a whole`() async throws {
        try tree.write(
            "bin/python3",
            """
            #!/bin/sh
            [ "$3" = --version ] && exit
            while [ "$1" != --target ]; do shift; done
            umask 077 && mkdir "$2/debugpy" && echo >"$2/debugpy/__init__.py"
            """, mode: 0o755)
        let fetch = DebugpyFetch(.example, cache: cache)
        try await fetch.run(["PATH": "\(tree.path)/bin:/usr/bin:/bin"])
        #expect(fetch.isDone)
        for (name, mode) in [("debugpy", 0o755), ("debugpy/__init__.py", 0o644)] {
            let found = try FileManager.default.attributesOfItem(atPath: "\(fetch.folder)/\(name)")[.posixPermissions]
            #expect(found as? Int == mode)
        }
    }
}
