// Linters of schemas and documents, on schema.graphql and on what docs/ publishes beside it.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { CriticalityLevel, diff, similar, validate } from "@graphql-inspector/core";
import { ESLint } from "eslint";
import { Source, buildSchema } from "graphql";
import { root } from "./tools.mjs";

const repository = `${root}/..`;
process.chdir(repository); // graphql-eslint looks for schemas from here

const text = (path) => readFileSync(path, "utf8");
const files = (pattern) => globSync(pattern).sort();
const schema = buildSchema(text("schema.graphql"));

async function complaints(patterns) {
  const eslint = new ESLint({ cwd: repository, overrideConfigFile: `${root}/eslint.config.js` });
  const results = await eslint.lintFiles(patterns);
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId, message }) => `${filePath}:${line} ${ruleId}: ${message}`),
  );
}

test("graphql-eslint has nothing to say of the schema", async () => {
  assert.deepEqual(await complaints(["schema.graphql"]), []);
});

test("graphql-eslint has nothing to say of the documented operations", async () => {
  assert.ok(files("docs/operations/**/*.graphql").length > 0, "there are none");
  assert.deepEqual(await complaints(["docs/operations/**/*.graphql"]), []);
});

test("graphql-inspector takes every documented operation, and none uses what is deprecated", () => {
  const sources = files("docs/operations/**/*.graphql").map((path) => new Source(text(path), path));

  const found = validate(schema, sources, { strictFragments: true, strictDeprecated: true });

  assert.ok(sources.length > 0, "there are none");
  assert.deepEqual(found.map(({ source, errors }) => `${source.name}: ${errors}`), []);
});

test("graphql-inspector finds no breaking change against any published contract", async () => {
  const published = files("docs/contract/*.graphql");

  assert.ok(published.length > 0, "there is none");
  for (const path of published) {
    const changes = await diff(buildSchema(text(path)), schema);
    const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);
    assert.deepEqual(breaking.map(({ message }) => message), [], path);
  }
});

test("graphql-inspector finds no two types so alike that they should be one", () => {
  const found = Object.entries(similar(schema, undefined, 0.9));

  const pairs = found.map(([name, { bestMatch }]) => `${name} ${bestMatch.target.typeId}`);
  // as Relay has it; and each mutation has a payload of its own, that grows by itself
  const alikeByDesign = /^\w+(Connection|Edge|Payload) \w+(Connection|Edge|Payload)$/;
  assert.deepEqual(pairs.filter((pair) => !alikeByDesign.test(pair)), []);
});
