import Testing

@testable import LambdaRuntime

/// When the engine is asked whether a container has ended.
struct RuntimeInquiryTests {
    @Test func onlyTheLastConnectionIsASign() {
        var inquiry = RuntimeInquiry()
        inquiry.connected()
        inquiry.connected()
        #expect(inquiry.disconnected() == false)
        #expect(inquiry.disconnected() == true)
    }

    @Test func aSignDuringAQuestionAsksAgain() {
        var inquiry = RuntimeInquiry()
        #expect(inquiry.begin() == true)
        #expect(inquiry.begin() == nil)
        #expect(inquiry.answered(hasEnded: false, isRunning: true) == true)
        #expect(inquiry.begin() == true)
        #expect(inquiry.answered(hasEnded: false, isRunning: true) == false)
    }

    @Test func noQuestionFollowsTheEnd() {
        var inquiry = RuntimeInquiry()
        #expect(inquiry.begin() == true)
        #expect(inquiry.begin() == nil)
        #expect(inquiry.answered(hasEnded: true, isRunning: true) == false)
        #expect(inquiry.brokeAt != nil)
        // The container's end is known: a later sign is not its first.
        #expect(inquiry.begin() == false)
    }

    @Test func aRuntimeThatClosesItsConnectionsIsAskedForOnce() {
        var inquiry = RuntimeInquiry()
        inquiry.connected()
        #expect(inquiry.disconnected() == true)
        #expect(inquiry.begin() == true)
        #expect(inquiry.answered(hasEnded: false, isRunning: true) == false)
        #expect(inquiry.brokeAt == nil)
        inquiry.connected()
        #expect(inquiry.disconnected() == false)
        // A break in the middle of a response is a sign again.
        inquiry.connected()
        inquiry.brokeInResponse()
        #expect(inquiry.disconnected() == true)
    }
}
