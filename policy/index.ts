import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

// Each rule states its own level; that of the pack is for a rule that would forget it.
new PolicyPack("macvlan-fabric", { policies, enforcementLevel: "mandatory" });
