import LambdaModel
import Testing

@testable import Dashboard

/// Calls of other clients, from their beginning to their end.
@Suite("Running calls of other clients") struct OutsideCallTests {
    private static let id = "1399074e-8f3b-4c56-9a5e-0242ac110002"

    private static func result() -> InvocationResult {
        .http("POST", "/orders", #"{"statusCode":201,"body":"made"}"#, id: id, milliseconds: 2400)
    }

    private static func running() -> InvocationSummary {
        let result = result()
        var request = result.request
        request.requestID = id
        return InvocationSummary(sent: request, at: Model.start)
    }

    /// A deck in which a call by HTTP has run for two seconds.
    private func deck() -> Model {
        var model = Model.httpDeck(.busy(queued: 0))
        model.notify(.outsideBegan(Self.running()))
        model.log(
            ["START RequestId: \(Self.id) Version: $LATEST"], of: "orders", source: .marker, at: 0, call: Self.id)
        model.log(["INFO looking"], of: "orders", at: 0, call: Self.id)
        model.notify(.tick(Model.start + 2))
        return model
    }

    @Test("A call is a row as soon as it runs, and the log names it")
    func row() {
        let model = deck()
        #expect(model.rows.contains { $0.contains(#/running +POST /orders/#) && $0.contains("2.00 s") })
        #expect(model.rows.contains { $0.contains(#/running 2\.00 s +POST /orders/#) })
        #expect(model.item?.calls.table.failedCount == 0)
    }

    @Test("The inspector shows that the call runs, and reads it from the history when it has ended")
    func inspected() {
        var model = deck()
        #expect(model.type("3") == [], "the history does not have the call yet")
        #expect(model.rows.contains { $0.contains("running 2.00 s") && !$0.contains("POST") })
        #expect(model.press(.control("s")) == [])
        #expect(model.notice?.text == "the call has not ended")
        #expect(
            model.act(.outsideInvocation(InvocationSummary(Self.result()))) == [
                .loadCall(function: "orders", .request(Self.id))
            ])
        #expect(model.item?.calls.table.count == 1)
        #expect(model.item?.calls.table.selectedRow?.isRunning == false)
        model.inspect(Self.result())
        #expect(model.responseLines.first?.hasPrefix("HTTP 201 Created") == true)
    }

    @Test("A result without a request id ends the call that runs")
    func unnamed() {
        var model = deck()
        var result = Self.result()
        (result.requestID, result.verdict) = (nil, .unreachable)
        model.serve(result)
        let table = model.item?.calls.table
        #expect(table?.count == 1 && table?.latest?.summary.verdict == .unreachable)
        #expect(table?.latest?.summary.requestID == Self.id)
        #expect(!model.rows.contains { $0.contains(#/running .*POST/#) })
    }

    @Test("A call that is given back by its container stays one row")
    func again() {
        var model = deck()
        var summary = Self.running()
        summary.startedAt += 1
        model.notify(.outsideBegan(summary))
        #expect(model.item?.calls.table.count == 1)
        #expect(model.rows.contains { $0.contains(#/running +POST /orders/#) && $0.contains("1.00 s") })
    }

    @Test("If the connection to the host is lost, no call of another client runs any more")
    func lost() {
        var model = deck()
        model.type("3")
        model.notify(.host(.lost(Notice(.error, "the host has ended"))))
        #expect(model.item?.calls.table.latest?.isRunning == false)
        #expect(model.responseLines == ["The connection to the host was lost while this call ran."])
        model.notify(
            .recalled(function: "orders", [HistoryRow(id: 4, summary: InvocationSummary(Self.result()))], last: nil))
        #expect(model.item?.calls.table.latest?.summary.verdict == .ok)
    }
}
