// What a program in TypeScript does with the client that was made of the schema: the
// same as story.py. Run by test_clients.py beside that client; the environment has the
// demo's sign-ins.

import {
  actionsBulkCreate,
  actionsCompleteCreate,
  actionsList,
  actionsRescheduleCreate,
  actionsStartCreate,
  actionsUpdatesCreate,
} from "./client";
import { createClient, createConfig } from "./client/client";

declare const process: { env: Record<string, string | undefined> };

type SignIns = { url: string; users: { username: string; token: string }[] };
const told = JSON.parse(process.env.DEMO ?? "") as SignIns;

function signIn(name: string) {
  const user = told.users.find(({ username }) => username === name);
  return createClient(createConfig({ baseUrl: told.url, auth: user?.token }));
}

function equal(given: unknown, wanted: unknown): void {
  if (JSON.stringify(given) !== JSON.stringify(wanted)) {
    throw new Error(`${JSON.stringify(given)}, not ${JSON.stringify(wanted)}`);
  }
}

async function play(): Promise<void> {
  const manager = signIn("manager");
  const owner = signIn("owner");
  const path = { key: "BWD-A0042" };

  // Every open action, page by page: each once, in order.
  const references: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await actionsList({
      client: manager,
      query: { is_open: true, ordering: "reference", page_size: 10, cursor },
      throwOnError: true,
    });
    references.push(...page.data.results.map(({ reference }) => reference));
    const next = new URL(page.data.next ?? told.url);
    cursor = next.searchParams.get("cursor") ?? undefined;
  } while (cursor);
  equal(references.length > 10, true);
  equal(references, [...new Set(references)].sort());

  // An action without a due date does not start: the refusal is a typed problem.
  const refused = await actionsStartCreate({ client: owner, path });
  equal(refused.response?.status, 409);
  equal([refused.error?.code, refused.error?.missing], ["gate_unmet", ["due_on"]]);

  // It gets one, is begun, told of and claimed.
  const later = new Date(Date.now() + 120 * 24 * 60 * 60 * 1000);
  const due_on = later.toISOString().slice(0, 10);
  const moved = await actionsRescheduleCreate({
    client: manager,
    path,
    body: { due_on, reason: "The lease is signed." },
  });
  equal(moved.data?.due_on, due_on);
  const begun = await actionsStartCreate({ client: owner, path });
  equal(begun.data?.status, "in_progress");
  const update = await actionsUpdatesCreate({
    client: owner,
    path,
    body: { text: "The doors are open." },
    headers: { "Idempotency-Key": "story-1" },
  });
  equal(update.data?.action.reference, "BWD-A0042");
  const body = { note: "Open." };
  const stale = await actionsCompleteCreate({
    client: owner,
    path,
    body,
    headers: { "If-Match": '"1"' },
  });
  equal([stale.error?.status, stale.error?.code], [412, "stale"]);
  const claimed = await actionsCompleteCreate({
    client: owner,
    path,
    body,
    headers: { "If-Match": `"${stale.error?.version}"` },
  });
  equal(claimed.data?.status, "complete");

  // Many at once: each has its own answer.
  const { data } = await actionsBulkCreate({
    client: manager,
    body: {
      items: [
        { reference: "BWD-A0030", verb: "updates", text: "No change this month." },
        { reference: "BWD-A0042", verb: "start" },
      ],
    },
    throwOnError: true,
  });
  equal(data.results.map(({ index, status }) => [index, status]), [[0, 200], [1, 409]]);
  const problem = data.results[1]?.problem;
  equal([problem?.code, problem?.allowed?.includes("verify")], ["illegal_move", true]);
}

void play();
