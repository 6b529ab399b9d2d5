import DockerEngine
import HostLink
import LambdaModel
import LambdaRuntime
import Testing

/// Runtimes that break the rules of the Runtime API, on the real engine. Their calls get the true outcome, and the next
/// call is served.
@Suite("Runtimes that misuse the Runtime API")
struct RuntimeMisuseTests {
    /// Does what its event says, and asks for the next event. Any other event is answered with the statuses of the
    /// requests that the last misuse made.
    private static let bootstrap = #"""
        #!/bin/bash
        address=$AWS_LAMBDA_RUNTIME_API
        path=/2018-06-01/runtime/invocation
        post() { curl -sS -o /dev/null -w '%{http_code}' --data-binary "$3" "http://$address$path/$1/$2"; }
        connect() { exec 4<>"/dev/tcp/${address%:*}/${address#*:}"; }
        begin() { printf 'POST %s/%s/%s HTTP/1.1\r\nHost: %s\r\n' "$path" "$id" "$1" "$address"; }
        last=none
        while true; do
            event=$(curl -sS -D /tmp/head "http://$address$path/next")
            id=$(grep -i '^lambda-runtime-aws-request-id:' /tmp/head | tr -d '\r' | cut -d ' ' -f 2)
            case $event in
            '"twice"') last="$(post "$id" response 1) $(post "$id" response 2) $(post "$id" error '{}')" ;;
            '"foreign"')
                last="$(post 00000000-0000-4000-8000-000000000000 response 2) $(post "$id" response 1)" ;;
            '"again"')
                last=$(curl -sS -o /dev/null -w '%{http_code}' "http://$address$path/next")
                last="$last $(post "$id" response 1)" ;;
            '"large"') last=$(head -c 7000000 /dev/zero | tr '\0' x | post "$id" response @-) ;;
            '"half"')
                connect
                { begin response; printf 'Content-Length: 100\r\n\r\nhalf'; } >&4
                exec 4>&-
                last=closed ;;
            '"cause"')
                connect
                {
                    begin error
                    printf 'Lambda-Runtime-Function-Error-Type: Big.Error\r\nContent-Length: 2\r\n'
                    printf 'Lambda-Runtime-Function-XRay-Error-Cause: '
                    head -c 300000 /dev/zero | tr '\0' x
                    printf '\r\n\r\n{}'
                } >&4
                read -r _ last _ <&4
                exec 4>&- ;;
            '"never"') sleep 1000 ;;
            *) post "$id" response "\"$last\"" >/dev/null ;;
            esac
        done
        """#

    /// A misuse, the outcome of its call, and the statuses that its requests get.
    struct Misuse: Sendable {
        var event: String
        var verdict = Verdict.ok
        var error: String?
        var statuses: String
    }

    private static let misuses = [
        Misuse(event: "twice", statuses: "202 400 400"),
        Misuse(event: "foreign", statuses: "400 202"),
        Misuse(event: "again", statuses: "403 202"),
        Misuse(
            event: "large", verdict: .responseTooLarge, error: "Function.ResponseSizeTooLarge", statuses: "413"),
        Misuse(event: "half", verdict: .crashed, error: "Runtime.TruncatedResponse", statuses: "closed"),
        Misuse(event: "cause", verdict: .functionError, error: "Big.Error", statuses: "202"),
    ]

    @Test func getTheTrueOutcomeAndServeTheNextCall() async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.provided("hello", Self.bootstrap)])
            try await deck.start("hello")
            let container = try await project.container().id
            for misuse in Self.misuses {
                let result = await deck.invoke("hello", "\"\(misuse.event)\"")
                let what = "\(misuse.event): \(result.account(seen: deck.journal))"
                #expect(result.verdict == misuse.verdict, "\(what)")
                #expect(result.error?.type == misuse.error, "\(what)")
                if misuse.verdict == .ok { #expect(result.text == "1", "\(what)") }
                await deck.expect("hello", "0", answers: "\"\(misuse.statuses)\"", misuse.event)
            }
            #expect(try await project.container().id == container, "none of this ends an execution environment")
        }
    }

    @Test func oneThatNeverAnswersIsReplacedAtTheTimeout() async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.provided("hello", Self.bootstrap, timeout: 2)])
            try await deck.start("hello")
            let container = try await project.container().id
            let result = await deck.invoke("hello", #""never""#)
            #expect(result.verdict == .timeout, "\(result.account(seen: deck.journal))")
            #expect(result.seconds >= 2)
            await deck.expect("hello", "0", answers: #""none""#)
            #expect(try await project.container().id != container)
        }
    }

    /// Nothing waits beside the container that ends.
    @Test func oneThatExitsBetweenTwoCallsIsReplaced() async throws {
        try await TestProject.run { project in
            let source = """
                import os, threading
                def handler(event, context):
                    if event["leaves"]: threading.Timer(0.5, os._exit, [3]).start()
                    return event["n"]
                """
            let deck = try await project.deck([try await project.python("hello", source)])
            try await deck.start("hello")
            for number in 1...2 {
                let container = try await project.container().id
                await deck.expect("hello", #"{"n": \#(number), "leaves": true}"#, answers: "\(number)")
                try await deck.journal.wait(for: "exit \(number)") { seen in
                    seen.notices.count { $0.contains("exited between invocations") } == number ? true : nil
                }
                await deck.expect("hello", #"{"n": 0, "leaves": false}"#, answers: "0")
                #expect(try await project.container().id != container)
            }
        }
    }
}
