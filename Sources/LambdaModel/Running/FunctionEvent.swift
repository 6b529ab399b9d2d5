/// Why a function is restarted.
public enum RestartCause: Hashable, Sendable {
    /// The user asked for it.
    case asked
    /// Files were saved; the text says which.
    case saved(String)

    /// The actions that report a restart for this reason.
    var announcement: [FunctionAction] {
        switch self {
        case .asked: [.log("restarted")]
        case .saved(let text): [.log("restarted: \(text)"), .reportSave(text)]
        }
    }
}

/// A new fact about a container that requires no action.
public enum ContainerFact: Hashable, Sendable {
    /// It exited. ``FunctionEvent/ended(_:_:code:)`` follows when lamdeck knows what that means for the function.
    case exited(InvocationEvidence.ContainerEnd)
    /// Another process sent a signal to it.
    case signalled(OutsideSignal)
    /// It was renamed.
    case renamed(String)
    /// Another process called it.
    case calledOutside
    /// lamdeck watches its runtime process from now on, or no longer.
    case runtimeWatched(Bool)
    /// What it was given has expired, or will soon: its AWS credentials.
    case outdated
    /// It ended while the engine could not be reached. The loss of the engine closes the input of a container that
    /// waits, and an engine that restarts ends its containers, so the end says nothing about the function.
    case lostWithEngine
    /// It is given up because its runtime process exited, or that turned out to be wrong.
    case givenUp(Bool)
}

/// How a container ended, and what that means for its function.
public enum ContainerDeath: Hashable, Sendable {
    /// It exited by itself.
    case failed(InvocationEvidence.ContainerEnd, FailureReason)
    /// Another process stopped or removed it; the text says so.
    case stoppedOutside(InvocationEvidence.ContainerEnd, String)

    /// How its process ended.
    public var end: InvocationEvidence.ContainerEnd {
        switch self {
        case .failed(let end, _), .stoppedOutside(let end, _): end
        }
    }

    /// What happened, in one line.
    public var summary: String {
        switch self {
        case .failed(_, let reason): reason.summary
        case .stoppedOutside(_, let text): text.hasPrefix("its") ? text : "its container was \(text)"
        }
    }
}

/// A launch, by its number. Launches are numbered, so that results of an abandoned one can be ignored.
public typealias LaunchID = Int
/// A reading of the code, or a trial launch, before a restart, by its number.
public typealias RestartCheck = Int
/// One period of deferred maintenance, by its number.
public typealias MaintenancePeriod = Int

/// The events that ``FunctionMachine`` handles.
public enum FunctionEvent<Container: LaunchedContainer>: Sendable {
    // MARK: Requests

    /// The function must run.
    case start
    /// The function must stop.
    case stop
    /// The function must get an uncalled container with the current settings and code.
    case restart(RestartCause)
    /// A file was saved, and nothing has changed since then for a moment. Others may follow.
    case saveBegan
    /// Something else changed after ``saveBegan``.
    case saveWentOn
    /// A container that takes calls lost its connection as if its runtime had ended. If that is so, `ended` follows.
    case deathSuspected
    /// A save is over; the text says which files changed.
    case filesChanged(String)
    /// The settings changed.
    case settings(WantedContainers)
    /// The engine can do more than before: missing workers and spares are launched.
    case engineCanDoMore
    /// New containers serve in another way: all are replaced.
    case wayChanged
    /// The host begins to shut down. Nothing is launched from now on.
    case hostEnds

    // MARK: Launches

    /// A launch pulls the image, with this progress.
    case pulling(LaunchID, PullState)
    /// A launch has its image.
    case pulled(LaunchID)
    /// A launch has a container that answers.
    case launched(LaunchID, Container)
    /// A launch failed, and what it created is removed.
    ///
    /// `isOfContainer`: whether a container was created and exited, or was removed by another process.
    case launchFailed(LaunchID, FailureReason, isOfContainer: Bool)
    /// A launch was cancelled, and what it created is removed.
    case launchCancelled(LaunchID)
    /// The code that a new container would mount; nil if lamdeck cannot prepare it.
    case codeRead(RestartCheck, Container.Code?)
    /// A container was created and removed again, as a trial; the reason if that failed.
    case trialEnded(RestartCheck, FailureReason?)

    // MARK: Containers

    /// There is a new fact about a container.
    case noted(String, ContainerFact)
    /// The init of a container's runtime is over; the reason if it failed.
    case initEnded(String, FailureReason?)
    /// A container ended. `code` is what a new container would mount; nil if it cannot be prepared or was not read.
    case ended(String, ContainerDeath, code: Container.Code?)
    /// A container can take no more calls; the text says why, nil if the user knows. `code` as for `ended`.
    case unusable(String, String?, code: Container.Code?)
    /// A container was removed, as ``FunctionAction/remove(_:)`` asked.
    case removed(String)
    /// A container could not be removed; the text says why.
    case removalFailed(String, String)

    // MARK: Calls

    /// A call begins in a container.
    case callBegan(CallTicket, String)
    /// A call ended, so that its container is free; its log may still be read.
    case callAnswered(CallTicket)
    /// A call that reached no container leaves it; the call may begin in another one.
    case callLeft(CallTicket)
    /// One call of a container is complete, including its log.
    case callComplete(String)
    /// How many calls run, and how many wait.
    case load(running: Int, waiting: Int)

    // MARK: Time

    /// A first call has had some time. From now on, maintenance runs when no call does.
    case mayMaintain(MaintenancePeriod)
    /// Maintenance runs now, even if calls run.
    case mustMaintain(MaintenancePeriod)
}

/// What ``FunctionMachine`` asks for.
public enum FunctionAction: Hashable, Sendable {
    /// Launch a container. The launch ends with exactly one of `launched`, `launchFailed` and `launchCancelled`.
    case launch(LaunchID, ContainerRole)
    /// Cancel a launch, which then ends with `launchCancelled`, or with `launched` if it was ready.
    case cancelLaunch(LaunchID)
    /// End and remove a container, then report `removed` or `removalFailed`.
    case remove(String)
    /// Read the code that a new container would mount, then report `codeRead`.
    case readCode(RestartCheck)
    /// Create a container and remove it again, then report `trialEnded`. Only the engine knows what it refuses.
    case tryLaunch(RestartCheck)
    /// Cancel a trial. Its result is not used.
    case cancelTrial(RestartCheck)
    /// Read a container's log.
    case follow(String)
    /// Report what happens in a container's execution environment. Following the log includes that.
    case observe(String)
    /// Start a container's runtime, then report `initEnded`.
    case initialise(String)
    /// Give a container the name of one that serves.
    case promote(String)
    /// Let the next call of the queue begin, although this one has not ended: its container is replaced.
    case freePlace(CallTicket)
    /// Listen at the function's port.
    case openPort
    /// Stop listening at the function's port unless calls wait.
    case closePortIfIdle
    /// Report `mayMaintain` after 150 ms, and `mustMaintain` 2 s later.
    case scheduleMaintenance(MaintenancePeriod)
    /// Tell the user that a restart waits for an image to be pulled.
    case reportPull
    /// Write a line by lamdeck into the function's log.
    case log(String)
    /// Tell the user; the text begins with the function's name.
    case notify(String)
    /// Tell the user, with the function's name before the text, that it restarted because files were saved.
    case reportSave(String)
}
