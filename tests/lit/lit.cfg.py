# The command line, run and compared with FileCheck. A test may use
#   %framewalk    the program
#   %testdata     the folder testdata/
#   %python       the interpreter that runs the tests
# and FileCheck, not, split-file and count.
import hashlib
import os
import sys
import tempfile

import lit.formats

config.name = "framewalk"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".test", ".c", ".cpp"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(__file__)
# Not in the build folder: there the sources that a test writes would have a
# compile_commands.json above them.
unique = hashlib.sha256(lit_config.params["framewalk"].encode()).hexdigest()[:12]
config.test_exec_root = os.path.join(
    tempfile.gettempdir(), f"framewalk-lit-{os.getuid()}-{unique}"
)

repository = os.path.dirname(os.path.dirname(config.test_source_root))
config.substitutions += [
    ("%framewalk", lit_config.params["framewalk"]),
    ("%python", sys.executable),
    ("%testdata", os.path.join(repository, "testdata")),
]
config.environment["PATH"] = os.pathsep.join(
    [lit_config.params["tools"], config.environment["PATH"]]
)
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "HOME", "XDG_CACHE_HOME"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
