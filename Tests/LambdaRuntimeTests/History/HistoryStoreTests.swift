import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Testing

/// What is written to a history can be read from it.
struct HistoryStoreTests {
    @Test("Everything known about an invocation is read as written")
    func whole() async throws {
        var result = InvocationResult.sample(
            payload: Array("{\"a\": 1.0, \"a\": 1e2}".utf8), body: [0xFF, 0, 0xC3, 10])
        var error = InvocationError(type: "ValueError", message: "nul \0 and \u{1B}[31m", trace: ["", "a\nb", "空"])
        error.isDoubtful = true
        result.error = error
        result.verdict = .functionError
        result.isCold = true
        result.queuedSeconds = 0.25
        result.droppedLines = 3
        result.initMilliseconds = 73.065
        result.handlerMilliseconds = 1.25
        result.firstByteMilliseconds = 0.5
        result.partialResponse = [0, 0xFF, 10]
        result.peakMemory = 40_000_001
        result.memoryLimit = 134_217_728
        result.cpuSeconds = 0.005
        let sources: [LogRecord.Source] = [.output, .errorOutput, .marker, .emulator, .lamdeck]
        result.log = sources.map {
            LogRecord(
                time: 1_763_849_552.000_123, source: $0, text: "\0\t\"\u{1B}[1m\u{FFFD}", invocation: "5399074e-1")
        }
        result.log.append(LogRecord(time: -1, source: .output, text: ""))
        result.log.append(LogRecord(time: 0, source: .output, text: "x", invocation: "another"))

        let sample = try HistorySample()
        let writer = sample.store()
        writer.record(result, spec: "0123", codeHash: { "4567" })
        await writer.flush()
        let store = sample.store()
        let (rows, problem) = await store.rows()
        #expect(problem == nil)
        let row = try #require(rows.first)
        #expect(rows.count == 1)
        #expect(row == HistoryRow(id: row.id, summary: InvocationSummary(result), spec: "0123", codeHash: "4567"))
        let entry = try await store.entry(row.id)
        #expect(entry.result == result)
        #expect(entry.row == row)
        #expect(entry.isEventAsSent && entry.missingResponseBytes == 0)
        #expect(sample.problems.isEmpty)
    }

    @Test(
        "Every kind of reply is read as written",
        arguments: [
            InvocationReply.cancelled, .unreachable("the connection broke\0 \u{7}"),
            .refused(FailureReason(.engine, "no engine")), .refused(FailureReason(.image, "no image")),
            .refused(FailureReason(.container, "it died", lastLines: ["one", "", "\0"])),
            .refused(FailureReason(.settings, "the folder is gone")), .answered(status: 502, body: []),
        ])
    func replies(_ reply: InvocationReply) async throws {
        var result = InvocationResult.sample()
        result.reply = reply
        (result.verdict, result.error) = Verdict.read(reply)
        let sample = try HistorySample()
        let store = sample.store()
        store.record(result)
        let row = try #require(await store.rows().rows.first)
        #expect(try await store.entry(row.id).result == result)
    }

    @Test("Every verdict is read as written", arguments: Verdict.allCases)
    func verdicts(_ verdict: Verdict) async throws {
        var result = InvocationResult.sample()
        result.verdict = verdict
        let store = try HistorySample().store()
        store.record(result)
        #expect(await store.rows().rows.map(\.summary.verdict) == [verdict])
    }

    @Test(
        "The largest response that Lambda allows, an empty and a deeply nested response are kept whole",
        arguments: [noise(6_291_556), [], [UInt8](repeating: UInt8(ascii: "["), count: 100_000)])
    func sizes(_ body: [UInt8]) async throws {
        let sample = try HistorySample()
        let store = sample.store()
        store.record(.sample(body: body))
        let row = try #require(await store.rows().rows.first)
        let entry = try await store.entry(row.id)
        #expect(entry.result.body == body)
        #expect(entry.missingResponseBytes == 0)
    }

    @Test("Parts that are too long are cut, and the cut amount is kept")
    func cut() async throws {
        var limits = HistoryLimits()
        limits.partBytes = 1000
        var result = InvocationResult.sample(payload: noise(1001), body: noise(5000))
        result.log = (0..<20).map {
            LogRecord(time: Double($0), source: .output, text: String(repeating: "é", count: 50))
        }
        result.droppedLines = 2
        let sample = try HistorySample()
        let store = sample.store(limits)
        store.record(result)
        let entry = try await store.entry(try #require(await store.rows().rows.first).id)
        #expect(entry.result.request.payload == Array(noise(1001).prefix(1000)))
        #expect(entry.missingEventBytes == 1)
        #expect(!entry.isEventAsSent)
        #expect(entry.result.body == Array(noise(5000).prefix(1000)))
        #expect(entry.missingResponseBytes == 4000)
        #expect(entry.result.log == Array(result.log.prefix(7)))
        #expect(entry.result.droppedLines == 15)
        // An event that just fits is not cut.
        store.record(.sample(payload: noise(1000), body: noise(1000)))
        let fitting = try await store.entry(try #require(await store.rows().rows.first).id)
        #expect(fitting.isEventAsSent && fitting.missingResponseBytes == 0)
    }

    @Test("The newest is first, whatever the clock said")
    func order() async throws {
        let store = try HistorySample().store()
        for (number, time) in [(1, 2_000_000_000.0), (2, 1.0), (3, -5.0), (4, 1_000_000_000.0)] {
            store.record(.sample(number, at: time))
        }
        let rows = await store.rows().rows
        #expect(rows.map(\.summary.event) == ["cart-4.json", "cart-3.json", "cart-2.json", "cart-1.json"])
        #expect(await store.rows(limit: 2).rows == Array(rows.prefix(2)))
        #expect(await store.rows(limit: 0).rows.isEmpty)
        #expect(await store.rows(limit: -1).rows.isEmpty)
    }

    @Test(
        "Words narrow the list, and are matched literally",
        arguments: [
            ("", 3), ("HELLO", 1), ("100%", 1), ("%", 1), ("_", 1), ("cart", 3), ("timeout", 1), ("timed out", 1),
            ("valueerror", 1), ("orders ok", 1), ("orders valueerror", 0), ("5399074E-2", 1), ("'; DROP", 0), ("\\", 0),
            ("  ", 3),
        ])
    func matching(_ words: String, _ count: Int) async throws {
        let store = try HistorySample().store()
        store.record(.sample(1, function: "orders"))
        var second = InvocationResult.sample(2, function: "hello")
        second.verdict = .functionError
        second.error = InvocationError(type: "ValueError", message: "")
        store.record(second)
        var third = InvocationResult.sample(3, function: "edge_case")
        third.request.event = "cart 100%.json"
        third.verdict = .timeout
        store.record(third)
        #expect(await store.rows(matching: words).rows.count == count)
    }

    @Test("The list of one function has no other function's invocations")
    func function() async throws {
        let store = try HistorySample().store()
        for number in 1...6 { store.record(.sample(number, function: number % 2 == 0 ? "hello" : "hello2")) }
        let rows = await store.rows(function: "hello", matching: "ok", limit: 2).rows
        #expect(rows.map(\.summary.event) == ["cart-6.json", "cart-4.json"])
        #expect(await store.rows(function: "hell").rows.isEmpty)
    }

    @Test("A project without a history has an empty list, and reading it creates no file")
    func nothing() async throws {
        let sample = try HistorySample()
        let store = sample.store()
        let (rows, problem) = await store.rows()
        #expect(rows.isEmpty && problem == nil)
        await #expect(throws: HistoryError.noSuchInvocation(7)) { try await store.entry(7) }
        #expect(!FileManager.default.fileExists(atPath: sample.tree.path + "/state"))
        store.record(.sample())
        await #expect(throws: HistoryError.noSuchInvocation(7)) { try await store.entry(7) }
    }

    @Test("Other users cannot read the file, its log and its folder")
    func permissions() async throws {
        let sample = try HistorySample()
        let store = sample.store()
        store.record(.sample())
        await store.flush()
        let folder = sample.tree.path + "/state/history"
        #expect(try FileTree.mode(folder) == 0o700)
        let files = try sample.files()
        #expect(files.count == 3, "the file, its log and its index: \(files)")
        for file in files { #expect(try FileTree.mode("\(folder)/\(file)") == 0o600) }
    }

    @Test("Secrets of the environment are not in the file, in no part of a result")
    func secrets() async throws {
        let secret = "hunter2-and-more"
        var result = InvocationResult.sample(
            payload: Array("{\"key\": \"\(secret)\"}".utf8), body: Array("[\"\(secret)\", \"\(secret)\"]".utf8))
        result.error = InvocationError(type: "E\(secret)", message: "no \(secret)", trace: ["at \(secret)"])
        result.log = [LogRecord(time: 1, source: .errorOutput, text: "got \(secret)!")]
        var refused = InvocationResult.sample()
        refused.reply = .refused(FailureReason(.container, "died of \(secret)", lastLines: ["x \(secret)"]))
        var unreachable = InvocationResult.sample()
        unreachable.reply = .unreachable("lost \(secret)")

        let sample = try HistorySample()
        var store: HistoryStore? = sample.store()
        for each in [result, refused, unreachable] { store?.record(each, masking: Masking([secret])) }
        let rows = await store?.rows().rows ?? []
        let last = try #require(rows.last)
        let entry = try #require(try await store?.entry(last.id))
        #expect(entry.result.request.payload == Array("{\"key\": \"•••\"}".utf8))
        #expect(entry.maskedEventValues == 1 && !entry.isEventAsSent)
        #expect(entry.result.body == Array("[\"•••\", \"•••\"]".utf8))
        #expect(entry.result.error == InvocationError(type: "E•••", message: "no •••", trace: ["at •••"]))
        #expect(entry.row.summary.errorType == "E•••")
        #expect(entry.result.log.map(\.text) == ["got •••!"])
        store = nil
        for name in try sample.files() {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(sample.tree.path)/state/history/\(name)"))
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
        }
    }

    @Test("The function's own status is kept, also if the response is cut")
    func status() async throws {
        let sample = try HistorySample()
        var limits = HistoryLimits()
        limits.partBytes = 40
        let store = sample.store(limits)
        let body = #"{"a": "\#(String(repeating: "x", count: 100))", "statusCode": 503}"#
        store.record(.sample(1, body: Array(body.utf8)))
        store.record(.sample(2))
        let rows = await store.rows().rows
        #expect(rows.map(\.summary.functionStatus?.code) == [nil, 503])
        #expect(await store.rows(matching: "503").rows.map(\.summary.event) == ["cart-1.json"])
    }
}
