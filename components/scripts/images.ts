import { hostScript } from "./shell";

export interface PublishSpec {
  /** Image that is on the host, or can be pulled there. */
  readonly source: string;
  /** `endpoint/name`, without tag. */
  readonly repository: string;
  readonly tag: string;
}

/** Tags and pushes an image from a host and prints its reference by digest, `endpoint/name@sha256:…`. */
export function publishImageScript(stack: string, spec: PublishSpec): string {
  return hostScript({
    stack,
    values: { ...spec },
    apply: PUBLISH,
    remove: 'docker image rm "$repository:$tag" || true',
  });
}

const PUBLISH = String.raw`
docker image inspect "$source" >/dev/null 2>&1 || docker pull -q "$source" >&2 ||
  fail "image $source is neither on this host nor can it be pulled: load it with 'docker load', or mend images"
docker tag "$source" "$repository:$tag"
until=$(($(date +%s) + 60))
until pushed=$(docker push "$repository:$tag" 2>&1); do
  [ "$(date +%s)" -lt "$until" ] || fail "pushing $repository:$tag failed for 60 s: $pushed"
  sleep 1
done
digest=$(printf '%s\n' "$pushed" | sed -n 's/.*digest: \(sha256:[0-9a-f]*\) .*/\1/p')
[ -n "$digest" ] || fail "docker push named no digest: $pushed"
echo "$repository@$digest"
`;
