/** A URL as messages show it: user and password may be secret. */
export function withoutLogin(url: string): string {
  return url.replace(/\/\/.*@/, "//");
}
