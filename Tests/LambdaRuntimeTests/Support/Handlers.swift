/// Functions used by several tests.
enum Handlers {
    /// Returns the event, and prints it.
    static let echo = """
        def handler(event, context):
            print("got", event)
            return event
        """

    /// Prints `waiting N` and returns N as soon as a file `go` is next to the code; counts its calls.
    static let waiting = """
        import os, time
        count = 0
        def handler(event, context):
            global count
            count += 1
            # One write: calls in several processes may print at the same time.
            print(f"waiting {event['n']}\\n", end="", flush=True)
            while event.get("wait", True) and not os.path.exists("/var/task/go"):
                time.sleep(0.005)
            return [event["n"], count]
        """
}
