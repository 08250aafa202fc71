// graphql-ws: the protocol graphql-transport-ws, by the library that defines it.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createClient } from "graphql-ws";
import { OUTLOOK, PLACES, PROGRESS, START, ended, whatIf } from "./documents.mjs";
import * as live from "./live.mjs";

function client(options) {
  const made = createClient({ url: live.socket, retryWait: async () => {}, ...options });
  after(() => made.dispose());
  return made;
}

const only = async (events) => {
  const all = await Array.fromAsync(events);
  assert.equal(all.length, 1);
  return all[0];
};

async function started(socket, seed) {
  const { data } = await only(socket.iterate({ query: START, variables: { input: whatIf(seed) } }));
  assert.deepEqual(data.startRun.userErrors, []);
  return data.startRun.run.id;
}

test("a query over the socket is answered once and completed", async () => {
  const { data } = await only(client().iterate({ query: PLACES, variables: { first: 3 } }));

  assert.equal(data.municipalities.edges.length, 3);
});

test("operations side by side on one socket get each its own answer", async () => {
  let sockets = 0;
  const socket = client({ on: { opened: () => (sockets += 1) } });
  const sizes = [1, 2, 3, 4, 5];

  const answers = await Promise.all(
    sizes.map((first) => only(socket.iterate({ query: PLACES, variables: { first } }))),
  );

  assert.deepEqual(answers.map(({ data }) => data.municipalities.edges.length), sizes);
  assert.equal(sockets, 1);
});

test("a bad document is an error of its operation, and the socket goes on", async () => {
  const socket = client({ lazyCloseTimeout: 2000 });

  const bad = only(socket.iterate({ query: "{ nothing }" }));
  await assert.rejects(bad, (errors) => typeof errors[0].extensions.code === "string");

  const { data } = await only(socket.iterate({ query: PLACES, variables: { first: 1 } }));
  assert.equal(data.municipalities.edges.length, 1);
});

test("a refused value comes as an answer with errors, as over HTTP", async () => {
  const variables = { input: { scenario: "TODAY", years: 900 } };

  const { errors } = await only(client().iterate({ query: OUTLOOK, variables }));

  assert.equal(errors[0].extensions.field, "years");
});

test("a ping is answered with a pong that repeats its payload's kind", async () => {
  const pong = await new Promise((resolve, reject) => {
    const socket = client({
      lazy: false,
      keepAlive: 50,
      onNonLazyError: reject,
      on: { pong: (received) => received && resolve(received), error: reject },
    });
    setTimeout(() => reject(new Error("no pong")), 5000).unref();
    return socket;
  });

  assert.equal(pong, true);
});

test("a run tells its progress until it has ended, and the subscription completes", async () => {
  const socket = client();
  const id = await started(socket, 103);

  const told = await Array.fromAsync(socket.iterate({ query: PROGRESS, variables: { id } }));

  const states = told.map(({ data }) => data.runProgress);
  assert.equal(states.at(-1).state, "SUCCEEDED");
  assert.equal(states.filter(ended).length, 1);
});

test("after a cut the client comes back by itself and hears the end", async () => {
  const socket = client({ retryAttempts: 3 });
  const id = await started(socket, 104);

  let cut = false;
  let last;
  for await (const { data } of socket.iterate({ query: PROGRESS, variables: { id } })) {
    last = data.runProgress;
    if (!cut) socket.terminate();
    cut = true;
  }

  assert.equal(last.state, "SUCCEEDED");
});

test("asked after a cursor, a run tells only what came later", async () => {
  const socket = client();
  const id = await started(socket, 105);
  const all = await Array.fromAsync(socket.iterate({ query: PROGRESS, variables: { id } }));
  const cursors = all.map(({ data }) => data.runProgress.cursor);

  const variables = { id, after: cursors[0] };
  const rest = await Array.fromAsync(socket.iterate({ query: PROGRESS, variables }));

  assert.ok(ended(rest.at(-1).data.runProgress));
  assert.ok(rest.every(({ data }) => data.runProgress.cursor !== cursors[0]));
});

test("dropping a subscription leaves the socket to the others", async () => {
  const socket = client({ lazyCloseTimeout: 2000 });
  const id = await started(socket, 106);
  for await (const _ of socket.iterate({ query: PROGRESS, variables: { id } })) break;

  const { data } = await only(socket.iterate({ query: PLACES, variables: { first: 1 } }));

  assert.equal(data.municipalities.edges.length, 1);
});
