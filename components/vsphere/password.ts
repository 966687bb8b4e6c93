import * as pulumi from "@pulumi/pulumi";

/** The line that sets the password; it asks for it, so that no shell remembers it. */
export function passwordCommand(): string {
  return `npm run pulumi -- config set --secret vspherePassword --stack ${pulumi.getStack()}`;
}
