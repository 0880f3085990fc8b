//go:build !purego

package kernel

import "golang.org/x/sys/cpu"

// Vectors names the assembly that was chosen: "AVX-512", "AVX2" or "none". The environment variable
// GODEBUG turns them off, as in cpu.avx512f=off,cpu.avx2=off: results have the same bits with any.
func Vectors() string {
	switch {
	case hasAVX512():
		return "AVX-512"
	case cpu.X86.HasAVX2:
		return "AVX2"
	}
	return "none"
}
