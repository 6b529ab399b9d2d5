import Foundation
import LambdaModel
import OrderedCollections

/// Looks for the file that a handler names, like the runtime of its language, without running anything. In doubt the
/// file counts as existing: the rules of Lambda's own runtimes are known, those of a custom image are not.
struct HandlerCheck {
    private let settings: FunctionSettings
    private var handler: String { settings.handler ?? "" }
    /// The folder at `/var/task`.
    private let task: String
    /// The folder for `/opt`, or the folders to merge there.
    private let opt: [String]

    /// - Parameters:
    ///   - task: the folder for `/var/task`.
    ///   - opt: the folders for `/opt`.
    init(_ settings: FunctionSettings, task: String, opt: [String]) {
        (self.settings, self.task, self.opt) = (settings, task, opt)
    }

    /// What is missing, in words; nil if the handler's file exists, or if that cannot be known.
    var problem: String? {
        // These make a runtime look in other places.
        let ways = ["AWS_LAMBDA_EXEC_WRAPPER", "PYTHONPATH", "NODE_PATH", "RUBYLIB", "CLASSPATH"]
        guard let family = settings.runtime?.family, ways.allSatisfy({ settings.environment[$0] == nil }) else {
            return nil
        }
        switch family {
        case .python: return pythonProblem
        case .nodejs: return nodeProblem
        case .ruby: return rubyProblem
        case .provided: return bootstrapProblem
        case .java: return javaProblem
        case .dotnet: return dotnetProblem
        case .go: return exists(task, handler) ? nil : missing(handler)
        }
    }

    private func missing(_ file: String) -> String {
        let code = settings.code?.path ?? task
        let places = opt.isEmpty ? code : "\(code) and its layers"
        return "handler \"\(handler)\": there is no \(file) in \(places)"
    }

    /// `a/b.c.handler` is the module `a.b.c`. Its first part may be a folder, which does not need an `__init__.py`.
    private var pythonProblem: String? {
        guard let dot = handler.lastIndex(of: ".") else { return nil }
        let parts = handler[..<dot].replacing("/", with: ".").split(separator: ".").map(String.init)
        guard let first = parts.first, let last = parts.last else { return nil }
        let names = FolderListing.entries(of: task).map(\.name)
        let isHere = names.contains { $0 == first || $0.hasPrefix(first + ".") }
        if !isHere {
            // A layer's modules are in python/ or in a version's site-packages, and the content of archives is not
            // read.
            let elsewhere = opt.contains { exists($0, "python") || exists($0, "lib") } || hasPath(names)
            return elsewhere ? nil : missing(parts.joined(separator: "/") + ".py")
        }
        // A module that is not a folder can contain other modules only if its code creates them.
        let folder = parts.dropLast().joined(separator: "/")
        guard parts.count > 1, isFolder(task, folder) else { return nil }
        let inside = FolderListing.entries(of: task + "/" + folder).map(\.name)
        let isThere = inside.contains { $0 == last || $0.hasPrefix(last + ".") }
        // A package's __init__ may define modules of any name.
        return isThere || inside.contains("__init__.py") ? nil : missing(parts.joined(separator: "/") + ".py")
    }

    /// Files that add to Python's path.
    private func hasPath(_ names: [String]) -> Bool {
        names.contains {
            $0.hasSuffix(".pth") || $0.hasSuffix(".egg") || $0.hasSuffix(".zip") || $0 == "sitecustomize.py"
        }
    }

    /// `a/b.handler` is the file `a/b` with one of the extensions, or a package of that name.
    private var nodeProblem: String? {
        let name = handler.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        guard let dot = name.firstIndex(of: "."), dot != name.startIndex else { return nil }
        let module = String(handler.dropLast(name.count)) + name[..<dot]
        if module.hasPrefix("/") {
            // A path in the container to a layer's file.
            return nil
        }
        let files = ["", ".js", ".mjs", ".cjs"].map { module + $0 }
        if files.contains(where: { exists(task, $0) }) { return nil }
        let folders = FolderListing.entries(of: task).map(\.name)
        if folders.contains("node_modules"), exists(task, "node_modules/" + module) { return nil }
        if opt.contains(where: { exists($0, "nodejs") }) || module.hasPrefix("..") { return nil }
        return missing(module + ".js, .mjs or .cjs")
    }

    /// `a/b.C.handler` is the file `a/b.rb`.
    private var rubyProblem: String? {
        guard let dot = handler.firstIndex(of: ".") else { return nil }
        let file = handler[..<dot] + ".rb"
        if exists(task, String(file)) || opt.contains(where: { exists($0, "ruby") }) { return nil }
        return missing(String(file))
    }

    private var bootstrapProblem: String? {
        let all = ([task] + opt).map { $0 + "/bootstrap" }
        guard let path = all.first(where: { access($0, F_OK) == 0 }) else {
            // Accept a link that leads to something only in the container.
            return all.contains { FolderListing.kind(of: $0) != nil } ? nil : missing("bootstrap")
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o111 == 0 else {
            return nil
        }
        return "\(path) is not executable, so Lambda does not run it: chmod +x \(path)"
    }

    /// `a.b.C::handler` is the class file `a/b/C.class`, or in any jar.
    private var javaProblem: String? {
        let name = handler.split(separator: ":").first.map(String.init) ?? ""
        let file = name.replacing(".", with: "/") + ".class"
        guard !name.isEmpty, opt.isEmpty, !exists(task, file) else { return nil }
        let all = FolderListing.entries(of: task) + FolderListing.entries(of: task + "/lib")
        return all.contains { $0.name.hasSuffix(".jar") || $0.name.hasSuffix(".zip") }
            ? nil : missing(file + " and no jar")
    }

    /// `Assembly::Namespace.Type::Method` is in `Assembly.dll`.
    private var dotnetProblem: String? {
        let name = handler.split(separator: ":").first.map(String.init) ?? ""
        guard !name.isEmpty, opt.isEmpty else { return nil }
        let isThere = [".dll", ".exe", ""].contains { exists(task, name + $0) } || exists(task, "bootstrap")
        return isThere ? nil : missing(name + ".dll")
    }

    /// Whether something exists, including a link that leads to nothing here.
    private func exists(_ folder: String, _ path: String) -> Bool {
        FolderListing.status(of: folder + "/" + path) != nil || access(folder + "/" + path, F_OK) == 0
    }

    private func isFolder(_ folder: String, _ path: String) -> Bool {
        LocalFiles().kind(of: folder + "/" + path) == .folder
    }
}

extension HandlerCheck {
    /// What is missing according to a function's settings and folders, before anything is unpacked; nil if a zip is
    /// involved.
    static func problem(of settings: FunctionSettings) -> String? {
        var folders: [String] = []
        for source in settings.sources {
            guard case .folder(let path) = source else { return nil }
            folders.append(path)
        }
        guard settings.code != nil, let task = folders.first else { return nil }
        return HandlerCheck(settings, task: task, opt: Array(folders.dropFirst())).problem
    }
}
