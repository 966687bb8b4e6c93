/** Where CI keeps the files of a review, as Markdown. */
export function elsewhere(env: Readonly<Record<string, string | undefined>>): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run, CI_JOB_URL: job } = env;
  if (server !== undefined && repository !== undefined && run !== undefined) {
    return `[the artifact \`review\` of this run](${server}/${repository}/actions/runs/${run}#artifacts)`;
  }
  return job === undefined ? "the folder of the review" : `[the artifacts of this job](${job}/artifacts/browse)`;
}
