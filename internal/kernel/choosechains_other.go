//go:build purego || !amd64

package kernel

func chooseChains() chains { return plainChains() }

// chainTwins returns every set of chains that this processor can run.
func chainTwins() map[string]chains { return map[string]chains{"plain": plainChains()} }
