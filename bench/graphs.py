"""What igraph takes for the same of the same graph; its argument is a file of edges (uint32: edges, nodes, sources, targets).

Prints one JSON line of processor times in milliseconds, and igraph's version.
"""

import json
import sys
import time

import igraph
import numpy

words = numpy.fromfile(sys.argv[1], dtype=numpy.uint32)
edges, nodes = int(words[0]), int(words[1])
pairs = words[2:].reshape(2, edges).T
graph = igraph.Graph(n=nodes, edges=pairs)


def taken(run):
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


# Components at 48 numbers of edges, evenly spaced, where percolation knows them after each edge.
def curve():
    for i in range(1, 49):
        part = igraph.Graph(n=nodes, edges=pairs[: edges * i // 48])
        max(part.connected_components().sizes())


print(json.dumps({
    "version": "igraph %s" % igraph.__version__,
    "degree": taken(lambda: (graph.degree(), graph.components())),
    "percolation": taken(curve),
    "community": taken(lambda: graph.community_multilevel()),
}))
