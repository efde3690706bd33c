package dev.weir.coordinator.cluster;

import dev.weir.exec.plan.wire.TypeCodec;
import dev.weir.exec.type.SqlType;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.proto.v1.ColumnMessage;
import dev.weir.proto.v1.DataFileMessage;
import dev.weir.proto.v1.ProductMessage;
import dev.weir.proto.v1.TableMessage;
import java.util.List;

/// Workers and catalogs as tests make them up.
public final class Announcements {
    private Announcements() {}

    public static WorkerNode worker(String id, String domain, int port) {
        return new WorkerNode(id, domain, "", "127.0.0.1", port, 1, "test", 0, 2);
    }

    public static DataFileMessage file(String path, String hash, long... groups) {
        DataFileMessage.Builder file = DataFileMessage.newBuilder().setPath(path).setLength(1000).setModifiedMillis(5).setFooterHash(hash);
        for (long rows : groups) {
            file.addRowGroupRows(rows).addRowGroupBytes(rows * 10);
        }
        return file.build();
    }

    /// A catalog of the one table `shop.orders(id bigint)`.
    public static CatalogMessage catalog(String domain, String digest, DataFileMessage... files) {
        ColumnMessage id = ColumnMessage.newBuilder().setName("id").setType(TypeCodec.encode(SqlType.BIGINT))
                .setDistinct(10).setNullFraction(0).setAverageBytes(8).build();
        TableMessage table = TableMessage.newBuilder().setName("orders").addColumns(id).setSnapshot(digest).addAllFiles(List.of(files)).build();
        return CatalogMessage.newBuilder().setDomain(domain).setDigest(digest)
                .addProducts(ProductMessage.newBuilder().setName("shop").addTables(table)).build();
    }
}
