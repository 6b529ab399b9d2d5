// A website at the function's URL: one page, whose script calls the other functions through their API.

const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const page = readFileSync(join(__dirname, "page.html"), "utf8").replace("{{api}}", process.env.API ?? "");
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
    <path d="M5 1h6l3 7H2zM7 8h2v5h3v2H4v-2h3z" fill="#d97706"/>
</svg>`;

exports.handler = async (event) => {
    const { method, path } = event.requestContext.http;
    console.log(`${method} ${path}`);
    if (path === "/favicon.svg") return answer(200, "image/svg+xml", icon);
    if (path !== "/") return answer(404, "text/plain; charset=utf-8", `There is no ${path} here.\n`);
    return answer(200, "text/html; charset=utf-8", page);
};

function answer(statusCode, type, body) {
    return { statusCode, headers: { "content-type": type, "cache-control": "no-cache" }, body };
}
