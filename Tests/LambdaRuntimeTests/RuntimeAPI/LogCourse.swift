import LambdaModel
import Testing

/// Something that happens to a container, in the order in which its host sees it.
enum LogStep: Sendable {
    case begin(Int, at: Double)
    /// The engine has this line, with its time stamp.
    case line(LogRecord)
    case close(Int, answeredAt: Double)
    case withdraw(Int)

    static func out(_ text: String, at time: Double) -> Self {
        .line(LogRecord(time: time, source: .output, text: text))
    }

    static func err(_ text: String, at time: Double) -> Self {
        .line(LogRecord(time: time, source: .errorOutput, text: text))
    }

    /// The mark of a call in standard output.
    static func outMark(_ call: Int, at time: Double) -> Self {
        .line(LogRecord(time: time, source: .marker, text: "END RequestId: \(id(call))"))
    }

    /// The mark of a call in standard error.
    static func errMark(_ call: Int, at time: Double) -> Self {
        .line(LogRecord(time: time, source: .marker, text: "REPORT RequestId: \(id(call))"))
    }

    static func id(_ call: Int) -> String { "0000000\(call)-8e6b-4c6d-be19-d08438b530e0" }
}

/// A container's log, and what a reader of all of it writes.
struct LogCourse: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var areConcurrent = false
    let steps: [LogStep]
    /// The number of its call and the text of each entry.
    let entries: [String]
}

extension LogCourse {
    static let all = [
        LogCourse(
            testDescription: "the engine stamps lines at once",
            steps: [
                .begin(1, at: 10), .out("a", at: 10.1), .outMark(1, at: 10.3), .errMark(1, at: 10.3),
                .close(1, answeredAt: 10.2), .begin(2, at: 11), .err("b", at: 11.1), .outMark(2, at: 11.3),
                .errMark(2, at: 11.3), .close(2, answeredAt: 11.2),
            ],
            entries: ["1 START", "1 a", "1 END", "1 ends", "2 START", "2 b", "2 END", "2 ends"]),
        LogCourse(
            testDescription: "the engine stamps the lines after the answer",
            steps: [
                .begin(1, at: 10), .out("a", at: 12), .out("b", at: 12), .err("c", at: 13), .outMark(1, at: 13),
                .errMark(1, at: 13), .close(1, answeredAt: 10.2),
            ],
            entries: ["1 START", "1 a", "1 b", "1 c", "1 END", "1 ends"]),
        LogCourse(
            testDescription: "the engine stamps the lines when the next call has ended",
            steps: [
                .begin(1, at: 10), .begin(2, at: 10.3), .out("a", at: 12), .outMark(1, at: 12), .errMark(1, at: 12),
                .close(1, answeredAt: 10.2), .out("b", at: 12), .outMark(2, at: 12.1), .errMark(2, at: 12.1),
                .close(2, answeredAt: 10.4),
            ],
            entries: ["1 START", "1 a", "1 END", "1 ends", "2 START", "2 b", "2 END", "2 ends"]),
        LogCourse(
            testDescription: "the engine reads one output later than the other",
            steps: [
                .begin(1, at: 10), .out("a", at: 10.1), .outMark(1, at: 10.1), .begin(2, at: 10.3),
                .out("b", at: 10.4), .err("late", at: 12), .errMark(1, at: 12), .close(1, answeredAt: 10.2),
                .outMark(2, at: 12.1), .errMark(2, at: 12.1), .close(2, answeredAt: 10.5),
            ],
            entries: ["1 START", "1 a", "2 START", "2 b", "1 late", "1 END", "1 ends", "2 END", "2 ends"]),
        LogCourse(
            testDescription: "the engine reads one output a call ahead of the other",
            steps: [
                .begin(1, at: 10), .outMark(1, at: 10.1), .begin(2, at: 10.3), .out("b", at: 10.4),
                .outMark(2, at: 10.5), .err("a", at: 12), .errMark(1, at: 12), .close(1, answeredAt: 10.2),
                .err("c", at: 12), .errMark(2, at: 12), .close(2, answeredAt: 10.4),
            ],
            entries: ["1 START", "2 START", "2 b", "1 a", "1 END", "1 ends", "2 c", "2 END", "2 ends"]),
        LogCourse(
            testDescription: "calls write nothing",
            steps: [
                .begin(1, at: 10), .outMark(1, at: 12), .errMark(1, at: 12), .close(1, answeredAt: 10.2),
                .begin(2, at: 11), .outMark(2, at: 13), .errMark(2, at: 13), .close(2, answeredAt: 11.2),
            ],
            entries: ["1 START", "1 END", "1 ends", "2 START", "2 END", "2 ends"]),
        LogCourse(
            testDescription: "a line was written before the call",
            steps: [
                .out("init", at: 9.9), .begin(1, at: 10), .out("more init", at: 12), .err("a", at: 12),
                .outMark(1, at: 12), .errMark(1, at: 12), .close(1, answeredAt: 11),
            ],
            entries: ["- init", "1 START", "1 more init", "1 a", "1 END", "1 ends"]),
        LogCourse(
            testDescription: "a call that ended with its container has no marks",
            steps: [
                .begin(1, at: 10), .out("a", at: 10.1), .err("Traceback", at: 14), .out("last words", at: 14),
                .close(1, answeredAt: 10.2),
            ],
            entries: ["1 START", "1 a", "1 Traceback", "1 last words", "1 END", "1 ends"]),
        LogCourse(
            testDescription: "the marks are lost, and lines follow",
            steps: [
                .begin(1, at: 10), .out("a", at: 12), .err("b", at: 12), .close(1, answeredAt: 10.2),
                .begin(2, at: 10.5), .out("c", at: 12.5), .close(2, answeredAt: 10.6), .err("after", at: 13),
            ],
            entries: [
                "1 START", "1 a", "1 b", "1 END", "1 ends", "2 START", "2 c", "2 END", "2 ends", "- after",
            ]),
        LogCourse(
            testDescription: "a call was given up before its delivery",
            steps: [
                .begin(1, at: 10), .withdraw(1), .begin(2, at: 10.5), .out("a", at: 12), .outMark(2, at: 12),
                .errMark(2, at: 12), .close(2, answeredAt: 10.6),
            ],
            entries: ["2 START", "2 a", "2 END", "2 ends"]),
        LogCourse(
            testDescription: "calls overlap",
            areConcurrent: true,
            steps: [
                .begin(1, at: 10), .begin(2, at: 10.1), .out("b\t\(LogStep.id(2))\t", at: 12),
                .out("a\t\(LogStep.id(1))\t", at: 12), .outMark(2, at: 12), .errMark(2, at: 12.1),
                .close(2, answeredAt: 10.2), .err("a\t\(LogStep.id(1))\tlate", at: 13), .outMark(1, at: 13),
                .errMark(1, at: 13), .close(1, answeredAt: 10.3),
            ],
            entries: [
                "1 START", "2 START", "2 b\t2\t", "1 a\t1\t", "2 END", "2 ends", "1 a\t1\tlate", "1 END", "1 ends",
            ]),
    ]
}
