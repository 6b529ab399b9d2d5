import LambdaModel
import Testing

/// What an environment makes of each event in each place of its life.
@Suite struct ExecutionTableTests {
    struct Row {
        let place: ExecutionPlace
        let stimulus: ExecutionStimulus
        let state: ExecutionEnvironment.State
        let actions: String
    }

    /// Below each event: places, the state that follows (`=` if it stays), and the actions in their order (`-` if there
    /// are none). A state in capitals means all places with this state. Lambda's rules: a request that is wrong in a
    /// state gets 403 and changes nothing. A call is over for its caller when its response ends. It is over for the
    /// environment when the runtime and the extensions have asked again. No request is answered after the end.
    private static let text = """
        released
          WAITING | initialising | -
          INITIALISING READY RUNNING SETTLING SPENT ENDED | = | -
        call 5
          READY | running | 10 gets event 5, delivered 5, 20 gets INVOKE 5
          timedOut shutDown stopping ended | = | finish 5 never delivered
          notLoaded | = | finish 5 init failed Boom
          neverBegan | = | finish 5 init failed exited 3
          WAITING INITIALISING RUNNING SETTLING | = | -
        cancel 1
          expected starting extensionAsked | = | finish 1 cancelled
          waiting released registered asked READY SETTLING SPENT ENDED | = | -
          running broken | spent | finish 1 cancelled, settled 1, spent
          watched | spent | finish 1 cancelled, settled 1, finish 2 never delivered, spent
          responding | spent | close 30, finish 1 cancelled, settled 1, spent
        cancel 2
          watched extensionBack | = | finish 2 cancelled
          WAITING INITIALISING READY running responding broken answered runtimeBack lost SPENT ENDED | = | -
        timeout 1
          expected starting | spent | finish 1 init timed out (watch), spent
          extensionAsked | spent | finish 1 init timed out, spent
          waiting released registered asked READY lost SPENT ENDED | = | -
          running broken | spent | finish 1 timed out, settled 1, spent
          watched | spent | finish 1 timed out, settled 1, finish 2 never delivered, spent
          responding | spent | close 30, finish 1 timed out, settled 1, spent
          answered runtimeBack | spent | settled 1, spent
          extensionBack | spent | settled 1, finish 2 never delivered, spent
        timeout 2
          WAITING INITIALISING READY running responding broken answered runtimeBack lost SPENT ENDED | = | -
          watched | = | finish 2 never delivered
          extensionBack | spent | finish 2 never delivered, settled 1, spent
        shutdown
          waiting released registered asked | spent | spent
          expected starting | spent | finish 1 never delivered, spent
          extensionAsked | spent | finish 1 never delivered, spent, 20 gets SHUTDOWN spindown
          READY lost | spent | spent, 20 gets SHUTDOWN spindown
          running broken | spent | finish 1 stopped, spent
          watched | spent | finish 1 stopped, finish 2 never delivered, spent, 21 gets SHUTDOWN spindown
          responding | spent | close 30, finish 1 stopped, spent
          SPENT | = | -
          ENDED | = | -
          answered runtimeBack | spent | settled 1, spent
          extensionBack | spent | settled 1, finish 2 never delivered, spent, 21 gets SHUTDOWN spindown
        next
          WAITING released asked READY running watched responding runtimeBack shutDown \
            | = | 90 gets 403 InvalidStateTransition
          extensionAsked | running | init ended, 90 gets event 1, delivered 1, 20 gets INVOKE 1
          extensionBack | running | settled 1, 90 gets event 2, delivered 2, 21 gets INVOKE 2
          lost | ready | -
          ENDED | = | close 90
          registered starting answered timedOut notLoaded stopping | = | -
          broken | settling | finish 1 truncated
        respond
          WAITING INITIALISING | = | 90 gets 403 InvalidStateTransition
          READY responding broken SETTLING | = | 90 gets 400 InvalidRequestID
          running watched | = | receive 90 for 1
          SPENT | = | 90 gets 410 InvokeTimeout
          ENDED | = | close 90
        respond without id
          WAITING INITIALISING | = | 90 gets 403 InvalidStateTransition
          READY responding broken SETTLING SPENT | = | 90 gets 400 InvalidRequestID
          running watched | = | receive 90 for 1
          ENDED | = | close 90
        respond late
          WAITING INITIALISING | = | 90 gets 403 InvalidStateTransition
          READY responding broken SETTLING | = | 90 gets 400 InvalidRequestID
          running watched SPENT | = | 90 gets 410 InvokeTimeout
          ENDED | = | close 90
        respond other
          WAITING INITIALISING | = | 90 gets 403 InvalidStateTransition
          READY RUNNING SETTLING SPENT | = | 90 gets 400 InvalidRequestID
          ENDED | = | close 90
        respond badly
          WAITING INITIALISING | = | 90 gets 403 InvalidStateTransition
          READY responding broken SETTLING | = | 90 gets 400 InvalidRequestID
          running watched \
            | settling | 90 gets 400 InvalidFunctionResponseMode, finish 1 error Runtime.InvalidResponseModeHeader
          SPENT | = | 90 gets 410 InvokeTimeout
          ENDED | = | close 90
        whole
          responding | settling | 30 gets 202, finish 1 response
          WAITING INITIALISING READY running watched broken SETTLING SPENT ENDED | = | -
        too large
          responding | settling | 30 gets 413 RequestEntityTooLarge, finish 1 too large
          WAITING INITIALISING READY running watched broken SETTLING SPENT ENDED | = | -
        failed
          responding | settling | 30 gets 202, finish 1 error Boom
          WAITING INITIALISING READY running watched broken SETTLING SPENT ENDED | = | -
        error
          WAITING INITIALISING | = | 90 gets 403 InvalidStateTransition
          READY responding broken SETTLING | = | 90 gets 400 InvalidRequestID
          running watched | settling | 90 gets 202, finish 1 error Boom
          SPENT | = | 90 gets 410 InvokeTimeout
          ENDED | = | close 90
        init error
          WAITING released READY RUNNING SETTLING SPENT asked | = | 90 gets 403 InvalidStateTransition
          registered | spent | 90 gets 202, init failed Boom, spent
          starting extensionAsked | spent | 90 gets 202, init failed Boom, finish 1 init failed Boom, spent
          ENDED | = | close 90
        restore next
          WAITING released asked READY RUNNING SETTLING SPENT | = | 90 gets 403 InvalidStateTransition
          registered starting extensionAsked | = | snapshot taken, 90 gets restored
          ENDED | = | close 90
        restore error
          WAITING released READY RUNNING SETTLING SPENT registered asked starting extensionAsked \
            | = | 90 gets 403 InvalidStateTransition
          | spent | 90 gets 202, init failed restore Boom, finish 1 init failed restore Boom, spent
          ENDED | = | close 90
        register
          WAITING asked READY RUNNING SETTLING SPENT | = | 90 gets 403 Extension.RegistrationClosed
          released registered starting extensionAsked | = | 90 gets id i
          ENDED | = | close 90
        register watch
          WAITING asked READY RUNNING SETTLING SPENT | = | 90 gets 403 Extension.RegistrationClosed
          released | = | 90 gets id w, start runtime
          registered starting extensionAsked | = | 90 gets 403 Extension.InvalidExtensionState
          ENDED | = | close 90
        extension next
          WAITING released | = | 90 gets 403 Extension.UnknownExtensionIdentifier
          asked | ready | init ended
          extensionAsked READY watched extensionBack lost | = | 90 gets 403 InvalidStateTransition
          runtimeBack | ready | settled 1
          stopping | = | 90 gets SHUTDOWN spindown
          ENDED | = | close 90
          registered starting running responding broken answered timedOut notLoaded shutDown | = | -
        unknown next
          WAITING INITIALISING READY RUNNING SETTLING SPENT | = | 90 gets 403 Extension.UnknownExtensionIdentifier
          ENDED | = | close 90
        extension error
          WAITING released | = | 90 gets 403 Extension.UnknownExtensionIdentifier
          registered asked | spent | 90 gets 202, init failed Extension.InitError, spent
          starting extensionAsked \
            | spent | 90 gets 202, init failed Extension.InitError, finish 1 init failed Extension.InitError, spent
          READY lost | spent | 90 gets 202, spent
          running broken | spent | 90 gets 202, finish 1 extension failed Extension.ExitError, spent
          watched \
            | spent | 90 gets 202, finish 1 extension failed Extension.ExitError, finish 2 never delivered, spent
          responding | spent | 90 gets 202, close 30, finish 1 extension failed Extension.ExitError, spent
          SPENT | = | 90 gets 202
          ENDED | = | close 90
          answered runtimeBack | spent | 90 gets 202, settled 1, spent
          extensionBack | spent | 90 gets 202, settled 1, finish 2 never delivered, spent
        extension ended
          released | spent | init failed Extension.LaunchError, spent
          registered asked | spent | init failed Extension.Crash, spent
          starting extensionAsked | spent | init failed Extension.Crash, finish 1 init failed Extension.Crash, spent
          READY lost | spent | spent
          running broken | spent | finish 1 extension failed Extension.Crash, spent
          watched | spent | finish 1 extension failed Extension.Crash, finish 2 never delivered, spent
          responding | spent | close 30, finish 1 extension failed Extension.Crash, spent
          WAITING SPENT ENDED | = | -
          answered runtimeBack | spent | settled 1, spent
          extensionBack | spent | settled 1, finish 2 never delivered, spent
        closed 10
          asked shutDown | = | inquire
          READY | settling | inquire
          WAITING released registered starting extensionAsked RUNNING SETTLING timedOut notLoaded stopping \
          ENDED | = | -
        closed 11
          runtimeBack | = | inquire
          WAITING INITIALISING READY RUNNING answered extensionBack lost SPENT ENDED | = | -
        closed 20
          READY | settling | -
          WAITING INITIALISING RUNNING SETTLING SPENT ENDED | = | -
        closed 21
          WAITING INITIALISING READY RUNNING SETTLING SPENT ENDED | = | -
        closed 30
          responding | = | inquire
          WAITING INITIALISING READY running watched broken SETTLING SPENT ENDED | = | -
        exited
          waiting | ended | spent
          expected | ended | finish 1 never delivered, spent
          released registered | ended | init failed exited 3, spent
          starting | ended | init failed exited 3, finish 1 init failed exited 3, spent
          asked | ended | init failed exited 3, spent, close 10
          extensionAsked | ended | init failed exited 3, finish 1 init failed exited 3, spent, close 20
          READY | ended | spent, close 10, close 20
          running broken | ended | finish 1 exited 3, spent
          watched | ended | finish 1 exited 3, finish 2 never delivered, spent, close 21
          responding | ended | close 30, finish 1 exited 3, spent
          lost | ended | spent, close 20
          timedOut notLoaded stopping | ended | -
          shutDown | ended | close 10
          ENDED | = | -
          answered | ended | settled 1, spent
          runtimeBack | ended | settled 1, spent, close 11
          extensionBack | ended | settled 1, finish 2 never delivered, spent, close 21
        still runs
          broken | settling | finish 1 truncated
          WAITING INITIALISING READY running watched responding SETTLING SPENT ENDED | = | -
        """

    private static func rows() throws -> [Row] {
        var stimulus: ExecutionStimulus?
        var rows: [Row] = []
        for line in text.split(separator: "\n") {
            guard line.hasPrefix("  ") else {
                stimulus = ExecutionStimulus(rawValue: String(line))
                continue
            }
            let parts = line.split(separator: " | ").map(String.init)
            try #require(parts.count == 3, "\(line)")
            let event = try #require(stimulus)
            for word in parts[0].split(separator: " ").map(String.init) {
                let places = places(named: word)
                try #require(!places.isEmpty, "\(word)")
                for place in places {
                    let state = parts[1] == "=" ? place.state : ExecutionEnvironment.State(rawValue: parts[1])
                    rows.append(
                        Row(place: place, stimulus: event, state: try #require(state, "\(line)"), actions: parts[2]))
                }
            }
        }
        return rows
    }

    private static func places(named word: String) -> [ExecutionPlace] {
        if let place = ExecutionPlace(rawValue: word) { return [place] }
        return ExecutionPlace.allCases.filter { $0.state.rawValue.uppercased() == word }
    }

    @Test(arguments: ExecutionStimulus.allCases)
    func `each place answers as in the table`(stimulus: ExecutionStimulus) throws {
        for row in try Self.rows() where row.stimulus == stimulus {
            var environment = row.place.environment
            #expect(environment.state == row.place.state, "the way to \(row.place)")
            let actions = environment.actions(after: stimulus.event)
            #expect(environment.state == row.state, "\(row.place): \(stimulus.rawValue)")
            #expect(actions == row.actions, "\(row.place): \(stimulus.rawValue)")
        }
    }

    @Test func `the table has each pair of a place and an event once`() throws {
        let pairs = Dictionary(grouping: try Self.rows()) { [$0.place.rawValue, $0.stimulus.rawValue] }
        for place in ExecutionPlace.allCases {
            for stimulus in ExecutionStimulus.allCases {
                let count = pairs[[place.rawValue, stimulus.rawValue]]?.count ?? 0
                #expect(count == 1, "\(place): \(stimulus.rawValue)")
            }
        }
    }

    @Test func `all states and kinds of events are in the table`() {
        #expect(Set(ExecutionPlace.allCases.map(\.state)) == Set(ExecutionEnvironment.State.allCases))
        #expect(Set(ExecutionStimulus.allCases.map(\.event.kind)) == Set(ExecutionEvent.kinds))
    }
}
