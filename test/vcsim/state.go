package main

import (
	"context"

	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// state is what tests want to know of an inventory, by the names that people use.
type state struct {
	Hosts       map[string]hostState        `json:"hosts"`
	Distributed map[string]distributedState `json:"distributed"`
	VMs         map[string]vmState          `json:"vms"`
	Rules       map[string][]ruleState      `json:"rules"`
}

// ruleState is a rule that keeps VMs apart.
type ruleState struct {
	Name     string   `json:"name"`
	Enabled  bool     `json:"enabled"`
	Machines []string `json:"machines"`
}

func readState(ctx context.Context, client *vim25.Client) (found state, err error) {
	known, err := readNames(ctx, client)
	if err != nil {
		return found, err
	}
	if found.Hosts, err = readHosts(ctx, client); err != nil {
		return found, err
	}
	if found.Distributed, err = readDistributed(ctx, client); err != nil {
		return found, err
	}
	if found.VMs, err = readVMs(ctx, client, known); err != nil {
		return found, err
	}
	found.Rules, err = readRules(ctx, client, known)
	return found, err
}

// readRules reads the rules of each cluster. Only those that keep VMs apart are of interest.
func readRules(ctx context.Context, client *vim25.Client, known names) (map[string][]ruleState, error) {
	var clusters []mo.ClusterComputeResource
	kinds, properties := []string{"ClusterComputeResource"}, []string{"name", "configurationEx"}
	if err := retrieve(ctx, client, kinds, properties, &clusters); err != nil {
		return nil, err
	}
	found := map[string][]ruleState{}
	for _, cluster := range clusters {
		rules := []ruleState{}
		for _, each := range cluster.ConfigurationEx.(*types.ClusterConfigInfoEx).Rule {
			if rule, ok := each.(*types.ClusterAntiAffinityRuleSpec); ok {
				rules = append(rules, describeRule(rule, known))
			}
		}
		found[cluster.Name] = rules
	}
	return found, nil
}

func describeRule(rule *types.ClusterAntiAffinityRuleSpec, known names) ruleState {
	machines := []string{}
	for _, vm := range rule.Vm {
		machines = append(machines, known[vm])
	}
	return ruleState{Name: rule.Name, Enabled: rule.Enabled != nil && *rule.Enabled, Machines: machines}
}
