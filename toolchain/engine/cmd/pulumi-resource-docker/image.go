package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/containerd/errdefs"
	api "github.com/docker/docker/api/types/image"
	"github.com/docker/docker/pkg/jsonmessage"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"macvlan-fabric/engine/internal/props"
)

type remoteImage struct {
	Name         string         `json:"name" rules:"required replace"`
	KeepLocally  bool           `json:"keepLocally"`
	ForceRemove  bool           `json:"forceRemove"`
	PullTriggers []string       `json:"pullTriggers" rules:"replace set"`
	Triggers     map[string]any `json:"triggers" rules:"replace"`
	Platform     string         `json:"platform" rules:"replace"`
	Build        *struct{}      `json:"build" rules:"unsupported"`
	ImageID      string         `json:"imageId" rules:"output"`
	RepoDigest   string         `json:"repoDigest" rules:"output"`
}

func createImage(ctx context.Context, with session, wanted resource.PropertyMap) (string, error) {
	var spec remoteImage
	if err := props.Decode(wanted, &spec); err != nil {
		return "", err
	}
	found, err := with.findImage(ctx, spec.Name, spec.Platform)
	if err != nil {
		return "", fmt.Errorf("Unable to read Docker image into resource: %w", err)
	}
	return found.ID + spec.Name, nil
}

// findImage looks for an image on the host, and pulls it if it is not there.
func (with session) findImage(ctx context.Context, name, platform string) (api.InspectResponse, error) {
	found, err := with.ImageInspect(ctx, name)
	if !errdefs.IsNotFound(err) {
		return found, err
	}
	auth, err := with.auth.header(name)
	if err != nil {
		return found, err
	}
	progress, err := with.ImagePull(ctx, name, api.PullOptions{RegistryAuth: auth, Platform: platform})
	if err != nil {
		return found, fmt.Errorf("unable to pull image %s: %w", name, err)
	}
	defer progress.Close()
	if err := jsonmessage.DisplayJSONMessagesStream(progress, io.Discard, 0, false, nil); err != nil {
		return found, fmt.Errorf("unable to pull image %s: %w", name, err)
	}
	return with.ImageInspect(ctx, name)
}

func readImage(ctx context.Context, with session, _ string, state resource.PropertyMap) (map[string]any, error) {
	name := texts(state, "name")
	found, err := with.ImageInspect(ctx, name)
	if errdefs.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("unable to inspect image %s: %w", name, err)
	}
	return map[string]any{"id": found.ID + name, "imageId": found.ID, "repoDigest": digestOf(name, found.RepoDigests)}, nil
}

// digestOf is the digest under which a registry knows an image; empty if the image was never in one. If there are several,
// it is the one that belongs to the name, as far as the official plugin can tell.
func digestOf(name string, digests []string) string {
	repository, _, _ := strings.Cut(name, ":")
	for _, digest := range digests {
		if strings.HasPrefix(digest, repository) {
			return digest
		}
	}
	if len(digests) > 0 {
		return digests[0]
	}
	return ""
}

func removeImage(ctx context.Context, with session, _ string, state resource.PropertyMap) error {
	var spec remoteImage
	if err := props.Decode(state, &spec); err != nil {
		return err
	}
	if spec.KeepLocally {
		return nil
	}
	if spec.Name == "" {
		return errors.New("empty image name is not allowed")
	}
	_, err := with.ImageRemove(ctx, spec.Name, api.RemoveOptions{Force: spec.ForceRemove})
	if err == nil || errdefs.IsNotFound(err) {
		return nil
	}
	return fmt.Errorf("Unable to remove Docker image: %w", err)
}
