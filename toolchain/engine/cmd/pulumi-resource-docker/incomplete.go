package main

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
)

// incomplete is the error for a resource that was created but not completed: the engine keeps it in the state, with the
// reason.
func incomplete(urn resource.URN, id string, inputs, state resource.PropertyMap, cause error) error {
	reason := fmt.Sprintf("creating %s: %v", urn, cause)
	state["id"] = resource.NewStringProperty(id)
	options := plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, KeepResources: true}
	marshalledState, err := plugin.MarshalProperties(state, options)
	if err != nil {
		return err
	}
	marshalledInputs, err := plugin.MarshalProperties(inputs, options)
	if err != nil {
		return err
	}
	return rpcerror.WithDetails(rpcerror.New(codes.Unknown, reason), &pulumirpc.ErrorResourceInitFailed{
		Id: id, Properties: marshalledState, Inputs: marshalledInputs, Reasons: []string{reason},
	})
}
