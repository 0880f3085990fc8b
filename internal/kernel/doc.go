// Package kernel holds the few loops in which xbar spends its time: row accumulate, neuron
// steps, sensing and digitising, spikes under way, drift and noise of cells, exponentials, logarithms
// and normal deviates.
//
// Loops over slices have twins in assembly for AVX2 and AVX-512, written by tools/kernelgen and
// chosen when the program starts; with the build tag purego, and on other processors, they are plain
// Go. A new one is a line of the table loops, a plain loop, and a method in the generator.
//
// Every function gives the same bits on every processor. The standard library's math.Exp and
// math.Log are assembly on some architectures and fuse multiplications with additions on
// others; here products are rounded by an explicit conversion before they are added, which
// forbids fusing, and every table is made from square roots, which IEEE 754 rounds correctly.
package kernel
