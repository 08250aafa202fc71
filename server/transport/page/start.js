/* global GraphiQL, React, ReactDOM, graphqlWs */
const url = new URL("/graphql", location.href);
const socket = new URL(url);
socket.protocol = url.protocol.replace("http", "ws");

const fetcher = GraphiQL.createFetcher({
  url: url.href,
  wsClient: graphqlWs.createClient({ url: socket.href }),
});
const example = `# A register played forward under one scenario. SYNTHETIC: no real person is in it.
{
  projection(input: {scenario: FROZEN, years: 10}) {
    synthetic
    series(measures: [REACHABLE]) { measure unit initial years mean bands { quantile values } }
  }
}
`;

ReactDOM.createRoot(document.getElementById("ide")).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: example }),
);
