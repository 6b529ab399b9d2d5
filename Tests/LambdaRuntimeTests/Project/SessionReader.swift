import Foundation
import LambdaModel
import Testing

@testable import LambdaRuntime

/// Reads a session's news for a test. A limit ends the waiting of a test that fails, and decides nothing else.
final class SessionReader {
    let session: ManifestSession
    /// What was read first.
    let first: ManifestReading
    private var news: AsyncStream<News>.Iterator
    private let telling: AsyncStream<News>.Continuation
    private let tasks: [Task<Void, Never>]
    private var following: Task<Void, Never>?

    /// What a session reports.
    enum News: Sendable {
        case manifest(ManifestReading)
        case events(function: String, EventListing)
    }

    init(_ session: ManifestSession) async {
        self.session = session
        first = await session.begin()
        let (news, telling) = AsyncStream.makeStream(of: News.self)
        (self.news, self.telling) = (news.makeAsyncIterator(), telling)
        tasks = [
            Task {
                if (try? await Task.sleep(for: .seconds(900))) != nil { session.files.close() }
            },
            Task {
                for await reading in session.news { telling.yield(.manifest(reading)) }
                telling.finish()
            },
        ]
    }

    deinit {
        for task in tasks { task.cancel() }
        following?.cancel()
        session.files.close()
    }

    /// Follows a function's events, and no longer those of another one, as a client of a host does.
    func select(_ function: String) {
        following?.cancel()
        following = Task { [session, telling] in
            await session.followEvents(of: function) { telling.yield(.events(function: function, $0)) }
        }
    }

    /// The news ended: the test waited too long, or the watch was closed.
    struct Ended: Error {}

    func next() async throws -> News {
        guard let next = await news.next(isolation: #isolation) else { throw Ended() }
        return next
    }

    /// The next reading of a kind; a busy machine may have cut an act in two.
    @discardableResult
    func manifest(where isMeant: (ManifestReading) -> Bool = { _ in true }) async throws -> ManifestReading {
        while true {
            if case .manifest(let reading) = try await next(), isMeant(reading) { return reading }
        }
    }

    /// Waits until the manifest is watched, not only read again since it was changed before. The file is written once more
    /// for that.
    func watches(_ file: String) async throws {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: file))
        try await manifest()
    }

    /// The next news, which must be a function's events.
    func nextEvents(
        of function: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> EventListing {
        let news = try await next()
        if case .events(function, let listing) = news { return listing }
        Issue.record("not the events of \(function), but \(news)", sourceLocation: sourceLocation)
        throw Ended()
    }

    /// The next list of these events.
    func events(of function: String, _ names: [String]) async throws {
        while true {
            if case .events(function, let listing) = try await next(), listing.events.map(\.name) == names { return }
        }
    }
}

extension ManifestReading {
    /// The names of the manifest's functions; nil if it cannot be used.
    var names: [String]? { manifest?.functions.map(\.name) }
}
