"""What tests that are scripts have in common: what they need and what they say."""

import shutil
import sys

SKIPPED = 77  # ctest's SKIP_RETURN_CODE


def skip(why):
    print("SKIPPED:", why)
    sys.exit(SKIPPED)


def need(*tools):
    """Ends the test as skipped where one of these programs is not there."""
    for tool in tools:
        if not shutil.which(tool):
            skip(f"there is no {tool}")


class Failures(list):
    """Sentences about what is wrong."""

    def expect(self, what, done, code, *words, without=()):
        """DONE, a process that has ended, did so with CODE, and said WORDS."""
        text = done.stdout + (done.stderr or "")
        if done.returncode != code:
            self.append(f"{what} ends with {done.returncode}, not {code}:\n{text[-2000:]}")
        self.extend(f"{what} does not say {word!r}:\n{text[-2000:]}" for word in words if word not in text)
        self.extend(f"{what} says {word!r}:\n{text[-2000:]}" for word in without if word in text)

    def exit_code(self):
        """Prints them; for sys.exit()."""
        for failure in self:
            print("FAIL:", failure)
        return 1 if self else 0
