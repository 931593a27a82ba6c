//go:build !linux

package main

import "syscall"

// childAttributes asks for nothing: other systems have no parent-death signal, so killing the leash itself leaves its
// command running there.
func childAttributes() *syscall.SysProcAttr {
	return nil
}
