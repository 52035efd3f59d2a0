package redisstore

import (
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

// advice says what to do about a server's refusal. text is a part of the refusal.
var advice = []struct{ text, then string }{
	{"READONLY", "the server is a replica; give the store a client that reaches the primary"},
	{"NOPERM", rights},
	{"unknown command", rights},
	{"executing the script can't run", rights},
}

const rights = "the Redis user needs EVAL and EVALSHA, and GET, SET and DEL for the scripts, on the store's keys"

// failed names what did not work. A server that refuses a command may quote its
// arguments, which include the record. The cause leaves that part out.
func failed(what string, err error) error {
	reply, ok := errors.AsType[redis.Error](err)
	if !ok {
		return fmt.Errorf("redisstore: %s: %w", what, err)
	}
	text, _, quotes := strings.Cut(reply.Error(), ", with args")
	if quotes {
		err = errors.New(text)
	}
	for _, a := range advice {
		if strings.Contains(text, a.text) {
			return fmt.Errorf("redisstore: %s: %w (%s)", what, err, a.then)
		}
	}
	return fmt.Errorf("redisstore: %s: %w", what, err)
}
