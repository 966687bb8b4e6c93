import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { readText } from "../support/read-props";
import { TYPES } from "../support/types";

export const imageByDigest = defineRule({
  name: "image-by-digest",
  description:
    "Containers name their image by digest, because a tag can mean a different image on each host, and another one tomorrow.",
  enforcementLevel: "advisory",
  severity: "low",
  remediationSteps: "Write the image as REPOSITORY@sha256:DIGEST, or pass the output of the published image.",
  looksAt: resourcesOf(TYPES.container),
  check: ({ name, props }, report) => {
    // Unknown until it is published. The update checks again, so a warning in the preview would only be noise.
    const image = readText(props, "image");
    if (image === undefined || /(^|@)sha256:[0-9a-f]{64}$/.test(image)) return;
    report(`docker.Container "${name}" image: ${image} has no digest. Write it as ${image}@sha256:DIGEST.`);
  },
});
