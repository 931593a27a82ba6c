package main

import "syscall"

// childAttributes has the kernel kill the command if the leash itself is killed, the one case in which the leash can't.
// The command leads its own process group, so that Ctrl-C in a terminal reaches it once, through the leash.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
