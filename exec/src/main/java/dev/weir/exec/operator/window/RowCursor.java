package dev.weir.exec.operator.window;

/// Walks over the rows of a block, from the first to the last, and knows the partition and the peers of the row where it is.
final class RowCursor {
    private final Starts partitions;
    private final Starts peers;
    private int partition = -1;
    private int peer = -1;
    private int partitionStart;
    private int partitionEnd;
    private int firstPeer;
    private int peerStart;
    private int peerEnd;

    RowCursor(Starts partitions, Starts peers) {
        this.partitions = partitions;
        this.peers = peers;
    }

    /// Goes on to a row that does not come before the present one.
    void move(int row) {
        boolean entered = row >= partitionEnd;
        while (row >= partitionEnd) {
            partition++;
            partitionStart = partitions.at(partition);
            partitionEnd = partitions.at(partition + 1);
        }
        while (row >= peerEnd) {
            peer++;
            peerStart = peers.at(peer);
            peerEnd = peers.at(peer + 1);
            if (entered && peerStart == partitionStart) {
                firstPeer = peer;
            }
        }
    }

    /// The number of the partition in the block.
    int partition() {
        return partition;
    }

    int partitionStart() {
        return partitionStart;
    }

    /// One more than the last row.
    int partitionEnd() {
        return partitionEnd;
    }

    int peerStart() {
        return peerStart;
    }

    int peerEnd() {
        return peerEnd;
    }

    /// Groups of peers in the partition before the present one.
    int peersBefore() {
        return peer - firstPeer;
    }

    /// Where the peers begin that are `distance` groups away; the partition's start or end where it has no such group.
    int startOfPeers(long distance) {
        long group = peer + distance;
        if (group < firstPeer) {
            return partitionStart;
        }
        return group >= peers.count() ? partitionEnd : Math.min(partitionEnd, peers.at((int) group));
    }

    /// One more than the last row of the peers that are `distance` groups away.
    int endOfPeers(long distance) {
        long group = peer + distance;
        if (group < firstPeer) {
            return partitionStart;
        }
        return group >= peers.count() ? partitionEnd : Math.min(partitionEnd, peers.at((int) group + 1));
    }
}
