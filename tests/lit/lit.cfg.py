# The command line, run and compared with FileCheck. A test may use
#   %framewalk    the program
#   %testdata     the folder testdata/
# and FileCheck, not, split-file and count.
import os

import lit.formats

config.name = "framewalk"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".test", ".c", ".cpp"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = lit_config.params["exec_root"]

repository = os.path.dirname(os.path.dirname(config.test_source_root))
config.substitutions += [
    ("%framewalk", lit_config.params["framewalk"]),
    ("%testdata", os.path.join(repository, "testdata")),
]
config.environment["PATH"] = os.pathsep.join(
    [lit_config.params["tools"], config.environment["PATH"]]
)
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "HOME", "XDG_CACHE_HOME"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
