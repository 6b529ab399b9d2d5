import Foundation
import HostLink
import JSONText
import LambdaModel

/// What the files of events get from calls.
extension EventFiles {
    /// The largest event that is laid out on several lines; a larger one is written as it was sent.
    private static let mostFormatted = 256 << 10

    // MARK: A call becomes an event

    /// Writes the event of a stored call as a new event. Secrets that the history replaced stay replaced.
    func save(_ entry: HistoryEntry, as name: String) throws(EventRefusal) -> EventFileChange {
        guard entry.missingEventBytes == 0 else {
            throw .problem("this event cannot be saved: it was too large to keep whole in the history")
        }
        let payload = entry.result.request.payload
        let document = try? JSONDocument(payload)
        var change = try create(name, document.map(Self.lines) ?? payload)
        if entry.maskedEventValues > 0 {
            change.secrets = document.map { MarkedValues.paths(of: SecretMark.text, in: $0) } ?? []
        }
        return change
    }

    /// JSON on several lines, unless it is large or has several lines already.
    private static func lines(_ document: JSONDocument) -> [UInt8] {
        guard document.bytes.count <= mostFormatted, !document.bytes.contains(UInt8(ascii: "\n")) else {
            return document.bytes
        }
        return Array((document.formatted() + "\n").utf8)
    }

    // MARK: A response becomes an expectation

    /// A response that becomes an expectation.
    struct Accepted: Sendable {
        let result: InvocationResult
        /// Another call with the same event and the same code.
        var again: InvocationResult?
        /// Whether the history has the whole response, without replaced secrets.
        var isComplete = true
    }

    /// Writes a response as the expectation of an event.
    func accept(_ name: String, _ accepted: Accepted) throws(EventRefusal) -> EventFileChange {
        let event = try existing(name)
        guard accepted.isComplete else {
            throw .problem(
                "the history does not have this whole response; invoke \(name) again, then accept the answer")
        }
        let path = try target(of: event.expectationPath, in: event.root)
        let file = (path as NSString).lastPathComponent
        var before: Expectation?
        if event.expectation != nil {
            do {
                before = try Expectation(try bytes(of: path), file: file)
            } catch let error as ExpectationError {
                throw .problem("\(error.problems[0]); correct the file, or delete it")
            } catch let refusal as EventRefusal {
                throw refusal
            } catch {
                throw .problem("\(file): \(error)")
            }
        }
        let now = CurrentTime(around: accepted.result)
        let acceptance = Expectation.accepting(accepted.result, over: before, and: accepted.again, at: now)
        switch acceptance {
        case .holds: return EventFileChange(name: name, notes: ["the expectation holds already"])
        case .impossible(let reason): throw .problem("\(file): \(reason)")
        case .text(let text):
            let token: String
            do throws(SafeFileError) {
                token = try trash.copy(path, before: Array(text.utf8))
            } catch {
                throw error.refusal("\(file) is not written, since its copy for undo cannot be made")
            }
            try write(path, Array(text.utf8))
            let lengths = accepted.again.map { Expectation.changingLengths(accepted.result, $0) } ?? []
            return EventFileChange(
                name: name, token: token,
                notes: lengths.map { "\($0): its length changes from call to call; any value is expected there" })
        }
    }

    // MARK: Checking

    /// Compares a call of an event with the event's expectation; nil if there is none, or if the event was changed
    /// after it was sent.
    func check(_ result: InvocationResult) -> ExpectationReport? {
        guard result.isTelling, let event = try? existing(result.request.event), let expectation = event.expectation,
            let sent = try? bytes(of: event.path), EventBytes.withoutMark(sent) == result.request.payload,
            let text = try? bytes(of: expectation.path)
        else { return nil }
        let file = (expectation.path as NSString).lastPathComponent
        return ExpectationReport(ExpectationState(of: result, text, file: file), stamp: expectation.stamp)
    }
}

extension CurrentTime {
    /// The time of a call; the days are those of UTC and of this machine.
    init(around result: InvocationResult) {
        let (begin, end) = (result.startedAt, result.startedAt + max(0, result.seconds))
        var days: Set<CalendarDay> = []
        for zone in [TimeZone.gmt, .current] {
            for time in [begin, end] { days.insert(CalendarDay(Date(timeIntervalSince1970: time), in: zone)) }
        }
        self.init(begin...end, days: days)
    }
}
