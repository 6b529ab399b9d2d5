import Foundation
import JSONText
import Testing

/// What scripts and users get of earlier calls.
@Suite(.limited)
struct HistoryCommandTests {
    @Test("invoke keeps its calls without the values of environment variables, and history finds them")
    func stored() async throws {
        let secret = "hunter2-\\\"and-more"
        let orders = SampleFunction.python("orders", "print(os.environ['KEY'])\nreturn [os.environ['KEY'], 1.0]").with {
            $0.settings = ["\"environment\": { \"KEY\": \"\(secret)\" }"]
        }
        try await Project.run(orders, .python("other")) { project in
            let none = try await project.lamdeck("history")
            #expect(none.status == 0 && none.output.isEmpty)
            #expect(none.messages.contains("no invocations yet"))

            #expect(try await project.lamdeck("invoke", "orders", "event").text.contains("hunter2"))
            #expect(try await project.lamdeck("invoke", "other", "event").status == 0)
            try project.replace("event[\"n\"]", with: "int('x')", in: "other/code/app.py")
            #expect(try await project.lamdeck("invoke", "other", "event").status == 1)

            let table = try await project.lamdeck("history")
            #expect(table.status == 0 && table.messages.isEmpty)
            #expect(table.lines.count == 4)
            #expect(table.lines[1].contains("function error") && table.lines[1].hasSuffix("ValueError"))
            #expect(table.lines[3].hasPrefix("1 ") && table.lines[3].contains("event.json"))

            let json = try await project.lamdeck("history", "orders", "--json")
            #expect(json.lines.count == 1)
            let object = try JSONDocument(Array(json.output)).root
            #expect(object["id"]?.int == 1)
            #expect(object["verdict"]?.string == "ok")
            #expect(object["payload"]?.text == "{\"n\":1}")
            #expect(object["response"]?.text == "[\"•••\",1.0]")
            #expect(object["log"]?.text == "[\"•••\"]")
            #expect(object["requestId"] != nil && object["spec"] != nil && object["durationMs"]?.double ?? 0 > 0)
            #expect(object["time"]?.string?.hasSuffix("Z") == true)

            // The code of the two calls differs.
            let others = try await project.lamdeck("history", "other", "--json")
            let hashes = try others.lines.map { try JSONDocument(Array($0.utf8)).root["codeHash"]?.string }
            #expect(hashes.count == 2 && hashes[0] != nil && hashes[0] != hashes[1])

            #expect(try await project.lamdeck("history", "--matching", "VALUEERROR").lines.count == 2)
            #expect(try await project.lamdeck("history", "--limit", "1").lines.count == 2)
            let whole = try await project.lamdeck("history", "--id", "3")
            #expect(whole.text.contains("ValueError: invalid literal") && whole.text.contains("\"n\": 1"))
            #expect(!(table.text + json.text + whole.text).contains("hunter2"))
        }
    }

    @Test("history finds words in the events, the responses and the logs of calls, also after the host has ended")
    func contents() async throws {
        let orders = SampleFunction.python("orders", "print('checked', event['sku'])\nreturn {'total': event['n'] * 2}")
        try await Project.run(orders) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            for (sku, number) in [("X-013", 1), ("Ü-014", 123_456_789)] {
                let event = "{\"sku\": \"\(sku)\", \"n\": \(number)}"
                #expect(try await project.post(event, port: orders.port).contains("total"))
            }
            try await waitUntil("the calls in the history") { try await project.lamdeck("history").lines.count == 3 }
            for isServed in [true, false] {
                if !isServed { #expect(try await project.lamdeck("down").status == 0) }
                for (words, numbers) in [
                    ("x-013", ["1"]), ("CHECKED", ["2", "1"]), ("246913578", ["2"]), ("ü-014", ["2"]),
                    ("checked orders total", ["2", "1"]), ("checked x-013 246913578", []), ("nothing", []),
                ] {
                    let found = try await project.lamdeck("history", "--matching", words)
                    #expect(found.status == 0)
                    let rows = found.lines.dropFirst().map { String($0.prefix { $0 != " " }) }
                    #expect(rows == numbers, "\(words): \(found.text)")
                }
            }
        }
    }

    @Test("An unknown number or function is wrong usage; a damaged file is set aside with a message")
    func wrong() async throws {
        try await Project.run(.python("orders")) { project in
            let number = try await project.lamdeck("history", "--id", "7")
            #expect(number.status == 2 && number.messages.contains("no invocation 7"))
            let name = try await project.lamdeck("history", "order")
            #expect(name.status == 2 && name.messages.contains("did you mean \"orders\"?"))
            #expect(try await project.lamdeck("history", "--limit", "0").status == 2)

            #expect(try await project.lamdeck("invoke", "orders", "event").status == 0)
            let folder = try #require(project.environment["HOME"]) + "/.local/state/lamdeck/history"
            for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
                try Data("no database".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
            }
            let damaged = try await project.lamdeck("history")
            #expect(damaged.output.isEmpty)
            #expect(damaged.messages.contains("was damaged") && damaged.messages.contains(".broken-"))
            #expect(try await project.lamdeck("invoke", "orders", "event").status == 0)
            #expect(try await project.lamdeck("history").lines.count == 2)
        }
    }
}
