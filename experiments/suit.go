package experiments

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xbar-sim/xbar/internal/si"
)

// codeKey is the key of the input code.
const codeKey = "input.code"

// oneAnswer lists the codes in which an input says once a presentation what it has to say.
func oneAnswer() []string { return []string{"first-spike", "rank-order", "burst"} }

// suited returns the settings that an input code asks for in place of the usual ones, nil where those
// do. The usual ones are made for rates: an output spike answers the last 50 ms, and the layer
// answers ten times a presentation. Where an input speaks once there is one answer:
//
//	network.target      1 output spike of the layer a presentation
//	network.inhibition  the whole presentation: who answered first is not contradicted
//	stdp.window         the whole presentation: every input that spoke before the answer has its part
//	network.leak        three presentations: early inputs are still there
//	stdp.ltp, stdp.ltd  ten times the usual 0.008 and 0.004: a neuron learns from a tenth of the spikes
//	network.gain        ten times the usual 0.003, for the same reason
//
// That first spikes are the answer is the idea of S. Thorpe, A. Delorme and R. Van Rullen, "Spike-based
// strategies for rapid processing", Neural Networks 14, 715–725 (2001),
// doi:10.1016/S0893-6080(01)00083-1. The numbers were found on validation images of the drawn digits,
// which are training images: docs/decisions/0002-one-answer.md.
func (c *Config) suited(code string) []Override {
	if !slices.Contains(oneAnswer(), code) {
		return nil
	}
	whole := si.Exact(min(c.Input.Duration, 10), "s")
	long, err := strconv.ParseFloat(strconv.FormatFloat(min(3*c.Input.Duration, 100), 'g', 12, 64), 64)
	if err != nil {
		panic("experiments: a number cannot be read again: " + err.Error())
	}
	return []Override{
		{"network.target", "1"}, {"network.inhibition", whole}, {"network.leak", si.Exact(long, "s")}, {"network.gain", "0.03"},
		{"stdp.window", whole}, {"stdp.ltp", "0.08"}, {"stdp.ltd", "0.04"},
	}
}

// Suit gives the study the settings that its input codes ask for, but for keys that were given or
// are swept: the study itself where it has one code, each word where an axis has several. It says
// what it set, a line for codes with the same settings.
func (c *Config) Suit(given func(key string) bool) []string {
	free := func(code string) []Override {
		return slices.DeleteFunc(c.suited(code), func(o Override) bool {
			return given(o.Key) || slices.ContainsFunc(c.Axes, func(a Axis) bool { return a.Key == o.Key })
		})
	}
	for i := range c.Axes {
		if a := &c.Axes[i]; a.Key == codeKey {
			for k, w := range a.Words {
				a.add(k, free(w))
			}
			return a.Settings()
		}
	}
	settings := free(c.Input.Code)
	for _, o := range settings {
		if err := c.Set(o.Key, o.Value); err != nil {
			panic("experiments: a setting that suits a code is refused: " + err.Error())
		}
	}
	if len(settings) == 0 {
		return nil
	}
	return []string{c.Input.Code + ": " + list(settings)}
}

// list is settings in text.
func list(settings []Override) string {
	parts := make([]string, len(settings))
	for i, o := range settings {
		parts[i] = o.Key + " = " + o.Value
	}
	return strings.Join(parts, ", ")
}

// add puts settings beside the k-th word, in which a key of the word's own counts.
func (a *Axis) add(k int, settings []Override) {
	for _, o := range settings {
		if a.With == nil {
			a.With = make([][]Override, len(a.Words))
		}
		if !slices.ContainsFunc(a.With[k], func(own Override) bool { return own.Key == o.Key }) {
			a.With[k] = append(a.With[k], o)
		}
	}
}

// Settings says in text what goes with the words of an axis, a line for words with the same settings:
// "burst, rank-order: network.target = 1, stdp.window = 0.35 s".
func (a Axis) Settings() []string {
	var lines, said []string
	for k := range a.With {
		text := list(a.With[k])
		if text == "" || slices.Contains(said, text) {
			continue
		}
		said = append(said, text)
		var words []string
		for i := k; i < len(a.With); i++ {
			if list(a.With[i]) == text {
				words = append(words, a.Text(float64(i)))
			}
		}
		lines = append(lines, strings.Join(words, ", ")+": "+text)
	}
	return lines
}

// maxWith is the largest number of settings that go with one word.
const maxWith = 100

// readWith reads the settings of a study file, for each word a list of KEY=VALUE.
func (a *Axis) readWith(lists [][]string) error {
	if lists == nil {
		return nil
	}
	if len(lists) != len(a.Words) {
		return fmt.Errorf("axis %s: with has %d lists for %d words: want one each", a.Key, len(lists), len(a.Words))
	}
	a.With = make([][]Override, len(lists))
	for k, settings := range lists {
		if len(settings) > maxWith {
			return fmt.Errorf("axis %s: %s goes with %d settings: want at most %d", a.Key, a.Words[k], len(settings), maxWith)
		}
		for _, s := range settings {
			key, value, ok := strings.Cut(s, "=")
			if key = strings.TrimSpace(key); !ok || key == "" {
				return fmt.Errorf("axis %s: with %q: want KEY=VALUE", a.Key, s)
			}
			a.With[k] = append(a.With[k], Override{key, strings.TrimSpace(value)})
		}
	}
	return nil
}

// withText is the inverse of readWith, as TOML writes lists.
func (a Axis) withText() string {
	lists := make([]string, len(a.With))
	for k, settings := range a.With {
		var texts []string
		for _, o := range settings {
			texts = append(texts, o.Key+" = "+o.Value)
		}
		lists[k] = "[" + quoted(texts) + "]"
	}
	return strings.Join(lists, ", ")
}

// settle gives a study what goes with a value of the axis.
func (a Axis) settle(c *Config, v float64) error {
	if _, ok := a.Word(v); !ok || a.With == nil {
		return nil
	}
	for _, o := range a.With[int(v)] {
		if err := c.Set(o.Key, o.Value); err != nil {
			return err
		}
	}
	return nil
}

// checkWith refuses settings that no axis could have either, and those that say how many images there
// must be.
func (c *Config) checkWith(a Axis) error {
	if a.With != nil && len(a.With) != len(a.Words) {
		return fmt.Errorf("axis %s: settings for %d of %d words: want them for each, or for none", a.Key, len(a.With), len(a.Words))
	}
	for _, settings := range a.With {
		for _, o := range settings {
			p, ok := si.Lookup(c.Params(), o.Key)
			switch {
			case !ok:
				return fmt.Errorf("axis %s: with %s: %w", a.Key, o.Key, &si.UnknownKeyError{Key: o.Key, Nearest: si.Nearest(o.Key, c.keys())})
			case p.Kind() == si.Text || slices.Contains([]string{"seed", "repeats", "quick", "train.validation"}, o.Key) || strings.HasSuffix(o.Key, ".images"):
				return fmt.Errorf("axis %s: %s (%s) cannot go with a word: it holds for the whole study", a.Key, o.Key, p.Doc)
			}
		}
	}
	return nil
}
