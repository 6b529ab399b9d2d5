import Testing

@testable import LambdaRuntime

@Suite("How many calls are admitted")
struct InvocationLimiterTests {
    private func fill(_ admission: InvocationLimiter) -> [InvocationLimiter.Place] {
        (0..<InvocationLimiter.mostCalls).compactMap { _ in try? admission.admit("hello", bytes: 1).get() }
    }

    private func isFull(_ admission: InvocationLimiter) -> Bool {
        switch admission.admit("hello", bytes: 1) {
        case .success: false
        case .failure: true
        }
    }

    @Test func aPlaceIsGivenBackOnceHoweverOftenItIsLeft() throws {
        let admission = InvocationLimiter()
        let places = fill(admission)
        #expect(places.count == InvocationLimiter.mostCalls)
        #expect(isFull(admission))
        for _ in 0..<3 { places[0].leave() }
        let next = try admission.admit("hello", bytes: 1).get()
        #expect(isFull(admission))
        next.leave()
        for place in places { place.leave() }
    }

    /// A call that ended in another way than expected kept its place, until the function refused all calls.
    @Test func anUnheldPlaceIsFree() {
        let admission = InvocationLimiter()
        for _ in 0..<3 { #expect(fill(admission).count == InvocationLimiter.mostCalls) }
    }
}
