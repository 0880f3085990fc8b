package experiments

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/xbar-sim/xbar/experiments/run"
)

// Part carries out one shard of a study and leaves its trials in the journal of env, for [Merge].
// It returns how many trials of the shard are done, whenever that was, and how many it has. It ends
// early as [Conduct] does.
func Part(ctx context.Context, cfg *Config, env Env, shard run.Shard) (done, total int, err error) {
	s, err := newStudy(cfg, env)
	if err != nil {
		return 0, 0, err
	}
	for i := range s.course {
		if shard.Takes(i) {
			total++
		}
	}
	values, err := s.run(ctx, shard)
	return len(values), total, err
}

// Trials counts the trials of a study, as progress and journals do: those that one training
// serves are one.
func Trials(cfg *Config, env Env) (int, error) {
	s, err := newStudy(cfg, env)
	if err != nil {
		return 0, err
	}
	return len(s.course), nil
}

// Merge assembles a study from the journals of its shards, without doing any trial: the same
// result as [Conduct] gives. journals are paths, and shards what the journals are of, a zero
// [run.Shard] for the journal of a run of all trials. Trials that none of them has are a
// [MissingError]; one that several have counts once. The reports say what of each journal was used.
func Merge(cfg *Config, env Env, journals []string, shards []run.Shard) (*Result, []run.Report, error) {
	began := time.Now()
	s, err := newStudy(cfg, env)
	if err != nil {
		return nil, nil, err
	}
	place := make(map[string]int, len(s.course))
	for i, c := range s.course {
		place[s.courseKey(c)] = i
	}
	found := make([]outcome, len(s.trials))
	have := make([]bool, len(s.course))
	reports, err := run.Scan(journals, s.hash, func(_ int, key string, value json.RawMessage) error {
		i, ok := place[key]
		if !ok || have[i] { // made with other images
			return nil
		}
		have[i] = true
		return s.take(s.course[i], value, found)
	})
	if err != nil {
		return nil, reports, err
	}
	if err := missing(have, shards); err != nil {
		return nil, reports, err
	}
	r := s.result(found)
	r.Elapsed = time.Since(began)
	return r, reports, nil
}

// A MissingError says which trials of a study no journal has.
type MissingError struct {
	Missing, Total int
	Shards         []ShardMissing // those that lack any; none where journals are not of one division
}

// A ShardMissing is how many trials a shard lacks.
type ShardMissing struct {
	Shard   run.Shard
	Missing int
	Of      int // trials of the shard
}

func (e *MissingError) Error() string {
	const most = 20
	text := fmt.Sprintf("%d of %d trials are missing", e.Missing, e.Total)
	var parts []string
	for i, s := range e.Shards {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %d more shards", len(e.Shards)-most))
			break
		}
		parts = append(parts, fmt.Sprintf("%v lacks %d of %d", s.Shard, s.Missing, s.Of))
	}
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	return text
}

// missing returns a MissingError where trials are missing. Which shard they belong to is known where
// all journals of shards are of one division.
func missing(have []bool, shards []run.Shard) error {
	e := &MissingError{Total: len(have)}
	for _, ok := range have {
		if !ok {
			e.Missing++
		}
	}
	if e.Missing == 0 {
		return nil
	}
	shards = slices.DeleteFunc(slices.Clone(shards), run.Shard.Whole)
	if len(shards) == 0 {
		return e
	}
	n := shards[0].N
	if slices.ContainsFunc(shards, func(s run.Shard) bool { return s.N != n }) {
		return e
	}
	lacks := make([]ShardMissing, n)
	for i, ok := range have {
		lacks[i%n].Of++
		if !ok {
			lacks[i%n].Missing++
		}
	}
	for k, l := range lacks {
		if l.Missing > 0 {
			l.Shard = run.Shard{K: k, N: n}
			e.Shards = append(e.Shards, l)
		}
	}
	return e
}
