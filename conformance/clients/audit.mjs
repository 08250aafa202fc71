// GraphQL over HTTP, as graphql-http audits it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { serverAudits } from "graphql-http";
import * as live from "./live.mjs";

const audits = serverAudits({ url: live.graphql });

test("there are as many audits as ever", () => {
  assert.equal(audits.length, 61);
});

for (const audit of audits) {
  test(`${audit.id} ${audit.name}`, async () => {
    const { status, reason } = await audit.fn();
    assert.equal(status, "ok", reason);
  });
}
