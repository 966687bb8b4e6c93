package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"macvlan-fabric/engine/internal/props"
)

// inputs are the properties that both kinds of command take.
type inputs struct {
	Triggers               []any             `json:"triggers"`
	Create                 *string           `json:"create"`
	Update                 *string           `json:"update"`
	Delete                 *string           `json:"delete"`
	Stdin                  string            `json:"stdin"`
	Logging                *logging          `json:"logging"`
	Environment            map[string]string `json:"environment"`
	AddPreviousOutputInEnv *bool             `json:"addPreviousOutputInEnv"`
}

type localInputs struct {
	inputs
	Interpreter []string `json:"interpreter"`
	Dir         string   `json:"dir"`
}

type remoteInputs struct {
	inputs
	Connection *connection `json:"connection"`
}

// outputs are what a run printed, without the last line break.
type outputs struct {
	Stdout string `json:"stdout"`
	Stderr string `json:"stderr"`
}

type connection struct {
	endpoint
	Proxy *endpoint `json:"proxy"`
}

// endpoint is one ssh server. Check fills in the defaults.
type endpoint struct {
	Host               string  `json:"host"`
	Port               float64 `json:"port"`
	User               string  `json:"user"`
	Password           *string `json:"password"`
	PrivateKey         *string `json:"privateKey"`
	PrivateKeyPassword *string `json:"privateKeyPassword"`
	AgentSocketPath    *string `json:"agentSocketPath"`
	HostKey            *string `json:"hostKey"`        // One line in authorized_keys format; absent: any key will do.
	DialErrorLimit     int     `json:"dialErrorLimit"` // Failures to tolerate; -1: any number.
	PerDialTimeout     int     `json:"perDialTimeout"` // Seconds; 0: no limit.
}

// logging names the streams that are shown while a command runs; absent: both.
type logging string

func (l *logging) shows(stream string) bool {
	return l == nil || string(*l) == stream || *l == "stdoutAndStderr"
}

// withDefaults fills in a connection and marks it secret, whole and in its secret parts.
func withDefaults(value resource.PropertyValue) resource.PropertyValue {
	if value.IsSecret() {
		value = value.SecretValue().Element
	}
	if value.IsObject() {
		object := endpointDefaults(value.ObjectValue())
		if proxy, has := object["proxy"]; has && proxy.IsObject() {
			object["proxy"] = resource.NewObjectProperty(endpointDefaults(proxy.ObjectValue()))
		}
		value = resource.NewObjectProperty(object)
	}
	return props.Secret(value)
}

func endpointDefaults(given resource.PropertyMap) resource.PropertyMap {
	full := resource.PropertyMap{
		"user":           resource.NewStringProperty("root"),
		"port":           resource.NewNumberProperty(22),
		"dialErrorLimit": resource.NewNumberProperty(10),
		"perDialTimeout": resource.NewNumberProperty(15),
	}
	for name, value := range given {
		if value.IsNull() {
			continue
		}
		switch name {
		case "password", "privateKey", "privateKeyPassword":
			value = props.Secret(value)
		}
		full[name] = value
	}
	return full
}
