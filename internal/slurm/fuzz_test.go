package slurm

import (
	"strings"
	"testing"
)

// Whatever Slurm prints, a number of a job is one that can stand in a command line again, and no task is counted twice.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{"123\n", "123;cluster\n", "sbatch: error: invalid partition", "PD\nR\nCG\n", "PD PD\tR", "99999999999999999999", "12 13\n", "12 13 14"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := jobNumber(text)
		if err != nil && (id != "" || len(err.Error()) > 1000 || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%q, %v", id, err)
		}
		if again, e := jobNumber(id); err == nil && (e != nil || again != id || strings.Trim(id, "0123456789") != "") {
			t.Errorf("%q is the job %q, which is the job %q, %v", text, id, again, e)
		}
		if s := countStates(text); s.Waiting+s.Running > len(strings.Fields(text)) || countStates(text+"\n"+text) != (State{2 * s.Waiting, 2 * s.Running}) {
			t.Errorf("%+v", s)
		}
		if jobs, ok := parseJobs(text); ok {
			if again, ok := parseJobs(jobs.text()); !ok || again != jobs {
				t.Errorf("%+v, written and read: %+v", jobs, again)
			}
		} else if jobs != (Jobs{}) {
			t.Errorf("refused, and %+v", jobs)
		}
	})
}

// An option that is taken is one line of a script, and a word of a command comes back from the shell's quotes as it was.
func FuzzScript(f *testing.F) {
	f.Add("time=2:00:00", "it's")
	f.Add("comment=a\rb", "$(rm -r x) `y` \\ \"\n'")
	f.Add("exclusive", "")
	f.Fuzz(func(t *testing.T, option, word string) {
		if CheckOption(option) == nil {
			j := job("/work/r")
			bare := strings.Count(j.ArrayScript(), "\n")
			j.Options = append(j.Options, option)
			if text := j.ArrayScript(); strings.Count(text, "\n") != bare+1 || !strings.Contains(text, "\n#SBATCH --"+option+"\n") {
				t.Errorf("%q makes\n%s", option, text)
			}
		}
		if word == TaskID {
			return
		}
		if got, ok := unquoted(quote(word)); !ok || got != word {
			t.Errorf("%q is quoted %q, which a shell reads as %q", word, quote(word), got)
		}
	})
}

// unquoted reads one word of a shell that is made of single quotes and escaped letters; false where anything else is in it.
func unquoted(text string) (string, bool) {
	var b strings.Builder
	for text != "" {
		switch {
		case text[0] == '\'':
			part, rest, ok := strings.Cut(text[1:], "'")
			if !ok {
				return "", false
			}
			b.WriteString(part)
			text = rest
		case text[0] == '\\' && len(text) > 1 && text[1] != '\n':
			b.WriteByte(text[1])
			text = text[2:]
		default:
			return "", false
		}
	}
	return b.String(), true
}
