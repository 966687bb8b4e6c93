package main

import (
	"context"

	"github.com/docker/docker/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// kind is one type of resource.
type kind struct {
	shape any // Zero value of the struct that carries its rules.
	meta  string
	// create creates the thing. An id together with an error means that it exists but is incomplete.
	create func(ctx context.Context, with session, wanted resource.PropertyMap) (id string, err error)
	// read observes the thing, given its known state; nil: it is gone.
	read func(ctx context.Context, with session, id string, state resource.PropertyMap) (map[string]any, error)
	// update changes the thing from one state to another; absent: no change is possible or needed.
	update func(ctx context.Context, with session, id string, from, to resource.PropertyMap) error
	remove func(ctx context.Context, with session, id string, state resource.PropertyMap) error
	// settles reports whether reading again fills in what was null.
	settles bool
	// deleteFirst reports whether two of them can never live side by side.
	deleteFirst bool
}

// session is a connection to a Docker host, with what the registries it pulls from ask for.
type session struct {
	*client.Client
	auth registries
}

// The time limits and schema versions under which the official plugin files its states; it needs them to read ours.
const (
	timeouts       = `"e2bfb730-ecaa-11e6-8f88-34363bc7c4c0":{"create":1200000000000,"delete":1200000000000,"update":1200000000000}`
	metaImage      = "{" + timeouts + "}"
	metaContainer  = "{" + timeouts + `,"schema_version":"2"}`
	metaNetwork    = `{"schema_version":"1"}`
	defaultTimeout = 1200 // Seconds.
)

var kinds = map[tokens.Type]kind{
	"docker:index/network:Network": {
		shape: network{}, meta: metaNetwork, create: createNetwork, read: readNetwork, remove: removeNetwork,
		settles: true,
	},
	"docker:index/volume:Volume": {
		shape: volume{}, meta: metaNetwork, create: createVolume, read: readVolume, remove: removeVolume,
		settles: true,
	},
	"docker:index/remoteImage:RemoteImage": {
		shape: remoteImage{}, meta: metaImage, create: createImage, read: readImage, remove: removeImage,
	},
	"docker:index/container:Container": {
		shape: container{}, meta: metaContainer, create: createContainer, read: readContainer, update: updateContainer,
		remove: removeContainer, deleteFirst: true, settles: true,
	},
}

type label struct {
	Label string `json:"label" rules:"required"`
	Value string `json:"value" rules:"required"`
}

func labelMap(from []label) map[string]string {
	labels := map[string]string{}
	for _, each := range from {
		labels[each.Label] = each.Value
	}
	return labels
}
