package authhooks

import (
	"context"
	"errors"
)

// maxCASRetries is how many lost swaps it takes until a token is used unpublished.
const maxCASRetries = 5

// publish writes mine over the record in state version. If another process published
// first, the newer of the two tokens counts. The write goes on after the end of ctx: the
// vendor may have revoked the token that the store has.
func (f *sharedCache) publish(ctx context.Context, sealer sealer, version Version, mine payload, early bool) result {
	c := f.source.current.Load()
	own := result{token: mine.token, fetched: mine.fetched, order: mine.order}
	if c != nil && c.token.Access.Equal(mine.token.Access) {
		own.from = fromMemory
	}
	for range maxCASRetries {
		theirs, newer, err := f.sealAndSwap(context.WithoutCancel(ctx), sealer, version, mine)
		switch {
		case err == nil:
			f.markUp(true)
			f.unpublished.Store(false)
			return own
		case !errors.Is(err, ErrConflict):
			f.markDown(err, true)
			f.unpublished.Store(true)
			own.unpublished = true
			return own
		case theirs.order >= mine.order && f.usable(theirs, early):
			f.markUp(true)
			f.unpublished.Store(false)
			return adopt(theirs)
		}
		version, mine.order = newer, max(mine.order, theirs.order+1)
		own.order = mine.order
	}
	f.unpublished.Store(true)
	own.unpublished = true
	return own
}

// replaceOlder writes r, unless the record that is there is newer. The token of r may be
// nothing but the refresh token that came beside an error.
func (f *sharedCache) replaceOlder(ctx context.Context, sealer sealer, version Version, r payload) {
	for range maxCASRetries {
		theirs, newer, err := f.sealAndSwap(context.WithoutCancel(ctx), sealer, version, r)
		switch {
		case err == nil:
			f.markUp(true)
			return
		case !errors.Is(err, ErrConflict):
			f.markDown(err, true)
			return
		case theirs.order >= r.order:
			return
		}
		version = newer
	}
}

// handOver writes last to the store if the token in the store is older. If last has no
// refresh token, only an unpublished token is written. If the store is down, handOver
// tries once for an unpublished token, unless a store call is stuck.
func (f *sharedCache) handOver(last payload) {
	if last.token.Refresh.IsZero() && !f.unpublished.Load() || last.order == 0 || f.stuck.Load() > 0 || f.isDown() && !f.unpublished.Load() {
		return
	}
	sealer, err := f.sealer()
	if err != nil {
		return
	}
	ctx := context.Background()
	r, version, err := f.load(ctx, sealer)
	if err != nil || r.order >= last.order {
		return
	}
	f.replaceOlder(ctx, sealer, version, last)
}
