import Foundation
import Testing

@testable import LambdaRuntime

@Suite("Request ids of the Lambda server")
struct RequestIDTests {
    @Test func areRandomUUIDs() {
        let ids = (0..<1_000).map { _ in RequestID.make() }
        #expect(Set(ids).count == ids.count)
        for id in ids {
            #expect(UUID(uuidString: id) != nil, "\(id)")
            let form = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
            #expect(id.wholeMatch(of: form) != nil, "\(id)")
        }
    }
}
