// graphql-sse: each operation a stream of events of its own, on the path for them.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createClient } from "graphql-sse";
import { OUTLOOK, PLACES, PROGRESS, START, ended, whatIf } from "./documents.mjs";
import * as live from "./live.mjs";

function client(options) {
  const made = createClient({ url: live.stream, retry: async () => {}, ...options });
  after(() => made.dispose());
  return made;
}

const told = (stream, query, variables) => Array.fromAsync(stream.iterate({ query, variables }));

async function started(stream, seed) {
  const [{ data }] = await told(stream, START, { input: whatIf(seed) });
  assert.deepEqual(data.startRun.userErrors, []);
  return data.startRun.run.id;
}

test("a query over the stream is answered once and completed", async () => {
  const answers = await told(client(), PLACES, { first: 3 });

  assert.equal(answers.length, 1);
  assert.equal(answers[0].data.municipalities.edges.length, 3);
});

test("a refused value comes as an answer with errors, as over HTTP", async () => {
  const [{ errors }] = await told(client(), OUTLOOK, { input: { scenario: "TODAY", years: 900 } });

  assert.equal(errors[0].extensions.field, "years");
});

test("a bad document is refused with a code and not tried again", async () => {
  let tries = 0;
  const counting = (url, request) => {
    tries += 1;
    return fetch(url, request);
  };

  const asked = told(client({ fetchFn: counting }), "{ nothing }", {}).then(
    ([{ errors }]) => errors[0].extensions.code,
    (error) => error.response.json().then(({ errors }) => errors[0].extensions.code),
  );

  assert.equal(typeof (await asked), "string");
  assert.equal(tries, 1);
});

test("a run tells its progress until it has ended, and the stream completes", async () => {
  const stream = client();
  const id = await started(stream, 107);

  const states = (await told(stream, PROGRESS, { id })).map(({ data }) => data.runProgress);

  assert.equal(states.at(-1).state, "SUCCEEDED");
  assert.equal(states.filter(ended).length, 1);
});

test("asked after a cursor, a run tells only what came later", async () => {
  const stream = client();
  const id = await started(stream, 108);
  const [{ data }] = await told(stream, PROGRESS, { id });
  const { cursor } = data.runProgress;

  const rest = await told(stream, PROGRESS, { id, after: cursor });

  assert.ok(ended(rest.at(-1).data.runProgress));
  assert.ok(rest.every(({ data }) => data.runProgress.cursor !== cursor));
});
