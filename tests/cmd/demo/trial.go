package main

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// patience bounds one vendor's row, because HTTPClient sets no time limit.
const patience = time.Minute

// trial is the demo of one vendor.
type trial struct {
	vendor     accounts.Vendor
	client     client
	stage      *stage     // nil means the real vendor
	fetches    func() int // number of token calls so far
	transcript func() string
	token      authhooks.Token // the token of the first check
	refusal    refusal         // of wrong credentials
}

// logins is how many token calls a token takes.
func (t *trial) logins() int {
	if t.vendor.Static {
		return 0
	}
	return 1
}

// check makes one cell of the row. Its run returns the text of the cell, or an error that
// says what is wrong.
type check struct {
	title   string
	width   int
	meaning string
	alone   bool // needs no token of the first check
	run     func(ctx context.Context, t *trial) ([]string, error)
	note    func(v accounts.Vendor) string // printed with a right cell
}

var (
	simulated = []check{
		{
			title: "first token", width: 19, alone: true, run: firstToken,
			meaning: "the vendor's name for its token (or the header that carries it), lifetime left, fingerprint",
		},
		{
			title: "memory", width: 8, run: fromMemory,
			meaning: "a second Token(): how many token calls the simulator saw for it",
		},
		{
			title: "business call", width: 21, run: businessCall,
			meaning: "through HTTPClient(): where the simulator found the credential",
		},
		{
			title: "token revoked", width: 19, run: revived,
			meaning: "the renewing calls, token calls before -> after, and a replay; for an API key none of them",
		},
		{
			title: "wrong credentials", width: 28, alone: true, run: refused,
			meaning: "the typed error: its Kind, the vendor's code, and the vendor package's value for errors.Is",
			note:    func(v accounts.Vendor) string { return v.Refusal.Guess },
		},
	}
	live = []check{
		{
			title: "first token", width: 19, alone: true, run: firstToken,
			meaning: simulated[0].meaning,
		},
		{
			title: "memory", width: 8, run: fromMemory,
			meaning: "a second Token(): how many token calls it took",
		},
		{
			title: "business call", width: 21, run: businessCall,
			meaning: "through HTTPClient(): a call that costs nothing",
		},
		{title: "token revoked", width: 19, meaning: "not tried: the demo revokes nothing at a real vendor"},
		{title: "wrong credentials", width: 28, meaning: "not tried: a real vendor might lock the account"},
	}
)

// untried says why a cell is empty. It is no failure.
type untried string

func (u untried) Error() string { return string(u) }

// simulate starts a vendor's simulator and a client of it.
func simulate(v accounts.Vendor, prepare func(name string, s *stage)) (*trial, error) {
	s, err := newStage(v)
	if err != nil {
		return nil, err
	}
	if prepare != nil {
		prepare(v.Name, s)
	}
	c, err := s.open()
	if err != nil {
		s.sim.Close()
		return nil, err
	}
	return &trial{
		vendor: v, client: c, stage: s, refusal: refusalOf(v),
		fetches:    func() int { return s.sim.Calls("") },
		transcript: func() string { return transcript(s.sim.Exchanges()) },
	}, nil
}

func (t *trial) close() {
	_ = t.client.Close()
	if t.stage != nil {
		t.stage.sim.Close()
	}
}

// perform runs the checks in order. A failed check stops only the checks that need its
// token.
func (t *trial) perform(ctx context.Context, checks []check) row {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	began := time.Now()
	r := row{name: t.vendor.Name, checks: checks}
	for i, c := range checks {
		cell := t.check(ctx, c)
		if cell.note != "" {
			cell.note = strconv.Itoa(i+1) + " " + c.title + ": " + cell.note
		}
		r.cells = append(r.cells, cell)
	}
	r.took = time.Since(began)
	return r
}

func (t *trial) check(ctx context.Context, c check) cell {
	switch {
	case c.run == nil:
		return cell{state: skipped}
	case !c.alone && t.token.Access.IsZero():
		return cell{state: unreached}
	}
	lines, err := c.run(ctx, t)
	if skip, ok := errors.AsType[untried](err); ok {
		return cell{state: skipped, note: string(skip)}
	}
	if err != nil {
		return cell{state: wrong, note: err.Error()}
	}
	done := cell{state: right, lines: lines}
	if c.note != nil {
		done.note = c.note(t.vendor)
	}
	return done
}
