// Package redisstore keeps the sealed tokens of a fleet in Redis. It is for processes on
// many machines.
//
// A record and its lock are one key each. Every script uses one key, so Redis Cluster
// works. Every key has an expiry. The Redis user needs EVAL and EVALSHA, and GET, SET and
// DEL for the scripts.
//
// Reads see what was written. Every call goes to the primary, also a read, and also if
// the client prefers replicas or has a cache. An answer of a replica is an error.
//
// A record and its lock are as safe as the server keeps them. A failover may lose the
// latest write. Then a process fetches once more, but no process gets a wrong token.
//
//	store := redisstore.New(redisClient) // of github.com/redis/go-redis/v9
//	client, err := acme.New(credentials, authhooks.WithStore(store))
//
// An error is Redis's own, or [authhooks.ErrNotFound] or [authhooks.ErrConflict].
// [authhooks.Store] has the contract. For processes of one machine package
// [github.com/vendorauth/vendorauth-go/authhooks/filestore] needs no server.
package redisstore
