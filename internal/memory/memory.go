// Package memory tells how much memory a function asks for, for tests of readers: what a file's header claims must cost
// nothing that the file does not have.
package memory

import "runtime"

// Asked returns how many bytes f and all that runs meanwhile take from the heap, given back or not.
func Asked(f func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}
