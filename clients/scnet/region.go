package scnet

import (
	"context"
	"errors"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Region returns a client of the same account in another region, and makes no call. It
// has the base URL and the options of c, a token of its own and a record of its own in the
// store. One login brings the tokens of all regions, so a login of one of these clients is
// a login of all. Origins that c was given by AllowOrigins or AllowCenter do not carry
// over. Credentials.Token does not either, except to c's own region. Close closes the
// one client.
//
// The error is of KindInvalidRequest for an empty id, for an id with an invisible character,
// or if the account has no login.
func (c *Client) Region(clusterID string) (*Client, error) {
	if clusterID == "" {
		return nil, c.InvalidArgument("region", "the region's id is empty: CreateTokensByKey and CreateTokens list the ids")
	}
	for a := c.account; ; {
		a.mu.Lock()
		cr := &dated{a.newest, a.changes}
		a.mu.Unlock()
		if clusterID != cr.ClusterID {
			cr.Credentials = cr.of(clusterID)
		}
		region, err := a.open(cr)
		if err != nil || a.join(region) {
			return region, err
		}
		_ = region.Client.Close() // SetCredentials came between; Close never fails
	}
}

// SetCredentials replaces the credentials of a running client, and of every Region of the
// same account, as [authhooks.Client.SetAccount] describes. A client that has Regions, or is
// one, keeps its region: ClusterID is empty or its own. A Token is for that region alone, so
// the others need a login. The errors are those of New, and then nothing has changed.
func (c *Client) SetCredentials(cr Credentials) error {
	a := c.account
	a.mu.Lock()
	defer a.mu.Unlock()
	own := c.credentials(context.Background()).ClusterID
	var others []*Client
	for _, other := range a.clients {
		if other != c {
			others = append(others, other)
		}
	}
	checked := cr.check()
	if len(others) > 0 && checked == nil {
		if cr.ClusterID != "" && cr.ClusterID != own {
			return c.InvalidArgument("setCredentials", "ClusterID is another region's, and the account has several clients: leave it empty")
		}
		cr.ClusterID = own
		checked = cr.of("").check()
	}
	changes := a.changes
	if !cr.sameLogin(a.newest) {
		changes++
	}
	next := &dated{cr, changes}
	if err := c.SetAccount(next.account(), checked); err != nil {
		return err
	}
	a.newest = cr
	if changes != a.changes {
		a.changes, a.last = changes, loginAnswer{number: a.last.number}
	}
	for _, other := range others {
		region := &dated{cr.of(other.credentials(context.Background()).ClusterID), changes}
		if err := other.SetAccount(region.account(), nil); err != nil && !errors.Is(err, authhooks.ErrClosed) {
			return err // c has just taken the same
		}
	}
	return nil
}

// of returns the credentials for another region.
func (cr Credentials) of(region string) Credentials {
	cr.Token, cr.ClusterID = authhooks.Secret{}, region
	return cr
}
