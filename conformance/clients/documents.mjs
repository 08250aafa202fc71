// What every client asks, so that they differ only in how they ask it.

export const PLACES = /* GraphQL */ `
  query Places($first: Int!, $after: String) {
    municipalities(first: $first, after: $after) {
      edges { cursor node { id code name } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
    }
  }
`;

export const PLACE = /* GraphQL */ `
  query Place($id: ID!) { node(id: $id) { __typename id ... on Municipality { name inhabitants } } }
`;

export const OUTLOOK = /* GraphQL */ `
  query Outlook($input: WhatIfInput!) {
    projection(input: $input) { inputHash series(measures: [LISTED]) { years mean } }
  }
`;

export const START = /* GraphQL */ `
  mutation Start($input: StartRunInput!) {
    startRun(input: $input) { run { id state } userErrors { code message path } }
  }
`;

export const PROGRESS = /* GraphQL */ `
  subscription Progress($id: ID!, $after: String) {
    runProgress(id: $id, after: $after) { cursor state replicationsDone replications }
  }
`;

/** A what-if that is a run of some blocks; another seed is another run. */
export const whatIf = (seed) => ({
  projection: { scenario: "REGIONAL_BASIC", years: 5, replications: 4000, seed },
});

const TERMINAL = ["SUCCEEDED", "FAILED", "CANCELED"];

export const ended = (progress) => TERMINAL.includes(progress.state);
