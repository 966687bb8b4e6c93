import * as pulumi from "@pulumi/pulumi";

/** Full key of the password in the stack's configuration. */
export const PASSWORD_KEY = "macvlan-fabric:vspherePassword";

/** The line that sets the password; it asks for it, so that no shell remembers it. */
export function passwordCommand(): string {
  return `npm run pulumi -- config set --secret vspherePassword --stack ${pulumi.getStack()}`;
}
