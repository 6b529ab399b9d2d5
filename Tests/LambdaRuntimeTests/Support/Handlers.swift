/// Functions that several tests run.
enum Handlers {
    /// Answers what it was asked, and prints it.
    static let echo = """
        def handler(event, context):
            print("got", event)
            return event
        """

    /// Prints `waiting N` and answers N once there is a file `go` beside the code; counts its calls.
    static let waiting = """
        import os, time
        count = 0
        def handler(event, context):
            global count
            count += 1
            print("waiting", event["n"], flush=True)
            while event.get("wait", True) and not os.path.exists("/var/task/go"):
                time.sleep(0.005)
            return [event["n"], count]
        """
}
