import Testing

@testable import LambdaRuntime

@Suite("How many calls are admitted")
struct InvocationLimiterTests {
    private func fill(_ limiter: InvocationLimiter) -> [InvocationLimiter.Place] {
        (0..<InvocationLimiter.mostCalls).compactMap { _ in try? limiter.admit("hello", bytes: 1).get() }
    }

    private func isFull(_ limiter: InvocationLimiter) -> Bool {
        switch limiter.admit("hello", bytes: 1) {
        case .success: false
        case .failure: true
        }
    }

    @Test func aPlaceIsGivenBackOnceHoweverOftenItIsLeft() throws {
        let limiter = InvocationLimiter()
        let places = fill(limiter)
        #expect(places.count == InvocationLimiter.mostCalls)
        #expect(isFull(limiter))
        for _ in 0..<3 { places[0].leave() }
        let next = try limiter.admit("hello", bytes: 1).get()
        #expect(isFull(limiter))
        next.leave()
        for place in places { place.leave() }
    }

    /// A call that ended in another way than expected kept its place, until the function refused all calls.
    @Test func anUnheldPlaceIsFree() {
        let limiter = InvocationLimiter()
        for _ in 0..<3 { #expect(fill(limiter).count == InvocationLimiter.mostCalls) }
    }
}
