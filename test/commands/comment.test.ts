import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { putComment } from "../../commands/comment/comment";
import { forgeOf } from "../../commands/comment/forge";

const MARKER = "<!-- macvlan-fabric review -->";

interface Note {
  id: number;
  body: string;
  readonly author: string;
}

/** A server that keeps comments as GitHub and GitLab do, on this machine alone. */
let server: Server;
let url = "";
let notes: Note[] = [];
let requests: string[] = [];
/** What the answer to GET /user is. */
let user: { status: number; body: object } = { status: 403, body: {} };

beforeAll(async () => {
  server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  notes = [];
  requests = [];
  user = { status: 403, body: {} };
});

async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  const { pathname, searchParams } = new URL(request.url ?? "", url);
  requests.push(`${request.method ?? ""} ${pathname}`);
  const token = request.headers["private-token"] ?? request.headers.authorization;
  if (token !== "secret" && token !== "Bearer secret") return { status: 401, body: { message: "Bad credentials" } };
  if (pathname === "/user") return user;
  const { body = "" } = (text === "" ? {} : JSON.parse(text)) as { body?: string };
  if (request.method === "POST") {
    notes.push({ id: notes.length + 1, body, author: "github-actions[bot]" });
    return { status: 201, body: {} };
  }
  if (request.method === "PATCH" || request.method === "PUT") {
    const note = notes.find(({ id }) => String(id) === pathname.split("/").at(-1));
    if (note === undefined) return { status: 404, body: {} };
    note.body = body;
    return { status: 200, body: {} };
  }
  const [page, size] = ["page", "per_page"].map((name) => Number(searchParams.get(name)));
  const shown = notes.slice(((page ?? 1) - 1) * (size ?? 30), (page ?? 1) * (size ?? 30));
  return {
    status: 200,
    body: shown.map(({ author, ...note }) => ({ ...note, user: { login: author }, author: { username: author } })),
  };
}

const onGithub = (token = "secret"): Record<string, string> => ({
  ...{ GITHUB_ACTIONS: "true", GITHUB_API_URL: url, GITHUB_REPOSITORY: "ann/lab", GITHUB_REF: "refs/pull/7/merge" },
  GITHUB_TOKEN: token,
});
const onGitlab = (): Record<string, string> => ({
  ...{ GITLAB_CI: "true", CI_API_V4_URL: url, CI_PROJECT_ID: "12", CI_MERGE_REQUEST_IID: "7", GITLAB_TOKEN: "secret" },
});

describe("on GitHub", () => {
  it("is created once, then changed in place, and left alone when nothing is new", async () => {
    const forge = forgeOf(onGithub());
    expect(await putComment(forge, `${MARKER}\n\none\n`)).toBe("created");
    expect(await putComment(forge, `${MARKER}\n\ntwo\n`)).toBe("updated");
    expect(await putComment(forge, `${MARKER}\n\ntwo\n`)).toBe("left as it is");
    expect(notes.map(({ body }) => body)).toEqual([`${MARKER}\n\ntwo\n`]);
    expect(requests.filter((line) => !line.startsWith("GET"))).toEqual([
      "POST /repos/ann/lab/issues/7/comments",
      "PATCH /repos/ann/lab/issues/comments/1",
    ]);
  });

  it("is found behind a hundred others", async () => {
    notes = Array.from({ length: 250 }, (_, at) => ({ id: at + 1, body: `talk ${at}`, author: "ann" }));
    notes.splice(220, 1, { id: 221, body: `${MARKER}\r\n\r\nold`, author: "github-actions[bot]" });
    expect(await putComment(forgeOf(onGithub()), `${MARKER}\nnew`)).toBe("updated");
    expect(notes).toHaveLength(250);
    expect(notes[220]?.body).toBe(`${MARKER}\nnew`);
  });

  it("is never that of somebody else who writes the marker", async () => {
    notes = [{ id: 1, body: `${MARKER}\nmine`, author: "mallory" }];
    expect(await putComment(forgeOf(onGithub()), `${MARKER}\nnew`)).toBe("created");
    expect(notes[0]?.body).toBe(`${MARKER}\nmine`);
  });

  it("is that of the user whose token it is", async () => {
    user = { status: 200, body: { login: "ann" } };
    notes = [{ id: 1, body: `${MARKER}\nold`, author: "ann" }];
    expect(await putComment(forgeOf(onGithub()), `${MARKER}\nnew`)).toBe("updated");
  });

  it("says what a token lacks, without showing it", async () => {
    const put = putComment(forgeOf(onGithub("wrong-token")), `${MARKER}\nnew`);
    await expect(put).rejects.toThrow(/401 .*the token may not do this: it needs `pull-requests: write`/);
    await expect(put).rejects.not.toThrow(/wrong-token/);
  });
});

it("is a note of the merge request on GitLab", async () => {
  user = { status: 200, body: { username: "github-actions[bot]" } };
  const forge = forgeOf(onGitlab());
  expect(await putComment(forge, `${MARKER}\none`)).toBe("created");
  expect(await putComment(forge, `${MARKER}\ntwo`)).toBe("updated");
  expect(requests.filter((line) => !line.startsWith("GET"))).toEqual([
    "POST /projects/12/merge_requests/7/notes",
    "PUT /projects/12/merge_requests/7/notes/1",
  ]);
});

it.each([
  [{}, /neither GITHUB_ACTIONS nor GITLAB_CI is true/],
  [
    { GITHUB_ACTIONS: "true", GITHUB_REPOSITORY: "a/b", GITHUB_REF: "refs/heads/main" },
    /GITHUB_REF is refs\/heads\/main/,
  ],
  [{ GITHUB_ACTIONS: "true", GITHUB_REPOSITORY: "a/b", GITHUB_REF: "refs/pull/7/merge" }, /GITHUB_TOKEN is not set/],
  [{ GITLAB_CI: "true", CI_PROJECT_ID: "1" }, /CI_MERGE_REQUEST_IID is not set/],
])("needs a job of a pull request: %j", (env, message) => {
  expect(() => forgeOf(env)).toThrow(message);
});

it("needs a marker", async () => {
  await expect(putComment(forgeOf(onGithub()), "hello")).rejects.toThrow(/no marker/);
  expect(requests).toEqual([]);
});
