// Package filestore keeps the sealed tokens of a fleet in a folder: for
// processes of one user on one machine.
//
// The folder and its files are their owner's alone (0700 and 0600); what is
// not, or is a symbolic link, is refused and not repaired, for others may have
// read or written it. Records are replaced as a whole: a reader sees the old
// one or the new one, after a crash too, as far as the file system has an fsync
// for files and folders: one that has none keeps records as well as it can.
//
// The calls of a file system know no context. On a disk that stops answering
// they wait for it; whoever has waited for longer than its context lasts then
// changes nothing and holds no lock.
//
// Locks are flock(2)'s. They end with the process that holds them, however it
// ends. They work between processes of one machine; over a network file system
// they are what that one makes of them, and [github.com/vendorauth/vendorauth-go/authhooks/redisstore]
// is the better choice.
//
// It works on Linux and macOS. Elsewhere it compiles, and [New] says that it
// does not work: who a file belongs to is another matter there.
package filestore
