// What a failure looks like to the caller and in the log.

/** A failure with one of Lambda's own error types. */
export class RuntimeError extends Error {
    constructor(type, message) {
        super(message);
        this.name = type;
    }
}

function typeOf(error) {
    return error instanceof Error ? error.name : typeof error;
}

function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}

function stackOf(error) {
    return error instanceof Error && error.stack ? error.stack.split("\n") : [];
}

/** The body that the caller gets. */
export function errorResponse(error) {
    return { errorType: typeOf(error), errorMessage: messageOf(error), trace: stackOf(error) };
}

/** The same for the log, with the properties that the error has besides, such as `code`. */
export function errorRecord(error) {
    const own = error instanceof Error ? { ...error } : {};
    delete own.name;
    return { errorType: typeOf(error), errorMessage: messageOf(error), ...own, stack: stackOf(error) };
}
