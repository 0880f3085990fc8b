package main

import (
	"os"
	"strconv"
	"strings"
)

// freeMemory is how many bytes the system can give without taking them from others, 0 where it does not
// say.
func freeMemory() int64 {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	return availableMemory(string(text))
}

// availableMemory reads MemAvailable of /proc/meminfo, bytes.
func availableMemory(text string) int64 {
	for line := range strings.SplitSeq(text, "\n") {
		if rest, ok := strings.CutPrefix(line, "MemAvailable:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			if err == nil && kib >= 0 && kib < 1<<50 {
				return kib << 10
			}
		}
	}
	return 0
}
