//go:build purego || !amd64

package kernel

func choose() loops { return plain() }

// twins returns every set of loops that this processor can run.
func twins() map[string]loops { return map[string]loops{"plain": plain()} }
