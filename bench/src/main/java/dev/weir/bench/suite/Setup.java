package dev.weir.bench.suite;

import dev.weir.bench.datagen.TpchLayout;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How the processes of a run are set up over one set of files.
public enum Setup {
    /// One process, no server.
    EMBEDDED,
    /// A coordinator and one worker.
    ONE,
    /// A coordinator and three workers of one domain over one shared folder.
    THREE,
    /// A coordinator and three workers of one domain, each with its own part of the files.
    PARTS,
    /// A coordinator and three domains with a worker each.
    MESH;

    /// A worker to start.
    public record Worker(String domain, Path folder) {}

    /// The workers over data in the single layout (`DATA/tpch/<table>/*.parquet`). PARTS and MESH get folders of links to the
    /// same files below `links`.
    public List<Worker> workers(Path data, Path links) throws IOException {
        return switch (this) {
            case EMBEDDED -> List.of();
            case ONE -> List.of(new Worker("sales", data));
            case THREE -> List.of(new Worker("sales", data), new Worker("sales", data), new Worker("sales", data));
            case PARTS -> parts(data, links.resolve("parts"));
            case MESH -> mesh(data, links.resolve("mesh"));
        };
    }

    /// Where the specification's unqualified names are looked for.
    public String searchPath() {
        return switch (this) {
            case EMBEDDED -> "local.tpch";
            case ONE, THREE, PARTS -> "sales.tpch";
            case MESH -> "sales.tpch, supply.tpch, geo.tpch";
        };
    }

    public String label() {
        return "weir-" + name().toLowerCase(Locale.ROOT);
    }

    /// Deals out the files of each table; a table of one file goes to the first worker. Throws INVALID_ARGUMENT when a worker
    /// would get none.
    private static List<Worker> parts(Path data, Path target) throws IOException {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            workers.add(new Worker("sales", target.resolve("w" + i)));
        }
        int most = 0;
        for (Path table : LinkedFiles.entries(data.resolve("tpch"))) {
            int next = 0;
            for (Path file : LinkedFiles.entries(table)) {
                LinkedFiles.link(file, workers.get(next++ % 3).folder().resolve("tpch").resolve(table.getFileName()));
            }
            most = Math.max(most, next);
        }
        if (most < workers.size()) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "The setup parts needs a table of at least 3 files in " + data
                    + ", which has " + most + " a table; `weir datagen tpch --files 3` writes such");
        }
        return workers;
    }

    private static List<Worker> mesh(Path data, Path target) throws IOException {
        Map<String, Worker> workers = new LinkedHashMap<>();
        for (Path table : LinkedFiles.entries(data.resolve("tpch"))) {
            String domain = TpchLayout.domain(table.getFileName().toString());
            Worker worker = workers.computeIfAbsent(domain, name -> new Worker(name, target.resolve(name)));
            for (Path file : LinkedFiles.entries(table)) {
                LinkedFiles.link(file, worker.folder().resolve("tpch").resolve(table.getFileName()));
            }
        }
        return new ArrayList<>(workers.values());
    }
}
