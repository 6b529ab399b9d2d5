import Dashboard
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import TerminalUI

/// How a deck reaches a project's host: on this machine, or on another one.
protocol HostSource: Sendable {
    /// Whether another build of the same version counts as another program. Builds for other machines always differ.
    var comparesBuilds: Bool { get }
    /// The folder from which the user sees the files of a manifest.
    func folder(of manifest: String) -> String

    /// Attaches, and starts a host if none runs.
    func attachOrStart(
        inbox: LogInbox, onNews: @escaping @Sendable (LinkNews) -> Void
    ) async throws(LinkFailure) -> LinkClient

    /// Ends the host, whatever its version is, and returns when it has ended.
    func endHost() async throws(LinkFailure) -> Bool
}

extension HostAccess: HostSource {
    var comparesBuilds: Bool { true }

    func folder(of manifest: String) -> String { FileManager.default.currentDirectoryPath }
}

extension RemoteAccess {
    var comparesBuilds: Bool { false }

    func folder(of manifest: String) -> String { (manifest as NSString).deletingLastPathComponent }
}

/// A deck's connection to the host of its project. It attaches after the first frame is drawn. If the host is lost, it
/// shows a message, starts another host, attaches to that host, and starts the functions that ran.
@MainActor
final class DeckLink {
    /// Holds log lines until the next frame.
    let inbox = LogInbox()
    private(set) var client: LinkClient?
    private let source: any HostSource
    private weak var shell: DeckShell?
    private let forward: PortForward?
    private var task: Task<Void, Never>?
    private var attached: [CheckedContinuation<LinkClient?, Never>] = []
    private var isEnding = false
    /// The functions that ran when the user asked for another host; nil if the user did not ask. When the old host has
    /// ended, the deck shows them as stopped.
    private var replacing: [String]?
    /// The end of the last host, if it has died and no other one serves yet.
    private var death: Death?

    private struct Death {
        /// The functions that ended with it, as the message has them.
        let what: String
        /// Whether another host could not be started at once.
        var isDoubtful = false
    }

    private static let deathText = "the host of this project has died"

    init(_ source: any HostSource, _ shell: DeckShell, _ forward: PortForward? = nil) {
        (self.source, self.shell, self.forward) = (source, shell, forward)
        inbox.onArrival { [weak shell] in shell?.logsArrived() }
    }

    /// Attaches, and again whenever the connection is lost.
    func begin() {
        task = Task { [weak self] in
            var last: (instance: String, cursor: LogCursor)?
            var ran: [String] = []
            while let self, !self.isEnding, !Task.isCancelled {
                guard let client = await self.attach() else { continue }
                let isSame = client.hello.instance == last?.instance
                client.subscribe(.deck, logs: .after(isSame ? last?.cursor ?? LogCursor() : LogCursor()))
                if !isSame, !ran.isEmpty { client.send(.start(ran)) }
                self.ready(client)
                await client.waitForEnd()
                last = (client.hello.instance, client.cursor)
                ran = self.lost(client)
            }
        }
    }

    private func attach() async -> LinkClient? {
        do throws(LinkFailure) {
            return try await source.attachOrStart(inbox: inbox) { [weak shell, source, forward] news in
                switch news {
                case .update(let update):
                    if case .manifest(.loaded(_, let functions, _, _)) = update {
                        forward?.open(functions) { [weak shell] in shell?.post(.notice(Notice(.error, $0))) }
                    }
                    shell?.post(Message(update, source))
                case .current(let view?): shell?.post(.view(view))
                case .current(nil), .lost: break
                }
            }
        } catch {
            if case .otherVersion(let hello) = error {
                shell?.send(.host(.otherVersion(hello.version.program, isUsable: false)))
                try? await Task.sleep(for: .seconds(1))
            } else {
                death?.isDoubtful = true
                let notice =
                    death == nil
                    ? Notice(.error, error.description)
                    : Notice(.error, "\(Self.deathText), and no new one serves yet: \(error.description)", stays: true)
                shell?.send(.host(.lost(notice)))
                try? await Task.sleep(for: .seconds(2))
            }
            return nil
        }
    }

    private func ready(_ client: LinkClient) {
        if let death, death.isDoubtful {
            let notice = Notice(.warning, "\(Self.deathText); a new one serves now\(death.what)", stays: true)
            shell?.send(.host(.lost(notice)))
        }
        (self.client, death) = (client, nil)
        for waiter in attached { waiter.resume(returning: client) }
        attached = []
        shell?.send(.host(.attached))
        let program = client.hello.version.program
        let isSame =
            source.comparesBuilds ? program == ProgramBuild.text : program.hasPrefix(ProgramBuild.version + " ")
        if !isSame { shell?.send(.host(.otherVersion(program, isUsable: true))) }
    }

    /// The connection has ended.
    ///
    /// - Returns: the functions that ran, unless the host was ended on request.
    private func lost(_ client: LinkClient) -> [String] {
        self.client = nil
        defer { replacing = nil }
        guard !isEnding, let shell else { return [] }
        if replacing == nil, client.hadFarewell {
            shell.send(.host(.lost(Notice(.warning, "the host of this project was ended; a new one is started"))))
            return []
        }
        let ran = replacing ?? shell.model.live
        let what = ran.isEmpty ? "" : ", and with it \(ran.joined(separator: ", "))"
        let notice =
            replacing != nil
            ? Notice(.warning, "the host is replaced\(what)")
            : Notice(.warning, "\(Self.deathText); a new one is started\(what)", stays: true)
        if replacing == nil { death = Death(what: what) }
        shell.send(.host(.lost(notice)))
        return ran
    }

    /// The connection, once there is one; nil if the deck ends first.
    func connection() async -> LinkClient? {
        if let client { return client }
        if isEnding { return nil }
        return await withCheckedContinuation { attached.append($0) }
    }

    /// Replaces the host by one of this program; functions that run start again.
    func replaceHost() {
        let source = source
        replacing = shell?.model.live ?? []
        Task { [weak shell] in
            do throws(LinkFailure) {
                _ = try await source.endHost()
            } catch {
                shell?.send(.notice(Notice(.error, error.description)))
            }
        }
    }

    /// Stops attaching.
    func end() {
        isEnding = true
        task?.cancel()
        for waiter in attached { waiter.resume(returning: nil) }
        attached = []
    }
}

extension Message {
    /// News of the host as a message to the deck.
    fileprivate init(_ update: HostUpdate, _ source: any HostSource) {
        switch update {
        case .engine(let status): self = .engine(status)
        case .manifest(let manifest): self = .manifest(ManifestNews(manifest, seenFrom: source.folder))
        case .events(let function, let listing): self = .events(function: function, EventList(listing))
        case .expectation(let function, let event, let report):
            self = .event(function: function, .expectation(event, report))
        case .state(let function, let state, let isStale, let note):
            self = .state(function: function, state, isStale: isStale, note: note)
        case .emulator(let function, let reason): self = .emulator(function: function, reason: reason)
        case .port(let function, let problem): self = .port(function: function, problem: problem)
        case .build(let function, let status): self = .build(function: function, status)
        case .debug(let function, let status): self = .debug(function: function, status)
        case .memory(let bytes): self = .memory(bytes)
        case .connections(let api, let rows): self = .connections(api: api, rows)
        case .began(let summary): self = .outsideBegan(summary)
        case .outside(let summary): self = .outsideInvocation(summary)
        case .saved(let function, let message): self = .saved(function: function, message)
        case .notice(let text, _): self = .notice(Notice(.warning, text))
        }
    }
}

extension ManifestNews {
    /// What the screen needs of a manifest.
    ///
    /// - Parameter folder: the folder from which the user sees the files of a manifest at a path.
    init(_ manifest: ProjectManifest, seenFrom folder: (String) -> String) {
        switch manifest {
        case .missing(let files):
            self = .missing(files.map { ($0 as NSString).deletingLastPathComponent })
        case .broken(let path, let errors):
            self = .broken(path: Self.short(path, from: folder(path)), problems: errors)
        case .loaded(let path, let functions, let warnings, let commands):
            let folder = folder(path)
            self = .loaded(
                path: Self.short(path, from: folder), functions.map { FunctionInfo($0, seenFrom: folder) },
                warnings: warnings, commands: commands)
        }
    }

    /// The path as the user would write it in a folder.
    private static func short(_ path: String, from folder: String) -> String {
        path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
    }
}

extension EventList {
    /// What the screen needs of a function's saved events.
    init(_ listing: EventListing) {
        let paths = Dictionary(listing.events.map { ($0.name, $0.path) }) { first, _ in first }
        self.init(
            names: listing.events.map(\.name), folder: listing.folder, problem: listing.problem, paths: paths,
            details: Dictionary(listing.events.map { ($0.name, $0) }) { first, _ in first })
    }
}

extension FunctionInfo {
    /// What the screen needs of a function's settings.
    fileprivate init(_ function: ProjectFunction, seenFrom folder: String) {
        self.init(
            name: function.name, runtime: function.runtime, image: function.image, port: function.port,
            memorySize: function.memorySize, files: function.files.seen(from: folder),
            routes: function.routes, build: function.build)
    }
}
