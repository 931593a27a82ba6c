// How a run of the program ends.

/** 0 clean, 1 findings, 2 could not tell, 3 failed; 130 is the shell's code for an interrupted program. */
export type ExitCode = 0 | 1 | 2 | 3 | 130
