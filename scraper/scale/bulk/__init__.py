"""Bulk cleaning: archives in, tables of articles out.

Theory of operation.  The unit of work is a *shard*: one input file and the output file that it becomes.  `clean_shard`
writes under a name of its own and renames when it is complete, so the outputs that exist are the state: a rerun cleans
what is missing, a shard that two machines clean at once is still there once, and nothing but the file system has to
survive a kill.  Pages are cleaned in a child process with a deadline, so that a page which hangs, crashes or fills the
memory costs itself only.  `cluster` gives the shards to Dask; nothing else here knows of it.
"""

from __future__ import annotations

from scraper.scale.bulk.options import BulkJob, BulkOptions
from scraper.scale.bulk.shard import Counts, ShardResult, clean_shard
from scraper.scale.bulk.shards import Shard, find_inputs, plan

__all__ = ["BulkJob", "BulkOptions", "Counts", "Shard", "ShardResult", "clean_shard", "find_inputs", "plan"]
