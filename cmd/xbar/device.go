package main

import "github.com/spf13/cobra"

func (a *app) device() *cobra.Command {
	c := &cobra.Command{
		Use:     "device",
		Short:   "The library of devices, with the source of every number",
		Example: "  xbar device list\n  xbar device show pcm\n  xbar device draw pcm",
	}
	c.AddCommand(a.deviceList(), a.deviceShow(), a.deviceDraw())
	return c
}
