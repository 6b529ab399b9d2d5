import JSONText
import LambdaModel
import Testing

@testable import LambdaRuntime

/// How extensions register at the Extensions API, over real sockets.
@Suite("Registration of extensions", .timeLimit(.minutes(4)))
struct ExtensionRegistrationTests {
    @Test(arguments: [nil, "accountId", "other, accountId"])
    func `a registered extension learns about the function`(feature: String?) async throws {
        try await RuntimePlace.with(extensions: ["a"]) { place in
            try await FakeRuntime.with(place) { other in
                let answer = try await other.register("a", feature: feature)
                #expect(answer.status == 200)
                #expect(answer.extensionID?.count == 36)
                #expect(answer["functionName"]?.string == "orders")
                #expect(answer["functionVersion"]?.string == "$LATEST")
                #expect(answer["handler"]?.string == "app.handler")
                #expect(answer["accountId"]?.string == (feature == nil ? nil : LocalAccount.id))
            }
        }
    }

    @Test func `the runtime starts when all extensions are registered`() async throws {
        try await RuntimePlace.with(extensions: ["a", "b"], isReleased: false) { place in
            try await FakeRuntime.with(place) { other in
                #expect(try await other.register("a").errorType == "Extension.RegistrationClosed", "nothing runs")
                place.server.release()
                // Its loop may read a request that arrives now before it carries the release out.
                try await place.news.has(.started(.release))
                let a = try #require(try await other.register("a").extensionID)
                #expect(try await other.event().status == 403, "no runtime runs")
                #expect(place.news.all == [.started(.release)])
                let b = try #require(try await other.register("b").extensionID)
                #expect(a != b)
                try await place.news.has(.started(.runtime))
                #expect(place.news.all == [.started(.release), .started(.runtime)])
                #expect(await place.server.hasExtensions())
            }
        }
    }

    @Test func `the init is over when the runtime and all extensions wait`() async throws {
        try await RuntimePlace.with(extensions: ["a"]) { place in
            try await FakeRuntime.with(place) { other in
                let id = try #require(try await other.register("a").extensionID)
                try await FakeRuntime.with(place) { runtime in
                    try await runtime.askForEvent()
                    // The end of the registration shows that the server has the request.
                    try await FakeRuntime.with(place) { second in
                        _ = try await asking(for: "the end of the registration") {
                            try await second.register("a").errorType == "Extension.RegistrationClosed" ? true : nil
                        }
                    }
                    #expect(!place.news.all.contains { $0.initReport != nil })
                    try await other.askForEvent(as: id)
                    #expect(try await place.news.initReport().failure == nil)
                }
            }
        }
    }

    @Test(arguments: ["", "[]", "{}", #"{"events": 1}"#, #"{"events": "INVOKE"}"#, #"{"events": ["INVOKE"]"#])
    func `another body is refused`(body: String) async throws {
        try await RuntimePlace.with(extensions: ["a"]) { place in
            try await FakeRuntime.with(place) { other in
                let answer = try await other.ask(
                    "POST", "/2020-01-01/extension/register", ["Lambda-Extension-Name": "a"], Array(body.utf8))
                #expect(answer.status == 403)
                #expect(answer.errorType == "InvalidRequestFormat")
                #expect(answer.extensionID == nil)
                #expect(try await other.register("a").status == 200, "it may try again")
            }
        }
    }

    @Test func `names and events must be right`() async throws {
        try await RuntimePlace.with(extensions: ["a"]) { place in
            try await FakeRuntime.with(place) { other in
                func isRefused(_ name: String?, _ events: String, _ type: String) async throws {
                    let answer = try await other.register(name, events: events)
                    #expect(answer.status == 403, "\(type)")
                    #expect(answer.errorType == type)
                }
                try await isRefused(nil, "[]", "Extension.InvalidExtensionName")
                try await isRefused("", "[]", "Extension.InvalidExtensionName")
                try await isRefused("a", #"["OTHER"]"#, "Extension.InvalidEventType")
                try await isRefused("inside", #"["SHUTDOWN"]"#, "Extension.InvalidEventType")
                #expect(try await other.register("a").status == 200)
                try await isRefused("a", "[]", "Extension.InvalidExtensionState")
                #expect(try await other.register("inside", events: #"["INVOKE"]"#).status == 200)
            }
        }
    }
}
