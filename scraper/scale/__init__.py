"""Beyond one machine: crawls by several workers on procrastinate, bulk cleaning on Dask."""
