// Where the server under test listens; the harness says it.
const origin = process.env.CONFORMANCE_SERVER;
if (!origin) throw new Error("CONFORMANCE_SERVER names no server; run `make conformance`");

export const graphql = `${origin}/graphql`;
export const stream = `${origin}/graphql/stream`;
export const socket = graphql.replace(/^http/, "ws");
