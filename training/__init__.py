"""Training of the attribution tagger: not installed, run from the repository root as `python -m training.train`."""
