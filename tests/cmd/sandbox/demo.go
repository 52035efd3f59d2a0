package main

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// demo is a client of this module that makes one business call after the other, so the
// page has something to show.
type demo struct {
	client *authhooks.Client
	url    string

	mu                 sync.Mutex
	ok, failed, replay int
	outcome            string // of the last call
	well               bool
}

func (d *demo) observe(e authhooks.Event) {
	if e.Type != authhooks.EventReplayed {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.replay++
}

// run calls until ctx ends.
func (d *demo) run(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		err := d.call(ctx)
		if ctx.Err() != nil {
			return
		}
		d.note(err)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

func (d *demo) call(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url, nil)
	if err != nil {
		return err
	}
	resp, err := d.client.HTTPClient().Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // it was looked at
	return d.client.CheckResponse(resp)
}

func (d *demo) note(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.well = err == nil
	if err == nil {
		d.ok++
		d.outcome = "the last call succeeded"
		return
	}
	d.failed++
	if e, ok := errors.AsType[*authhooks.Error](err); ok { // net/http wraps it with the URL
		err = e
	}
	d.outcome = err.Error()
}

// demoState is the page's view of a demo client.
type demoState struct {
	Well        bool   `json:"well"`
	Outcome     string `json:"outcome"`
	OK          int    `json:"ok"`
	Failed      int    `json:"failed"`
	Replays     int    `json:"replays"`
	Fingerprint string `json:"fingerprint"`
	Left        *int64 `json:"left"` // seconds, by the vendor's clock; nil: the token has no end
}

func (d *demo) state() demoState {
	d.mu.Lock()
	s := demoState{Well: d.well, Outcome: d.outcome, OK: d.ok, Failed: d.failed, Replays: d.replay}
	d.mu.Unlock()
	status := d.client.Source().Status() // read last, because a client that works has a token
	s.Fingerprint = status.Fingerprint
	switch {
	case status.Fingerprint == "":
		s.Left = new(int64)
	case !status.ExpiresAt.IsZero():
		s.Left = seconds(status.ExpiresAt.Sub(d.client.Now()))
	}
	return s
}

func seconds(d time.Duration) *int64 {
	n := int64(d.Seconds())
	return &n
}
