// Why a file could not be read or written, in words: the operating system's codes are no answer to a person.

const causes: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'what stands before its last name is no folder',
  EACCES: 'not allowed',
  EPERM: 'not allowed',
  EROFS: 'the file system is read only',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
}

/** The cause that an error of the file system names. */
export function whyFailed(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return causes[code] ?? (code === '' ? 'unknown cause' : code)
}
