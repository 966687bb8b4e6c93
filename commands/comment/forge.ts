import { UserError } from "../../support/errors";

/** A comment on a pull request, or merge request, that is already there. */
export interface Existing {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}

/** Where comments are kept. */
export interface Forge {
  /** Who the token belongs to: only comments of its own are changed. */
  self(): Promise<string>;
  /** A page of comments, from 1 on; a page with none is the last. */
  list(page: number): Promise<Existing[]>;
  create(body: string): Promise<unknown>;
  update(id: number, body: string): Promise<unknown>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Comments on a page, as both take them at most. */
export const PAGE = 100;
/** Milliseconds that an answer may take. */
const PATIENCE = 30_000;

/** The forge that the environment of a CI job describes. @throws UserError when it lacks something */
export function forgeOf(env: Env): Forge {
  if (env["GITHUB_ACTIONS"] === "true") return github(env);
  if (env["GITLAB_CI"] === "true") return gitlab(env);
  throw new UserError("this is no job of GitHub Actions or GitLab CI: neither GITHUB_ACTIONS nor GITLAB_CI is true");
}

function github(env: Env): Forge {
  const api = env["GITHUB_API_URL"] ?? "https://api.github.com";
  const repository = need(env, "GITHUB_REPOSITORY");
  const number = /^refs\/pull\/(\d+)\//.exec(need(env, "GITHUB_REF"))?.[1];
  if (number === undefined)
    throw new UserError(`GITHUB_REF is ${need(env, "GITHUB_REF")}: run this for a pull request`);
  const call = caller(api, {
    authorization: `Bearer ${need(env, "GITHUB_TOKEN")}`,
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
  });
  return {
    // The token of a workflow may not ask who it is.
    self: async () => {
      const answer = (await call("GET", "/user", undefined, [401, 403])) as { login?: string } | undefined;
      return answer?.login ?? "github-actions[bot]";
    },
    list: async (page) => {
      const path = `/repos/${repository}/issues/${number}/comments?per_page=${PAGE}&page=${page}`;
      const comments = (await call("GET", path)) as { id: number; body?: string; user?: { login: string } }[];
      return comments.map(({ id, body = "", user }) => ({ id, body, author: user?.login ?? "" }));
    },
    create: (body) => call("POST", `/repos/${repository}/issues/${number}/comments`, { body }),
    update: (id, body) => call("PATCH", `/repos/${repository}/issues/comments/${id}`, { body }),
  };
}

function gitlab(env: Env): Forge {
  const notes = `/projects/${need(env, "CI_PROJECT_ID")}/merge_requests/${need(env, "CI_MERGE_REQUEST_IID")}/notes`;
  // The token of a job may not write notes.
  const call = caller(need(env, "CI_API_V4_URL"), { "private-token": need(env, "GITLAB_TOKEN") });
  return {
    self: async () => ((await call("GET", "/user")) as { username: string }).username,
    list: async (page) => {
      const path = `${notes}?sort=asc&order_by=created_at&per_page=${PAGE}&page=${page}`;
      const all = (await call("GET", path)) as { id: number; body: string; author: { username: string } }[];
      return all.map(({ id, body, author }) => ({ id, body, author: author.username }));
    },
    create: (body) => call("POST", notes, { body }),
    update: (id, body) => call("PUT", `${notes}/${id}`, { body }),
  };
}

function need(env: Env, name: string): string {
  const value = env[name];
  if (value === undefined || value === "") throw new UserError(`${name} is not set: give it to this step of the job`);
  return value;
}

/** @returns the answer, or undefined for one of the statuses that are accepted besides success */
function caller(api: string, headers: Readonly<Record<string, string>>) {
  return async (method: string, path: string, body?: object, accepted: readonly number[] = []): Promise<unknown> => {
    const where = `${method} ${api}${path}`;
    const response = await fetch(`${api}${path}`, {
      ...{ method, headers: { ...headers, "content-type": "application/json", "user-agent": "macvlan-fabric" } },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE),
    }).catch((error: unknown) => {
      throw new UserError(`${where}: no answer: ${String((error as Error).cause ?? error)}`);
    });
    const text = await response.text();
    if (response.ok) return text === "" ? undefined : JSON.parse(text);
    if (accepted.includes(response.status)) return undefined;
    throw new UserError(`${where}: ${response.status} ${text.slice(0, 300)}${adviceOn(response.status)}`);
  };
}

function adviceOn(status: number): string {
  return status === 401 || status === 403
    ? ": the token may not do this: it needs `pull-requests: write` on GitHub, or the scope `api` on GitLab"
    : "";
}
