"""What two folders have in common."""

import filecmp
import os


def differences(one, other):
    """Files that are not the same in two folders."""
    compared = filecmp.dircmp(one, other)
    different = compared.left_only + compared.right_only
    _, wrong, errors = filecmp.cmpfiles(one, other, compared.common_files, shallow=False)
    different += wrong + errors
    for folder in compared.common_dirs:
        different += differences(os.path.join(one, folder), os.path.join(other, folder))
    return different
