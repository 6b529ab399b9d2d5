import HostLink
import LambdaModel
import Testing

@testable import LamdeckCLI

struct FunctionListingTests {
    private static let now = 1_700_000_000

    private static func row(
        _ name: String = "hello", state: String? = "running", port: Int? = 9000, status: String = "Up a minute",
        startedAt: Int = now - 60, credentialsEnd: Int? = nil, _ change: (inout ListedFunction) -> Void = { _ in }
    ) -> ListedFunction {
        var row = ListedFunction(name: name, image: "public.ecr.aws/lambda/nodejs:22", port: port)
        row.container = state.map {
            ListedContainer(
                id: "c1", state: $0, status: status, startedAt: startedAt, credentialsEnd: credentialsEnd)
        }
        change(&row)
        return row
    }

    private static func table(_ rows: ListedFunction...) -> String { ListedFunction.table(rows, now: now) }

    @Test func `a function without a container is stopped`() {
        let row = Self.row(state: nil)
        #expect(
            Self.table(row) == """
                FUNCTION  STATE    PORT  UPTIME  MEMORY  IMAGE
                hello     stopped  9000                  public.ecr.aws/lambda/nodejs:22
                """)
        #expect(
            row.json(now: Self.now)
                == #"{"function":"hello","state":"stopped","stale":false,"port":9000,"url":"http://127.0.0.1:9000/","#
                + #""image":"public.ecr.aws/lambda/nodejs:22"}"#)
    }

    @Test func `a running function has uptime and memory`() {
        let row = Self.row(startedAt: Self.now - 3_661) { $0.memory = (1 << 20) + 1 }
        #expect(
            Self.table(row) == """
                FUNCTION  STATE    PORT  UPTIME     MEMORY  IMAGE
                hello     running  9000  1 h 1 min  2 MB    public.ecr.aws/lambda/nodejs:22
                """)
        #expect(
            row.json(now: Self.now)
                == #"{"function":"hello","state":"running","stale":false,"port":9000,"url":"http://127.0.0.1:9000/","#
                + #""image":"public.ecr.aws/lambda/nodejs:22","container":"c1","status":"Up a minute","#
                + #""uptimeSeconds":3661,"memoryMB":1.0}"#)
    }

    @Test(
        arguments: [
            (-5, "0 s"), (0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h 0 min"),
            (86_399, "23 h 59 min"), (86_400, "1 d 0 h"), (900_000, "10 d 10 h"),
        ])
    func `an uptime has two units at most, rounded down`(seconds: Int, text: String) {
        let table = Self.table(Self.row(startedAt: Self.now - seconds))
        #expect(table.contains("9000  \(text)  "), "\(table)")
    }

    @Test func `a function that runs with other settings is marked`() {
        let row = Self.row { $0.isStale = true }
        #expect(Self.table(row).contains("\nhello     running (stale)  9000  1 min"))
        #expect(row.json(now: Self.now).contains(#""stale":true,"port":9000,"url":"http://127.0.0.1:9000/","#))
    }

    @Test func `a container's end replaces its uptime`() {
        let row = Self.row(state: "exited", status: "Exited (1) 5 minutes ago")
        #expect(Self.table(row).contains("\nhello     exited  9000  Exited (1) 5 minutes ago"))
        let json = row.json(now: Self.now)
        #expect(
            json.contains(#""state":"exited","stale":false,"port":9000,"url":"http://127.0.0.1:9000/","#)
                && !json.contains("uptimeSeconds"))
    }

    @Test func `functions that only have containers say so`() {
        let ant = Self.row("ant", port: nil) { ($0.isUnlisted, $0.image) = (true, "made:1") }
        #expect(
            Self.table(Self.row(state: nil), ant) == """
                FUNCTION  STATE                            PORT  UPTIME  MEMORY  IMAGE
                hello     stopped                          9000                  public.ecr.aws/lambda/nodejs:22
                ant       running (not in functions.json)        1 min           made:1
                """)
        #expect(
            ant.json(now: Self.now).hasPrefix(
                #"{"function":"ant","state":"running","stale":false,"image":"made:1","unlisted":true,"container":"c1","#
            ))
    }

    @Test func `credentials have a column if a container has any`() {
        let rows = [
            Self.row(credentialsEnd: Self.now + 3_600), Self.row("other", credentialsEnd: Self.now), Self.row("third"),
        ]
        let lines = ListedFunction.table(rows, now: Self.now).split(separator: "\n")
        #expect(lines[0].hasSuffix("IMAGE                            CREDENTIALS"))
        #expect(lines[1].hasSuffix("public.ecr.aws/lambda/nodejs:22  expire in 1 h 0 min"))
        #expect(lines[2].hasSuffix("public.ecr.aws/lambda/nodejs:22  expired"))
        #expect(lines[3].hasSuffix("public.ecr.aws/lambda/nodejs:22"))
        #expect(rows[0].json(now: Self.now).hasSuffix(#""credentialsEnd":"2023-11-14T23:13:20.000Z"}"#))
    }
}
