// Finds the handler that `_HANDLER` names: `folder/file.export`, a CommonJS or an ECMAScript module.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { RuntimeError } from "./failure.mjs";

export async function loadHandler(root, name) {
    const match = /^((?:.*\/)?[^./]+)\.(.+)$/.exec(name ?? "");
    if (!match || name.includes("..")) throw new RuntimeError("Runtime.MalformedHandlerName", "Bad handler");
    const [, module, exported] = match;

    let found = await loadModule(path.resolve(root, module), module);
    for (const part of exported.split(".")) found = found?.[part];
    if (found === undefined || found === null) {
        throw new RuntimeError("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
    }
    if (typeof found !== "function") throw new RuntimeError("Runtime.HandlerNotFound", `${name} is not a function`);
    return found;
}

async function loadModule(base, module) {
    const file = [base, `${base}.js`, `${base}.mjs`, `${base}.cjs`].find((path) => existsSync(path));
    try {
        if (!file) throw Object.assign(new Error(`Cannot find module '${module}'`), { code: "MODULE_NOT_FOUND" });
        if (isECMAScriptModule(file)) return await import(pathToFileURL(file));
        return createRequire(import.meta.url)(file);
    } catch (error) {
        throw asRuntimeError(error);
    }
}

function isECMAScriptModule(file) {
    if (!file.endsWith(".js")) return file.endsWith(".mjs");
    for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
        const manifest = path.join(folder, "package.json");
        if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
        if (folder === path.dirname(folder)) return false;
    }
}

function asRuntimeError(error) {
    if (error instanceof SyntaxError) return renamed("Runtime.UserCodeSyntaxError", error);
    if (["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"].includes(error?.code)) {
        return renamed("Runtime.ImportModuleError", error);
    }
    return error;
}

function renamed(type, error) {
    const failure = new RuntimeError(type, String(error));
    failure.stack = `${type}: ${error.stack}`;
    return failure;
}
