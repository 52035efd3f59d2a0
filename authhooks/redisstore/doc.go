// Package redisstore keeps the sealed tokens of a fleet in Redis: for processes
// on many machines.
//
// One key holds a record and one its lock; every script touches one key, so that
// Redis Cluster serves it. Every key has an end. The Redis user needs EVAL and
// EVALSHA, and GET, SET and DEL for the scripts.
//
// Reads see what was written: every call goes to the primary, reads too, also
// with a client that prefers replicas or keeps a cache. An answer of a replica
// is an error.
//
// A record and its lock are as safe as the server keeps them: a failover may
// lose the latest write. Then a process fetches once more; none gets a wrong
// token.
package redisstore
