package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func firstToken(ctx context.Context, t *trial) ([]string, error) {
	began, before := time.Now(), t.fetches()
	token, err := t.client.Token(ctx)
	took := time.Since(began)
	if err != nil {
		return nil, err
	}
	left := time.Until(token.ExpiresAt)
	name := token.Type
	if name == "" {
		name = t.vendor.Spec().Name
	}
	if t.vendor.Static {
		name = t.vendor.KeyPrefix + "…"
	}
	switch n := t.fetches() - before; {
	case !token.ValidAt(time.Now()):
		return nil, errors.New("the token is not valid now")
	case n != t.logins():
		return nil, fmt.Errorf("it took %d token calls, not %d", n, t.logins())
	case t.stage != nil && token.Type != t.vendor.TokenType:
		return nil, fmt.Errorf("its type is %q, not %q", token.Type, t.vendor.TokenType)
	case t.vendor.Static && !token.ExpiresAt.IsZero():
		return nil, fmt.Errorf("it has %v left, but an API key has no end", left)
	case t.stage != nil && !t.vendor.Static && !about(left, t.vendor.Lifetime):
		return nil, fmt.Errorf("it has %v left, not about %v", left, t.vendor.Lifetime)
	}
	t.token = token
	if end := "no stated end"; token.ExpiresAt.IsZero() {
		return []string{name + ", " + end, token.Fingerprint() + " " + short(took)}, nil
	}
	return []string{name + ", " + coarse(left), token.Fingerprint() + " " + short(took)}, nil
}

// about allows for whole seconds and for a machine that was busy meanwhile.
func about(left, lifetime time.Duration) bool {
	return left <= lifetime+time.Second && left > lifetime-patience
}

func fromMemory(ctx context.Context, t *trial) ([]string, error) {
	before, began := t.fetches(), time.Now()
	token, err := t.client.Token(ctx)
	took := time.Since(began)
	if err != nil {
		return nil, err
	}
	first := t.token
	t.token = token // the next checks compare with it
	switch n := t.fetches() - before; {
	case n != 0:
		return nil, fmt.Errorf("it took %d more token calls", n)
	case !token.Equal(first):
		return nil, errors.New("the second token is not the first")
	}
	return []string{"0 calls", short(took)}, nil
}

func businessCall(ctx context.Context, t *trial) ([]string, error) {
	if t.stage == nil {
		if t.vendor.Costs != "" {
			return nil, untried(t.vendor.Costs)
		}
		took, err := t.call(ctx, t.client)
		return []string{"HTTP 200", short(took)}, err
	}
	took, err := t.call(ctx, t.client)
	if err != nil {
		return nil, err
	}
	seen := business(t.stage.sim.RawExchanges())
	if len(seen) != 1 {
		return nil, fmt.Errorf("the simulator saw %d business calls, not 1", len(seen))
	}
	found := t.placement(seen[0], t.token)
	if found != carries(t.vendor) {
		return nil, fmt.Errorf("the credential went in %q, not in %q", found, carries(t.vendor))
	}
	return []string{found, "HTTP 200 " + short(took)}, nil
}

// placement is the place of a token of the trial.
func (t *trial) placement(x authtest.Exchange, token authhooks.Token) string {
	return placement(x, query(t.vendor), token.Access.Reveal())
}

// call sends the vendor's business call and reads the answer as an application would.
func (t *trial) call(ctx context.Context, c client) (time.Duration, error) {
	began := time.Now()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.BaseURL()+t.vendor.Business, nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.HTTPClient().Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := c.CheckResponse(resp); err != nil {
		return 0, err
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("the answer is HTTP %d", resp.StatusCode)
	}
	return time.Since(began), nil
}

func revived(ctx context.Context, t *trial) ([]string, error) {
	if t.vendor.Static {
		return withdrawn(ctx, t)
	}
	sim := t.stage.sim
	calls, seen := sim.Calls(""), len(sim.RawExchanges())
	sim.Revoke(t.token)
	took, err := t.call(ctx, t.client)
	if err != nil {
		return nil, err
	}
	since := sim.RawExchanges()[seen:]
	var ops []string
	for _, x := range since {
		if x.Op != authtest.OpBusiness {
			ops = append(ops, x.Op)
		}
	}
	next, err := t.client.Token(ctx)
	sent := business(since)
	switch after := sim.Calls(""); {
	case err != nil:
		return nil, err
	case len(sent) != 2:
		return nil, fmt.Errorf("the simulator saw %d business calls, not a refused one and its replay", len(sent))
	case t.placement(sent[0], t.token) != carries(t.vendor):
		return nil, errors.New("the first of the two calls did not carry the revoked token")
	case t.placement(sent[1], next) != carries(t.vendor):
		return nil, errors.New("the replay did not carry the new token")
	case next.Access.Equal(t.token.Access):
		return nil, errors.New("the token is still the revoked one")
	case !slices.Equal(ops, t.vendor.AfterRevocation()) || after-calls != len(ops):
		return nil, fmt.Errorf("the token calls were %v, not %v", ops, t.vendor.AfterRevocation())
	default:
		return []string{strings.Join(ops, ", "), fmt.Sprintf("%d -> %d calls %s", calls, after, short(took))}, nil
	}
}

// withdrawn is revived for an API key, which cannot be renewed. Its refusal is remembered.
func withdrawn(ctx context.Context, t *trial) ([]string, error) {
	sim := t.stage.sim
	calls, seen := sim.Calls(""), len(sim.RawExchanges())
	sim.Revoke(t.token)
	began := time.Now()
	_, err := t.call(ctx, t.client)
	took := time.Since(began)
	if _, err := t.judge(err); err != nil {
		return nil, err
	}
	sent := len(business(sim.RawExchanges()[seen:]))
	_, err = t.call(ctx, t.client)
	e, wrong := t.judge(err)
	further := len(business(sim.RawExchanges()[seen:])) - sent
	switch after := sim.Calls(""); {
	case wrong != nil:
		return nil, wrong
	case sent != 1:
		return nil, fmt.Errorf("the simulator saw %d business calls, not a refused one alone", sent)
	case further != 0:
		return nil, errors.New("the next call was sent, so the refusal is not remembered")
	case e.RetryAfter <= 0:
		return nil, errors.New("the remembered refusal does not say when the next attempt is")
	case after != calls:
		return nil, fmt.Errorf("there were %d token calls", after-calls)
	default:
		return []string{"refused, remembered", fmt.Sprintf("%d -> %d calls %s", calls, after, short(took))}, nil
	}
}

func refused(ctx context.Context, t *trial) ([]string, error) {
	c, err := t.stage.wrong()
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.Close() }()
	calls, seen, began := t.fetches(), len(t.stage.sim.RawExchanges()), time.Now()
	if t.vendor.Static {
		_, err = t.call(ctx, c)
	} else {
		_, err = c.Token(ctx)
	}
	took := time.Since(began)
	e, wrong := t.judge(err)
	switch sent := len(t.stage.sim.RawExchanges()) - seen; {
	case wrong != nil:
		return nil, wrong
	case t.fetches()-calls != t.logins():
		return nil, fmt.Errorf("the simulator saw %d token calls, not %d", t.fetches()-calls, t.logins())
	case sent != 1:
		return nil, fmt.Errorf("the simulator saw %d calls, not 1", sent)
	}
	return []string{e.Kind.String() + " " + short(took), e.Code + " " + t.vendor.Refusal.Name}, nil
}

// judge holds err to be the vendor's refusal of wrong credentials.
func (t *trial) judge(err error) (*authhooks.Error, error) {
	want := t.refusal
	var e *authhooks.Error
	switch {
	case err == nil:
		return nil, errors.New("the simulator accepted it")
	case !errors.As(err, &e):
		return nil, fmt.Errorf("the error is a %T, not an *authhooks.Error", err)
	case e.Kind != want.kind:
		return nil, fmt.Errorf("the kind is not %q: %w", want.kind, err)
	case e.Code != want.code:
		return nil, fmt.Errorf("the code is not %s: %w", want.code, err)
	case !errors.Is(err, want.sentinel):
		return nil, fmt.Errorf("errors.Is does not find the sentinel of %q: %w", want.kind, err)
	case !errors.Is(err, want.own):
		return nil, fmt.Errorf("errors.Is does not find %s.%s: %w", t.vendor.ID(), t.vendor.Refusal.Name, err)
	default:
		return e, nil
	}
}
