package si

import (
	"cmp"
	"math"
	"strings"
	"unicode/utf8"
)

// Nearest returns the entry of keys that key was probably meant to be, or "" when none is near.
// Distance is that of Damerau and Levenshtein (insertion, deletion, replacement and swap of
// neighbours each cost 1), without regard to case. Leading path elements that both share are
// left out, and the last elements are compared by themselves too, one step further away, so "v_of"
// finds "device.pcm.v_off". Near means at most max(2, a third of the letters compared) and at least
// one letter in common. Of equally near ones the longer common beginning wins, then the first.
func Nearest(key string, keys []string) string {
	type rank struct{ either, whole, unlike int }
	best, bestRank := "", rank{either: far}
	key = strings.ToLower(key)
	for _, k := range keys {
		a, b := strip(key, strings.ToLower(k))
		x, y := lastElement(a), lastElement(b)
		r := rank{whole: near(a, b), unlike: -common(x, y)}
		r.either = r.whole
		if d := near(x, y); d < far {
			r.either = min(r.whole, d+1)
		}
		if cmp.Or(cmp.Compare(r.either, bestRank.either), cmp.Compare(r.whole, bestRank.whole),
			cmp.Compare(r.unlike, bestRank.unlike)) < 0 && r.either < far {
			best, bestRank = k, r
		}
	}
	return best
}

// far is the distance of words that are not near each other.
const far = math.MaxInt

// near returns the distance of a and b, or far.
func near(a, b string) int {
	na, nb := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	most := max(2, na/3)
	if na-nb > most || nb-na > most { // the lengths alone forbid it
		return far
	}
	if d := distance([]rune(a), []rune(b)); d == 0 || d <= most && d < max(na, nb) {
		return d
	}
	return far
}

// strip removes the path elements that both begin with, never the last one.
func strip(a, b string) (string, string) {
	for {
		x, restA, okA := strings.Cut(a, ".")
		y, restB, okB := strings.Cut(b, ".")
		if !okA || !okB || x != y {
			return a, b
		}
		a, b = restA, restB
	}
}

func lastElement(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// common counts the bytes with which both begin.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// distance is the optimal string alignment distance: Damerau's four edits, no letter edited twice.
func distance(s, t []rune) int {
	before, prev, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range prev {
		prev[j] = j
	}
	for i, x := range s {
		row[0] = i + 1
		for j, y := range t {
			cost := 1
			if x == y {
				cost = 0
			}
			row[j+1] = min(prev[j]+cost, prev[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x == t[j-1] && s[i-1] == y {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return prev[len(t)]
}
