// Package whatif answers the questions of a materials group about one device: which property to improve first, how
// good is good enough, how long it lasts, what each flaw costs, and what to measure next. Every answer is made of
// trials of experiments, paired with their baseline by common streams, and carries intervals.
//
// One file is one question; figures of answers are in plots, commands in cmd/xbar.
package whatif
