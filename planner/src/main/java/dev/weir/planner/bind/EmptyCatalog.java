package dev.weir.planner.bind;

import dev.weir.exec.plan.TableName;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.catalog.TableDescription;
import java.util.List;
import java.util.Optional;

/// Has nothing: for expressions that stand alone.
enum EmptyCatalog implements Catalog {
    INSTANCE;

    @Override
    public List<String> domains() {
        return List.of();
    }

    @Override
    public List<String> products(String domain) {
        return List.of();
    }

    @Override
    public List<String> tables(String domain, String product) {
        return List.of();
    }

    @Override
    public Optional<TableDescription> table(TableName name) {
        return Optional.empty();
    }

    @Override
    public int workers(String domain) {
        return 0;
    }
}
