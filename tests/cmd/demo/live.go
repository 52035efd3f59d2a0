package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// goLive makes clients of the real vendors. It tries the rows of which the environment says
// that they are wanted. If no row of a named vendor is, it tries the first. It reports all
// that is missing or wrong for all of them at once.
func goLive(chosen []accounts.Vendor, o options) (trials []*trial, skipped, problems []string) {
	none := !slices.ContainsFunc(chosen, isWanted)
	for i, v := range chosen {
		if forced := o.vendor != "" && none && i == 0; !forced && !isWanted(v) {
			skipped = append(skipped, v.Name)
			continue
		}
		t, err := liveTrial(v, o)
		if err != nil {
			problems = append(problems, explain(v, err))
			continue
		}
		trials = append(trials, t)
	}
	if len(trials)+len(problems) == 0 {
		problems = append(problems, "no vendor has a variable set. Each vendor needs:\n"+needs(chosen))
	}
	return trials, skipped, problems
}

// isWanted reports whether a variable is set that only this row reads. If only variables are
// set that several rows of a vendor read, its first row is wanted.
func isWanted(v accounts.Vendor) bool {
	own := func(row accounts.Vendor) bool { return slices.ContainsFunc(row.OwnVariables(), isSet) }
	if own(v) || v.IsFurther() {
		return own(v)
	}
	return slices.ContainsFunc(v.Variables(), isSet) && !slices.ContainsFunc(v.Rows(), own)
}

func liveTrial(v accounts.Vendor, o options) (*trial, error) {
	var fetched atomic.Int64
	opts := []authhooks.Option{authhooks.WithObserver(func(e authhooks.Event) {
		if e.Type == authhooks.EventFetched {
			fetched.Add(1)
		}
	})}
	if o.insecure {
		opts = append(opts, authhooks.WithInsecureHTTP())
	}
	log := newTrace(v)
	if o.verbose {
		opts = append(opts, authhooks.WithHTTPClient(log.client()))
	}
	c, err := fromEnv(v, opts...)
	if err != nil {
		return nil, err
	}
	return &trial{
		vendor: v, client: c,
		fetches:    func() int { return int(fetched.Load()) },
		transcript: log.String,
	}, nil
}

// explain says which variable or flag of this command fixes an error of New.
func explain(v accounts.Vendor, err error) string {
	url := v.BaseURLVariable()
	switch {
	case errors.Is(err, authhooks.ErrInvalidRequest):
		return err.Error() + "\nwhat -live needs:\n" + needs([]accounts.Vendor{v})
	case v.NeedsURL && !isSet(url):
		return v.ID() + ": set the environment variable " + url + "\n"
	case strings.Contains(err.Error(), "WithInsecureHTTP"):
		return err.Error() + "\nSet an https URL in " + url + ", or use the flag -insecure-http\n"
	default:
		return err.Error() + "\n"
	}
}

func isSet(name string) bool { return authhooks.EnvValue(name) != "" }

// needs lists the variables that -live needs.
func needs(list []accounts.Vendor) string {
	var b strings.Builder
	for _, v := range list {
		text := v.Needs
		if text == "" {
			text = enumerate(v.Variables())
		}
		fmt.Fprintf(&b, "  %-18s  %s\n", v.Name, text)
	}
	return b.String()
}

// enumerate returns "a, b and c".
func enumerate(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
