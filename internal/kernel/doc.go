// Package kernel holds the few loops in which xbar spends its time: row accumulate, neuron
// step, exponentials, logarithms and normal deviates.
//
// Every function gives the same bits on every processor. The standard library's math.Exp and
// math.Log are assembly on some architectures and fuse multiplications with additions on
// others; here products are rounded by an explicit conversion before they are added, which
// forbids fusing, and every table is made from square roots, which IEEE 754 rounds correctly.
package kernel
