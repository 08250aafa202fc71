// @apollo/client, as a page would set it up, React left out.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { RetryLink } from "@apollo/client/link/retry";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { relayStylePagination } from "@apollo/client/utilities";
import { createClient } from "graphql-ws";
import { OUTLOOK, PLACE, PLACES, PROGRESS, START, ended, whatIf } from "./documents.mjs";
import * as live from "./live.mjs";

const http = (options) => new HttpLink({ uri: live.graphql, ...options });

const client = (link = http()) =>
  new ApolloClient({
    link,
    cache: new InMemoryCache({
      typePolicies: { Query: { fields: { municipalities: relayStylePagination() } } },
    }),
  });

test("a query with variables is answered, and a second time from the cache", async () => {
  const apollo = client();
  const page = await apollo.query({ query: gql(PLACES), variables: { first: 1 } });
  const { id, name } = page.data.municipalities.edges[0].node;

  const query = { query: gql(PLACE), variables: { id } };
  const asked = await apollo.query(query);
  const cached = await apollo.query({ ...query, fetchPolicy: "cache-only" });

  assert.equal(asked.data.node.name, name);
  assert.deepEqual(cached.data, asked.data);
});

test("pages join into one list without gap or repetition", async () => {
  const apollo = client();
  const watched = apollo.watchQuery({ query: gql(PLACES), variables: { first: 4 } });
  let { data } = await apollo.query({ query: gql(PLACES), variables: { first: 4 } });
  while (data.municipalities.pageInfo.hasNextPage) {
    await watched.fetchMore({ variables: { after: data.municipalities.pageInfo.endCursor } });
    ({ data } = watched.getCurrentResult());
  }

  const codes = data.municipalities.edges.map((edge) => edge.node.code);
  assert.ok(codes.length > 4);
  assert.equal(codes.length, data.municipalities.totalCount);
  assert.deepEqual(codes, [...new Set(codes)].sort());
});

test("what does not fit the schema reaches the page as a GraphQL error with a code", async () => {
  const asking = client().query({ query: gql`query { nothing }` });

  await assert.rejects(asking, (error) => {
    assert.ok(CombinedGraphQLErrors.is(error), `${error}`);
    return typeof error.errors[0].extensions.code === "string";
  });
});

test("a refused value reaches the page with its path, code and field", async () => {
  const variables = { input: { scenario: "TODAY", years: 900 } };

  const { error } = await client().query({ query: gql(OUTLOOK), variables, errorPolicy: "all" });

  assert.ok(CombinedGraphQLErrors.is(error), `${error}`);
  assert.deepEqual(error.errors[0].path, ["projection"]);
  assert.equal(error.errors[0].extensions.field, "years");
});

test("an automatic persisted query sends its text once and then its hash alone", async () => {
  const sent = [];
  const noting = (url, request) => {
    sent.push(JSON.parse(request.body));
    return fetch(url, request);
  };
  const sha256 = (text) => createHash("sha256").update(text).digest("hex");
  const apollo = client(new PersistedQueryLink({ sha256 }).concat(http({ fetch: noting })));
  const query = gql`query ${"ForTheFirstTime"} { __typename }`;

  const first = await apollo.query({ query, fetchPolicy: "network-only" });
  const second = await apollo.query({ query, fetchPolicy: "network-only" });

  assert.equal(first.data.__typename, "Query");
  assert.deepEqual(second.data, first.data);
  assert.deepEqual(sent.map((body) => "query" in body), [false, true, false]);
});

test("the retry link asks again after a cut and is answered", async () => {
  let tries = 0;
  const cutting = (url, request) => {
    tries += 1;
    return tries === 1 ? Promise.reject(new TypeError("cut")) : fetch(url, request);
  };
  const apollo = client(new RetryLink({ delay: { initial: 10 } }).concat(http({ fetch: cutting })));

  const { data } = await apollo.query({ query: gql(PLACES), variables: { first: 1 } });

  assert.equal(data.municipalities.edges.length, 1);
  assert.equal(tries, 2);
});

test("a run started by a mutation tells its progress by a subscription until it has ended", async () => {
  const socket = createClient({ url: live.socket });
  after(() => socket.dispose());
  const split = ApolloLink.split(
    ({ operationType }) => operationType === "subscription",
    new GraphQLWsLink(socket),
    http(),
  );
  const apollo = client(split);
  const { data } = await apollo.mutate({ mutation: gql(START), variables: { input: whatIf(101) } });
  assert.deepEqual(data.startRun.userErrors, []);

  const variables = { id: data.startRun.run.id };
  const told = await new Promise((resolve, reject) => {
    const events = [];
    apollo.subscribe({ query: gql(PROGRESS), variables }).subscribe({
      next: ({ data, error }) => (error ? reject(error) : events.push(data.runProgress)),
      error: reject,
      complete: () => resolve(events),
    });
  });

  assert.equal(told.at(-1).state, "SUCCEEDED");
  assert.equal(told.at(-1).replicationsDone, told.at(-1).replications);
  assert.equal(told.filter(ended).length, 1);
});
