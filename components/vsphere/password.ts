import * as pulumi from "@pulumi/pulumi";

/** The command that sets the password; it prompts, so that the password stays out of the shell history. */
export function passwordCommand(): string {
  return `npm run pulumi -- config set --secret vspherePassword --stack ${pulumi.getStack()}`;
}
