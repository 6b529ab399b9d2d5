import Foundation
import LambdaModel
import Support

/// Checks whether the system can report all changes of the code.
struct WatchCheck: Sendable {
    let functions: [FunctionSettings]
    /// The most folders to count.
    var bound = 200_000

    func run() -> [Finding] {
        #if os(Linux)
            guard let notifier = Inotify() else {
                return [Self.exhausted("this user has no inotify instance left", "max_user_instances", 512)]
            }
            notifier.close()
            let folder = "/proc/sys/fs/inotify/"
            guard let text = try? String(contentsOfFile: folder + "max_user_watches", encoding: .utf8),
                let limit = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
            else { return [] }
            return [Self.finding(needed: count(), limit: limit)]
        #else
            return []
        #endif
    }

    /// Other programs of the user, such as editors, need watches, too.
    static func finding(needed: Int, limit: Int) -> Finding {
        let message = "\(Plural.text(needed, "folder")) to watch; the limit of this user is \(limit)"
        return needed * 10 > limit * 9
            ? exhausted(message, "max_user_watches", 524_288) : Finding(.watches, .ok, message)
    }

    private static func exhausted(_ message: String, _ setting: String, _ value: Int) -> Finding {
        Finding(.watches, .fix, message, fix: "sudo sysctl fs.inotify.\(setting)=\(value)")
    }

    /// The number of different folders that the functions' watches cover.
    private func count() -> Int {
        var seen: Set<String> = []
        for plan in functions.compactMap({ WatchPlan($0, among: functions) }) {
            for root in plan.roots {
                let rules = IgnoreRules(plan, root: root)
                guard FolderListing.kind(of: root) == .folder, seen.insert(root).inserted else { continue }
                var waiting = [""]
                while let path = waiting.popLast(), seen.count < bound {
                    let folder = path.isEmpty ? root : root + "/" + path
                    for (name, kind) in FolderListing.entries(of: folder) where kind == .folder {
                        let inner = path.isEmpty ? name : path + "/" + name
                        guard !rules.ignores(inner, isFolder: true), seen.insert(root + "/" + inner).inserted else {
                            continue
                        }
                        waiting.append(inner)
                    }
                }
            }
        }
        return seen.count
    }
}
