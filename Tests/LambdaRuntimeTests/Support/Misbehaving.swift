/// One handler per language that does whatever its event says: all outcomes of a call.
enum Misbehaving {
    static let python = """
        import ctypes, json, logging, os, sys, time
        print("loading")
        def handler(event, context):
            match event["do"]:
                case "raise": print("before"); raise ValueError("boom")
                case "nested":
                    try: {}["x"]
                    except KeyError as error: raise RuntimeError("outer") from error
                case "return": return {"errorType": "ValueError", "errorMessage": "not raised", "stackTrace": []}
                case "returnAndLog":
                    print("ERROR of mine"); return {"errorType": "ValueError", "errorMessage": "not raised"}
                case "exit": print("leaving", flush=True); os._exit(3)
                case "kill": os.kill(os.getpid(), 9)
                case "memory":
                    print("eating", flush=True)
                    hoard = []
                    while True: hoard.append(bytearray(8 << 20))
                case "sleep": print("sleeping", flush=True); time.sleep(event["s"])
                case "large": return "x" * 7_000_000
                case "set": return {1, 2}
                case "none": return None
                case "partial": sys.stdout.write("no newline"); return 1
                case "returns": print("a\\rb\\r\\nc"); return 1
                case "stderr": print("to stderr", file=sys.stderr); return 1
                case "many":
                    for number in range(event["n"]): print(number)
                    return 1
                case "quiet": return "q"
                case "logger":
                    logging.getLogger().setLevel(20); logging.info("hello %s", 1); logging.error("bad"); return 1
                case "likeATimeout": return "Task timed out after 2.00 seconds"
                case "bytes":
                    sys.stdout.buffer.write(b"\\xff\\x00\\x1b[2J\\x1b]0;title\\x07end\\n"); sys.stdout.flush(); return 1
                case "long": print("y" * event["n"]); return 1
                case "work":
                    end = time.process_time() + event["s"]
                    while time.process_time() < end: pass
                    return 1
                case "hold": hoard = bytearray(event["mb"] << 20); return len(hoard)
            return event
        """

    static let node = """
        console.log("loading");
        exports.handler = async (event) => {
          const wait = (ms) => new Promise((done) => setTimeout(done, ms));
          switch (event.do) {
            case "raise": console.log("before"); throw new TypeError("boom");
            case "nested": throw new Error("outer", { cause: new Error("inner") });
            case "return": return { errorType: "TypeError", errorMessage: "not raised", trace: [] };
            case "exit": console.log("leaving"); process.exit(3);
            case "kill": process.kill(process.pid, 9); await wait(1000); break;
            case "memory": { console.log("eating"); const all = []; for (;;) all.push(Buffer.alloc(8 << 20, 1)); }
            case "heap": { const all = []; for (;;) all.push(new Array(1000).fill({ a: all.length })); }
            case "sleep": console.log("sleeping"); await wait(event.s * 1000); break;
            case "large": return "x".repeat(7_000_000);
            case "set": { const ring = {}; ring.ring = ring; return ring; }
            case "none": return null;
            case "partial": process.stdout.write("no newline"); return 1;
            case "returns": console.log("a\\rb\\r\\nc"); return 1;
            case "stderr": process.stderr.write("to stderr\\n"); return 1;
            case "many": for (let number = 0; number < event.n; number += 1) console.log(number); return 1;
            case "quiet": return "q";
            case "uncaught": setTimeout(() => { throw new Error("later"); }, 10); await wait(2000); break;
            case "rejection": Promise.reject(new Error("floating")); await wait(2000); break;
            case "likeATimeout": return "Task timed out after 2.00 seconds";
          }
          return event;
        };
        """
}
