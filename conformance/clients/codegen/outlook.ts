// A page in TypeScript: the compiler holds it to what the schema promises.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { type FragmentType, useFragment as unmasked } from "../../generated/codegen/fragment-masking.ts";
import { graphql } from "../../generated/codegen/gql.ts";
import type { StartRunInput, WhatIfInput } from "../../generated/codegen/graphql.ts";

const Series = graphql(`
  fragment Series on YearlySeries {
    unit
    years
    mean
  }
`);

const Outlook = graphql(`
  query Outlook($input: WhatIfInput!) {
    projection(input: $input) {
      scenario { name }
      series(measures: [LISTED, COST_PER_SOLVED]) { measure ...Series }
    }
  }
`);

const Places = graphql(`
  query Places($where: MunicipalityWhere) {
    municipalities(where: $where, orderBy: [{ field: NAME, direction: DESC }]) { nodes { code } }
  }
`);

const Start = graphql(`
  mutation Start($input: StartRunInput!) {
    startRun(input: $input) { run { id state } userErrors { code path } }
  }
`);

async function ask<Data, Variables>(
  url: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const body = JSON.stringify({ query: print(document), variables });
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown[] };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Null, not nought, where a mean is undefined: the type says so. */
function lastMean(series: FragmentType<typeof Series>): number | null {
  const { mean } = unmasked(Series, series);
  // @ts-expect-error  a mean may be null, so it is no number yet
  const unchecked: number = mean[mean.length - 1];
  return unchecked ?? null;
}

export async function lastMeans(url: string, scenario: WhatIfInput["scenario"]) {
  const { projection } = await ask(url, Outlook, { input: { scenario, engine: "ANALYTIC" } });
  return projection.series.map((series) => ({ of: series.measure, mean: lastMean(series) }));
}

export async function codes(url: string, urbanity: number): Promise<string[]> {
  const { municipalities } = await ask(url, Places, { where: { urbanity: { eq: urbanity } } });
  return municipalities.nodes.map(({ code }) => code);
}

export async function refusals(url: string, input: StartRunInput): Promise<string[]> {
  const { startRun } = await ask(url, Start, { input });
  return startRun.userErrors.map(({ code, path }) => `${code} ${path.join(".")}`);
}

// @ts-expect-error  there is no such scenario
export const nowhere: WhatIfInput = { scenario: "NOWHERE" };

// @ts-expect-error  a what-if has a scenario
export const nothing: WhatIfInput = { years: 3 };

// @ts-expect-error  a run plays one of the two
export const both: StartRunInput = { projection: { scenario: "LEAN" }, comparison: { alternatives: [] } };
