import Testing

@testable import LambdaRuntime

@Suite("The pace of a stream") struct StreamPaceTests {
    @Test(
        "A reader that must pause is woken once, when the client takes more or gets no more", arguments: [true, false])
    func pause(resumes: Bool) {
        let (pace, woken) = (StreamPace(), Counter(0))
        #expect(!pace.pauses { woken.increment() })
        pace.pause()
        pace.pause()
        #expect(pace.pauses { woken.increment() })
        #expect(woken.current == 0)
        if resumes { pace.resume() } else { pace.end() }
        #expect(woken.current == 1)
        pace.resume()
        pace.end()
        #expect(woken.current == 1)
    }

    @Test("After the end nothing pauses, and the first reason stays")
    func end() {
        let pace = StreamPace()
        #expect(pace.cutOff == nil)
        pace.end(cutOff: "it does not read")
        pace.end()
        pace.pause()
        #expect(!pace.pauses {})
        #expect(pace.cutOff == "it does not read")
    }
}
