import type { ResourceValidationPolicy } from "@pulumi/policy";
import { textAt } from "../support/known";
import { onType } from "../support/on-type";
import { TYPES } from "../support/types";

export const imageByDigest: ResourceValidationPolicy = {
  name: "image-by-digest",
  description: "Containers name their image by digest, because a tag may mean another image on each host and tomorrow.",
  enforcementLevel: "advisory",
  severity: "low",
  remediationSteps: "Write the image as REPOSITORY@sha256:…, or pass the output of the published image.",
  validateResource: onType(TYPES.container, ({ name, props }, report) => {
    // Unknown until it is published: then `up` looks again, and an advice about that would only be noise.
    const image = textAt(props, "image");
    if (image === undefined || /(^|@)sha256:[0-9a-f]{64}$/.test(image)) return;
    report(`docker.Container "${name}" image: ${image} has no digest. Write it as ${image}@sha256:….`);
  }),
};
