import TestSupport
import Testing

@testable import LambdaRuntime

/// What becomes of listeners that are wanted, not wanted, refused.
@Suite("The listeners of an endpoint keeper")
struct KeptListenersTests {
    private static let one = ServerListener.api("one", port: 8_001)
    private static let inUse = ServerError.portInUse(host: "127.0.0.1", port: 8_001, owner: "python3 (pid 1)")

    enum Start: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case absent, untried, opening, askedAgain, open, refused, forbidden
        case openUnwanted = "open and not wanted"
        case openingUnwanted = "opening and not wanted"

        var listeners: KeptListeners {
            var listeners = KeptListeners()
            guard self != .absent else { return listeners }
            listeners.want([one])
            guard self != .untried else { return listeners }
            listeners.begin(.open(one))
            switch self {
            case .absent, .untried, .opening: break
            case .askedAgain: listeners.want([one])
            case .open: _ = listeners.opened(one)
            case .refused: _ = listeners.refused(one, inUse)
            case .forbidden: _ = listeners.refused(one, .notAllowed(host: "127.0.0.1", port: 8_001))
            case .openUnwanted:
                _ = listeners.opened(one)
                listeners.want([])
            case .openingUnwanted: listeners.want([])
            }
            return listeners
        }

        var testDescription: String { rawValue }
    }

    enum Event: CaseIterable, Sendable {
        case want, wantNone, retry
    }

    /// The next step after each event in each state; nil for none.
    private static let steps: [Start: [Event: KeptListeners.Step]] = [
        .absent: [.want: .open(one)],
        .untried: [.want: .open(one), .retry: .open(one)],
        // Nothing may follow before the attempt ends.
        .opening: [:], .askedAgain: [:], .openingUnwanted: [:],
        .open: [.wantNone: .close(one)],
        .refused: [.want: .open(one), .retry: .open(one)],
        // Only a user can change that.
        .forbidden: [.want: .open(one)],
        .openUnwanted: [.wantNone: .close(one), .retry: .close(one)],
    ]

    @Test("Each event in each state", arguments: Start.allCases)
    func pairs(start: Start) {
        for event in Event.allCases {
            var listeners = start.listeners
            switch event {
            case .want: listeners.want([Self.one])
            case .wantNone: listeners.want([])
            case .retry: listeners.retry()
            }
            #expect(listeners.next == Self.steps[start]?[event], "\(event)")
        }
        #expect(start.listeners.awaitsRetry == (start == .refused))
    }

    /// What follows an attempt: the next step, and whether the user is told.
    @Test(
        "The end of an attempt",
        arguments: [
            (.opening, opened: (nil, false), refused: (nil, true)),
            (.askedAgain, opened: (nil, false), refused: (.open(one), true)),
            (.openingUnwanted, opened: (.close(one), false), refused: (nil, false)),
        ] as [(Start, opened: (KeptListeners.Step?, Bool), refused: (KeptListeners.Step?, Bool))])
    func ends(start: Start, opened: (KeptListeners.Step?, Bool), refused: (KeptListeners.Step?, Bool)) {
        var listeners = start.listeners
        let isOpeningTold = listeners.opened(Self.one)
        #expect(isOpeningTold == opened.1)
        #expect(listeners.next == opened.0)
        listeners = start.listeners
        let isRefusalTold = listeners.refused(Self.one, Self.inUse)
        #expect(isRefusalTold == refused.1)
        #expect(listeners.next == refused.0)
    }

    @Test("The user is told once that a port is in use, and once that it is open")
    func messages() {
        let why = ServerError.failed(host: "127.0.0.1", port: 8_001, "why")
        var (listeners, told) = (Start.refused.listeners, [Bool]())
        for error in [.portInUse(host: "127.0.0.1", port: 8_001, owner: nil), why, why, nil] as [ServerError?] {
            listeners.retry()
            listeners.begin(.open(Self.one))
            told.append(error.map { listeners.refused(Self.one, $0) } ?? listeners.opened(Self.one))
        }
        #expect(told == [false, true, false, true])
        listeners.want([])
        listeners.begin(.close(Self.one))
        listeners.want([Self.one])
        listeners.begin(.open(Self.one))
        let isTold = listeners.opened(Self.one)
        #expect(!isTold, "it was not refused since")
    }

    @Test("A port is left before it is taken by another listener")
    func closesFirst() {
        var listeners = Start.open.listeners
        let other = ServerListener.api("other", port: Self.one.port)
        listeners.want([other])
        #expect(listeners.next == .close(Self.one))
        listeners.begin(.close(Self.one))
        #expect(listeners.next == .open(other))
    }

    /// Ports that other programs take and leave, and wishes that change at any moment: at rest, what is wanted and free
    /// is open, and nothing else.
    @Test("A random walk", arguments: [1, 2, 3, 4, 5, UInt64.random(in: 100...UInt64.max)])
    func walk(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let all = (0..<4).map { ServerListener.api("a\($0)", port: 8_000 + $0) }
        var (listeners, taken, open) = (KeptListeners(), Set<ServerListener>(), Set<ServerListener>())
        func wish() -> [ServerListener] { all.filter { _ in Bool.random(using: &random) } }
        for _ in 0..<500 {
            taken = Set(wish()).subtracting(open)
            if Bool.random(using: &random) { listeners.want(wish()) } else { listeners.retry() }
            var steps = 0
            while let step = listeners.next {
                steps += 1
                listeners.begin(step)
                if steps < 10, Bool.random(using: &random) { listeners.want(wish()) }
                switch step {
                case .close(let listener): open.remove(listener)
                case .open(let listener) where taken.contains(listener):
                    let error = ServerError.portInUse(host: listener.host, port: listener.port, owner: nil)
                    _ = listeners.refused(listener, error)
                case .open(let listener):
                    open.insert(listener)
                    _ = listeners.opened(listener)
                }
            }
            let wanted = Set(listeners.wanted)
            #expect(open.isSubset(of: wanted), "seed \(seed)")
            #expect(listeners.awaitsRetry == (open != wanted), "seed \(seed)")
            taken = []
            listeners.retry()
            while let step = listeners.next {
                listeners.begin(step)
                guard case .open(let listener) = step else { continue }
                open.insert(listener)
                _ = listeners.opened(listener)
            }
            #expect(open == wanted, "seed \(seed)")
        }
    }
}
