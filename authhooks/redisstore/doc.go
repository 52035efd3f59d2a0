// Package redisstore keeps the sealed tokens of a fleet in Redis: for processes
// on many machines.
//
// One key holds a record and one its lock; every command and script touches one
// key, so that Redis Cluster serves it. Every key has an end. The Redis user needs
// GET, EVAL, EVALSHA, and SET and DEL for the scripts.
//
// A record and its lock are as safe as the server keeps them: a failover may
// lose the latest write. Then a process fetches once more; none gets a wrong
// token. Reads from replicas may be late, and only cost a conflict.
package redisstore
