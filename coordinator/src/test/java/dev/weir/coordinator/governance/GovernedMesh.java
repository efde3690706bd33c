package dev.weir.coordinator.governance;

import dev.weir.coordinator.launch.LocalCluster;
import dev.weir.formats.parquet.write.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The domain `sales` with the governed table `p.people`, in two files, and the domain `geo` with the open table `p.places`,
/// which holds what ann may see of people, without its masked columns. Of people, ann sees the rows of `north` with a fixed
/// secret and no salary, eve everything, others nothing.
final class GovernedMesh {
    static final String POLICIES = """
            principals: {ann: {roles: [analyst], attributes: {city: north}}, eve: {roles: [dpo]}}
            rowPolicies:
              - {name: own_city, table: p.people, mode: permissive, to: [role:analyst], using: "city = principal('city')"}
              - {name: everything, table: p.people, mode: permissive, to: [role:dpo], using: 'true'}
            maskPolicies:
              - {name: hide_secret, column: p.people.secret, to: [all], except: [role:dpo], mask: {kind: mask-to-fixed-value, value: hidden}}
              - {name: hide_salary, column: p.people.salary, to: [all], except: [role:dpo], mask: {kind: replace-with-null}}
            """;

    private GovernedMesh() {}

    static void write(Path folder) throws IOException {
        List<List<Object>> rows = People.rows(3, 3000);
        WriteOptions options = WriteOptions.defaults().withRows(500, 100);
        People.write(folder.resolve("sales/p/people/a.parquet"), rows.subList(0, 1500), options);
        People.write(folder.resolve("sales/p/people/b.parquet"), rows.subList(1500, 3000), options.withDictionaryEntries(0));
        People.write(folder.resolve("geo/p/places/all.parquet"), rows.stream().filter(People::visible).map(GovernedMesh::harmless).toList(), options);
        Files.writeString(folder.resolve("sales/policies.yaml"), POLICIES);
    }

    private static List<Object> harmless(List<Object> row) {
        List<Object> changed = new ArrayList<>(row);
        changed.set(3, "no secret");
        changed.set(4, 1L);
        return changed;
    }

    /// Two workers of sales over one folder, one of geo.
    static LocalCluster start(Path folder) {
        LocalCluster cluster = new LocalCluster(2, 1L << 30);
        cluster.addWorker("sales", folder.resolve("sales"));
        cluster.addWorker("sales", folder.resolve("sales"));
        cluster.addWorker("geo", folder.resolve("geo"));
        return cluster;
    }
}
