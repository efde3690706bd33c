package dev.weir.planner.optimize.joinorder;

/// Dynamic programming over all connected sets, smaller ones first: the best tree of each set for each site where its
/// result may be. Cross products are tried only when conditions do not connect everything.
final class ExhaustiveSearch {
    private final JoinGraph graph;
    private final JoinStep step;
    private final JoinTree[][] best;
    private final double[] rows;
    private final boolean[] valid;

    private ExhaustiveSearch(JoinGraph graph) {
        this.graph = graph;
        this.step = new JoinStep(graph);
        int sets = 1 << graph.size();
        best = new JoinTree[sets][];
        rows = new double[sets];
        valid = new boolean[sets];
        for (int set = 1; set < sets; set++) {
            valid[set] = graph.valid(set);
            if (valid[set]) {
                rows[set] = graph.rows(set);
            }
        }
    }

    static JoinTree search(JoinGraph graph) {
        JoinTree found = new ExhaustiveSearch(graph).run(false);
        return found != null ? found : new ExhaustiveSearch(graph).run(true);
    }

    private JoinTree run(boolean crossProducts) {
        for (int i = 0; i < graph.size(); i++) {
            int set = 1 << i;
            rows[set] = graph.relations.get(i).rows();
            offer(set, step.single(i));
        }
        int all = (int) graph.all();
        for (int set = 1; set <= all; set++) {
            if (valid[set] && Integer.bitCount(set) > 1) {
                split(set, crossProducts);
            }
        }
        JoinTree cheapest = null;
        if (best[all] != null) {
            for (JoinTree tree : best[all]) {
                cheapest = tree != null && (cheapest == null || tree.cost() < cheapest.cost()) ? tree : cheapest;
            }
        }
        return cheapest;
    }

    private void split(int set, boolean crossProducts) {
        int lowest = Integer.lowestOneBit(set);
        for (int part = (set - 1) & set; part > 0; part = (part - 1) & set) {
            int other = set ^ part;
            if (best[part] == null || best[other] == null) {
                continue;
            }
            boolean reduction = (other & graph.leafMask()) == 0;
            if (reduction) {
                if (Integer.bitCount(other) != 1 || !valid[part]) {
                    continue;
                }
            } else if ((part & lowest) == 0 || !valid[part] || !valid[other] || !crossProducts && !graph.connected(part, other)) {
                continue;
            }
            for (JoinTree a : best[part]) {
                for (JoinTree b : best[other]) {
                    if (a != null && b != null) {
                        offer(set, step.join(a, b, rows[part], rows[other], rows[set]));
                    }
                }
            }
        }
    }

    private void offer(int set, JoinTree tree) {
        if (best[set] == null) {
            best[set] = new JoinTree[graph.domains.size() + 1];
        }
        JoinTree known = best[set][tree.site() + 1];
        if (known == null || tree.cost() < known.cost()) {
            best[set][tree.site() + 1] = tree;
        }
    }
}
