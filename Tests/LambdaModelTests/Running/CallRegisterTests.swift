import LambdaModel
import Testing

@Suite("Cancelled calls")
struct CallRegisterTests {
    private var register = CallRegister<Int, String>()

    @Test("A call cancelled while its event is read is cancelled when it begins")
    mutating func early() {
        register.expect(1)
        #expect(register.cancel(1) == nil)
        #expect(register.begin(1, "one") == true)
        #expect(register.running == ["one"])
        register.end(1)
        #expect(register.isEmpty)
    }

    @Test("A running call is cancelled at once")
    mutating func running() {
        register.expect(1)
        #expect(register.begin(1, "one") == false)
        #expect(register.cancel(1) == "one")
        #expect(register.running == ["one"])
    }

    /// Each stayed in memory.
    @Test("Cancelling a call after its end, or before its request, leaves no entry")
    mutating func late() {
        register.expect(1)
        #expect(register.begin(1, "one") == false)
        register.end(1)
        for id in 0..<10 { #expect(register.cancel(id) == nil) }
        #expect(register.isEmpty && register.running.isEmpty)
        register.expect(2)
        #expect(register.begin(2, "two") == false)
    }

    @Test("A call whose event cannot be read leaves no entry")
    mutating func unread() {
        register.expect(1)
        #expect(register.cancel(1) == nil)
        register.end(1)
        #expect(register.isEmpty)
    }
}
