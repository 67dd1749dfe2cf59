"""Brings the npm packages that a folder of tests names, once for each lock file."""

import shutil
import subprocess


def bring(folder, out):
    """Installs what folder/package-lock.json names into out/node_modules. False:
    it cannot be had."""
    lock = (folder / "package-lock.json").read_text(encoding="utf-8")
    out.mkdir(parents=True, exist_ok=True)
    stamp = out / "node_modules" / ".lock"
    for name in ("package.json", "package-lock.json"):
        shutil.copy(folder / name, out / name)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == lock:
        return True
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=out)
    if done.returncode:
        return False
    stamp.write_text(lock, encoding="utf-8")
    return True
