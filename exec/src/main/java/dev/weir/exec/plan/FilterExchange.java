package dev.weir.exec.plan;

import java.util.List;

/// A runtime filter that travels: one stage makes it, scans of other stages are narrowed by it.
///
/// @param filter    its id
/// @param producer  the stage of the join
/// @param whole     whether each task of the producer has the whole build side, so that any one of them has the filter;
///                  otherwise the filter is what all of their filters let pass together
/// @param consumers the stages of the scans
public record FilterExchange(int filter, int producer, boolean whole, List<Integer> consumers) {
    public FilterExchange {
        consumers = List.copyOf(consumers);
    }
}
