package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"sync/atomic"
	"syscall"
)

// leash runs a command and answers with its exit status. The command dies when standard input ends. Whoever starts a
// leash holds the other end of that pipe and never writes to it: the kernel closes it when the holder ends, however it
// ends, so not even SIGKILL of the holder leaves the command behind.
//
// With "--then-remove DIR" first, DIR is removed once the command is dead, if it was the end of standard input that
// killed it. Several leashes may name the same directory: each removes it after its own command wrote for the last
// time, so the last one leaves nothing.
func leash(arguments []string) int {
	remove := ""
	if len(arguments) >= 2 && arguments[0] == "--then-remove" {
		remove, arguments = arguments[1], arguments[2:]
	}
	if len(arguments) == 0 {
		fmt.Fprint(os.Stderr, usage)
		return 2
	}

	// Linux ties the parent-death signal to the thread that forked, not to the process: keep that thread.
	runtime.LockOSThread()
	command := exec.Command(arguments[0], arguments[1:]...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	command.SysProcAttr = childAttributes()

	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	if err := command.Start(); err != nil {
		fmt.Fprintf(os.Stderr, "leash: %v\n", err)
		return 127
	}
	go func() {
		for received := range signals {
			// An error means that the command has ended already, which Wait reports below.
			_ = command.Process.Signal(received)
		}
	}()
	var released atomic.Bool
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		released.Store(true)
		_ = command.Process.Kill()
	}()

	status := exitStatus(command.Wait())
	if remove != "" && released.Load() {
		if err := os.RemoveAll(remove); err != nil {
			fmt.Fprintf(os.Stderr, "leash: %v\n", err)
		}
	}
	return status
}

// exitStatus follows the shell: 128 and the number of the signal for a command that a signal ended.
func exitStatus(err error) int {
	if err == nil {
		return 0
	}
	var exited *exec.ExitError
	if !errors.As(err, &exited) {
		fmt.Fprintf(os.Stderr, "leash: %v\n", err)
		return 1
	}
	if status, ok := exited.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return exited.ExitCode()
}
