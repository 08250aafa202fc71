// Tools that are programs rather than libraries, run where their settings lie.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** Run a program of node_modules; its exit code, and all that it said. */
export function run(program, ...args) {
  const child = spawn(process.execPath, [`${root}/node_modules/${program}`, ...args], { cwd: root });
  let said = "";
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => (said += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, said }));
  });
}
