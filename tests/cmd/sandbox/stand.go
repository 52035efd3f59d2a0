package main

import (
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// stand is one way to log in, with a simulator of its own: the simulator, and what people and programs need to
// use it.
type stand struct {
	accounts.Vendor
	sim        *authtest.Server
	client     *authhooks.Client // the demo client's
	env        [][2]string       // variables of CredentialsFromEnv and BaseURLFromEnv
	curl       string
	operations []string
	slow       bool
}

// newStand starts a simulator and its demo client. watch goes into the demo client.
func newStand(v accounts.Vendor, watch authhooks.Option) (*stand, error) {
	sim, address, err := v.Serve()
	if err != nil {
		return nil, err
	}
	c, err := v.Connect(address, authhooks.WithClock(sim.Now), watch)
	if err != nil {
		sim.Close()
		return nil, err
	}
	s := &stand{Vendor: v, sim: sim, client: c.Client, env: v.Env(address), operations: []string{}}
	for _, op := range v.Operations() {
		s.operations = append(s.operations, op.Name)
	}
	if s.curl = "# no curl: " + v.CurlReason; v.CurlReason == "" {
		s.curl = curl(v.Operations()[0], address, v.Curl)
	}
	return s, nil
}

// title is the vendor's title, and the way to log in if it is not the first.
func (s *stand) title() string { return s.Spec().Title + strings.TrimPrefix(s.Name, s.ID()) }

// curl returns a command line for a shell.
func curl(op accounts.SpecOperation, address accounts.Address, args []string) string {
	words := []string{"curl", "--noproxy", "'*'", "-sS", "-X", op.Method, quote(address.URL + op.Path)}
	for _, a := range args {
		if strings.HasPrefix(a, "-") {
			words = append(words, a)
			continue
		}
		words = append(words, quote(address.Fill(a)))
	}
	return strings.Join(words, " ")
}

// quote makes one word of text for a POSIX shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
