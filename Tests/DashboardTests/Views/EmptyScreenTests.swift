import LambdaModel
import Testing

@testable import Dashboard

/// What an empty screen shows: what it means, and what to do about it.
@Suite struct EmptyScreenTests {
    private func start(_ news: ManifestNews) -> Model {
        var model = Model(size: Size(width: 120, height: 36), now: Model.start)
        model.notify(.manifest(news))
        return model
    }

    @Test func `no functions json`() throws {
        try Picture.expect(start(.missing(["/home/ann/shop/backend", "/home/ann/shop", "/home/ann"])), "empty-no-file")
    }

    @Test func `a broken functions json`() throws {
        let problems = [
            "functions.json:3:5: error: unknown key \"handlr\"; did you mean \"handler\"?",
            "functions.json:7:15: error: the folder examples/orders/src does not exist",
            "functions.json:9:13: error: \"port\" must be a whole number from 1 to 65535",
        ]
        let news = ManifestNews.broken(path: "functions.json", problems: problems)
        try Picture.expect(start(news), "empty-broken-file")
        var model = Model.deck()
        model.notify(.manifest(news))
        try Picture.expect(model, "broken-file-with-functions")
        model.notify(.manifest(.missing(["/home/ann/shop"])))
        try Picture.expect(model, "gone-file-with-functions")
    }

    @Test func `no function in functions json`() throws {
        try Picture.expect(start(.loaded(path: "functions.json", [], warnings: [])), "empty-no-functions")
    }

    @Test func `no saved events`() throws {
        var model = Model.deck(events: [])
        model.type("2")
        try Picture.expect(model, "empty-no-events")
        model.notify(.events(function: "hello", EventList()))
        try Picture.expect(model, "empty-no-events-folder")
        model.type("i")
        try Picture.expect(model, "empty-no-events-invoked")
    }

    @Test func `no engine`() throws {
        var model = Model.deck()
        model.notify(
            .engine(
                .unavailable(
                    "no container engine answers at unix:///var/run/docker.sock: start Docker, or name another one with --host"
                )))
        try Picture.expect(model, "empty-no-engine")
        model.type("5")
        try Picture.expect(model, "empty-no-engine-logs")
    }

    @Test func `an image that cannot be pulled`() throws {
        var model = Model.deck()
        let reason =
            "the image public.ecr.aws/lambda/nodejs:22 is not on this machine, and its registry cannot be reached "
            + "(dial tcp: lookup public.ecr.aws: no such host); name a mirror with LAMDECK_REGISTRY or \"registry\""
        model.setState(.failed(FailureReason(.image, reason)))
        try Picture.expect(model, "failed-image")
        model.type("5")
        try Picture.expect(model, "failed-image-logs")
    }

    @Test func `a container that exited, with its last lines`() throws {
        var model = Model.deck()
        let reason = FailureReason(
            .container, "the container exited with code 1: ModuleNotFoundError: No module named 'requests'",
            lastLines: [
                "Traceback (most recent call last):", "  File \"/var/task/app.py\", line 1, in <module>",
                "    import requests", "ModuleNotFoundError: No module named 'requests'",
            ])
        model.setState(.failed(reason))
        model.type("5")
        try Picture.expect(model, "failed-container-logs")
    }

    @Test func `a ready function without a log and a response`() throws {
        var model = Model.deck()
        model.setState(.ready)
        try Picture.expect(model, "empty-ready")
        model.type("4")
        try Picture.expect(model, "empty-ready-response")
    }

    @Test func `who serves a ready function, and why, if lamdeck does not`() throws {
        var model = Model.deck()
        model.setState(.ready)
        let reason =
            "its containers cannot reach lamdeck at 172.17.0.1:40312: a firewall of this machine may drop their "
            + "connections (with ufw, `ufw allow in on docker0` lets them in)"
        model.notify(.emulator(function: "hello", reason: reason))
        try Picture.expect(model, "empty-ready-emulator")
        model.setState(.busy(queued: 2))
        #expect(model.status.contains("busy, 2 queued · emulator · http://127.0.0.1:9001"))
        model.notify(.emulator(function: "hello", reason: nil))
        #expect(model.status.contains("busy, 2 queued · http://127.0.0.1:9001"))
    }

    @Test func `a function has no address while another program has its port`() {
        var model = Model.deck()
        model.setState(.ready)
        model.notify(.port(function: "hello", problem: "port 9001 is in use by nc (pid 7)"))
        #expect(model.status.contains("ready · port 9001 is closed"))
        #expect(model.item?.hasOpenPort == false)
        #expect(model.type("o") == [])
        #expect(model.notice?.text == "hello: port 9001 is in use by nc (pid 7)")
        model.notify(.port(function: "hello", problem: nil))
        #expect(model.status.contains("ready · http://127.0.0.1:9001"))
        #expect(model.item?.hasOpenPort == true)
    }

    @Test func `a function that does not run has no server`() {
        var model = Model.deck()
        model.setState(.ready)
        model.notify(.emulator(function: "hello", reason: "LAMDECK_RUNTIME is emulator"))
        model.setState(.restarting)
        model.setState(.ready)
        #expect(!model.status.contains("emulator"), "the host reports it again")
        model.notify(.emulator(function: "nobody", reason: "LAMDECK_RUNTIME is emulator"))
        #expect(model.function("nobody") == nil)
    }

    @Test func `a log with emulator lines only says how to show them`() {
        var model = Model.deck()
        model.setState(.ready)
        model.log(["(rapid) INIT START"], source: .emulator)
        #expect(model.rows.contains { $0.contains("No log output yet. R shows all lines.") })
        model.type("R")
        #expect(model.rows.contains { $0.contains("(rapid) INIT START") })
    }
}
