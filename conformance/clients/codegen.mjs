// graphql-codegen on schema.graphql: what it makes must compile under strict rules, and ask.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { before, test } from "node:test";
import { parse } from "graphql";
import * as live from "./live.mjs";
import { root, run } from "./tools.mjs";

const generated = `${root}/generated/codegen`;
let made;

before(async () => {
  rmSync(generated, { recursive: true, force: true });
  made = await run("@graphql-codegen/cli/esm/bin.js", "--config", "codegen.yml");
});

test("graphql-codegen makes its client preset from the schema and a page's documents", () => {
  assert.equal(made.code, 0, made.said);
});

test("what it makes, and a page on it, compile under TypeScript's strict rules", async () => {
  const { code, said } = await run("typescript/bin/tsc", "--project", "tsconfig.json");

  assert.equal(code, 0, said);
});

test("the page that was compiled is answered by the live server", async () => {
  const { codes, lastMeans, refusals } = await import("./codegen/outlook.ts");

  const means = await lastMeans(live.graphql, "ENDED");
  const urban = await codes(live.graphql, 2);
  const refused = await refusals(live.graphql, { projection: { scenario: "LEAN", years: 900 } });

  assert.deepEqual(means.map(({ of }) => of), ["LISTED", "COST_PER_SOLVED"]);
  assert.deepEqual(means.at(-1).mean, null, "what is undefined is null, not nought");
  assert.ok(urban.length > 0);
  assert.equal(refused.length, 1);
  assert.match(refused[0], /^BAD_INPUT input/);
});

test("its manifest of persisted documents names each document by its hash", () => {
  const manifest = JSON.parse(readFileSync(`${generated}/persisted-documents.json`, "utf8"));

  assert.equal(Object.keys(manifest).length, 3);
  for (const [hash, text] of Object.entries(manifest)) {
    assert.ok(parse(text));
    assert.equal(hash, `sha256:${createHash("sha256").update(text).digest("hex")}`);
  }
});
