import LambdaModel
import Testing

@testable import Dashboard

/// The connection to the host is lost and made again.
@Suite struct HostStatusTests {
    @Test func `a notice that stays is not replaced, and the newest other one follows at the next key`() {
        var model = Model.deck()
        model.notify(.host(.lost(Notice(.warning, "the host has died", stays: true))))
        model.notify(.host(.attached))
        model.notify(.notice(Notice(.warning, "removed a container")))
        model.notify(.saved(function: "orders", "app.py was saved"))
        #expect(model.notice?.text == "the host has died")
        model.type("j")
        #expect(model.notice?.text == "app.py was saved; orders restarts")
        model.type("k")
        #expect(model.notice == nil)
    }

    @Test func `other notices replace each other, and a later loss replaces an earlier one`() {
        var model = Model.deck()
        model.notify(.host(.lost(Notice(.error, "the host cannot be started"))))
        model.notify(.notice(Notice(.info, "removed a container")))
        #expect(model.notice?.text == "removed a container")
        model.notify(.host(.lost(Notice(.warning, "the host has died", stays: true))))
        model.notify(.host(.lost(Notice(.error, "the host cannot be started"))))
        #expect(model.notice?.text == "the host cannot be started")
    }
}
