// Command kernelgen writes the assembly of internal/kernel: the same loops for AVX2 and for AVX-512.
// Run from its folder:
//
//	go run . -out ../../internal/kernel/loops_amd64.s -stubs ../../internal/kernel/loops_amd64.go -pkg kernel
//
// Multiplications and additions are separate instructions, each rounded on its own and in the order
// of the Go loops, and elements are independent of each other: the result has the same bits. A file
// here has the kernels of the file of the same name there.
package main

import . "github.com/mmcloughlin/avo/build"

func main() {
	ConstraintExpr("!purego")
	for _, v := range []isa{avx2, avx512} {
		v.accumulate()
		v.leaks()
		v.coba()
		v.normals()
		v.noise()
		v.sense()
		v.scatter()
		v.slices()
		v.relax()
	}
	Generate()
}
