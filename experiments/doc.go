// Package experiments turns a Config into a Result: it says what a study simulates, plans its
// trials, trains and examines a network for each, and summarises what they found.
//
// A trial is one network of one card at one point of the axes in one repeat, and a pure function of
// configuration, card, point and repeat. Repeats draw from streams of their own, which every point
// and every card shares, so that points are compared in pairs. Nothing here depends on the number of
// workers, on the order of trials or on an interruption.
//
// Test images are only ever tested: weights, thresholds, converter ranges, labels and the gain
// against drift come from training images.
package experiments
