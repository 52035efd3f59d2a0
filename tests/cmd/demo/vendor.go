package main

import (
	"net/http"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// vendor describes a row of the demo: the expected values and how to get them.
type vendor struct {
	name      string
	tokenType string        // the vendor's own word for its token, or empty
	header    string        // names the token if tokenType is empty
	lifetime  time.Duration // as on its page or in its simulator
	carries   string        // where a business call carries the credential
	probe     string        // path of a business call, by GET
	costs     string        // why the probe is not sent to the real vendor
	tokens    []string      // paths of the token calls
	renewal   []string      // operations that follow a revoked token
	refusal   refusal       // the answer to wrong credentials
	variables []string      // -live includes the vendor if one is set
	needs     string        // what -live needs, if not all of variables
	driver    driver
}

// refusal is a typed error as the application sees it.
type refusal struct {
	kind     authhooks.Kind
	sentinel error // authhooks' value for kind
	code     string
	own      error // the vendor package's value for code
	name     string
	guess    string // why the real vendor's answer may differ from the simulator's
}

// client is the part that all clients of the vendor packages share. They embed
// *authhooks.Client.
type client interface {
	authhooks.TokenSource
	HTTPClient() *http.Client
	CheckResponse(resp *http.Response) error
	BaseURL() string
	Close() error
}

// driver hides the type of a vendor's credentials.
type driver interface {
	stage() (*stage, error)
	live(opts ...authhooks.Option) (client, error)
}

// stage is a running simulator with clients that have right and wrong credentials.
type stage struct {
	sim         *authtest.Server
	open, wrong func(opts ...authhooks.Option) (client, error)
}

// wiring is a driver. It holds the functions of one vendor's package and simulator.
type wiring[C any] struct {
	start   func() (*authtest.Server, C, error)
	spoil   func(c *C)
	fromEnv func() (C, error)
	baseURL func() string
	open    func(baseURL string, c C, opts ...authhooks.Option) (client, error)
}

func (w wiring[C]) stage() (*stage, error) {
	sim, right, err := w.start()
	if err != nil {
		return nil, err
	}
	wrong := right
	w.spoil(&wrong)
	return &stage{
		sim:   sim,
		open:  func(opts ...authhooks.Option) (client, error) { return w.open(sim.URL, right, opts...) },
		wrong: func(opts ...authhooks.Option) (client, error) { return w.open(sim.URL, wrong, opts...) },
	}, nil
}

func (w wiring[C]) live(opts ...authhooks.Option) (client, error) {
	c, err := w.fromEnv()
	if err != nil {
		return nil, err
	}
	return w.open(w.baseURL(), c, opts...)
}

// at adds a base URL to the options of a vendor that has a base URL of its own.
func at(baseURL string, opts []authhooks.Option) []authhooks.Option {
	if baseURL == "" {
		return opts
	}
	return append([]authhooks.Option{authhooks.WithBaseURL(baseURL)}, opts...)
}

func names() []string {
	list := make([]string, 0, len(vendors))
	for _, v := range vendors {
		list = append(list, v.name)
	}
	return list
}
