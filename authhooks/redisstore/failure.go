package redisstore

import (
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

// failed names what did not work. A server that refuses a command may quote its
// arguments, and so the record: that part is left out of the cause.
func failed(what string, err error) error {
	if reply, ok := errors.AsType[redis.Error](err); ok {
		if text, _, quotes := strings.Cut(reply.Error(), ", with args"); quotes {
			err = errors.New(text)
		}
	}
	return fmt.Errorf("redisstore: %s: %w", what, err)
}
