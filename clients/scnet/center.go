package scnet

import (
	"context"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/scnetapi"
)

// Center returns the URLs of the region's business calls. It is a business call itself and
// uses the cached token. This call is from another page of the vendor.
func (c *Client) Center(ctx context.Context) (*scnetapi.Center, error) {
	var answer scnetapi.CenterAnswer
	resp, err := c.business.Center(ctx)
	if _, err = c.Receive(opCenter, resp, err, &answer); err != nil {
		return nil, err
	}
	return &answer.Data, nil
}

// AllowCenter calls Center, and AllowOrigins with the URLs that are enabled. They must be
// https. Plain http counts only if the URL and the base URL are both on this machine. It
// skips entries that cannot be used, for example a placeholder. If none is left, nothing
// is allowed, and the error is KindProtocol.
func (c *Client) AllowCenter(ctx context.Context) error {
	center, err := c.Center(ctx)
	if err != nil {
		return err
	}
	var usable []string
	for _, list := range [][]scnetapi.CenterURL{center.HpcUrls, center.EfileUrls, center.AiUrls, center.EshellUrls, center.IngressUrls} {
		for _, entry := range list {
			if bool(entry.Enable) && c.mayAllow(entry.URL) {
				usable = append(usable, entry.URL)
			}
		}
	}
	if len(usable) == 0 {
		return &authhooks.Error{
			Vendor: name, Op: opCenter, Kind: authhooks.KindProtocol, Message: "no URL of the region is enabled and https",
		}
	}
	return c.AllowOrigins(usable...)
}

func (c *Client) mayAllow(url string) bool {
	there, err := authhooks.NewOrigins(url)
	if err != nil {
		return false
	}
	here, err := authhooks.NewOrigins(c.BaseURL())
	secure := strings.HasPrefix(strings.ToLower(url), "https:")
	return secure || err == nil && there.LoopbackOnly() && here.LoopbackOnly()
}
