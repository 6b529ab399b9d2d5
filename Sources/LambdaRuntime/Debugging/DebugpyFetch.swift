import Foundation
import LambdaModel
import Subprocess
import Support

/// Fetches `debugpy` with the user's own pip into lamdeck's cache, for the Python of a function's container.
struct DebugpyFetch: Sendable {
    /// The version that is fetched.
    static let version = "1.8.22"

    private let cache: String
    /// Such as `3.13`.
    private let python: String
    private let architecture: Architecture
    private let isOld: Bool

    init(_ settings: FunctionSettings, cache: String) {
        let runtime = settings.runtime ?? Debugger.runtime(ofImage: settings.image)
        python = String((runtime?.identifier ?? "python3.13").dropFirst("python".count))
        isOld = runtime?.operatingSystem != .amazonLinux2023
        architecture = settings.architecture ?? Self.own
        self.cache = cache
    }

    /// The processor of this machine.
    private static var own: Architecture {
        #if arch(arm64)
            .arm64
        #else
            .x86_64
        #endif
    }

    /// The folder for it.
    var folder: String { "\(cache)/debugpy/\(Self.version)-\(python)-\(architecture.rawValue)" }

    /// Whether it is there.
    var isDone: Bool { access("\(folder)/debugpy/__init__.py", F_OK) == 0 }

    /// What fetching it does.
    var question: String {
        // A narrow screen has room for it.
        "Fetch debugpy \(Self.version) for Python \(python) with pip into lamdeck's cache?"
    }

    /// The arguments of `python3`. The wheel fits the container's Python and C library, which may not be this machine's.
    func arguments(target: String) -> [String] {
        let machine = architecture == .arm64 ? "aarch64" : "x86_64"
        // Amazon Linux 2023 has version 2.34 of the C library, Amazon Linux 2 has 2.26.
        let libraries = (isOld ? [] : ["2_34", "2_31", "2_28"]) + ["2_26", "2_17"]
        let platforms = libraries.map { "manylinux_\($0)_\(machine)" } + ["manylinux2014_\(machine)"]
        return ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
            + ["--only-binary=:all:", "--implementation", "cp", "--python-version", python]
            + platforms.flatMap { ["--platform", $0] } + ["--target", target, "debugpy==\(Self.version)"]
    }

    /// Fetches it.
    ///
    /// - Parameter environment: lamdeck's own, which may name another package index.
    func run(_ environment: [String: String]) async throws(FailureReason) {
        if isDone { return }
        let unfinished: String
        do {
            unfinished = try CodeMountMaker.makeUnfinished(folder)
        } catch {
            throw FailureReason(.settings, "cannot write to \(cache): \(error.localizedDescription)")
        }
        defer { try? FileManager.default.removeItem(atPath: unfinished) }
        try await pip(arguments(target: unfinished), environment)
        // The root of a container has no capabilities, and so only the permissions of others.
        for path in (try? FileManager.default.subpathsOfDirectory(atPath: unfinished)) ?? [] {
            let file = "\(unfinished)/\(path)"
            let mode = (try? FileManager.default.attributesOfItem(atPath: file))?[.posixPermissions] as? Int ?? 0o644
            let readable = mode | 0o444 | (mode & 0o100 != 0 ? 0o111 : 0)
            try? FileManager.default.setAttributes([.posixPermissions: readable], ofItemAtPath: file)
        }
        _ = try CodeMountMaker.settle(unfinished, at: folder)
        guard isDone else {
            throw FailureReason(.settings, "pip has fetched debugpy, but it is not in \(folder); remove that folder")
        }
    }

    /// The first Python in `PATH` may be one without pip, beside that of the system.
    private static let script = """
        python=python3
        "$python" -m pip --version >/dev/null 2>&1 || python=/usr/bin/python3
        exec "$python" "$@"
        """

    private func pip(_ arguments: [String], _ environment: [String: String]) async throws(FailureReason) {
        let variables = environment.map { Array("\($0.key)=\($0.value)".utf8) + [0] }
        let outcome = await withTimeout(.seconds(180)) {
            try await Subprocess.run(
                .name("sh"), arguments: .init(["-c", Self.script, "sh"] + arguments), environment: .custom(variables),
                input: .none,
                output: .discarded, error: .string(limit: 1 << 16))
        }
        let advice = "; or put debugpy into the function's own packages"
        if outcome.isTimeUp { throw FailureReason(.settings, "pip has not fetched debugpy within 3 minutes\(advice)") }
        guard let result = try? outcome.result.get() else {
            throw FailureReason(.settings, "debugpy is fetched with python3, which could not be run\(advice)")
        }
        guard result.terminationStatus.isSuccess else {
            let lines = result.standardError.split(separator: "\n").map(String.init)
            let reason = lines.last { $0.contains("ERROR") } ?? lines.last ?? "it failed"
            throw FailureReason(
                .settings, "python3 -m pip could not fetch debugpy: \(reason)\(advice)", lastLines: lines)
        }
    }
}
