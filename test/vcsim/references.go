package main

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"github.com/vmware/govmomi/vim25"
)

const (
	simulatorSwitch = "DistributedVirtualSwitch"
	vCenterSwitch   = "VmwareDistributedVirtualSwitch"
)

var (
	// toSimulator also sets right what vCenter lets pass: the plugin calls a cluster a ComputeResource.
	toSimulator = strings.NewReplacer(
		`type="`+vCenterSwitch+`"`, `type="`+simulatorSwitch+`"`,
		`<type>`+vCenterSwitch+`<`, `<type>`+simulatorSwitch+`<`,
		`type="ComputeResource">domain-c`, `type="ClusterComputeResource">domain-c`,
	)
	fromSimulator = strings.NewReplacer(` type="`+simulatorSwitch+`"`, ` type="`+vCenterSwitch+`"`)
)

// references translates the types of references in SOAP bodies, both ways. vCenter goes by the value of a reference,
// the simulator by type and value; and the plugin accepts no switch but one of VMware's own type, under which the
// simulator cannot keep its switch.
func references(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != vim25.Path {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(strings.NewReader(toSimulator.Replace(string(body))))
		answer := &recorder{ResponseWriter: w, code: http.StatusOK}
		next.ServeHTTP(answer, r)
		w.WriteHeader(answer.code)
		_, _ = fromSimulator.WriteString(w, answer.body.String())
	})
}

// recorder holds back code and body; headers go straight to the real writer.
type recorder struct {
	http.ResponseWriter
	code int
	body bytes.Buffer
}

func (r *recorder) WriteHeader(code int)           { r.code = code }
func (r *recorder) Write(part []byte) (int, error) { return r.body.Write(part) }
