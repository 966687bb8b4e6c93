import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

// Each rule states its own level; this one is for a rule that forgets to.
new PolicyPack("macvlan-fabric", { policies, enforcementLevel: "mandatory" });
