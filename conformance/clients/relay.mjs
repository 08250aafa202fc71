// relay-compiler on schema.graphql, and relay-runtime on the artifacts it makes, React left out.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { before, test } from "node:test";
import runtime from "relay-runtime";
import { PLACES } from "./documents.mjs";
import * as live from "./live.mjs";
import { root, run } from "./tools.mjs";

const generated = `${root}/generated/relay`;
const artifact = (name) => createRequire(import.meta.url)(`${generated}/${name}.graphql.js`);

let compiled;

before(async () => {
  rmSync(generated, { recursive: true, force: true });
  mkdirSync(generated, { recursive: true });
  writeFileSync(`${generated}/package.json`, '{ "type": "commonjs" }'); // node takes no import without .js
  compiled = await run("relay-compiler/cli.js", "relay.config.json");
});

async function ask({ text, name }, variables) {
  const body = JSON.stringify({ query: text, operationName: name, variables });
  const headers = { "content-type": "application/json" };
  return (await fetch(live.graphql, { method: "POST", headers, body })).json();
}

const environment = () =>
  new runtime.Environment({
    network: runtime.Network.create(ask),
    store: new runtime.Store(new runtime.RecordSource()),
  });

/** What a fragment of an operation reads from the store. */
function read(relay, fragment, parent) {
  return relay.lookup(runtime.getSingularSelector(fragment, parent)).data;
}

async function listed(relay) {
  const query = artifact("PlacesQuery");
  const root = await runtime.fetchQuery(relay, query, {}).toPromise();
  return { root, list: artifact("Places_list") };
}

test("relay-compiler takes the schema, its connection and its refetchable objects", () => {
  assert.equal(compiled.code, 0, compiled.said);
});

test("a connection is paged through to its end and grows in the store", async () => {
  const relay = environment();
  const { root, list } = await listed(relay);
  const { paginationRequest, paginationMetadata } = runtime.getPaginationMetadata(list, "test");

  const sizes = [];
  let page = read(relay, list, root).municipalities;
  for (;;) {
    sizes.push(page.edges.length);
    if (!page.pageInfo.hasNextPage) break;
    const { endCursor } = page.pageInfo;
    const variables = runtime.getPaginationVariables(
      "forward", 5, endCursor, {}, {}, paginationMetadata,
    );
    await runtime.fetchQuery(relay, paginationRequest, variables).toPromise();
    page = read(relay, list, root).municipalities;
  }

  const codes = page.edges.map(({ node }) => node.code);
  const all = await ask({ text: PLACES, name: "Places" }, { first: 100 });
  assert.deepEqual(codes, all.data.municipalities.edges.map(({ node }) => node.code));
  assert.ok(sizes.length > 2, `${sizes}`);
});

test("an object is refetched by its id with other variables", async () => {
  const relay = environment();
  const { root, list } = await listed(relay);
  const [{ node }] = read(relay, list, root).municipalities.edges;
  const { refetchableRequest } = runtime.getRefetchMetadata(artifact("Places_place"), "test");

  const year = 2014;
  const variables = { id: node.__id, year };
  const again = await runtime.fetchQuery(relay, refetchableRequest, variables).toPromise();

  const before = read(relay, artifact("Places_place"), node);
  const after = read(relay, artifact("Places_place"), again.node);
  assert.equal(typeof before.inhabitants, "number");
  assert.deepEqual(after, { ...before, inhabitants: null }); // CBS's figure of 2014 is not here
});

test("an id of nothing is refetched as null, and no error empties the answer", async () => {
  const { refetchableRequest } = runtime.getRefetchMetadata(artifact("Places_place"), "test");

  const variables = { id: "bm90aGluZw", year: 2015 };
  const answer = await runtime.fetchQuery(environment(), refetchableRequest, variables).toPromise();

  assert.equal(answer.node, null);
});
