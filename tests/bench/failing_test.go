package peers

import (
	"context"
	"math"
	"strconv"
	"testing"
	"time"
)

// F1: empty cache, the upstream fails for three seconds, a failing call takes 20 ms.
func TestF1_FailingCold(t *testing.T) {
	for _, p := range libraries() {
		codes := []int{500}
		if p.HTTP {
			codes = append(codes, 401)
		}
		for _, code := range codes {
			t.Run(p.Name+"/"+strconv.Itoa(code), func(t *testing.T) {
				u := &Upstream{Latency: 20 * time.Millisecond, Lifetime: time.Hour, Early: time.Minute}
				u.Fail(code)
				s, err := p.New(u)
				if err != nil {
					t.Fatal(err)
				}
				const window = 3 * time.Second
				t0 := time.Now()
				h := startHammer(s, 64, time.Millisecond, t0)
				time.Sleep(window)
				calls := u.Calls()
				u.Fail(0)
				heal := time.Since(t0)
				for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
					if u.Calls() > calls && u.inflight.Load() == 0 {
						break
					}
				}
				time.Sleep(100 * time.Millisecond)
				ss := h.finish()
				var during []sample
				first := time.Duration(math.MaxInt64)
				for _, x := range ss {
					if x.at+x.took <= heal {
						during = append(during, x)
					}
					if !x.err && x.at+x.took > heal {
						first = min(first, x.at+x.took-heal)
					}
				}
				l := lat(during)
				m := map[string]any{"scenario": "F1", "peer": p.Name, "code": code,
					"upstream_calls": calls, "upstream_per_s": math.Round(float64(calls) / window.Seconds()), "max_in_flight": u.MaxInFlight(),
					"answers_per_s": math.Round(float64(len(during)) / window.Seconds()),
					"err_p50_ms":    ms(quantile(l, .5)), "err_p99_ms": ms(quantile(l, .99)), "first_ok_after_heal_ms": firstOK(first)}
				emit(t, m)
			})
		}
	}
}

func firstOK(after time.Duration) any {
	if after == math.MaxInt64 {
		return "none"
	}
	return ms(after)
}

// F2: a good token (4 s), refresh wanted 2 s early, the upstream fails from the
// first fetch until 1.5 s past the token's end.
func TestF2_FailingEarly(t *testing.T) {
	for _, p := range libraries() {
		t.Run(p.Name, func(t *testing.T) {
			u := &Upstream{Latency: 20 * time.Millisecond, Lifetime: 4 * time.Second, Early: 2 * time.Second}
			if p.Share > 0 { // its window cannot be set, so its token lives as long as gives the same window
				u.Lifetime = time.Duration(float64(u.Early) / p.Share)
			}
			s, err := p.New(u)
			if err != nil {
				t.Fatal(err)
			}
			tok, err := s.Token(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			end := expiryOf(tok)
			u.Fail(500)
			base := u.Calls()
			t0 := time.Now()
			h := startHammer(s, 64, time.Millisecond, t0)
			const slack = 1100 * time.Millisecond // whole-second peers end up to 1 s early
			time.Sleep(time.Until(end.Add(-slack)))
			early := u.Calls() - base
			winEnd := time.Since(t0)
			time.Sleep(time.Until(end))
			mid := u.Calls()
			expired := time.Since(t0)
			time.Sleep(1500 * time.Millisecond)
			late := u.Calls() - mid
			healed := time.Since(t0)
			u.Fail(0)
			for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
				if u.Calls() > mid+late && u.inflight.Load() == 0 {
					break
				}
			}
			time.Sleep(100 * time.Millisecond)
			ss := h.finish()
			var okValid, errValid, okAfter int
			first := time.Duration(math.MaxInt64)
			var inWin []sample
			for _, x := range ss {
				fin := x.at + x.took
				switch {
				case x.at < winEnd:
					inWin = append(inWin, x)
					if x.err {
						errValid++
					} else {
						okValid++
					}
				case x.at > expired && fin < healed && !x.err:
					okAfter++
				}
				if !x.err && fin > healed {
					first = min(first, fin-healed)
				}
			}
			l := lat(inWin)
			blocked := 0
			for _, x := range l {
				if x > 50*time.Millisecond {
					blocked++
				}
			}
			m := map[string]any{"scenario": "F2", "peer": p.Name, "ok_while_valid": okValid, "errors_while_valid": errValid,
				"early_upstream_calls": early, "late_upstream_per_s": math.Round(float64(late) / 1.5), "expired_served": okAfter,
				"blocked_50ms_while_valid": blocked, "max_while_valid_ms": ms(l[len(l)-1]), "first_ok_after_heal_ms": firstOK(first)}
			emit(t, m)
		})
	}
}

// G: a 10 ms deadline while the 200 ms refresh is under way.
func TestG_Deadline(t *testing.T) {
	for _, p := range libraries() {
		t.Run(p.Name, func(t *testing.T) {
			build := func() (Source, *Upstream) {
				u := &Upstream{Latency: 200 * time.Millisecond, Lifetime: time.Hour, Early: time.Minute}
				s, err := p.New(u)
				if err != nil {
					t.Fatal(err)
				}
				return s, u
			}
			timed := func(s Source, ctx context.Context) (time.Duration, error) {
				a := time.Now()
				_, err := s.Token(ctx)
				return time.Since(a), err
			}
			res := map[string]any{"scenario": "G", "peer": p.Name, "no_ctx": p.NoCtx}

			// A waiter with a deadline behind somebody else's refresh.
			s, _ := build()
			done := make(chan struct{})
			go func() { defer close(done); _, _ = s.Token(context.Background()) }()
			time.Sleep(30 * time.Millisecond)
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
			d, err := timed(s, ctx)
			cancel()
			<-done
			res["waiter_ms"], res["waiter_err"] = ms(d), err != nil

			// The first caller has the deadline; another one, patient, joins 4 ms later.
			s, u := build()
			var bd time.Duration
			var berr error
			done = make(chan struct{})
			go func() {
				defer close(done)
				time.Sleep(4 * time.Millisecond)
				bd, berr = timed(s, context.Background())
			}()
			ctx, cancel = context.WithTimeout(context.Background(), 10*time.Millisecond)
			d, err = timed(s, ctx)
			cancel()
			<-done
			res["first_ms"], res["first_err"] = ms(d), err != nil
			res["joiner_ms"], res["joiner_err"], res["upstream_calls"], res["upstream_cancelled"] = ms(bd), berr != nil, u.Calls(), u.Cancels()

			// A deadline that has already passed, with a good token in the cache.
			ctx, cancel = context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
			_, err = s.Token(ctx)
			cancel()
			res["dead_ctx_cached_err"] = err != nil
			emit(t, res)
		})
	}
}
