// Package cputime tells how long this process has computed, for benchmarks: on a shared machine the clock tells
// how busy others are.
package cputime
