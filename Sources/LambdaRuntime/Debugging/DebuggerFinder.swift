import Foundation
import LambdaModel

/// Finds the debugger of a function: in its code, in its layers, or in lamdeck's cache.
struct DebuggerFinder: Sendable {
    let settings: FunctionSettings
    /// What its containers mount.
    let mounts: CodeMounts
    /// lamdeck's cache.
    let cache: String

    /// What the containers get.
    func plan(waits: Bool) throws(DebugObstacle) -> DebugPlan {
        let debugger: Debugger
        do throws(FailureReason) {
            debugger = try Debugger(for: settings)
        } catch {
            throw .refused(error)
        }
        let own = try files()
        switch debugger {
        case .inspector: return DebugPlan(debugger, waits: waits, mounts: [own])
        case .jdwp: return DebugPlan(debugger, waits: waits)
        case .debugpy:
            if let program = find(["debugpy"], layer: pythonFolders.map { "\($0)/debugpy" }, file: "__init__.py") {
                return DebugPlan(debugger, waits: waits, program: program, mounts: [own])
            }
            let fetch = DebugpyFetch(settings, cache: cache)
            guard fetch.isDone else { throw .mustFetch(fetch.question) }
            return DebugPlan(
                debugger, waits: waits, program: "\(DebugPlan.cachedDebugger)/debugpy",
                mounts: [own, .init(source: fetch.folder, target: DebugPlan.cachedDebugger)])
        case .delve:
            guard let program = find(["dlv"], layer: ["bin/dlv", "dlv"]) else {
                throw missing(
                    "dlv",
                    "build it for the container with CGO_ENABLED=0 go install "
                        + "github.com/go-delve/delve/cmd/dlv@latest, and put it into the code as dlv, or into a layer as bin/dlv"
                )
            }
            return DebugPlan(debugger, waits: waits, program: program, mounts: [own])
        case .vsdbg:
            guard let program = find(["vsdbg/vsdbg"], layer: ["vsdbg/vsdbg", "bin/vsdbg"]) else {
                throw missing(
                    "vsdbg",
                    "install it with curl -sSL https://aka.ms/getvsdbgsh | sh /dev/stdin -v latest "
                        + "-l FOLDER/vsdbg, and make FOLDER a layer")
            }
            guard !waits else {
                throw .refused(
                    FailureReason(.settings, "vsdbg attaches to a runtime that has started: it cannot be waited for"))
            }
            return DebugPlan(debugger, program: program)
        }
    }

    private func missing(_ name: String, _ advice: String) -> DebugObstacle {
        .refused(
            FailureReason(.settings, "\(name) is neither in the code nor in a layer of \(settings.name); \(advice)"))
    }

    /// The path in the container of the first file or folder that exists.
    ///
    /// - Parameter file: a file that must be in the folder.
    private func find(_ code: [String], layer: [String], file: String? = nil) -> String? {
        func exists(_ path: String) -> Bool { access(file.map { "\(path)/\($0)" } ?? path, F_OK) == 0 }
        if let task = mounts.task, let found = code.first(where: { exists("\(task)/\($0)") }) {
            return "/var/task/\(found)"
        }
        guard let opt = mounts.opt, let found = layer.first(where: { exists("\(opt)/\($0)") }) else { return nil }
        return "/opt/\(found)"
    }

    /// The folders of a layer that have packages of Python (AWS Lambda's developer guide, "Packaging your layer content").
    private var pythonFolders: [String] {
        ["python"] + (settings.runtime.map { ["python/lib/\($0.identifier)/site-packages"] } ?? [])
    }

    /// The folder with lamdeck's own files for debuggers. It has another name if their content differs.
    private func files() throws(DebugObstacle) -> DebugPlan.Mount {
        let content = DebugFile.allCases.map { "\($0.rawValue)\n\($0.content)" }.joined()
        let folder = "\(cache)/debug/\(Digest.of(content).prefix(16))"
        do {
            if !FileManager.default.fileExists(atPath: folder) {
                let unfinished = try CodeMountMaker.makeUnfinished(folder)
                defer { try? FileManager.default.removeItem(atPath: unfinished) }
                for file in DebugFile.allCases {
                    let made = FileManager.default.createFile(
                        atPath: "\(unfinished)/\(file.rawValue)", contents: Data(file.content.utf8),
                        attributes: [.posixPermissions: file.isExecutable ? 0o755 : 0o644])
                    guard made else { throw CocoaError(.fileWriteUnknown) }
                }
                _ = try CodeMountMaker.settle(unfinished, at: folder)
            }
        } catch {
            throw .refused(FailureReason(.settings, "cannot write to \(cache): \(error.localizedDescription)"))
        }
        return DebugPlan.Mount(source: folder, target: DebugPlan.folder)
    }
}
