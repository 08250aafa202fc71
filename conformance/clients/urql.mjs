// @urql/core as it comes: GET where the address holds the document, and an Accept header with
// event streams and multipart, which a server must not fall for where one answer will do.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client, cacheExchange, fetchExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { OUTLOOK, PLACE, PLACES, PROGRESS, START, ended, whatIf } from "./documents.mjs";
import * as live from "./live.mjs";

/** A client that notes what it sends. */
function noting(exchanges = [cacheExchange, fetchExchange], options = {}) {
  const sent = [];
  const noted = (url, request) => {
    sent.push({ url, ...request });
    return fetch(url, request);
  };
  return { urql: new Client({ url: live.graphql, exchanges, fetch: noted, ...options }), sent };
}

test("urql as it comes is answered, whatever method it takes", async () => {
  const { urql, sent } = noting();

  const { data, error } = await urql.query(PLACES, { first: 2 });

  assert.equal(error, undefined);
  assert.equal(data.municipalities.edges.length, 2);
  assert.match(sent[0].headers.accept, /text\/event-stream, multipart\/mixed/);
});

test("a POST that would take events gets one answer, in JSON", async () => {
  const { urql } = noting(undefined, { preferGetMethod: false });
  const page = await urql.query(PLACES, { first: 1 });
  const { id, name } = page.data.municipalities.edges[0].node;

  const { data, error } = await urql.query(PLACE, { id });

  assert.equal(error, undefined);
  assert.equal(data.node.name, name);
});

test("a refused value comes as a GraphQL error with its code, not as one of the network", async () => {
  const { urql } = noting();

  const { error } = await urql.query(OUTLOOK, { input: { scenario: "TODAY", years: 900 } });

  assert.equal(error.networkError, undefined);
  assert.equal(error.graphQLErrors[0].extensions.field, "years");
});

test("the persisted exchange sends a text once and then its hash alone", async () => {
  const persisted = persistedExchange({ preferGetForPersistedQueries: false });
  const { urql, sent } = noting([persisted, fetchExchange], { preferGetMethod: false });
  const query = "query ByUrqlForTheFirstTime { __typename }";

  const first = await urql.query(query, {});
  const second = await urql.query(query, {});

  assert.equal(first.error ?? second.error, undefined);
  assert.equal(second.data.__typename, "Query");
  assert.deepEqual(sent.map(({ body }) => "query" in JSON.parse(body)), [false, true, false]);
});

test("the persisted exchange is answered by GET too, as it comes", async () => {
  const { urql } = noting([persistedExchange(), fetchExchange]);
  const query = "query ByUrqlWithGet { __typename }";

  const first = await urql.query(query, {});
  const second = await urql.query(query, {});

  assert.equal(first.error ?? second.error, undefined);
  assert.equal(second.data.__typename, "Query");
});

test("a subscription by fetch, on the path for events, tells a run's progress until it has ended", async () => {
  const { urql } = noting(undefined, { fetchSubscriptions: true });
  const { data, error } = await urql.mutation(START, { input: whatIf(102) });
  assert.equal(error, undefined);

  const told = await new Promise((resolve, reject) => {
    const events = [];
    const { id } = data.startRun.run;
    urql.subscription(PROGRESS, { id }, { url: live.stream }).subscribe(({ data, error }) => {
      if (error) return reject(error);
      events.push(data.runProgress);
      if (ended(events.at(-1))) resolve(events);
    });
  });

  assert.equal(told.at(-1).state, "SUCCEEDED");
});
