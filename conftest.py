"""What every test starts from: the seeds, no window, no chance; and patience with notebooks."""

import os

import hypothesis
import matplotlib as mpl

# The tests and the stored notebooks speak of the seeds, whatever corpus a shell may point to.
os.environ.pop("TOOLKIT_CORPUS", None)

# Not by MPLBACKEND, which the notebooks' kernels would inherit and then show no figure.
mpl.use("agg")

hypothesis.settings.register_profile("house", derandomize=True, deadline=None)
hypothesis.settings.load_profile("house")


def pytest_collection_modifyitems(items):
    """Give the cells of notebooks a minute for their output; nbval's five seconds are its own."""
    for item in items:
        if hasattr(item, "output_timeout"):
            item.output_timeout = 60
