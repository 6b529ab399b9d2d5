import HostLink
import LambdaModel

/// The saved events of the functions.
extension ProjectHost {
    /// Carries a request out: changes after the requests and calls that were made before, since a call reads an event
    /// when it is made.
    nonisolated func send(_ request: EventFileRequest, of function: String) -> Task<HostReply, Never> {
        if request.isQuestion { return Task { .event(await answer(request, of: function)) } }
        return steps.add { .event(await self.answer(request, of: function)) }
    }

    private func answer(_ request: EventFileRequest, of function: String) async -> EventFileReply {
        guard let events = events(of: function) else {
            return .problem("functions.json has no function \(PlainText.line(function))")
        }
        return await events.answer(request)
    }

    private func events(of function: String) -> HostedEvents? {
        manifest.function(named: function).map { settings in
            let trash = EventTrash(place.address.project, in: functions.setup.folders)
            return HostedEvents(
                files: EventFiles(settings: settings, trash: trash), history: functions.history, hub: hub)
        }
    }

    /// Compares the result of a call with the event's expectation, and reports it to all clients.
    nonisolated func checkExpectation(_ result: InvocationResult) {
        guard !result.request.event.isEmpty, result.isTelling else { return }
        Task { await events(of: result.request.function)?.check(result, of: result.request.event) }
    }
}
