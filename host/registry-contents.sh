# Prints what a registry has, from its files: `tag REPOSITORY TAG DIGEST`, and `manifest REPOSITORY DIGEST JSON`, a line each.
set -eu
: "${volume?}"
data=$(docker volume inspect --format '{{.Mountpoint}}' "$volume")/docker/registry/v2
[ -d "$data/repositories" ] || exit 0
cd "$data/repositories"
find . -type d -name _manifests | sort | while read -r folder; do
  repository=${folder#./}
  repository=${repository%/_manifests}
  for link in "$folder"/tags/*/current/link; do
    [ -e "$link" ] || continue
    tag=${link%/current/link}
    echo "tag $repository ${tag##*/} $(cat "$link")"
  done
  for link in "$folder"/revisions/*/*/link; do
    [ -e "$link" ] || continue
    digest=$(cat "$link")
    hash=${digest#*:}
    blob=$data/blobs/${digest%%:*}/$(printf %.2s "$hash")/$hash/data
    [ -e "$blob" ] || continue
    echo "manifest $repository $digest $(tr '\n' ' ' <"$blob")"
  done
done
