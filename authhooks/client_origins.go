package authhooks

import "slices"

// Origins returns the origins that may receive the credential now. A later AllowOrigins
// does not change what it returned.
func (c *Client) Origins() Origins { return *c.origins.Load() }

// AllowOrigins lets HTTPClient, Editor and Checked put the token on requests to these
// origins too, also those that were handed out before. The rules are those of
// [WithAllowedOrigins]. If one URL is refused, none is allowed. The error is KindPolicy
// and does not quote the URL.
func (c *Client) AllowOrigins(urls ...string) error {
	for {
		before := c.origins.Load()
		after, err := before.with(urls...)
		if err != nil {
			return err.with(func(e *Error) { e.Vendor, e.Op = c.vendor.Name, "allowOrigins" })
		}
		if c.origins.CompareAndSwap(before, &after) {
			return nil
		}
	}
}

// with returns a set that has further origins. They are checked as a base URL is.
func (o Origins) with(urls ...string) (Origins, *Error) {
	o.set = slices.Clone(o.set)
	for _, raw := range urls {
		u, err := parseBase(raw)
		if err != nil {
			return Origins{}, err
		}
		if u.Scheme == "http" && !isLoopback(u.Hostname()) && !o.insecure {
			return Origins{}, policyError("new", insecureMessage)
		}
		if further := originOf(u); !slices.Contains(o.set, further) {
			o.set = append(o.set, further)
		}
	}
	return o, nil
}

// LoopbackOnly reports whether all origins are on this machine. It is false for the empty
// set.
func (o Origins) LoopbackOnly() bool {
	return len(o.set) > 0 && !slices.ContainsFunc(o.set, func(m origin) bool { return !isLoopback(m.host) })
}
