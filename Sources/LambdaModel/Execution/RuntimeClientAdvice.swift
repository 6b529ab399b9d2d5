/// What to do about an image whose program does not ask the Runtime API for an event.
public enum RuntimeClientAdvice {
    private static let client =
        "an image needs one of Lambda's runtime clients, such as awslambdaric for Python or aws-lambda-ric for Node.js, "
        + "and its entry point or command must start it"

    /// If its program runs and stays silent.
    public static let silent = "the program of the image has not asked for an event; \(client)"
    /// If its program ended.
    public static let ended = "the program of the image ended before it asked for an event; \(client)"
}
