// The console as Lambda's Node.js writes it: TIME, REQUEST-ID, LEVEL and message between tabs, one line a record.

import { format } from "node:util";
import { errorRecord } from "./failure.mjs";

let requestId;

export function setRequestId(id) {
    requestId = id;
}

function write(level, text) {
    const line = `${new Date().toISOString()}\t${requestId}\t${level}\t${text}`;
    // A line break inside a record is a carriage return: the record stays one line.
    process.stdout.write(`${line.replaceAll("\n", "\r")}\n`);
}

export function takeOverConsole() {
    const levels = { log: "INFO", info: "INFO", warn: "WARN", error: "ERROR", debug: "DEBUG", trace: "TRACE" };
    for (const [method, level] of Object.entries(levels)) {
        console[method] = (...values) => write(level, format(...values));
    }
}

export function logFailure(title, error) {
    write("ERROR", `${title} \t${JSON.stringify(errorRecord(error))}`);
}
