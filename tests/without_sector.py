"""A plug-in for pytest, and for programs: the packages of the extra `sector` are not there, as after `pip install .` without it."""

import sys
from importlib.abc import MetaPathFinder

PACKAGES = frozenset({"dask", "distributed", "polars", "pyarrow"})


class _Missing(MetaPathFinder):
    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] in PACKAGES:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


sys.meta_path.insert(0, _Missing())
