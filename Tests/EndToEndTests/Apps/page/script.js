// Does what the query asks for, each part by itself: `?events=URL&upload=URL`. The page lists the results. When all parts
// have ended, the fragment of its address is one JSON object with all results, and its title is "done".

const addresses = new URLSearchParams(location.search);
const limit = 30000;

const parts = {
    // The page's own function.
    async own() {
        const response = await fetch("echo?x=1&x=2&name=a%20b", { method: "PUT", body: "mine" });
        return response.json();
    },
    async image() {
        const image = new Image();
        image.src = "pixel.gif";
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
    },
    async style() {
        return getComputedStyle(document.querySelector("label")).fontFamily;
    },
    async redirect() {
        const response = await fetch("login");
        const { cookies, query } = await response.json();
        return { redirected: response.redirected, cookies, query, readable: document.cookie };
    },
    async missing() {
        return (await fetch("nowhere")).status;
    },

    // A function whose settings allow the page's origin. Because of the header and the type, the browser asks first.
    async allowed(url) {
        const response = await fetch(url, {
            method: "POST",
            headers: { "content-type": "application/json", "x-trial": "1" },
            body: JSON.stringify({ n: 1 }),
        });
        return { status: response.status, body: await response.json(), exposed: response.headers.get("x-seen"),
            hidden: response.headers.get("x-unseen") };
    },
    // A function that allows no other origin. The browser sends a simple request without asking.
    async refused(url) {
        return (await fetch(url)).status;
    },
    async refusedPreflight(url) {
        return (await fetch(url, { method: "DELETE", headers: { "x-trial": "1" } })).status;
    },

    // A form with a file.
    async upload(url) {
        const bytes = Uint8Array.from({ length: 70000 }, (_, index) => (index * 7 + (index >> 8)) & 255);
        const files = new DataTransfer();
        files.items.add(new File([bytes], 'Fahrrad "rot".bin', { type: "application/octet-stream" }));
        document.querySelector("input[type=file]").files = files.files;
        const response = await fetch(url, { method: "POST", body: new FormData(document.querySelector("form")) });
        const { fields, files: [file] } = await response.json();
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
        return { note: fields.note, name: file.name, size: file.size, same: file.sha256 === sha256 };
    },

    // Server-sent events, and the longest time from writing one to its arrival.
    events(url) {
        return new Promise((resolve, reject) => {
            const source = new EventSource(url);
            const numbers = [];
            const times = [];
            let delay = 0;
            source.addEventListener("tick", ({ data, lastEventId }) => {
                const { written, of } = JSON.parse(data);
                times.push(Date.now());
                numbers.push(Number(lastEventId));
                delay = Math.max(delay, Date.now() - written);
                if (numbers.length < of) return;
                source.close();
                resolve({ numbers, spread: times.at(-1) - times[0], delay });
            });
            source.onerror = () => {
                source.close();
                reject(new Error(`the stream broke after ${numbers.length} events`));
            };
        });
    },
    // The whole stream, read as a body.
    async stream(url) {
        const response = await fetch(url);
        const reader = response.body.getReader();
        let chunks = 0;
        let size = 0;
        for (;;) {
            const { done, value } = await reader.read();
            if (done) break;
            chunks += 1;
            size += value.length;
        }
        return { status: response.status, type: response.headers.get("content-type"), chunks, size };
    },
    // A stream whose function fails in the middle.
    async broken(url) {
        const response = await fetch(url);
        const reader = response.body.getReader();
        const text = new TextDecoder();
        let got = "";
        try {
            for (;;) {
                const { done, value } = await reader.read();
                if (done) return { ended: true, events: got.split("\n\n").length - 1 };
                got += text.decode(value, { stream: true });
            }
        } catch (error) {
            return { error: error.name, events: got.split("\n\n").length - 1 };
        }
    },

    chat(url) {
        return new Promise((resolve, reject) => {
            const socket = new WebSocket(url);
            const heard = [];
            const script = [
                JSON.stringify({ action: "send", text: "Grüße, 友子" }),
                JSON.stringify({ action: "who" }),
                JSON.stringify({ action: "dance" }),
                "no JSON",
                JSON.stringify({ action: "leave" }),
            ];
            const say = () => script.length > 0 && socket.send(script.shift());
            socket.onopen = say;
            socket.onmessage = ({ data }) => {
                heard.push(JSON.parse(data));
                say();
            };
            socket.onerror = () => reject(new Error(`the connection broke after ${heard.length} messages`));
            socket.onclose = ({ code, wasClean }) => resolve({ heard, code, wasClean });
        });
    },
    // A connection that `$connect` refuses.
    turnedAway(url) {
        return new Promise((resolve) => {
            const socket = new WebSocket(`${url}?token=wrong`);
            socket.onopen = () => resolve("open");
            socket.onclose = ({ code }) => resolve(`closed ${code}`);
        });
    },
};

function show(name, text) {
    const term = document.createElement("dt");
    const details = document.createElement("dd");
    term.textContent = name;
    details.textContent = text;
    details.id = name;
    document.querySelector("dl").append(term, details);
}

const late = () => new Promise((_, reject) => setTimeout(() => reject(new Error(`no end after ${limit} ms`)), limit));

async function run(name) {
    try {
        return await Promise.race([parts[name](addresses.get(name)), late()]);
    } catch (error) {
        return `${error.name}: ${error.message}`;
    }
}

const outcome = {};
const asked = Object.keys(parts).filter((name) => addresses.has(name));
Promise.all(
    asked.map(async (name) => {
        outcome[name] = await run(name);
        show(name, JSON.stringify(outcome[name], null, 2));
    }),
).then(() => {
    history.replaceState(null, "", `#${encodeURIComponent(JSON.stringify(outcome))}`);
    document.title = "done";
});
