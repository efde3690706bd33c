package dev.weir.planner.optimize.joinorder;

import java.util.ArrayList;
import java.util.List;

/// Joins the two trees whose result is smallest, again and again; for regions too large to search. Reductions are applied
/// as soon as what they need is together.
final class GreedySearch {
    private final JoinGraph graph;
    private final JoinStep step;

    private GreedySearch(JoinGraph graph) {
        this.graph = graph;
        this.step = new JoinStep(graph);
    }

    static JoinTree search(JoinGraph graph) {
        return new GreedySearch(graph).run();
    }

    private JoinTree run() {
        List<JoinTree> trees = new ArrayList<>();
        for (int i = 0; i < graph.leaves; i++) {
            trees.add(step.single(i));
        }
        List<Integer> reductions = new ArrayList<>();
        for (int i = graph.leaves; i < graph.size(); i++) {
            reductions.add(i);
        }
        reduce(trees, reductions);
        while (trees.size() > 1) {
            int first = -1;
            int second = -1;
            double least = Double.MAX_VALUE;
            boolean connected = false;
            for (int i = 0; i < trees.size(); i++) {
                for (int j = i + 1; j < trees.size(); j++) {
                    boolean edge = graph.connected(trees.get(i).set(), trees.get(j).set());
                    double rows = graph.rows(trees.get(i).set() | trees.get(j).set());
                    if (edge && !connected || edge == connected && rows < least) {
                        first = i;
                        second = j;
                        least = rows;
                        connected = edge;
                    }
                }
            }
            JoinTree a = trees.get(first);
            JoinTree b = trees.remove(second);
            trees.set(first, step.join(a, b, graph.rows(a.set()), graph.rows(b.set()), least));
            reduce(trees, reductions);
        }
        return trees.getFirst();
    }

    private void reduce(List<JoinTree> trees, List<Integer> reductions) {
        for (int t = 0; t < trees.size(); t++) {
            for (int r = 0; r < reductions.size(); r++) {
                int reduction = reductions.get(r);
                JoinTree tree = trees.get(t);
                if ((graph.relations.get(reduction).required() & ~tree.set()) == 0) {
                    long set = tree.set() | 1L << reduction;
                    trees.set(t, step.join(tree, step.single(reduction), graph.rows(tree.set()), graph.relations.get(reduction).rows(), graph.rows(set)));
                    reductions.remove(r--);
                }
            }
        }
    }
}
