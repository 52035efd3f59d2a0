// Package contract holds every exchange between a client and a simulator
// against the vendor's OpenAPI file: what was sent, where the credential stood,
// what was answered, and that neither has a field that the file does not
// declare. Tests give [Check] to a simulator as an option.
package contract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// TB is what Check needs of a *testing.T.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// Check makes a simulator report to tb each exchange that its vendor's OpenAPI
// file does not allow. An answer that is not the vendor's own is passed over, and
// so is a request that none of our clients sent: tests of simulators send wrong
// ones on purpose.
func Check(tb TB, vendor string) authtest.Option {
	tb.Helper()
	d, err := cached(vendor)
	if err != nil {
		tb.Fatalf("contract: %v", err)
	}
	return authtest.OnExchange(func(e authtest.Exchange) {
		if err := d.Check(e); err != nil {
			tb.Errorf("contract: %s: %s %s %s\n%v", vendor, e.Op, e.Method, e.Path, err)
		}
	})
}

// Document is a vendor's OpenAPI file.
type Document struct {
	Doc    *openapi3.T
	routes map[string]*routers.Route // by operationId
}

var (
	loading sync.Mutex
	loaded  = map[string]*Document{}
)

func cached(vendor string) (*Document, error) {
	loading.Lock()
	defer loading.Unlock()
	if loaded[vendor] == nil {
		d, err := Load(vendor)
		if err != nil {
			return nil, err
		}
		loaded[vendor] = d
	}
	return loaded[vendor], nil
}

// Load reads the file of a vendor anew.
func Load(vendor string) (*Document, error) {
	specs, err := specsFolder()
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(specs, vendor, "openapi.yaml"))
	if err != nil {
		return nil, err
	}
	d := &Document{Doc: doc, routes: map[string]*routers.Route{}}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			d.routes[op.OperationID] = &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: op}
		}
	}
	return d, nil
}

// specsFolder is the one above the working directory, which is that of a test of
// this module. (Where this file was compiled is not known with -trimpath.)
func specsFolder() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		specs := filepath.Join(dir, "specs")
		if _, err := os.Stat(filepath.Join(specs, "README.md")); err == nil {
			return specs, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no folder specs here or above")
		}
		dir = parent
	}
}

// Check returns what is wrong with an exchange.
func (d *Document) Check(e authtest.Exchange) error {
	switch e.Op {
	case "":
		return nil
	case authtest.OpBusiness:
		if e.Foreign {
			return nil
		}
	}
	route := d.route(e)
	switch {
	case route != nil:
	case e.Op == authtest.OpBusiness:
		return d.business(e)
	default:
		return errors.New("the OpenAPI file has no such operation")
	}
	input, err := request(route, e)
	if err != nil {
		return err
	}
	var wrong []error
	if strings.HasPrefix(e.RequestHeader.Get("User-Agent"), "vendorauth-go") {
		wrong = append(wrong, checkRequest(input, e))
	}
	if !e.Foreign {
		wrong = append(wrong, checkResponse(input, e))
	}
	return errors.Join(wrong...)
}

// route is the operation of an exchange, or nil if the file does not have it. An exchange
// names a token call. A business call is found by its method and path.
func (d *Document) route(e authtest.Exchange) *routers.Route {
	if e.Op != authtest.OpBusiness {
		return d.routes[e.Op]
	}
	for _, route := range d.routes {
		if _, is := match(route.Path, e.Path); is && e.Method == route.Method {
			return route
		}
	}
	return nil
}

// request rebuilds the request as the validator wants it.
func request(route *routers.Route, e authtest.Exchange) (*openapi3filter.RequestValidationInput, error) {
	if e.Method != route.Method {
		return nil, fmt.Errorf("the method is %s in the OpenAPI file", route.Method)
	}
	params, ok := match(route.Path, e.Path)
	if !ok {
		return nil, fmt.Errorf("the path is %s in the OpenAPI file", route.Path)
	}
	req, err := http.NewRequestWithContext(context.Background(), e.Method, "http://"+e.Host+e.Path, bytes.NewReader(e.RequestBody))
	if err != nil {
		return nil, err
	}
	req.URL.RawQuery, req.Header = e.RawQuery, e.RequestHeader
	return &openapi3filter.RequestValidationInput{
		Request: req, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			AuthenticationFunc: authenticate, IncludeResponseStatus: true, RejectWhenRequestBodyNotSpecified: true, MultiError: true,
			SkipSettingDefaults: true,
		},
	}, nil
}

// match returns the parameters in an escaped path.
func match(template, path string) (map[string]string, bool) {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, false
	}
	params := map[string]string{}
	for i := range want {
		name, is := strings.CutPrefix(want[i], "{")
		if !is && want[i] != got[i] {
			return nil, false
		}
		if is {
			value, err := url.PathUnescape(got[i])
			if err != nil {
				return nil, false
			}
			params[strings.TrimSuffix(name, "}")] = value
		}
	}
	return params, true
}

func checkRequest(input *openapi3filter.RequestValidationInput, e authtest.Exchange) error {
	wrong := []error{openapi3filter.ValidateRequest(context.Background(), input)}
	declared := map[string]bool{}
	for _, p := range append(input.Route.PathItem.Parameters, input.Route.Operation.Parameters...) {
		if p.Value.In == openapi3.ParameterInQuery {
			declared[p.Value.Name] = true
		}
	}
	for name := range input.Request.URL.Query() {
		if !declared[name] {
			wrong = append(wrong, fmt.Errorf("the query has %q, which the OpenAPI file does not declare", name))
		}
	}
	if body := input.Route.Operation.RequestBody; body != nil && len(e.RequestBody) > 0 {
		wrong = append(wrong, undeclaredIn(body.Value.Content, e.RequestHeader.Get("Content-Type"), e.RequestBody))
	}
	return errors.Join(wrong...)
}

func checkResponse(input *openapi3filter.RequestValidationInput, e authtest.Exchange) error {
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: e.Status, Header: e.ResponseHeader,
		Body: io.NopCloser(bytes.NewReader(e.ResponseBody)), Options: input.Options,
	})
	responses := input.Route.Operation.Responses
	documented := responses.Status(e.Status)
	if documented == nil {
		documented = responses.Default()
	}
	if documented == nil {
		return err
	}
	return errors.Join(err, undeclaredIn(documented.Value.Content, e.ResponseHeader.Get("Content-Type"), e.ResponseBody))
}

// authenticate finds the credential where the OpenAPI file says it stands.
func authenticate(_ context.Context, in *openapi3filter.AuthenticationInput) error {
	req, scheme := in.RequestValidationInput.Request, in.SecurityScheme
	found := false
	switch {
	case scheme.Type == "http" && scheme.Scheme == "basic":
		id, secret, ok := req.BasicAuth()
		found = ok && id != "" && secret != ""
	case scheme.Type == "http" && scheme.Scheme == "bearer":
		found = len(req.Header.Get("Authorization")) > len("Bearer ") && strings.HasPrefix(req.Header.Get("Authorization"), "Bearer ")
	case scheme.Type == "apiKey" && scheme.In == openapi3.ParameterInHeader:
		found = req.Header.Get(scheme.Name) != ""
	case scheme.Type == "apiKey" && scheme.In == openapi3.ParameterInQuery:
		found = req.URL.Query().Get(scheme.Name) != ""
	}
	if !found {
		return fmt.Errorf("no credential where scheme %s has it", in.SecuritySchemeName)
	}
	return nil
}
